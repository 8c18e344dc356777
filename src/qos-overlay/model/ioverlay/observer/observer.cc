/* SPDX-License-Identifier: GPL-2.0-only */

#include "observer.h"

#include "ns3/observer-reports.h"
#include "ns3/payload-writer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

Observer::Observer(const ObserverParams& params)
    : m_params(params)
{
    if (params.mostMissed == 0)
    {
        throw std::invalid_argument("a node misses no request before it is gone; allowed is one or "
                                    "more");
    }
}

Verdict
Observer::Process(const MessagePtr& message, EngineApi& engine)
{
    const NodeId from = engine.Upstream();
    switch (message->header.type)
    {
    case MessageType::Boot:
        OnBoot(message, engine);
        break;
    case MessageType::Status:
        if (auto status = StatusReport::Read(message->Bytes()))
        {
            Take(from, std::move(*status), engine);
        }
        else
        {
            ++m_counters.malformed;
        }
        break;
    case MessageType::NodeDownReport:
        if (const auto report = NodeDown::Read(message->Bytes()))
        {
            SetDown(report->peer, engine);
        }
        else
        {
            ++m_counters.malformed;
        }
        break;
    case MessageType::Trace:
        OnTrace(message, engine);
        break;
    case MessageType::BrokenLink:
        SetDown(message->header.Peer(), engine);
        break;
    case MessageType::Timer:
        OnTimer(message->header.Parameter(0), engine);
        break;
    case MessageType::LinkUp:
        break;
    default:
        ++m_counters.foreign;
    }
    return Verdict::Done;
}

void
Observer::Command(NodeId node, const ControlCommand& command, EngineApi& engine)
{
    ++m_counters.commands;
    engine.Send(engine.Make(command.header, command.payload), node);
}

void
Observer::Play(const ControlScript& script, EngineApi& engine)
{
    m_actions = script.Actions();
    m_nextAction = 0;
    m_scriptBegan = engine.Now();
    --m_scriptTimer; // timers of the script before mean nothing
    PlayOn(engine);
}

void
Observer::PlayOn(EngineApi& engine)
{
    const Nanoseconds now = engine.Now();
    while (m_nextAction < m_actions.size() && m_scriptBegan + m_actions[m_nextAction].at <= now)
    {
        const ControlAction& action = m_actions[m_nextAction++];
        Command(action.target, action.command, engine);
    }
    if (m_nextAction < m_actions.size())
    {
        engine.StartTimer(m_scriptBegan + m_actions[m_nextAction].at - now, m_scriptTimer);
    }
}

void
Observer::Take(NodeId node, StatusReport status, EngineApi& engine)
{
    ++m_counters.statuses;
    const uint32_t known = m_nodes.Find(node);
    ObservedNode& observed = m_nodes[known == ObservedNodes::NONE ? SetUp(node, engine) : known];
    std::optional<StatusReport> before = std::exchange(observed.status, std::move(status));
    observed.statusAt = engine.Now();
    observed.missed = 0;
    observed.isAwaited = false;
    if (m_callbacks.status)
    {
        m_callbacks.status(node, *observed.status, observed.statusAt);
    }
    if (m_callbacks.edge)
    {
        TellEdges(node, before.value_or(StatusReport()), *observed.status, observed.statusAt);
    }
}

void
Observer::TellEdges(NodeId node,
                    const StatusReport& before,
                    const StatusReport& after,
                    Nanoseconds at) const
{
    const auto tell = [&](const StatusReport& of, const StatusReport& other, bool isThere) {
        for (const AppStatus& app : of.apps)
        {
            const AppStatus* same = other.FindApp(app.app);
            if (!app.parent.IsNone() && (same == nullptr || same->parent != app.parent))
            {
                m_callbacks.edge(app.app, app.parent, node, isThere, at);
            }
        }
    };
    tell(before, after, false);
    tell(after, before, true);
}

