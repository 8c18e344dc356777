/* SPDX-License-Identifier: GPL-2.0-only */

#include "network-graph.h"

#include "ns3/join.h"
#include "ns3/time-conversion.h"

#include <algorithm>
#include <queue>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param wrong what is wrong, and with which value
 * @param allowed what is allowed
 * @return to be thrown
 */
std::invalid_argument
Refusal(const std::string& wrong, const std::string& allowed)
{
    return std::invalid_argument(wrong + ", allowed: " + allowed);
}

/**
 * @param count of things that have numbers from 0 on
 * @return the numbers that there are
 */
std::string
NumbersBelow(uint32_t count)
{
    return count == 0 ? "none yet" : "0 to " + std::to_string(count - 1);
}

} // namespace

NetworkGraph
NetworkGraph::Unconnected(uint32_t nodes)
{
    NetworkGraph graph;
    for (uint32_t node = 0; node < nodes; ++node)
    {
        graph.AddNode("n" + std::to_string(node));
    }
    return graph;
}

NetworkGraph
NetworkGraph::Chain(uint32_t nodes, const GraphLinkParams& link)
{
    if (nodes < 2 || nodes > MOST_NODES)
    {
        throw Refusal("chain has " + std::to_string(nodes) + " nodes",
                      "2 to " + std::to_string(MOST_NODES));
    }
    NetworkGraph graph = Unconnected(nodes);
    for (uint32_t node = 1; node < nodes; ++node)
    {
        graph.AddLink(node - 1, node, link);
    }
    return graph;
}

NetworkGraph
NetworkGraph::Tree(uint32_t children, uint32_t depth, const GraphLinkParams& link)
{
    if (children == 0)
    {
        throw Refusal("tree has 0 children a node", "1 and more");
    }
    if (depth == 0)
    {
        throw Refusal("tree has depth 0", "1 and more");
    }
    uint64_t nodes = 1;
    uint64_t deepest = 1;
    for (uint32_t i = 0; i < depth && nodes <= MOST_NODES; ++i)
    {
        deepest *= children;
        nodes += deepest;
    }
    if (nodes > MOST_NODES)
    {
        throw Refusal("tree with " + std::to_string(children) + " children a node and depth " +
                          std::to_string(depth) + " has too many nodes",
                      "up to " + std::to_string(MOST_NODES));
    }
    NetworkGraph graph = Unconnected(static_cast<uint32_t>(nodes));
    for (uint32_t node = 1; node < graph.Nodes(); ++node)
    {
        graph.AddLink((node - 1) / children, node, link);
    }
    return graph;
}

uint32_t
NetworkGraph::AddNode(const std::string& name)
{
    const uint32_t number = Nodes();
    if (name.empty())
    {
        throw Refusal("name of node " + std::to_string(number) + " is empty", "any other text");
    }
    if (number == MOST_NODES)
    {
        throw Refusal("node '" + name + "' is one too many",
                      "up to " + std::to_string(MOST_NODES) + " nodes");
    }
    if (!m_numbers.emplace(name, number).second)
    {
        throw Refusal("name '" + name + "' belongs to two nodes", "a name for each node");
    }
    m_names.push_back(name);
    m_edges.emplace_back();
    return number;
}

uint32_t
NetworkGraph::AddLink(uint32_t first, uint32_t second, const GraphLinkParams& params)
{
    CheckNode(first);
    CheckNode(second);
    if (first == second)
    {
        throw Refusal(LinkBetween(first, second) + " has one end", "two nodes that differ");
    }
    // a hub of many links would be slow to look through
    const bool isFirstSmall = m_edges[first].size() < m_edges[second].size();
    const std::vector<Edge>& edges = m_edges[isFirstSmall ? first : second];
    const uint32_t other = isFirstSmall ? second : first;
    if (std::any_of(edges.begin(), edges.end(), [other](const Edge& edge) {
            return edge.peer == other;
        }))
    {
        throw Refusal(LinkBetween(first, second) + " is the second one", "one between two nodes");
    }
    if (params.rate.GetBitRate() == 0)
    {
        throw Refusal(LinkBetween(first, second) + " has rate 0bps", "rates above 0bps");
    }
    if (params.delay.IsStrictlyNegative() || params.delay > Seconds(MOST_DELAY_SECONDS))
    {
        std::ostringstream delay;
        delay << params.delay.As(Time::S);
        throw Refusal(LinkBetween(first, second) + " has delay " + delay.str(),
                      "0s to " + std::to_string(MOST_DELAY_SECONDS) + "s");
    }
    if (params.queuePackets == 0)
    {
        throw Refusal(LinkBetween(first, second) + " has queues of 0 packets", "1 and more");
    }
    const uint32_t number = Links();
    const Nanoseconds delay = ToCore(params.delay);
    m_links.push_back({first, second, params});
    m_edges[first].push_back({second, number, delay});
    m_edges[second].push_back({first, number, delay});
    return number;
}

