/* SPDX-License-Identifier: GPL-2.0-only */

#include "device-queue.h"

#include "ns3/dynamic-queue-limits.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-size.h"
#include "ns3/queue.h"
#include "ns3/real-device.h"

#include <algorithm>
#include <cctype>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t MOST_PACKETS = 100000;
constexpr uint32_t PACKETS_UNDER_BQL =
    2; //!< what byte queue limits settle at on a busy link: one being sent, one waiting
constexpr uint32_t DEVICE_PACKETS_FOR_BQL = 1000; //!< the device's own limit must not interfere

/**
 * @param device a point-to-point or a real device
 * @return what waits there for transmission
 */
Ptr<Queue<Packet>>
QueueOf(const Ptr<NetDevice>& device)
{
    const auto real = DynamicCast<RealDevice>(device);
    return real ? real->GetQueue() : DynamicCast<PointToPointNetDevice>(device)->GetQueue();
}

} // namespace

std::optional<DeviceQueue>
DeviceQueue::FromText(const std::string& text)
{
    DeviceQueue queue;
    if (text == "bql")
    {
        queue.m_packets = 0;
        return queue;
    }
    const bool isCount =
        text.size() >= 2 && text.size() <= 7 && text.back() == 'p' &&
        std::all_of(text.begin(), text.end() - 1, [](unsigned char c) { return std::isdigit(c); });
    if (!isCount)
    {
        return std::nullopt;
    }
    queue.m_packets = static_cast<uint32_t>(std::stoul(text));
    const bool isInRange = queue.m_packets >= 1 && queue.m_packets <= MOST_PACKETS;
    return isInRange ? std::optional<DeviceQueue>(queue) : std::nullopt;
}

void
DeviceQueue::Install(Ptr<NetDevice> device) const
{
    const Ptr<Queue<Packet>> queue = QueueOf(device);
    const uint32_t packets = m_packets == 0 ? DEVICE_PACKETS_FOR_BQL : m_packets;
    queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, packets));
    auto control = device->GetObject<NetDeviceQueueInterface>();
    if (!control)
    {
        control = CreateObject<NetDeviceQueueInterface>();
        control->GetTxQueue(0)->ConnectQueueTraces(queue);
        device->AggregateObject(control);
    }
    if (m_packets == 0)
    {
        control->GetTxQueue(0)->SetQueueLimits(CreateObject<DynamicQueueLimits>());
    }
}

Time
DeviceQueue::Residual(DataRate rate, Time delay) const
{
    constexpr uint32_t FRAME_BYTES = 1502;
    const uint32_t waiting = m_packets == 0 ? PACKETS_UNDER_BQL : m_packets;
    return rate.CalculateBytesTxTime(FRAME_BYTES * (waiting + 1)) + delay;
}

} // namespace qos
} // namespace ns3
