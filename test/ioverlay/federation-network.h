/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_FEDERATION_NETWORK_H
#define QOS_TEST_FEDERATION_NETWORK_H

#include "ns3/fast-network.h"
#include "ns3/federation-algorithm.h"
#include "ns3/payload-writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** Numbers of nodes, or of instances. */
using FederationNumbers = std::vector<uint32_t>;

constexpr uint32_t FEDERATION_APP = 7; //!< the application of federations in tests

/** @return source, two services side by side, one after both, sink */
inline RequirementGraph
DiamondRequirement()
{
    return {{10, 11, 12, 13, 14}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}}};
}

/** @return source, one service, sink */
inline RequirementGraph
ShortRequirement()
{
    return {{10, 11, 12}, {{0, 1}, {1, 2}}};
}

/** Nodes that provide the services of a requirement, all of which know each other. */
class FederationTest : public testing::Test
{
  protected:
    /**
     * @param graph a requirement
     * @return which services may follow which, as in the requirement
     */
    static ServiceGraph ServicesOf(const RequirementGraph& graph)
    {
        std::vector<ServiceGraph::Edge> edges;
        for (const RequirementGraph::Edge edge : graph.Edges())
        {
            edges.push_back({graph.ServiceOf(edge.from), graph.ServiceOf(edge.to)});
        }
        return ServiceGraph(edges);
    }

    /**
     * Add nodes without a service.
     * @param count how many
     * @param params of their algorithms
     */
    void AddNodes(uint32_t count, const FederationParams& params = {})
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            OverlayEngineParams engine;
            engine.seed = m_network.Nodes() + 1;
            auto algorithm = std::make_unique<FederationAlgorithm>(params);
            m_nodes.push_back(algorithm.get());
            m_network.AddNode(engine, std::move(algorithm));
        }
    }

    /**
     * @param number of a node
     * @param known numbers of nodes that it knows from now on
     */
    void Introduce(uint32_t number, const FederationNumbers& known)
    {
        std::vector<NodeId> ids;
        for (const uint32_t other : known)
        {
            ids.push_back(m_network.IdOf(other));
        }
        Tell(number, MessageType::BootReply, PayloadWriter().WriteIds(ids).Finish());
    }

    /**
     * What the observer says.
     * @param number of the node that is told
     * @param type what is said
     * @param payload the same
     */
    void Tell(uint32_t number, MessageType type, Payload payload = nullptr)
    {
        MessageHeader header;
        header.type = type;
        header.app = FEDERATION_APP;
        OverlayEngine& engine = m_network.Engine(number);
        engine.Tell(engine.Make(header, std::move(payload)));
    }

    /**
     * @param number of a node
     * @param service that it provides from now on
     * @param graph what may follow what
     * @param bandwidth of its streams, bytes per second
     */
    void Assign(uint32_t number,
                ServiceId service,
                const RequirementGraph& graph,
                uint32_t bandwidth = 0)
    {
        Tell(number,
             MessageType::SAssign,
             FederationAssign{service, bandwidth, ServicesOf(graph)}.Write());
        Pass(std::chrono::seconds{1});
    }

    /**
     * Add instances of all vertices, which know each other.
     * @param candidates of each vertex; the nodes have numbers in this order
     * @param params of their algorithms
     */
    void Provide(const FederationNumbers& candidates, const FederationParams& params = {})
    {
        const uint32_t first = m_network.Nodes();
        FederationNumbers all;
        for (std::size_t vertex = 0; vertex < candidates.size(); ++vertex)
        {
            m_first.push_back(first + static_cast<uint32_t>(all.size()));
            for (uint32_t i = 0; i < candidates[vertex]; ++i)
            {
                all.push_back(first + static_cast<uint32_t>(all.size()));
            }
        }
        AddNodes(static_cast<uint32_t>(all.size()), params);
        for (const uint32_t number : all)
        {
            Introduce(number, all);
        }
    }

    /**
     * Let all instances of Provide() be assigned.
     * @param graph the requirement
     * @param candidates of each vertex
     * @param bandwidth of streams at each, bytes per second
     */
    void AssignAll(const RequirementGraph& graph,
                   const FederationNumbers& candidates,
                   uint32_t bandwidth = 0)
    {
        for (std::size_t vertex = candidates.size(); vertex-- > 0;)
        {
            for (uint32_t i = 0; i < candidates[vertex]; ++i)
            {
                Assign(m_first[vertex] + i,
                       graph.ServiceOf(static_cast<RequirementGraph::Vertex>(vertex)),
                       graph,
                       bandwidth);
            }
        }
    }

    /**
     * @param graph what is federated
     * @param demand rate, bytes per second
     */
    void Federate(const RequirementGraph& graph, uint32_t demand = 0)
    {
        Tell(m_first[0], MessageType::SFederate, FederationToken(graph, demand).Write());
        Pass(std::chrono::seconds{1});
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    /**
     * @param number of a node
     * @return numbers of the nodes that it takes for the federation, by vertex; nothing if it knows
     * no federation
     */
    FederationNumbers MapAt(uint32_t number) const
    {
        FederationNumbers map;
        if (const FederationSession* session = m_nodes[number]->Session(FEDERATION_APP))
        {
            for (const NodeId node : session->token.nodes)
            {
                map.push_back(m_network.NumberOf(node));
            }
        }
        return map;
    }

    /** @return how many nodes know the federation */
    uint32_t Members() const
    {
        return static_cast<uint32_t>(
            std::count_if(m_nodes.begin(), m_nodes.end(), [](const FederationAlgorithm* node) {
                return node->Session(FEDERATION_APP) != nullptr;
            }));
    }

    /**
     * @param count a counter
     * @return the sum of all nodes
     */
    uint64_t Sum(uint64_t FederationCounters::*count) const
    {
        uint64_t sum = 0;
        for (const FederationAlgorithm* node : m_nodes)
        {
            sum += node->GetCounters().*count;
        }
        return sum;
    }

    FastNetwork m_network;                     //!< the nodes
    std::vector<FederationAlgorithm*> m_nodes; //!< their algorithms, by number
    FederationNumbers m_first;                 //!< the first instance of each vertex
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_FEDERATION_NETWORK_H
