/* SPDX-License-Identifier: GPL-2.0-only */

#include "gossip-algorithm.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param header of data
 * @return its name
 */
MessageKey
KeyOf(const MessageHeader& header)
{
    return {header.originator, header.app, header.sequence};
}

} // namespace

GossipAlgorithm::GossipAlgorithm(const GossipParams& params)
    : m_params(params),
      m_seen(params.mostSeen)
{
}

Verdict
GossipAlgorithm::OnData(const MessagePtr& message, EngineApi& engine)
{
    const MessageKey key = KeyOf(message->header);
    if (!m_seen.Insert(key))
    {
        ++m_counters.duplicates;
        return Verdict::Done;
    }
    if (!engine.Upstream().IsNone())
    {
        engine.Deliver(message);
    }
    if (!TakeWanted(key, engine.Upstream()))
    {
        Push(message, engine);
    }
    if (m_params.announce > 0)
    {
        Keep(message, key, engine);
    }
    return Verdict::Done;
}

void
GossipAlgorithm::Push(const MessagePtr& message, EngineApi& engine)
{
    m_drawn = Hosts().Ids();
    const NodeId from = engine.Upstream();
    std::size_t left = m_drawn.size();
    for (uint32_t drawn = 0; drawn < m_params.fanout && left > 0;)
    {
        const auto index = static_cast<std::size_t>(engine.Random() * static_cast<double>(left));
        const NodeId host = std::exchange(m_drawn[index], m_drawn[--left]);
        if (host == from || host == engine.Self())
        {
            continue;
        }
        ++drawn;
        if (m_params.probability >= 1 || engine.Random() < m_params.probability)
        {
            ++m_counters.pushed;
            engine.Send(message, host);
        }
    }
}

void
GossipAlgorithm::Keep(const MessagePtr& message, const MessageKey& key, EngineApi& engine)
{
    m_kept.push_back({key, message, m_params.rounds});
    if (m_kept.size() > m_params.mostKept)
    {
        m_kept.pop_front();
    }
    if (!m_isAwake)
    {
        m_isAwake = true;
        const double phase = engine.Random() * static_cast<double>(m_params.round.count());
        engine.StartTimer(Nanoseconds{static_cast<int64_t>(phase)}, 0);
    }
}

void
GossipAlgorithm::OnTimer(int32_t /* id */, EngineApi& engine)
{
    while (!m_kept.empty() && m_kept.front().rounds == 0)
    {
        m_kept.pop_front(); // a round ago it was announced for the last time
    }
    m_isAwake = !m_kept.empty();
    if (!m_isAwake)
    {
        m_wanted.clear();
        return;
    }
    engine.StartTimer(m_params.round, 0);
    GossipDigest digest;
    for (auto kept = m_kept.rbegin(); kept != m_kept.rend(); ++kept)
    {
        if (digest.keys.size() < GossipDigest::MOST && kept->rounds > 0)
        {
            digest.keys.push_back(kept->key);
        }
        kept->rounds -= kept->rounds > 0 ? 1 : 0;
    }
    MessageHeader header;
    header.type = MessageType::GossipHave;
    const MessagePtr message = engine.Make(header, digest.Write());
    for (uint32_t i = 0; i < m_params.announce; ++i)
    {
        const NodeId host = Hosts().Any(engine.Random());
        if (!host.IsNone() && host != engine.Self())
        {
            ++m_counters.announced;
            engine.Send(message, host);
        }
    }
}

bool
GossipAlgorithm::OnMessage(const MessagePtr& message, EngineApi& engine)
{
    const MessageType type = message->header.type;
    if (type == MessageType::SendFailed)
    {
        return true; // who asked will ask somebody else
    }
    if (type != MessageType::GossipHave && type != MessageType::GossipWant)
    {
        return false;
    }
    const auto digest = GossipDigest::Read(message->Bytes());
    if (!digest || engine.Upstream().IsNone())
    {
        ++m_counters.refused;
    }
    else if (type == MessageType::GossipHave)
    {
        Ask(*digest, engine);
    }
    else
    {
        Answer(*digest, engine);
    }
    return true;
}

void
GossipAlgorithm::Ask(const GossipDigest& digest, EngineApi& engine)
{
    const Nanoseconds now = engine.Now();
    GossipDigest missing;
    for (const MessageKey& key : digest.keys)
    {
        const auto isIt = [&key](const Wanted& wanted) { return wanted.key == key; };
        const auto asked = std::find_if(m_wanted.begin(), m_wanted.end(), isIt);
        if (m_seen.Has(key) || (asked != m_wanted.end() && asked->asks > now))
        {
            continue;
        }
        if (asked != m_wanted.end())
        {
            m_wanted.erase(asked);
        }
        m_wanted.push_back({key, engine.Upstream(), now + m_params.round});
        if (m_wanted.size() > m_params.mostKept)
        {
            m_wanted.erase(m_wanted.begin());
        }
        missing.keys.push_back(key);
    }
    if (!missing.keys.empty())
    {
        m_counters.wanted += missing.keys.size();
        MessageHeader header;
        header.type = MessageType::GossipWant;
        engine.Send(engine.Make(header, missing.Write()), engine.Upstream());
    }
}

void
GossipAlgorithm::Answer(const GossipDigest& digest, EngineApi& engine)
{
    for (const MessageKey& key : digest.keys)
    {
        const auto isIt = [&key](const KeptMessage& kept) { return kept.key == key; };
        const auto kept = std::find_if(m_kept.begin(), m_kept.end(), isIt);
        if (kept != m_kept.end())
        {
            ++m_counters.answered;
            engine.Send(kept->message, engine.Upstream());
        }
    }
}

bool
GossipAlgorithm::TakeWanted(const MessageKey& key, NodeId from)
{
    const auto isIt = [&key](const Wanted& wanted) { return wanted.key == key; };
    const auto asked = std::find_if(m_wanted.begin(), m_wanted.end(), isIt);
    if (asked == m_wanted.end())
    {
        return false;
    }
    const bool isAnswer = asked->asked == from;
    m_wanted.erase(asked);
    return isAnswer;
}

} // namespace qos
} // namespace ns3
