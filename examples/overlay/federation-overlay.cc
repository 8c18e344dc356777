/* SPDX-License-Identifier: GPL-2.0-only */

#include "federation-overlay.h"

#include "pair-delays.h"

#include "ns3/kbps.h"
#include "ns3/node-random.h"
#include "ns3/paced-source.h"
#include "ns3/payload-writer.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double KILO = 1e3;

/**
 * @param random a random variable
 * @return 32 random bits
 */
uint64_t
DrawBits(UniformRandomVariable& random)
{
    return random.GetInteger(0, UINT32_MAX - 1);
}

} // namespace

FederationOverlay::FederationOverlay(const FederationOverlayParams& params,
                                     Ptr<UniformRandomVariable> random)
    : m_params(params),
      m_random(random),
      m_networkParams(NetworkOfPairDelays(params.leastDelay, params.mostDelay, DrawBits(*random))),
      m_network(m_networkParams),
      m_seed(DrawBits(*random)),
      m_first(params.candidates.size() + 1, 0),
      m_known(params.nodes, 0)
{
    std::partial_sum(params.candidates.begin(), params.candidates.end(), m_first.begin() + 1);
    for (uint32_t number = 0; number < params.nodes; ++number)
    {
        OverlayEngineParams engine;
        engine.seed = DrawBits(*random);
        auto algorithm = std::make_unique<FederationAlgorithm>(params.federation);
        algorithm->SetWidth([this, number](NodeId to) {
            return static_cast<uint32_t>(KILO * Width(number, m_network.NumberOf(to)));
        });
        algorithm->SetSource([this](uint32_t) {
            return std::make_unique<PacedSource>(
                PacedSourceParams{m_params.messageBytes, KBps(m_params.streamRate)});
        });
        m_algorithms.push_back(algorithm.get());
        m_network.AddNode(engine, std::move(algorithm));
    }
    Introduce();
    LimitWays();
}

double
FederationOverlay::Width(uint32_t from, uint32_t to) const
{
    constexpr unsigned HALF = 32;
    const uint64_t way = uint64_t{from} << HALF | to;
    const double share = NodeRandom(m_seed ^ NodeRandom(way).Bits()).Uniform();
    return m_params.leastBandwidth + share * (m_params.mostBandwidth - m_params.leastBandwidth);
}

void
FederationOverlay::Introduce()
{
    std::vector<uint32_t> all(m_params.nodes);
    std::iota(all.begin(), all.end(), 0);
    for (uint32_t number = 0; number < m_params.nodes; ++number)
    {
        const uint32_t count = m_random->GetInteger(m_params.leastKnown, m_params.mostKnown);
        std::vector<NodeId> known;
        // the first ones of a random order, without the node itself
        for (uint32_t i = 0; i < m_params.nodes && known.size() < count; ++i)
        {
            std::swap(all[i], all[m_random->GetInteger(i, m_params.nodes - 1)]);
            if (all[i] != number)
            {
                known.push_back(m_network.IdOf(all[i]));
            }
        }
        Tell(number, MessageType::BootReply, PayloadWriter().WriteIds(known).Finish());
    }
}

void
FederationOverlay::LimitWays()
{
    for (const RequirementGraph::Edge edge : m_params.requirement.Edges())
    {
        for (uint32_t from = m_first[edge.from]; from < m_first[edge.from + 1U]; ++from)
        {
            for (uint32_t to = m_first[edge.to]; to < m_first[edge.to + 1U]; ++to)
            {
                const Bitrate width = KBps(Width(from, to));
                m_network.Engine(from).SetLinkLimits(m_network.IdOf(to), width, Bitrate());
            }
        }
    }
}

void
FederationOverlay::Tell(uint32_t number, MessageType type, Payload payload, uint32_t app)
{
    MessageHeader header;
    header.type = type;
    header.app = app;
    OverlayEngine& engine = m_network.Engine(number);
    engine.Tell(engine.Make(header, std::move(payload)));
}

