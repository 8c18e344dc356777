/* SPDX-License-Identifier: GPL-2.0-only */

#include "device-scheduling.h"

#include "ns3/traffic-control-layer.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param disc a queue disc, may be null
 * @return all packets that waited in it
 */
std::vector<Ptr<QueueDiscItem>>
Drain(Ptr<QueueDisc> disc)
{
    std::vector<Ptr<QueueDiscItem>> items;
    while (disc && disc->GetNPackets() > 0)
    {
        if (const Ptr<QueueDiscItem> item = disc->Dequeue())
        {
            items.push_back(item);
        }
        else
        {
            break;
        }
    }
    return items;
}

} // namespace

DeviceScheduling::DeviceScheduling(Ptr<NetDevice> device,
                                   Ptr<SchedulerQueueDisc> disc,
                                   SchedulerQueueDisc::MessageListener listener)
    : m_disc(disc),
      m_classifier(std::make_shared<SocketClassifier>(device->GetNode(), device->GetMtu()))
{
    m_disc->SetClassifier(m_classifier);
    m_disc->SetMessageListener(std::move(listener));
    const Ptr<TrafficControlLayer> control = device->GetNode()->GetObject<TrafficControlLayer>();
    const Ptr<QueueDisc> old = control->GetRootQueueDiscOnDevice(device);
    m_moving = Drain(old);
    if (old)
    {
        control->DeleteRootQueueDiscOnDevice(device);
    }
    control->SetRootQueueDiscOnDevice(device, m_disc);
    m_disc->Initialize();
    control->ScanDevices();
}

void
DeviceScheduling::AskAgain()
{
    m_disc->AskAgain();
}

void
DeviceScheduling::Start()
{
    const std::vector<Ptr<QueueDiscItem>> moving = std::move(m_moving);
    m_moving.clear();
    for (const Ptr<QueueDiscItem>& item : moving)
    {
        m_disc->Enqueue(item);
    }
    if (!moving.empty())
    {
        m_disc->Run();
    }
}

StreamScheduler&
DeviceScheduling::GetScheduler()
{
    return m_disc->GetScheduler();
}

void
DeviceScheduling::Bind(SocketKey key, StreamId stream, Ptr<Socket> socket)
{
    m_classifier->Bind(key, stream, socket);
}

void
DeviceScheduling::RemoveStream(SocketKey key, StreamId stream)
{
    m_classifier->Unbind(key);
    m_disc->RemoveStream(stream);
    AskAgain();
}

bool
DeviceScheduling::SetFilter(SocketClassifier::Filter filter)
{
    m_classifier->SetFilter(std::move(filter));
    return true;
}

bool
DeviceScheduling::Submit(StreamOwner& /* owner */,
                         StreamId /* stream */,
                         const OutgoingMessage& /* message */)
{
    return false;
}

void
DeviceScheduling::BytesLeft(StreamId /* stream */, uint64_t /* bytes */)
{
}

SchedulerPosition
DeviceScheduling::Position() const
{
    return SchedulerPosition::BelowStack;
}

} // namespace qos
} // namespace ns3
