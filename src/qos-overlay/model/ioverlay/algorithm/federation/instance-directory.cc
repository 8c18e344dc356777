/* SPDX-License-Identifier: GPL-2.0-only */

#include "instance-directory.h"

#include <algorithm>
#include <limits>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t UNLIMITED = std::numeric_limits<uint32_t>::max(); // bytes per second

} // namespace

InstanceDirectory::InstanceDirectory(const FederationParams& params,
                                     int32_t reportTimer,
                                     FederationCounters& counters)
    : m_params(params),
      m_reportTimer(reportTimer),
      m_counters(counters),
      m_instances(params.mostInstances),
      m_seen(params.mostSeen)
{
}

uint32_t
InstanceDirectory::Residual() const
{
    return m_bandwidth == 0 ? UNLIMITED : static_cast<uint32_t>(m_bandwidth - m_reserved);
}

bool
InstanceDirectory::Reserve(uint32_t bandwidth, EngineApi& engine)
{
    if (bandwidth > Residual())
    {
        return false;
    }
    m_reserved += m_bandwidth == 0 ? 0 : bandwidth;
    AwaitReport(engine);
    return true;
}

void
InstanceDirectory::Free(uint32_t bandwidth, EngineApi& engine)
{
    m_reserved -= m_bandwidth == 0 ? 0 : bandwidth;
    AwaitReport(engine);
}

MessagePtr
InstanceDirectory::Make(const InstanceAware& aware, uint8_t ttl, EngineApi& engine)
{
    MessageHeader header;
    header.type = MessageType::SAware;
    header.ttl = ttl;
    return engine.Make(header, aware.Write());
}

void
InstanceDirectory::Send(const MessagePtr& message, NodeId to, uint64_t& count, EngineApi& engine)
{
    ++count;
    m_counters.awareBytes += message->WireBytes();
    engine.Send(message, to);
}

InstanceAware
InstanceDirectory::OwnAdvertisement(bool isDirect, const EngineApi& engine)
{
    return {*m_service, engine.Self(), Residual(), m_number++, isDirect, {}};
}

void
InstanceDirectory::Assign(FederationAssign assign, const KnownHosts& hosts, EngineApi& engine)
{
    m_service = assign.service;
    m_graph = std::move(assign.graph);
    m_bandwidth = assign.bandwidth;
    m_instances.Clear();
    m_newcomers.clear();
    const MessagePtr own = Make(OwnAdvertisement(false, engine), m_params.ttl, engine);
    for (const NodeId host : hosts.Ids())
    {
        if (host != engine.Self())
        {
            Send(own, host, m_counters.awareFirst, engine);
        }
    }
}

void
InstanceDirectory::OnAware(const InstanceAware& aware,
                           uint8_t ttl,
                           KnownHosts& hosts,
                           EngineApi& engine)
{
    if (aware.isDirect)
    {
        if (engine.Upstream() == aware.instance)
        {
            Learn(aware, engine);
        }
        else
        {
            ++m_counters.refused;
        }
        return;
    }
    if (aware.instance == engine.Self() || !m_seen.Insert({aware.instance, 0, aware.number}))
    {
        return;
    }
    hosts.Add(aware.instance, engine.Random());
    if (!m_service)
    {
        Relay(aware, ttl, hosts, engine);
        return;
    }
    if (Learn(aware, engine))
    {
        const MessagePtr answer = Make(OwnAdvertisement(true, engine), 0, engine);
        Send(answer, aware.instance, m_counters.awareDirect, engine);
    }
    PassOn(aware, ttl, engine);
}

bool
InstanceDirectory::Learn(const InstanceAware& aware, EngineApi& engine)
{
    if (!m_service || !m_graph.AreNeighbours(*m_service, aware.service))
    {
        return false;
    }
    const InstanceNews news = m_instances.Update(aware);
    const bool isNew = news == InstanceNews::Instance;
    if (isNew && m_params.lookahead > 1 && m_graph.HasEdge(aware.service, *m_service))
    {
        m_newcomers.push_back(aware.instance);
    }
    if (news != InstanceNews::Nothing)
    {
        AwaitReport(engine);
    }
    return isNew;
}