std::vector<NodeId>
Observer::Alive() const
{
    std::vector<NodeId> ids;
    ids.reserve(m_nodes.Alive().size());
    for (const uint32_t number : m_nodes.Alive())
    {
        ids.push_back(m_nodes[number].id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

const StatusReport*
Observer::StatusOf(NodeId node) const
{
    const uint32_t number = m_nodes.Find(node);
    const bool isKnown = number != ObservedNodes::NONE && m_nodes[number].status;
    return isKnown ? &*m_nodes[number].status : nullptr;
}

uint32_t
Observer::SetUp(NodeId node, EngineApi& engine)
{
    const uint32_t number = m_nodes.Add(node);
    if (m_params.requestPeriod > Nanoseconds{0})
    {
        // a random phase: otherwise nodes that come at a time answer at a time ever after
        const auto period = static_cast<double>(m_params.requestPeriod.count());
        const Nanoseconds phase{static_cast<int64_t>(engine.Random() * period)};
        engine.StartTimer(phase, static_cast<int32_t>(number));
    }
    if (m_callbacks.nodeUp)
    {
        m_callbacks.nodeUp(node, engine.Now());
    }
    return number;
}

void
Observer::SetDown(NodeId node, const EngineApi& engine)
{
    const uint32_t number = m_nodes.Find(node);
    if (number == ObservedNodes::NONE)
    {
        return;
    }
    ++m_counters.removed;
    const StatusReport last = m_nodes[number].status.value_or(StatusReport());
    m_nodes.Remove(number);
    if (m_params.requestPeriod == Nanoseconds{0})
    {
        m_nodes.Free(number); // otherwise its timer does
    }
    if (m_callbacks.edge)
    {
        TellEdges(node, last, {}, engine.Now());
    }
    if (m_callbacks.nodeDown)
    {
        m_callbacks.nodeDown(node, engine.Now());
    }
}

void
Observer::OnBoot(const MessagePtr& message, EngineApi& engine)
{
    if (!BootRequest::Read(message->Bytes()))
    {
        ++m_counters.malformed;
        return;
    }
    ++m_counters.boots;
    const NodeId from = engine.Upstream();
    const auto random = [&engine] { return engine.Random(); };
    MessageHeader header;
    header.type = MessageType::BootReply;
    const std::vector<NodeId> some = m_nodes.Sample(m_params.bootSubset, from, random);
    engine.Send(engine.Make(header, PayloadWriter().WriteIds(some).Finish()), from);
    if (m_nodes.Find(from) == ObservedNodes::NONE)
    {
        SetUp(from, engine);
    }
}

void
Observer::OnTimer(int32_t id, EngineApi& engine)
{
    if (id >= 0)
    {
        Poll(static_cast<uint32_t>(id), engine);
    }
    else if (id == m_scriptTimer)
    {
        PlayOn(engine);
    }
}

void
Observer::Poll(uint32_t number, EngineApi& engine)
{
    ObservedNode& node = m_nodes[number];
    if (node.isAlive && node.isAwaited && ++node.missed == m_params.mostMissed)
    {
        ++m_counters.silent;
        SetDown(node.id, engine);
    }
    if (!node.isAlive)
    {
        m_nodes.Free(number);
        return;
    }
    ++m_counters.requests;
    node.isAwaited = true;
    MessageHeader header;
    header.type = MessageType::Request;
    header.sequence = m_nextRequest++;
    engine.Send(engine.Make(header), node.id);
    engine.StartTimer(m_params.requestPeriod, static_cast<int32_t>(number));
}

void
Observer::OnTrace(const MessagePtr& message, const EngineApi& engine)
{
    auto line = TraceLine::Read(message->Bytes());
    if (!line)
    {
        ++m_counters.malformed;
        return;
    }
    ++m_counters.traces;
    m_traces.push_back({engine.Now(), engine.Upstream(), std::move(line->text)});
    if (m_traces.size() > m_params.mostTraces)
    {
        m_traces.pop_front();
    }
}

} // namespace qos
} // namespace ns3
