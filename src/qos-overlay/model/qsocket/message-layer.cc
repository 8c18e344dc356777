/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-layer.h"

#include "ip-bytes.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <algorithm>
#include <limits>

namespace ns3
{
namespace qos
{

MessageLayer::MessageLayer(std::unique_ptr<StreamScheduler> scheduler,
                           uint32_t mtu,
                           uint32_t bytesBelow,
                           MessageListener listener)
    : m_scheduler(std::move(scheduler)),
      m_mtu(mtu),
      m_bytesBelowLimit(bytesBelow),
      m_listener(std::move(listener))
{
    m_scheduler->SetObserver(this);
}

MessageLayer::~MessageLayer()
{
    Simulator::Cancel(m_dispatch);
    Simulator::Cancel(m_release);
}

bool
MessageLayer::Submit(StreamOwner& owner, StreamId stream, const OutgoingMessage& message)
{
    const MessageFlags& flags = message.flags;
    const bool isIpv6 = owner.IsIpv6(message.to);
    PacketArrival arrival;
    arrival.stream = stream;
    arrival.bytes = IpBytes(message.payload, isIpv6, m_mtu);
    arrival.message = message.number;
    arrival.messageBytes =
        flags.messageBytes != 0 ? IpBytes(flags.messageBytes, isIpv6, m_mtu) : arrival.bytes;
    arrival.unit = flags.unit;
    arrival.deadline = flags.deadline ? ToCore(*flags.deadline) : FOREVER;
    arrival.droppable = flags.droppable;
    arrival.kind = flags.kind;
    arrival.lastOfMessage = flags.endOfMessage;
    const Admission admission = m_scheduler->Enqueue(arrival, ToCore(Simulator::Now()));
    if (!admission.accepted)
    {
        owner.BytesLeft(message.payload + UDP_HEADER_BYTES);
        return true;
    }
    if (admission.packet >= m_waiting.size())
    {
        m_waiting.resize(static_cast<std::size_t>(admission.packet) + 1);
    }
    m_waiting[admission.packet] = {Ptr<StreamOwner>(&owner), stream, WaitingMessage(message)};
    Dispatch();
    return true;
}

void
MessageLayer::BytesLeft(StreamId stream, uint64_t bytes)
{
    const uint64_t left = stream < m_below.size() ? std::min(m_below[stream], bytes) : 0;
    if (left > 0)
    {
        m_below[stream] -= left;
        m_bytesBelow -= left;
    }
    if (m_scheduler->BacklogPackets() > 0 && m_bytesBelow <= m_bytesBelowLimit)
    {
        ScheduleDispatch();
    }
}

void
MessageLayer::Dispatch()
{
    while (m_bytesBelow <= m_bytesBelowLimit)
    {
        const auto packet = m_scheduler->Dequeue(ToCore(Simulator::Now()));
        if (!packet)
        {
            break;
        }
        const Waiting waiting = Take(*packet);
        const OutgoingMessage message = waiting.message.Outgoing();
        const uint32_t charge = message.payload + UDP_HEADER_BYTES;
        m_below.resize(
            std::max<std::size_t>(m_below.size(), static_cast<std::size_t>(waiting.stream) + 1));
        m_below[waiting.stream] += charge;
        m_bytesBelow += charge;
        if (!waiting.owner->Emit(message))
        {
            BytesLeft(waiting.stream, charge);
        }
    }
    ArmTimer();
}

void
MessageLayer::ArmTimer()
{
    if (m_bytesBelow > m_bytesBelowLimit)
    {
        return; // the next departure makes room, and dispatches
    }
    const Nanoseconds next = m_scheduler->NextEligibleTime();
    if (m_scheduler->BacklogPackets() == 0 || next == FOREVER)
    {
        return;
    }
    Simulator::Cancel(m_dispatch);
    const Time delay = Max(ToSimulator(next) - Simulator::Now(), Time(0));
    m_dispatch = Simulator::Schedule(delay, &MessageLayer::Dispatch, this);
}

void
MessageLayer::ScheduleDispatch()
{
    Simulator::Cancel(m_dispatch);
    m_dispatch = Simulator::ScheduleNow(&MessageLayer::Dispatch, this);
}

StreamScheduler&
MessageLayer::GetScheduler()
{
    return *m_scheduler;
}

void
MessageLayer::Bind(SocketKey /* key */, StreamId /* stream */, Ptr<Socket> /* socket */)
{
}

void
MessageLayer::RemoveStream(SocketKey /* key */, StreamId stream)
{
    m_scheduler->RemoveStream(stream, ToCore(Simulator::Now()));
    BytesLeft(stream, std::numeric_limits<uint64_t>::max());
    AskAgain();
}

void
MessageLayer::AskAgain()
{
    if (m_scheduler->BacklogPackets() > 0)
    {
        ScheduleDispatch();
    }
}

void
MessageLayer::Start()
{
}

bool
MessageLayer::SetFilter(SocketClassifier::Filter /* filter */)
{
    return false;
}

SchedulerPosition
MessageLayer::Position() const
{
    return SchedulerPosition::AboveStack;
}

void
MessageLayer::PacketDropped(PacketId packet, DropReason /* reason */)
{
    const Waiting waiting = Take(packet);
    waiting.owner->BytesLeft(waiting.message.packet->GetSize() + UDP_HEADER_BYTES);
    // this may be the last reference to a socket, which must not close its stream while the
    // scheduler is at work
    m_released.push_back(waiting.owner);
    if (m_release.IsExpired())
    {
        m_release = Simulator::ScheduleNow(&MessageLayer::ReleaseOwners, this);
    }
}

void
MessageLayer::MessageEnded(const MessageReport& report)
{
    m_listener(report);
}

void
MessageLayer::ReleaseOwners()
{
    const std::vector<Ptr<StreamOwner>> released = std::move(m_released);
    m_released.clear();
}

MessageLayer::Waiting
MessageLayer::Take(PacketId packet)
{
    Waiting waiting = m_waiting[packet];
    m_waiting[packet] = Waiting();
    return waiting;
}

} // namespace qos
} // namespace ns3
