/* SPDX-License-Identifier: GPL-2.0-only */

#include "random-graph.h"

#include "ns3/network-graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using namespace std::chrono_literals;

/**
 * @param graph a network
 * @return the ends of its links, by number
 */
std::vector<std::pair<std::string, std::string>>
EndsOf(const NetworkGraph& graph)
{
    std::vector<std::pair<std::string, std::string>> ends;
    for (uint32_t i = 0; i < graph.Links(); ++i)
    {
        const GraphLink& link = graph.LinkAt(i);
        ends.emplace_back(graph.NameOf(link.first), graph.NameOf(link.second));
    }
    return ends;
}

/**
 * @param delay of the link
 * @return such a link
 */
GraphLinkParams
LinkOf(Time delay)
{
    GraphLinkParams params;
    params.delay = delay;
    return params;
}

TEST(NetworkGraph, MakesAChain)
{
    const GraphLinkParams params{DataRate("3Mbps"), MilliSeconds(4), 5};
    const NetworkGraph chain = NetworkGraph::Chain(4, params);
    EXPECT_EQ(chain.Nodes(), 4U);
    EXPECT_THAT(EndsOf(chain),
                ElementsAre(std::pair("n0", "n1"), std::pair("n1", "n2"), std::pair("n2", "n3")));
    for (uint32_t i = 0; i < chain.Links(); ++i)
    {
        EXPECT_EQ(chain.LinkAt(i).params.rate, params.rate);
        EXPECT_EQ(chain.LinkAt(i).params.delay, params.delay);
        EXPECT_EQ(chain.LinkAt(i).params.queuePackets, params.queuePackets);
    }
}

TEST(NetworkGraph, MakesATreeBreadthFirst)
{
    const NetworkGraph tree = NetworkGraph::Tree(2, 2, {});
    EXPECT_THAT(EndsOf(tree),
                ElementsAre(std::pair("n0", "n1"),
                            std::pair("n0", "n2"),
                            std::pair("n1", "n3"),
                            std::pair("n1", "n4"),
                            std::pair("n2", "n5"),
                            std::pair("n2", "n6")));
    EXPECT_THAT(EndsOf(NetworkGraph::Tree(1, 2, {})),
                ElementsAre(std::pair("n0", "n1"), std::pair("n1", "n2")));
}

TEST(NetworkGraph, MakesTreesWithAllLeavesEquallyDeep)
{
    for (const auto& [children, depth, nodes] : {std::tuple(3U, 4U, 121U),
                                                 std::tuple(5U, 2U, 31U),
                                                 std::tuple(2U, 12U, 8191U),
                                                 std::tuple(9999U, 1U, 10000U)})
    {
        const NetworkGraph tree = NetworkGraph::Tree(children, depth, {});
        ASSERT_EQ(tree.Nodes(), nodes);
        const std::vector<GraphRoute> routes = tree.RoutesFrom(0);
        for (uint32_t i = 0; i < nodes; ++i)
        {
            const bool isLeaf = tree.LinksOf(i).size() == 1 && i != 0;
            EXPECT_LE(routes[i].links, depth);
            EXPECT_EQ(isLeaf, routes[i].links == depth) << "node " << i;
            EXPECT_EQ(tree.LinksOf(i).size(), (isLeaf ? 0 : children) + (i == 0 ? 0 : 1));
        }
    }
}

TEST(NetworkGraph, KnowsNodesByNameAndByNumber)
{
    NetworkGraph graph;
    EXPECT_EQ(graph.AddNode("server"), 0U);
    EXPECT_EQ(graph.AddNode("client"), 1U);
    EXPECT_EQ(graph.NumberOf("client"), 1U);
    EXPECT_EQ(graph.NameOf(0), "server");
    EXPECT_EQ(graph.AddLink(1, 0, {}), 0U);
    EXPECT_THAT(graph.LinksOf(0), ElementsAre(0U));
    EXPECT_THAT(graph.LinksOf(1), ElementsAre(0U));
}

/**
 *     a --- 3 ms --- b
 *     |              |     the way over c and d takes 2 ms
 *   1 ms            0 ms
 *     c --- 1 ms --- d
 */
TEST(NetworkGraph, GoesTheWayOfTheLeastDelay)
{
    NetworkGraph graph;
    for (const char* name : {"a", "b", "c", "d"})
    {
        graph.AddNode(name);
    }
    graph.AddLink(0, 1, LinkOf(MilliSeconds(3)));
    graph.AddLink(0, 2, LinkOf(MilliSeconds(1)));
    graph.AddLink(2, 3, LinkOf(MilliSeconds(1)));
    graph.AddLink(3, 1, LinkOf(Time(0)));
    const GraphRoute route = graph.RoutesFrom(0)[1];
    EXPECT_EQ(route.next, 2U);
    EXPECT_EQ(route.link, 1U);
    EXPECT_EQ(route.links, 3U);
    EXPECT_EQ(route.delay, 2ms);
}

