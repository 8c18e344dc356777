/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_RANDOM_GRAPH_H
#define QOS_TEST_RANDOM_GRAPH_H

#include "ns3/network-graph.h"
#include "ns3/time-conversion.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @param nodes how many
 * @param seed of what is random
 * @param mostDelay of a link, in ms
 * @return a connected network of links that differ: a tree, and about as many links beside it
 */
inline NetworkGraph
RandomGraph(uint32_t nodes, uint32_t seed, uint32_t mostDelay)
{
    std::mt19937 random(seed);
    const auto below = [&random](uint32_t limit) {
        return static_cast<uint32_t>(random() % limit);
    };
    const auto link = [&below, mostDelay] {
        return GraphLinkParams{DataRate(1000000ULL * (1 + below(8))),
                               MilliSeconds(below(mostDelay + 1)),
                               100};
    };
    NetworkGraph graph;
    std::vector<std::vector<bool>> isLinked(nodes, std::vector<bool>(nodes));
    for (uint32_t node = 0; node < nodes; ++node)
    {
        graph.AddNode(std::string(1, 'x').append(std::to_string(node)));
        if (node > 0)
        {
            const uint32_t peer = below(node);
            graph.AddLink(node, peer, link());
            isLinked[peer][node] = true;
        }
    }
    for (uint32_t i = 0; i < nodes; ++i)
    {
        const auto [a, b] = std::minmax({below(nodes), below(nodes)});
        if (a != b && !isLinked[a][b])
        {
            graph.AddLink(a, b, link());
            isLinked[a][b] = true;
        }
    }
    return graph;
}

/** The shortest ways between all nodes, by Floyd and Warshall's algorithm. */
class ShortestWays
{
  public:
    /** @param graph a connected network */
    explicit ShortestWays(const NetworkGraph& graph)
        : m_graph(graph),
          m_ways(graph.Nodes(), std::vector<Way>(graph.Nodes(), {FAR, 0}))
    {
        for (uint32_t node = 0; node < graph.Nodes(); ++node)
        {
            m_ways[node][node] = {Nanoseconds{0}, 0};
        }
        for (uint32_t i = 0; i < graph.Links(); ++i)
        {
            const GraphLink& link = graph.LinkAt(i);
            const Way way{ToCore(link.params.delay), 1};
            m_ways[link.first][link.second] = way;
            m_ways[link.second][link.first] = way;
        }
        for (uint32_t over = 0; over < graph.Nodes(); ++over)
        {
            for (uint32_t from = 0; from < graph.Nodes(); ++from)
            {
                for (uint32_t to = 0; to < graph.Nodes(); ++to)
                {
                    m_ways[from][to] =
                        std::min(m_ways[from][to], Sum(m_ways[from][over], m_ways[over][to]));
                }
            }
        }
    }

    /**
     * @param from a node
     * @param to a node
     * @return the delay of the shortest way
     */
    Nanoseconds Delay(uint32_t from, uint32_t to) const
    {
        return m_ways[from][to].first;
    }

    /**
     * @param from a node
     * @param to a node
     * @return the links of the shortest way
     */
    uint32_t Links(uint32_t from, uint32_t to) const
    {
        return m_ways[from][to].second;
    }

    /**
     * @param from a node
     * @param to a node
     * @return the lowest node with which a shortest way begins
     */
    uint32_t Next(uint32_t from, uint32_t to) const
    {
        uint32_t lowest = from == to ? to : m_graph.Nodes();
        for (const uint32_t number : m_graph.LinksOf(from))
        {
            const GraphLink& link = m_graph.LinkAt(number);
            const uint32_t next = link.first == from ? link.second : link.first;
            if (Sum({ToCore(link.params.delay), 1}, m_ways[next][to]) == m_ways[from][to])
            {
                lowest = std::min(lowest, next);
            }
        }
        return lowest;
    }

  private:
    using Way = std::pair<Nanoseconds, uint32_t>; //!< delay and links

    static constexpr Nanoseconds FAR = std::chrono::hours{1}; //!< farther than any node

    /**
     * @param first a way
     * @param second a way from where that ends
     * @return both
     */
    static Way Sum(const Way& first, const Way& second)
    {
        return {first.first + second.first, first.second + second.second};
    }

    const NetworkGraph& m_graph;          //!< the network
    std::vector<std::vector<Way>> m_ways; //!< by first and last node
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_RANDOM_GRAPH_H
