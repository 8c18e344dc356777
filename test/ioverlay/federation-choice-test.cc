/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/federation-choice.h"
#include "ns3/node-random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * Which instances a federation chooses, against exhaustive search and against a prototype, which
 * had its own code and its own random numbers.
 *
 * How the prototype drew bandwidths is not known. What meets all of its numbers: each way
 * from an instance to another has its own bandwidth, uniform from 20 to 200 KBps, and source and
 * sink are services of the chain with one instance each. From 50 to 200 KBps, a random choice of
 * the chain of five would have 80.0 KBps, not 56.3.
 */

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;

using Edge = RequirementGraph::Edge;
using Vertex = RequirementGraph::Vertex;

/** Ways of random bandwidth between the candidates of a requirement. */
class RandomWays
{
  public:
    /**
     * @param candidates of each vertex
     * @param least the narrowest way, in KBps
     * @param random draws the bandwidths
     */
    RandomWays(const std::vector<uint32_t>& candidates, double least, NodeRandom& random)
    {
        constexpr double MOST = 200;
        for (const uint32_t count : candidates)
        {
            m_first.push_back(m_count);
            m_count += count;
        }
        m_widths.resize(static_cast<std::size_t>(m_count) * m_count);
        for (double& width : m_widths)
        {
            width = least + (MOST - least) * random.Uniform();
        }
    }

    /**
     * @param from vertex
     * @param candidate of it
     * @param to another vertex
     * @param there candidate of that
     * @return the bandwidth, in KBps
     */
    double Width(Vertex from, uint32_t candidate, Vertex to, uint32_t there) const
    {
        const std::size_t row = m_first[from] + candidate;
        return m_widths[row * m_count + m_first[to] + there];
    }

  private:
    std::vector<uint32_t> m_first; //!< number of the first candidate of each vertex
    uint32_t m_count = 0;          //!< candidates of all vertices
    std::vector<double> m_widths;  //!< from each candidate to each
};

/**
 * @param graph a requirement
 * @param candidates of each vertex
 * @param ways between them; live longer
 * @return the problem
 */
FederationProblem
ProblemOf(const RequirementGraph& graph,
          const std::vector<uint32_t>& candidates,
          const RandomWays& ways)
{
    return {graph, candidates, [&ways](Vertex from, uint32_t candidate, Vertex to, uint32_t there) {
                return ways.Width(from, candidate, to, there);
            }};
}

/**
 * @param length services, source and sink included
 * @return one after the other
 */
RequirementGraph
ChainOf(uint32_t length)
{
    std::vector<ServiceId> services;
    std::vector<Edge> edges;
    for (uint32_t i = 0; i < length; ++i)
    {
        services.push_back(static_cast<ServiceId>(i));
        if (i > 0)
        {
            edges.push_back({static_cast<Vertex>(i - 1), static_cast<Vertex>(i)});
        }
    }
    return {services, edges};
}

/** @return source, two services side by side, one after both, sink */
RequirementGraph
Diamond()
{
    return {{10, 11, 12, 13, 14}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}}};
}

TEST(RequirementGraph, IsChosenByTheFirstPredecessor)
{
    const RequirementGraph graph = Diamond();
    EXPECT_EQ(graph.ChooserOf(1), 0);
    EXPECT_EQ(graph.ChooserOf(2), 0);
    EXPECT_EQ(graph.ChooserOf(3), 1);
    EXPECT_EQ(graph.ChooserOf(4), 3);
    EXPECT_THAT(graph.Predecessors(3), ElementsAre(1, 2));
}

TEST(RequirementGraph, RefusesWhatIsNoWayFromASourceToASink)
{
    using Services = std::vector<ServiceId>;
    using Edges = std::vector<Edge>;
    const std::vector<std::pair<Services, Edges>> wrong{
        {{1}, {}},                             // nothing to federate
        {{1, 2}, {}},                          // no stream
        {{1, 1}, {{0, 1}}},                    // a service twice
        {{1, 2, 3}, {{0, 1}, {1, 2}, {0, 1}}}, // an edge twice
        {{1, 2, 3}, {{0, 1}, {2, 1}, {1, 2}}}, // a cycle
        {{1, 2, 3}, {{0, 1}, {1, 1}, {1, 2}}}, // another one
        {{1, 2, 3}, {{0, 1}, {1, 3}}},         // a vertex that there is not
        {{1, 2, 3}, {{0, 2}, {1, 2}}},         // two sources
        {{1, 2, 3}, {{0, 1}, {0, 2}}},         // two sinks
        {Services(33), {}},                    // too many vertices
        {{1, 2}, Edges(256, Edge{0, 1})},      // too many edges
    };
    for (const auto& [services, edges] : wrong)
    {
        EXPECT_FALSE(RequirementGraph::From(services, edges).has_value());
        EXPECT_THROW(RequirementGraph(services, edges), std::invalid_argument);
    }
}

