/* SPDX-License-Identifier: GPL-2.0-only */

#include "pair-coder.h"

#include "coded-pair.h"

#include "ns3/serial-number.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

Verdict
PairCoder::Process(const MessagePtr& message, EngineApi& engine)
{
    const MessageHeader& header = message->header;
    const std::size_t number = m_config.NumberOf(header.app);
    switch (header.type)
    {
    case MessageType::Data:
        return number < m_streams.size() ? OnMessage(message, number, engine) : Verdict::Done;
    case MessageType::SendFailed:
        // about a hold, and not about a peer that has no room
        if (number < m_streams.size() &&
            header.Parameter(0) == static_cast<int32_t>(MessageType::Data))
        {
            OnExpired(number, static_cast<uint32_t>(header.Parameter(1)));
        }
        break;
    case MessageType::BrokenLink: {
        const auto isPeer = [&header](NodeId id) { return id == header.Peer(); };
        m_downstreams.erase(std::remove_if(m_downstreams.begin(), m_downstreams.end(), isPeer),
                            m_downstreams.end());
        for (std::size_t i = 0; i < m_streams.size(); ++i)
        {
            if (m_streams[i].hasBegun && m_streams[i].upstream == header.Peer())
            {
                OnOver(i, engine);
            }
        }
        break;
    }
    case MessageType::BrokenSource:
        if (number < m_streams.size())
        {
            OnOver(number, engine);
        }
        break;
    default:
        break;
    }
    return Verdict::Done;
}

void
PairCoder::Stop(EngineApi& engine)
{
    for (std::size_t i = 0; i < m_streams.size(); ++i)
    {
        OnOver(i, engine);
    }
}

Verdict
PairCoder::OnMessage(const MessagePtr& message, std::size_t number, EngineApi& engine)
{
    Stream& own = m_streams[number];
    Stream& other = m_streams[1 - number];
    const uint32_t sequence = message->header.sequence;
    if (own.hasBegun && !SerialIsBefore(own.latest, sequence))
    {
        ++m_counters.passedOver; // a duplicate, or out of order
        return Verdict::Done;
    }
    own.latest = sequence;
    own.hasBegun = true;
    own.isOver = false;
    own.upstream = engine.Upstream();
    engine.Deliver(message);
    while (!other.held.empty() && SerialIsBefore(other.held.front()->header.sequence, sequence))
    {
        engine.Release(other.held.front());
        other.held.pop_front();
        ++m_counters.passedOver;
    }
    if (!other.held.empty() && other.held.front()->header.sequence == sequence)
    {
        const MessagePtr partner = other.held.front();
        other.held.pop_front();
        SendPair(number == 0 ? message : partner, number == 0 ? partner : message, engine);
        ++m_counters.coded;
        engine.Release(partner);
        return Verdict::Done;
    }
    if (other.isOver || (other.hasBegun && !SerialIsBefore(other.latest, sequence)))
    {
        ++m_counters.passedOver;
        return Verdict::Done;
    }
    own.held.push_back(message);
    return Verdict::Hold;
}

void
PairCoder::SendPair(const MessagePtr& first, const MessagePtr& second, EngineApi& engine) const
{
    MessageHeader header;
    header.app = m_config.coded;
    header.sequence = first->header.sequence;
    header.isCoded = true;
    const SourceMessage pair = EncodePair({first->header.size, first->payload},
                                          {second->header.size, second->payload},
                                          PairStreams::BOTH);
    header.size = pair.size;
    const MessagePtr coded = engine.Make(header, pair.payload);
    for (const NodeId to : m_downstreams)
    {
        engine.Send(coded, to);
    }
}

void
PairCoder::OnOver(std::size_t number, EngineApi& engine)
{
    m_streams[number].isOver = true;
    Stream& other = m_streams[1 - number];
    for (const MessagePtr& message : other.held)
    {
        engine.Release(message);
        ++m_counters.passedOver;
    }
    other.held.clear();
}

void
PairCoder::OnExpired(std::size_t number, uint32_t sequence)
{
    std::deque<MessagePtr>& held = m_streams[number].held;
    const auto isIt = [sequence](const MessagePtr& message) {
        return message->header.sequence == sequence;
    };
    const auto found = std::find_if(held.begin(), held.end(), isIt);
    if (found != held.end())
    {
        held.erase(found);
        ++m_counters.passedOver;
    }
}

} // namespace qos
} // namespace ns3
