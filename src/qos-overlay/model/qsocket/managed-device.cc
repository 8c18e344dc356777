/* SPDX-License-Identifier: GPL-2.0-only */

#include "managed-device.h"

#include "device-scheduling.h"
#include "message-layer.h"

#include "ns3/channel.h"
#include "ns3/data-rate.h"
#include "ns3/join.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/traffic-control-layer.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/** The root disciplines that ns-3 installs by itself and that hold no configuration of a user. */
const std::vector<std::string> REPLACEABLE{"ns3::FifoQueueDisc",
                                           "ns3::FqCoDelQueueDisc",
                                           "ns3::PfifoFastQueueDisc"};

/**
 * @param device a device
 * @return its rate or that of its channel; infinite if neither has one
 */
DataRate
LinkRateOf(Ptr<NetDevice> device)
{
    DataRateValue rate(DataRate(0));
    if (!device->GetAttributeFailSafe("DataRate", rate) && device->GetChannel())
    {
        device->GetChannel()->GetAttributeFailSafe("DataRate", rate);
    }
    return rate.Get();
}

} // namespace

ManagedDevice::ManagedDevice(Ptr<NetDevice> device,
                             std::string name,
                             std::string scheduler,
                             const QSockInitSettings& settings)
    : m_device(device),
      m_name(std::move(name)),
      m_schedulerName(std::move(scheduler)),
      m_point(MakePoint(settings))
{
}

std::unique_ptr<SchedulingPoint>
ManagedDevice::MakePoint(const QSockInitSettings& settings)
{
    const auto listener = [this](const MessageReport& report) { MessageEnded(report); };
    const DataRate rate = LinkRateOf(m_device);
    if (settings.position == SchedulerPosition::AboveStack)
    {
        auto scheduler =
            SchedulerRegistry::Instance().Create(m_schedulerName,
                                                 {ToCore(rate), settings.limits, settings.options});
        return std::make_unique<MessageLayer>(std::move(scheduler),
                                              m_device->GetMtu(),
                                              MessageLayer::DEFAULT_BYTES_BELOW,
                                              listener);
    }
    const auto disc = CreateObject<SchedulerQueueDisc>();
    disc->SetAttribute("Scheduler", StringValue(m_schedulerName));
    disc->SetAttribute("LinkRate", DataRateValue(rate));
    disc->SetBestEffortLimit(settings.limits.bestEffortPackets);
    disc->SetStreamLimit(settings.limits.streamPackets);
    disc->SetOptions(settings.options);
    disc->CreateScheduler();
    return std::make_unique<DeviceScheduling>(m_device, disc, listener);
}

QStatus
ManagedDevice::CheckRootDisc(Ptr<NetDevice> device)
{
    const Ptr<Node> node = device->GetNode();
    const Ptr<TrafficControlLayer> control = node->GetObject<TrafficControlLayer>();
    if (!control)
    {
        return {ENODEV, "node " + std::to_string(node->GetId()) + " has no traffic control layer"};
    }
    const Ptr<QueueDisc> root = control->GetRootQueueDiscOnDevice(device);
    if (!root)
    {
        return {};
    }
    const std::string type = root->GetInstanceTypeId().GetName();
    const bool isDefault =
        std::find(REPLACEABLE.begin(), REPLACEABLE.end(), type) != REPLACEABLE.end();
    if (!isDefault || root->GetNPacketFilters() > 0)
    {
        return {EBUSY,
                "the device has an incompatible root discipline, " + type + "; only " +
                    Join(REPLACEABLE) + " without filters are replaced"};
    }
    return {};
}

StreamId
ManagedDevice::AddStream(StreamOwner& owner,
                         SocketKey key,
                         const Ptr<Socket>& socket,
                         const StreamAttributes& attributes)
{
    const StreamId stream = GetScheduler().AddStream(attributes, ToCore(Simulator::Now()));
    m_owners.resize(std::max<std::size_t>(m_owners.size(), static_cast<std::size_t>(stream) + 1));
    m_owners[stream] = &owner;
    m_point->Bind(key, stream, socket);
    return stream;
}

void
ManagedDevice::RemoveStream(StreamId stream, SocketKey key)
{
    m_point->RemoveStream(key, stream);
    m_owners[stream] = nullptr;
}

void
ManagedDevice::MessageEnded(const MessageReport& report) const
{
    StreamOwner* owner = report.stream < m_owners.size() ? m_owners[report.stream] : nullptr;
    if (owner)
    {
        owner->Report(report);
    }
}

} // namespace qos
} // namespace ns3