TEST(NetworkGraph, PrefersFewLinksAmongWaysOfTheSameDelay)
{
    NetworkGraph graph = NetworkGraph::Chain(4, LinkOf(MilliSeconds(1)));
    graph.AddLink(0, 3, LinkOf(MilliSeconds(3)));
    const GraphRoute route = graph.RoutesFrom(0)[3];
    EXPECT_EQ(route.next, 3U);
    EXPECT_EQ(route.links, 1U);
    EXPECT_EQ(route.delay, 3ms);
}

/** 4 is two links from 0 over 1, 2 or 3; their links are added in another order. */
TEST(NetworkGraph, PrefersTheLowestNextNodeAmongEqualWays)
{
    NetworkGraph graph = NetworkGraph::Chain(2, {});
    for (const char* name : {"b", "c", "d", "e"})
    {
        graph.AddNode(name);
    }
    for (const uint32_t middle : {3U, 2U})
    {
        graph.AddLink(0, middle, {});
        graph.AddLink(4, middle, {});
    }
    graph.AddLink(1, 4, {});
    graph.AddLink(4, 5, {});
    EXPECT_EQ(graph.RoutesFrom(0)[4].next, 1U);
    EXPECT_EQ(graph.RoutesFrom(0)[5].next, 1U);
    EXPECT_EQ(graph.RoutesFrom(5)[0].next, 4U);
    EXPECT_EQ(graph.RoutesFrom(4)[0].next, 1U);
}

TEST(NetworkGraph, HasAWayOfNoLinksFromANodeToItself)
{
    const GraphRoute route = NetworkGraph::Chain(3, {}).RoutesFrom(1)[1];
    EXPECT_EQ(route.next, 1U);
    EXPECT_EQ(route.link, GraphRoute::NONE);
    EXPECT_EQ(route.links, 0U);
    EXPECT_EQ(route.delay, 0ms);
}

/** Against Floyd and Warshall's algorithm; delays from 0 to 3 ms make many equal ways. */
TEST(NetworkGraph, FindsTheShortestWaysOfAnyNetwork)
{
    for (uint32_t seed = 1; seed <= 50; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const NetworkGraph graph = RandomGraph(2 + seed % 14, seed, 3);
        const ShortestWays expected(graph);
        for (uint32_t from = 0; from < graph.Nodes(); ++from)
        {
            const std::vector<GraphRoute> routes = graph.RoutesFrom(from);
            for (uint32_t to = 0; to < graph.Nodes(); ++to)
            {
                EXPECT_EQ(routes[to].delay, expected.Delay(from, to));
                EXPECT_EQ(routes[to].links, expected.Links(from, to));
                EXPECT_EQ(routes[to].next, expected.Next(from, to));
            }
        }
    }
}

/** Every node decides on its own, and the packet takes the way that its first node has. */
TEST(NetworkGraph, LeadsAPacketOnItsWayNodeByNode)
{
    const NetworkGraph graph = RandomGraph(40, 7, 2);
    std::vector<std::vector<GraphRoute>> routes;
    for (uint32_t node = 0; node < graph.Nodes(); ++node)
    {
        routes.push_back(graph.RoutesFrom(node));
    }
    for (uint32_t from = 0; from < graph.Nodes(); ++from)
    {
        for (uint32_t to = 0; to < graph.Nodes(); ++to)
        {
            uint32_t links = 0;
            Nanoseconds delay{0};
            for (uint32_t here = from; here != to && links <= graph.Nodes(); ++links)
            {
                const GraphRoute& hop = routes[here][to];
                const GraphLink& link = graph.LinkAt(hop.link);
                EXPECT_EQ(link.first == here ? link.second : link.first, hop.next);
                delay += Nanoseconds{link.params.delay.GetNanoSeconds()};
                here = hop.next;
            }
            EXPECT_EQ(links, routes[from][to].links) << from << " to " << to;
            EXPECT_EQ(delay, routes[from][to].delay) << from << " to " << to;
        }
    }
}

TEST(NetworkGraph, ShowsThatThereIsNoWay)
{
    NetworkGraph graph = NetworkGraph::Chain(2, {});
    graph.AddNode("island");
    EXPECT_EQ(graph.RoutesFrom(0)[2].links, GraphRoute::NONE);
    EXPECT_EQ(graph.RoutesFrom(2)[0].links, GraphRoute::NONE);
    graph.AddLink(2, 1, {});
    EXPECT_NO_THROW(graph.CheckConnected());
}

/** A call that is refused, and why. */
struct Refused
{
    std::function<void(NetworkGraph&)> call; //!< on the chain a - b
    std::string sentence;                    //!< of the error
};