TEST(FederationChoice, IsOptimalIfNoOtherIsBetter)
{
    const std::vector<std::pair<RequirementGraph, std::vector<uint32_t>>> shapes{
        {ChainOf(5), {1, 3, 3, 3, 1}},
        {Diamond(), {1, 3, 2, 2, 1}},
        {{{0, 1, 2, 3, 4, 5}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {1, 4}, {3, 4}, {2, 5}, {4, 5}}},
         {1, 4, 3, 3, 4, 2}}};
    for (uint64_t seed = 1; seed <= 200; ++seed)
    {
        NodeRandom random(seed);
        for (const auto& [graph, candidates] : shapes)
        {
            const RandomWays ways(candidates, 0, random);
            const FederationProblem problem = ProblemOf(graph, candidates, ways);
            FederationChoice choice(candidates.size(), 0);
            double best = 0;
            for (bool isOver = false; !isOver;)
            {
                best = std::max(best, Bottleneck(problem, choice));
                std::size_t vertex = 0; // counts with the candidates as digits
                while (vertex < choice.size() && ++choice[vertex] == candidates[vertex])
                {
                    choice[vertex++] = 0;
                }
                isOver = vertex == choice.size();
            }
            EXPECT_EQ(Bottleneck(problem, ChooseOptimally(problem)), best) << "seed " << seed;
        }
    }
}

TEST(FederationChoice, TakesTheFirstOfEquals)
{
    const FederationProblem problem{ChainOf(3), {1, 4, 1}, [](Vertex, uint32_t, Vertex, uint32_t) {
                                        return 1.0;
                                    }};
    EXPECT_THAT(ChooseGreedily(problem, 1), ElementsAre(0, 0, 0));
    EXPECT_THAT(ChooseGreedily(problem, 2), ElementsAre(0, 0, 0));
}

TEST(FederationChoice, SeesANarrowWayBehindAWideOneIfItLooksAhead)
{
    const auto width = [](Vertex from, uint32_t candidate, Vertex, uint32_t there) {
        return from == 0 ? (there == 0 ? 100.0 : 90.0) : (candidate == 0 ? 10.0 : 80.0);
    };
    const FederationProblem problem{ChainOf(3), {1, 2, 1}, width};
    EXPECT_THAT(ChooseGreedily(problem, 1), ElementsAre(0, 0, 0));
    EXPECT_THAT(ChooseGreedily(problem, 2), ElementsAre(0, 1, 0));
}

/** How a federation is chosen. */
enum Rule
{
    OPTIMUM,
    ONE_HOP,
    TWO_HOPS,
    RANDOM,
    RULES
};

/** A chain, and what the prototype found: KBps, or percent of the optimum. */
struct ChainRow
{
    uint32_t services;                  //!< source and sink included
    uint32_t candidates;                //!< of each but these two
    bool isPercent;                     //!< what the numbers are
    std::array<double, RULES> expected; //!< by rule
};

/**
 * @param out where to
 * @param row what to print
 * @return where to
 */
std::ostream&
operator<<(std::ostream& out, const ChainRow& row)
{
    return out << row.services << " services, " << row.candidates << " candidates";
}

class ChainOracle : public testing::TestWithParam<ChainRow>
{
};

TEST_P(ChainOracle, HasThePrototypesBandwidths)
{
    constexpr uint64_t SEED = 20041018;
    constexpr uint32_t INSTANCES = 2000;
    constexpr double LEAST = 20;
    const ChainRow& row = GetParam();
    NodeRandom random(SEED);
    std::vector<uint32_t> candidates(row.services, row.candidates);
    candidates.front() = candidates.back() = 1;
    std::array<double, RULES> sums{};
    std::array<double, RULES> squares{};
    for (uint32_t i = 0; i < INSTANCES; ++i)
    {
        const RandomWays ways(candidates, LEAST, random);
        const FederationProblem problem = ProblemOf(ChainOf(row.services), candidates, ways);
        const std::array<FederationChoice, RULES> choices{ChooseOptimally(problem),
                                                          ChooseGreedily(problem, 1),
                                                          ChooseGreedily(problem, 2),
                                                          ChooseRandomly(problem, random)};
        for (std::size_t rule = 0; rule < RULES; ++rule)
        {
            const double width = Bottleneck(problem, choices[rule]);
            sums[rule] += width;
            squares[rule] += width * width;
        }
    }
    const double scale = row.isPercent ? 100 * INSTANCES / sums[OPTIMUM] : 1;
    for (std::size_t rule = 0; rule < RULES; ++rule)
    {
        const double mean = sums[rule] / INSTANCES;
        const double error = std::sqrt((squares[rule] / INSTANCES - mean * mean) / INSTANCES);
        // the prototype's mean has the same error, and percents are rounded
        const double tolerance = 3 * std::sqrt(2) * error * scale + (row.isPercent ? 0.5 : 0.05);
        EXPECT_NEAR(scale * mean, row.expected[rule], tolerance)
            << "rule " << rule << ", standard error " << error * scale << ", seed " << SEED;
        RecordProperty("rule" + std::to_string(rule), std::to_string(scale * mean));
    }
}

INSTANTIATE_TEST_SUITE_P(Measured,
                         ChainOracle,
                         testing::Values(ChainRow{5, 3, false, {118.0, 91.7, 112.0, 56.3}},
                                         ChainRow{5, 50, true, {100, 57, 94, 30}},
                                         ChainRow{8, 20, true, {100, 61, 91, 23}}));

} // namespace
} // namespace qos
} // namespace ns3