void
InstanceDirectory::Relay(const InstanceAware& aware,
                         uint8_t ttl,
                         const KnownHosts& hosts,
                         EngineApi& engine)
{
    if (ttl == 0)
    {
        return;
    }
    const MessagePtr relayed = Make(aware, static_cast<uint8_t>(ttl - 1), engine);
    for (const NodeId host : hosts.Ids())
    {
        const bool isMeant =
            host != engine.Upstream() && host != aware.instance && host != engine.Self();
        if (isMeant && engine.Random() < m_params.relay)
        {
            Send(relayed, host, m_counters.awareRelayed, engine);
        }
    }
}

void
InstanceDirectory::PassOn(const InstanceAware& aware, uint8_t ttl, EngineApi& engine)
{
    const MessagePtr passed = Make(aware, ttl, engine);
    for (const ServiceId service : m_graph.Neighbours(aware.service))
    {
        for (const ServiceInstance& instance : m_instances.Of(service))
        {
            if (instance.id != engine.Upstream() && instance.id != aware.instance)
            {
                Send(passed, instance.id, m_counters.awarePassed, engine);
            }
        }
    }
}

void
InstanceDirectory::Remove(NodeId peer, EngineApi& engine)
{
    m_instances.Remove(peer);
    AwaitReport(engine);
}

void
InstanceDirectory::AwaitReport(EngineApi& engine)
{
    if (m_params.lookahead > 1 && !m_isReportAwaited)
    {
        m_isReportAwaited = true;
        engine.StartTimer(m_params.reportDelay, m_reportTimer);
    }
}

uint32_t
InstanceDirectory::WidthTo(const ServiceInstance& instance) const
{
    const uint32_t way = m_width ? m_width(instance.id) : UNLIMITED;
    return std::min(way, instance.bandwidth);
}

std::vector<OnwardWidth>
InstanceDirectory::Onward() const
{
    std::vector<OnwardWidth> onward;
    for (const ServiceId next : m_graph.Downstream(*m_service))
    {
        uint32_t widest = 0;
        for (const ServiceInstance& instance : m_instances.Of(next))
        {
            widest = std::max(widest, WidthTo(instance));
        }
        onward.push_back({next, widest});
    }
    return onward;
}

void
InstanceDirectory::Report(EngineApi& engine)
{
    m_isReportAwaited = false;
    if (!m_service)
    {
        return;
    }
    InstanceAware own = OwnAdvertisement(true, engine);
    own.onward = Onward();
    const std::vector<NodeId> newcomers = std::exchange(m_newcomers, {});
    const bool isSame = own.onward == m_reported && own.bandwidth == m_reportedBandwidth;
    const MessagePtr report = Make(own, 0, engine);
    m_reported = std::move(own.onward);
    m_reportedBandwidth = own.bandwidth;
    for (const ServiceId service : m_graph.Neighbours(*m_service))
    {
        if (!m_graph.HasEdge(service, *m_service))
        {
            continue;
        }
        for (const ServiceInstance& instance : m_instances.Of(service))
        {
            const bool isNew =
                std::find(newcomers.begin(), newcomers.end(), instance.id) != newcomers.end();
            if (!isSame || isNew)
            {
                Send(report, instance.id, m_counters.awareDirect, engine);
            }
        }
    }
}

NodeId
InstanceDirectory::Choose(const FederationToken& token,
                          FederationToken::Vertex vertex,
                          const std::vector<NodeId>& excluded) const
{
    NodeId best;
    uint32_t widest = 0;
    for (const ServiceInstance& instance : m_instances.Of(token.graph.ServiceOf(vertex)))
    {
        uint32_t width = WidthTo(instance);
        const bool isExcluded =
            std::find(excluded.begin(), excluded.end(), instance.id) != excluded.end();
        if (isExcluded || token.VertexOf(instance.id) || width < token.demand)
        {
            continue;
        }
        for (const FederationToken::Vertex next : token.graph.Successors(vertex))
        {
            const uint32_t onward = instance.WidthOnward(token.graph.ServiceOf(next));
            width = m_params.lookahead > 1 ? std::min(width, onward) : width;
        }
        if (best.IsNone() || width > widest)
        {
            best = instance.id;
            widest = width;
        }
    }
    return best;
}

} // namespace qos
} // namespace ns3
