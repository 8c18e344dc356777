/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/node-random.h"
#include "ns3/tree-join.h"
#include "ns3/tree-rates.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup qos-bench
 * The flow evaluator of iOverlay: what a join and the rate of a node cost, beside a join that asks
 * nobody and beside sorting, and how that grows with the tree.
 */

namespace
{

using namespace ns3::qos;

constexpr uint32_t FEW = 1000;
constexpr uint32_t MANY = 100'000;
constexpr uint32_t MOST = 1'000'000;

/**
 * @param random where from
 * @return bandwidth of a node, 50 to 200 KBps
 */
Bitrate
AnyBandwidth(NodeRandom& random)
{
    return Bitrate::FromBitsPerSecond(400'000 + random.Bits() % 1'200'001);
}

/**
 * @param nodes how many
 * @param rule how they join
 * @return a tree of as many nodes
 */
GrowingTree
Grow(uint32_t nodes, JoinRule&& rule)
{
    NodeRandom random(1);
    GrowingTree tree(Bitrate::FromBitsPerSecond(800'000));
    while (tree.Size() < nodes)
    {
        tree.Add(rule.Find(tree, random).node, AnyBandwidth(random));
    }
    return tree;
}

/**
 * Nodes join.
 * @tparam Rule how
 * @param state the benchmark
 * @param nodes how many
 */
template <typename Rule>
void
Join(benchmark::State& state, uint32_t nodes)
{
    for ([[maybe_unused]] auto _ : state)
    {
        const GrowingTree tree = Grow(nodes, Rule());
        benchmark::DoNotOptimize(tree.Stress(0));
    }
    state.counters[BenchProgram::ITEMS] = nodes;
}

/**
 * The rates of a tree are evaluated.
 * @param state the benchmark
 * @param nodes how many it has
 */
void
Evaluate(benchmark::State& state, uint32_t nodes)
{
    const OverlayTree tree = Grow(nodes, NodeStressJoin()).Finish();
    for ([[maybe_unused]] auto _ : state)
    {
        const std::vector<double> rates = IndependentRates(tree);
        benchmark::DoNotOptimize(rates.back());
    }
    state.counters[BenchProgram::ITEMS] = nodes;
}

/**
 * As many numbers are sorted.
 * @param state the benchmark
 * @param count how many
 */
void
Sort(benchmark::State& state, uint32_t count)
{
    NodeRandom random(1);
    std::vector<double> numbers(count);
    std::generate(numbers.begin(), numbers.end(), [&random] { return random.Uniform(); });
    for ([[maybe_unused]] auto _ : state)
    {
        std::vector<double> sorted = numbers;
        std::sort(sorted.begin(), sorted.end());
        benchmark::DoNotOptimize(sorted.back());
    }
    state.counters[BenchProgram::ITEMS] = count;
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    const auto add = [](const std::string& name, auto body, uint32_t nodes) {
        BenchProgram::Add(name, [=](benchmark::State& state) { body(state, nodes); });
    };
    add("flow-join-stress", Join<NodeStressJoin>, MANY);
    add("flow-join-stress-few", Join<NodeStressJoin>, FEW);
    add("flow-join-random", Join<RandomJoin>, MANY);
    add("flow-rates", Evaluate, MOST);
    add("flow-rates-few", Evaluate, FEW);
    add("flow-sort", Sort, MOST);
    program.Claim({"flow-join-stress",
                   "flow-join-stress",
                   "flow-join-random",
                   "joining whoever is asked, 100000 nodes",
                   7});
    program.Claim({"flow-join-growth",
                   "flow-join-stress",
                   "flow-join-stress-few",
                   "1000 nodes instead of 100000; cache misses are most of it",
                   5});
    program.Claim({"flow-rates",
                   "flow-rates",
                   "flow-sort",
                   "std::sort of a million numbers instead of the rates of a million nodes",
                   4});
    program.Claim({"flow-rates-growth",
                   "flow-rates",
                   "flow-rates-few",
                   "1000 nodes instead of a million; cache misses are most of it",
                   15});
    return program.Run();
}
