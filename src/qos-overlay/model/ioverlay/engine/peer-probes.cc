/* SPDX-License-Identifier: GPL-2.0-only */

#include "peer-probes.h"

#include "ns3/payload-reader.h"
#include "ns3/payload-writer.h"
#include "ns3/peer-measurement.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param peer any node
 * @return a predicate: whether something is about it
 */
auto
IsOf(NodeId peer)
{
    return [peer](const auto& other) { return other.peer == peer; };
}

/**
 * @param time any
 * @return its microseconds, of which the upper half is 0
 */
uint32_t
Low(Nanoseconds time)
{
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    return static_cast<uint32_t>(us & std::numeric_limits<uint32_t>::max());
}

} // namespace

PeerProbes::PeerProbes(EngineContext& context, EngineInputs& inputs)
    : m_context(context),
      m_inputs(inputs)
{
}

void
PeerProbes::Ping(NodeId peer, EngineApi& engine) const
{
    MessageHeader header;
    header.type = MessageType::Ping;
    header.isFree = true; // it measures the path, and not the emulation's queues
    engine.Send(engine.Make(header, PayloadWriter().Write32(Low(m_context.Now())).Finish()), peer);
}

void
PeerProbes::Measure(NodeId peer, EngineApi& engine)
{
    if (std::any_of(m_pending.begin(), m_pending.end(), IsOf(peer)))
    {
        return;
    }
    const Nanoseconds expires = m_context.Now() + PATIENCE;
    const uint32_t link = m_context.links.Find(peer);
    const bool isUp = link != LinkTable::NONE && m_context.links[link].state == LinkState::Up;
    m_pending.push_back({peer, Nanoseconds{0}, expires, !isUp});
    m_context.Wake(expires, Wakening::Probe, 0);
    Ping(peer, engine);
}

bool
PeerProbes::Handle(const PendingControl& control, EngineApi& engine)
{
    switch (control.message->header.type)
    {
    case MessageType::Ping: {
        MessageHeader header;
        header.type = MessageType::Pong;
        header.isFree = true;
        if (control.message->Bytes().size == sizeof(uint32_t))
        {
            engine.Send(engine.Make(header, control.message->payload), control.from);
        }
        return true;
    }
    case MessageType::Pong:
        OnPong(control, engine);
        return true;
    case MessageType::BwProbe:
        OnTrain(control, engine);
        return true;
    case MessageType::BwReport:
        OnReport(control);
        return true;
    default:
        return false;
    }
}

void
PeerProbes::OnPong(const PendingControl& control, EngineApi& engine)
{
    PayloadReader reader(control.message->Bytes());
    const uint32_t sent = reader.Read32();
    const uint32_t link = m_context.links.Find(control.from);
    if (!reader.IsWhole() || link == LinkTable::NONE)
    {
        return;
    }
    const auto pending = std::find_if(m_pending.begin(), m_pending.end(), IsOf(control.from));
    if (pending != m_pending.end() && std::exchange(pending->opens, false))
    {
        Ping(control.from, engine);
        return;
    }
    // 0 would mean that there was no answer
    const Nanoseconds rtt = std::chrono::microseconds{std::max(Low(m_context.Now()) - sent, 1U)};
    m_context.links[link].Details().rtt = rtt;
    if (pending == m_pending.end() || pending->rtt > Nanoseconds{0})
    {
        return;
    }
    pending->rtt = rtt;
    for (uint32_t i = 0; i < TRAIN; ++i)
    {
        MessageHeader header;
        header.type = MessageType::BwProbe;
        header.size = BYTES;
        const auto place = static_cast<uint8_t>(i);
        engine.Send(engine.Make(header, PayloadWriter().Write8(place).Finish()), control.from);
    }
}

void
PeerProbes::OnTrain(const PendingControl& control, EngineApi& engine)
{
    const OverlayMessage& message = *control.message;
    const uint32_t place = message.Bytes().size == 0 ? 0 : *message.Bytes().data;
    auto train = std::find_if(m_trains.begin(), m_trains.end(), IsOf(control.from));
    if (place == 0)
    {
        if (train == m_trains.end())
        {
            m_trains.emplace_back();
            train = m_trains.end() - 1;
        }
        *train = {control.from, m_context.Now(), 0};
        return;
    }
    if (train == m_trains.end())
    {
        return;
    }
    train->bytes += message.WireBytes();
    if (place + 1 < TRAIN)
    {
        return;
    }
    const double span = std::chrono::duration<double>(m_context.Now() - train->first).count();
    const double most = std::numeric_limits<uint32_t>::max();
    const double rate = span > 0 ? std::min(static_cast<double>(train->bytes) / span, most) : 0;
    m_trains.erase(train);
    MessageHeader header;
    header.type = MessageType::BwReport;
    const auto bytesPerSecond = static_cast<uint32_t>(rate);
    engine.Send(engine.Make(header, PayloadWriter().Write32(bytesPerSecond).Finish()),
                control.from);
}

void
PeerProbes::OnReport(const PendingControl& control)
{
    PayloadReader reader(control.message->Bytes());
    const uint32_t rate = reader.Read32();
    const auto pending = std::find_if(m_pending.begin(), m_pending.end(), IsOf(control.from));
    if (!reader.IsWhole() || pending == m_pending.end() || pending->rtt == Nanoseconds{0})
    {
        return;
    }
    Finish(*pending, rate);
    m_pending.erase(pending);
}

void
PeerProbes::Finish(const Pending& pending, uint32_t rate)
{
    PeerMeasurement result;
    result.peer = pending.peer;
    result.rtt = pending.rtt;
    result.rate = rate;
    MessageHeader header;
    header.type = MessageType::MeasureReply;
    m_inputs.Tell({m_context.Make(header, result.Write()), NodeId()});
}

void
PeerProbes::Expire()
{
    while (!m_pending.empty() && m_pending.front().expires <= m_context.Now())
    {
        m_pending.front().rtt = Nanoseconds{0};
        Finish(m_pending.front(), 0);
        m_pending.erase(m_pending.begin());
    }
}

void
PeerProbes::Forget(NodeId peer)
{
    m_trains.erase(std::remove_if(m_trains.begin(), m_trains.end(), IsOf(peer)), m_trains.end());
    const auto pending = std::find_if(m_pending.begin(), m_pending.end(), IsOf(peer));
    if (pending != m_pending.end())
    {
        pending->rtt = Nanoseconds{0};
        Finish(*pending, 0);
        m_pending.erase(pending);
    }
}

} // namespace qos
} // namespace ns3