void
FederationOverlay::AssignAll()
{
    std::vector<ServiceGraph::Edge> edges;
    for (const RequirementGraph::Edge edge : m_params.requirement.Edges())
    {
        edges.push_back(
            {m_params.requirement.ServiceOf(edge.from), m_params.requirement.ServiceOf(edge.to)});
    }
    FederationAssign assign;
    assign.graph = ServiceGraph(std::move(edges));
    std::vector<uint32_t> order(Instances());
    std::iota(order.begin(), order.end(), 0);
    for (uint32_t i = 0; i < order.size(); ++i)
    {
        const auto last = static_cast<uint32_t>(order.size() - 1);
        std::swap(order[i], order[m_random->GetInteger(i, last)]);
        const auto next = std::upper_bound(m_first.begin(), m_first.end(), order[i]);
        const auto vertex = static_cast<RequirementGraph::Vertex>(next - m_first.begin() - 1);
        assign.service = m_params.requirement.ServiceOf(vertex);
        const bool isInner = vertex != 0 && vertex != m_params.requirement.Sink();
        assign.bandwidth = isInner ? static_cast<uint32_t>(KILO * m_params.instanceBandwidth) : 0;
        m_knownAtAssignment += m_algorithms[order[i]]->Hosts().Ids().size();
        for (uint32_t number = 0; number < m_params.nodes; ++number)
        {
            m_known[number] += static_cast<double>(m_algorithms[number]->Hosts().Ids().size());
        }
        Tell(order[i], MessageType::SAssign, assign.Write());
        Pass(m_params.assignInterval);
    }
}

void
FederationOverlay::Federate()
{
    const auto demand = static_cast<uint32_t>(KILO * m_params.demand);
    const Payload token = FederationToken(m_params.requirement, demand).Write();
    for (uint32_t session = 0; session < m_params.sessions; ++session)
    {
        Tell(m_first[0], MessageType::SFederate, token, APP + session);
    }
}

uint32_t
FederationOverlay::Federated() const
{
    uint32_t count = 0;
    for (uint32_t session = 0; session < m_params.sessions; ++session)
    {
        const FederationSession* known = m_algorithms[m_first[0]]->Session(APP + session);
        count += known != nullptr && known->isOpen ? 1 : 0;
    }
    return count;
}

FederationProblem
FederationOverlay::Problem() const
{
    using Vertex = RequirementGraph::Vertex;
    return {m_params.requirement,
            m_params.candidates,
            [this](Vertex from, uint32_t candidate, Vertex to, uint32_t there) {
                return Width(NumberOf(from, candidate), NumberOf(to, there));
            }};
}

std::optional<FederationChoice>
FederationOverlay::Choice() const
{
    const FederationSession* session = m_algorithms[m_first[0]]->Session(APP);
    if (session == nullptr || !session->isOpen)
    {
        return std::nullopt;
    }
    FederationChoice choice;
    for (std::size_t vertex = 0; vertex < session->token.nodes.size(); ++vertex)
    {
        choice.push_back(m_network.NumberOf(session->token.nodes[vertex]) - m_first[vertex]);
    }
    return choice;
}

Nanoseconds
FederationOverlay::PathDelay(const FederationChoice& choice) const
{
    std::vector<Nanoseconds> arrivals(choice.size(), Nanoseconds{0});
    for (const RequirementGraph::Edge edge : m_params.requirement.Edges())
    {
        // edges come in the order in which the messages pass them
        const Nanoseconds delay = m_networkParams.delay(NumberOf(edge.from, choice[edge.from]),
                                                        NumberOf(edge.to, choice[edge.to]));
        arrivals[edge.to] = std::max(arrivals[edge.to], arrivals[edge.from] + delay);
    }
    return arrivals.back();
}

uint32_t
FederationOverlay::Sink() const
{
    const auto choice = Choice();
    const RequirementGraph::Vertex sink = m_params.requirement.Sink();
    return NumberOf(sink, choice ? choice->back() : 0);
}

FederationOverlay::NodeTraffic
FederationOverlay::TrafficOf(uint32_t number)
{
    const FederationCounters& counters = m_algorithms[number]->GetCounters();
    NodeTraffic traffic;
    traffic.awareBytes = counters.awareBytes;
    traffic.federates = counters.federatesSent + counters.federatesReceived;
    traffic.federateBytes = counters.federateBytes;
    const OverlayEngine& engine = m_network.Engine(number);
    LinkCounters links = engine.EndedLinks();
    for (uint32_t link = 0; link < engine.Links().End(); ++link)
    {
        if (engine.Links().Has(link))
        {
            links += engine.Links()[link].counters;
        }
    }
    traffic.data = links.sent + links.received;
    return traffic;
}

} // namespace qos
} // namespace ns3