TEST(NetworkGraph, SaysWhatCannotBe)
{
    GraphLinkParams noRate;
    noRate.rate = DataRate(0);
    GraphLinkParams noQueue;
    noQueue.queuePackets = 0;
    const std::vector<Refused> cases{
        {[](NetworkGraph& graph) { graph.AddNode(""); },
         "name of node 3 is empty, allowed: any other text"},
        {[](NetworkGraph& graph) { graph.AddNode("b"); },
         "name 'b' belongs to two nodes, allowed: a name for each node"},
        {[](NetworkGraph& graph) { graph.AddLink(0, 0, {}); },
         "link from 'a' to 'a' has one end, allowed: two nodes that differ"},
        {[](NetworkGraph& graph) { graph.AddLink(0, 1, {}); },
         "link from 'a' to 'b' is the second one, allowed: one between two nodes"},
        {[](NetworkGraph& graph) { graph.AddLink(1, 0, {}); },
         "link from 'b' to 'a' is the second one, allowed: one between two nodes"},
        {[](NetworkGraph& graph) { graph.AddLink(0, 3, {}); },
         "there is no node 3, allowed: 0 to 2"},
        {[](NetworkGraph& graph) { graph.AddLink(3, 0, {}); },
         "there is no node 3, allowed: 0 to 2"},
        {[&](NetworkGraph& graph) { graph.AddLink(0, 2, noRate); },
         "link from 'a' to 'c' has rate 0bps, allowed: rates above 0bps"},
        {[](NetworkGraph& graph) { graph.AddLink(0, 2, LinkOf(MilliSeconds(-1))); },
         "link from 'a' to 'c' has delay -0.001s, allowed: 0s to 3600s"},
        {[](NetworkGraph& graph) { graph.AddLink(0, 2, LinkOf(Seconds(3601))); },
         "link from 'a' to 'c' has delay +3601s, allowed: 0s to 3600s"},
        {[&](NetworkGraph& graph) { graph.AddLink(0, 2, noQueue); },
         "link from 'a' to 'c' has queues of 0 packets, allowed: 1 and more"},
        {[](NetworkGraph& graph) { graph.NumberOf("d"); },
         "there is no node 'd', allowed: a, b, c"},
        {[](NetworkGraph&) { NetworkGraph::Chain(30, {}).NumberOf("d"); },
         "there is no node 'd', allowed: the names of the 30 nodes"},
        {[](NetworkGraph&) { NetworkGraph().NumberOf("d"); },
         "there is no node 'd', allowed: none yet"},
        {[](NetworkGraph& graph) { graph.NameOf(3); }, "there is no node 3, allowed: 0 to 2"},
        {[](NetworkGraph& graph) { graph.LinksOf(3); }, "there is no node 3, allowed: 0 to 2"},
        {[](NetworkGraph& graph) { graph.RoutesFrom(3); }, "there is no node 3, allowed: 0 to 2"},
        {[](NetworkGraph& graph) { graph.LinkAt(1); }, "there is no link 1, allowed: 0 to 0"},
        {[](NetworkGraph& graph) { graph.CheckConnected(); },
         "node 'c' cannot be reached from 'a', allowed: connected networks"},
        {[](NetworkGraph&) { NetworkGraph().CheckConnected(); },
         "network has fewer nodes than 2, namely 0, allowed: 2 to 10000"},
        {[](NetworkGraph&) { NetworkGraph::Chain(1, {}); },
         "chain has 1 nodes, allowed: 2 to 10000"},
        {[](NetworkGraph&) { NetworkGraph::Chain(10001, {}); },
         "chain has 10001 nodes, allowed: 2 to 10000"},
        {[](NetworkGraph&) { NetworkGraph::Tree(0, 2, {}); },
         "tree has 0 children a node, allowed: 1 and more"},
        {[](NetworkGraph&) { NetworkGraph::Tree(2, 0, {}); },
         "tree has depth 0, allowed: 1 and more"},
        {[](NetworkGraph&) { NetworkGraph::Tree(2, 15, {}); },
         "tree with 2 children a node and depth 15 has too many nodes, allowed: up to 10000"},
        {[](NetworkGraph&) { NetworkGraph::Tree(4294967295, 4294967295, {}); },
         "tree with 4294967295 children a node and depth 4294967295 has too many nodes, "
         "allowed: up to 10000"},
        {[&](NetworkGraph&) { NetworkGraph::Chain(3, noRate); },
         "link from 'n0' to 'n1' has rate 0bps, allowed: rates above 0bps"},
    };
    for (const Refused& each : cases)
    {
        NetworkGraph graph;
        for (const char* name : {"a", "b", "c"})
        {
            graph.AddNode(name);
        }
        graph.AddLink(0, 1, {});
        try
        {
            each.call(graph);
            ADD_FAILURE() << "not refused: " << each.sentence;
        }
        catch (const std::invalid_argument& error)
        {
            EXPECT_EQ(error.what(), each.sentence);
        }
        EXPECT_EQ(graph.Nodes(), 3U) << each.sentence;
        EXPECT_EQ(graph.Links(), 1U) << each.sentence;
    }
}

TEST(NetworkGraph, HasNoMoreNodesThanCanBeBuilt)
{
    NetworkGraph graph = NetworkGraph::Chain(NetworkGraph::MOST_NODES, {});
    try
    {
        graph.AddNode("x");
        ADD_FAILURE() << "there are as many as may be";
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_STREQ(error.what(), "node 'x' is one too many, allowed: up to 10000 nodes");
    }
}

} // namespace
} // namespace qos
} // namespace ns3