uint32_t
NetworkGraph::NumberOf(const std::string& name) const
{
    constexpr std::size_t SHORT_LIST = 20; // names that a reader still looks through
    const auto found = m_numbers.find(name);
    if (found == m_numbers.end())
    {
        throw Refusal("there is no node '" + name + "'",
                      m_names.empty() ? "none yet"
                      : m_names.size() <= SHORT_LIST
                          ? Join(m_names)
                          : "the names of the " + std::to_string(m_names.size()) + " nodes");
    }
    return found->second;
}

const std::string&
NetworkGraph::NameOf(uint32_t node) const
{
    CheckNode(node);
    return m_names[node];
}

const GraphLink&
NetworkGraph::LinkAt(uint32_t link) const
{
    if (link >= Links())
    {
        throw Refusal("there is no link " + std::to_string(link), NumbersBelow(Links()));
    }
    return m_links[link];
}

std::vector<uint32_t>
NetworkGraph::LinksOf(uint32_t node) const
{
    CheckNode(node);
    std::vector<uint32_t> links;
    links.reserve(m_edges[node].size());
    for (const Edge& edge : m_edges[node])
    {
        links.push_back(edge.link);
    }
    return links;
}

void
NetworkGraph::CheckConnected() const
{
    if (Nodes() < 2)
    {
        throw Refusal("network has fewer nodes than 2, namely " + std::to_string(Nodes()),
                      "2 to " + std::to_string(MOST_NODES));
    }
    const std::vector<GraphRoute> routes = RoutesFrom(0);
    for (uint32_t node = 0; node < Nodes(); ++node)
    {
        if (routes[node].links == GraphRoute::NONE)
        {
            throw Refusal("node '" + m_names[node] + "' cannot be reached from '" + m_names[0] +
                              "'",
                          "connected networks");
        }
    }
}

std::vector<GraphRoute>
NetworkGraph::RoutesFrom(uint32_t node) const
{
    CheckNode(node);
    using Way = std::tuple<Nanoseconds, uint32_t, uint32_t>; // delay, links, where it ends
    std::vector<GraphRoute> routes(Nodes());
    std::priority_queue<Way, std::vector<Way>, std::greater<>> open;
    routes[node] = {node, GraphRoute::NONE, 0, Nanoseconds{0}};
    open.emplace(Nanoseconds{0}, 0, node);
    while (!open.empty())
    {
        const auto [delay, links, here] = open.top();
        open.pop();
        const GraphRoute own = routes[here];
        if (std::tie(delay, links) != std::tie(own.delay, own.links))
        {
            continue; // a shorter way was found meanwhile
        }
        for (const Edge& edge : m_edges[here])
        {
            GraphRoute& known = routes[edge.peer];
            const GraphRoute found{here == node ? edge.peer : own.next,
                                   here == node ? edge.link : own.link,
                                   links + 1,
                                   delay + edge.delay};
            const bool isShorter =
                known.links == GraphRoute::NONE ||
                std::tie(found.delay, found.links) < std::tie(known.delay, known.links);
            const bool isEqual =
                std::tie(found.delay, found.links) == std::tie(known.delay, known.links);
            if (isShorter || (isEqual && found.next < known.next))
            {
                known = found;
            }
            if (isShorter)
            {
                open.emplace(found.delay, found.links, edge.peer);
            }
        }
    }
    return routes;
}

void
NetworkGraph::CheckNode(uint32_t node) const
{
    if (node >= Nodes())
    {
        throw Refusal("there is no node " + std::to_string(node), NumbersBelow(Nodes()));
    }
}

std::string
NetworkGraph::LinkBetween(uint32_t first, uint32_t second) const
{
    return "link from '" + m_names[first] + "' to '" + m_names[second] + "'";
}

} // namespace qos
} // namespace ns3
