/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/bandwidth-history.h"
#include "ns3/flow-counter.h"
#include "ns3/loss-distribution.h"
#include "ns3/redundancy-policy.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

/**
 * @file
 * @ingroup qos-bench
 * OverQoS without a simulator: what estimating the path costs per packet and per window, beside the
 * containers of the standard library.
 */

namespace
{

using namespace ns3::qos;

constexpr Nanoseconds WINDOW = std::chrono::milliseconds{100};

/** @return flow ids of packets, hashes of their addresses, of a thousand flows in no order */
std::vector<uint64_t>
MakeFlows()
{
    constexpr std::size_t PACKETS = 1 << 16;
    std::mt19937_64 random(1);
    std::vector<uint64_t> ids(1000);
    std::generate(ids.begin(), ids.end(), random);
    std::vector<uint64_t> flows(PACKETS);
    std::generate(flows.begin(), flows.end(), [&] { return ids[random() % ids.size()]; });
    return flows;
}

void
CountFlows(benchmark::State& state)
{
    const auto flows = MakeFlows();
    FlowCounter counter;
    Nanoseconds now{0};
    for (auto _ : state)
    {
        for (const uint64_t flow : flows)
        {
            counter.Add(flow, now += std::chrono::microseconds{10});
        }
        benchmark::DoNotOptimize(counter.Flows(now));
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(flows.size());
}

void
CountFlowsInMap(benchmark::State& state)
{
    const auto flows = MakeFlows();
    std::unordered_map<uint64_t, uint32_t> counts;
    for (auto _ : state)
    {
        for (const uint64_t flow : flows)
        {
            ++counts[flow];
        }
        benchmark::DoNotOptimize(counts.size());
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(flows.size());
}

/** @return samples of c, bits per second */
std::vector<uint64_t>
MakeRates()
{
    constexpr std::size_t SAMPLES = 1 << 12;
    std::mt19937 random(2);
    std::lognormal_distribution<> rate(14, 0.5);
    std::vector<uint64_t> rates(SAMPLES);
    std::generate(rates.begin(), rates.end(), [&] {
        return 1 + static_cast<uint64_t>(rate(random));
    });
    return rates;
}

void
SampleBandwidth(benchmark::State& state)
{
    const auto rates = MakeRates();
    BandwidthHistory history;
    Nanoseconds now{0};
    for (auto _ : state)
    {
        for (const uint64_t rate : rates)
        {
            history.Add(Bitrate::FromBitsPerSecond(rate), now += WINDOW);
            benchmark::DoNotOptimize(history.Guaranteeable());
        }
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(rates.size());
}

void
SampleBandwidthAndSelect(benchmark::State& state)
{
    constexpr std::size_t SAMPLES = 2000;
    constexpr std::ptrdiff_t BELOW = 20;
    const auto rates = MakeRates();
    std::deque<uint64_t> samples(SAMPLES, 1);
    std::vector<uint64_t> sorted(SAMPLES);
    for (auto _ : state)
    {
        for (const uint64_t rate : rates)
        {
            samples.pop_front();
            samples.push_back(rate);
            std::copy(samples.begin(), samples.end(), sorted.begin());
            std::nth_element(sorted.begin(), sorted.begin() + BELOW, sorted.end());
            benchmark::DoNotOptimize(sorted[BELOW]);
        }
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(rates.size());
}

/** @return packets that windows of a hundred lost */
std::vector<uint32_t>
MakeLosses()
{
    constexpr std::size_t WINDOWS = 1 << 12;
    std::mt19937 random(3);
    std::negative_binomial_distribution<uint32_t> lost(1, 0.2);
    std::vector<uint32_t> losses(WINDOWS);
    std::generate(losses.begin(), losses.end(), [&] { return std::min(lost(random), 100U); });
    return losses;
}

/**
 * A window is added and a redundancy chosen for the next.
 * @param state of the benchmark
 * @param policy a name
 */
void
Choose(benchmark::State& state, const std::string& policy)
{
    constexpr double TARGET = 0.001;
    const auto losses = MakeLosses();
    const auto chosen = RedundancyPolicies().Create(policy, {});
    LossDistribution distribution;
    Nanoseconds now{0};
    for (auto _ : state)
    {
        for (const uint32_t lost : losses)
        {
            distribution.Add(now += WINDOW, lost, 100);
            benchmark::DoNotOptimize(chosen->Choose(distribution.Tail(), TARGET));
        }
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(losses.size());
}

/**
 * The same from a list of windows: the mean, and the tail by sorting.
 * @param state of the benchmark
 */
void
ChooseBySorting(benchmark::State& state)
{
    constexpr std::size_t WINDOWS = 1000;
    constexpr double TARGET = 0.001;
    const auto losses = MakeLosses();
    std::deque<uint32_t> windows(WINDOWS, 0);
    std::vector<uint32_t> sorted(WINDOWS);
    for (auto _ : state)
    {
        for (const uint32_t lost : losses)
        {
            windows.pop_front();
            windows.push_back(lost);
            std::copy(windows.begin(), windows.end(), sorted.begin());
            std::sort(sorted.begin(), sorted.end());
            double mean = 0;
            for (const uint32_t packets : sorted)
            {
                mean += packets;
            }
            mean /= 100.0 * WINDOWS;
            const double allowed = TARGET / mean * 100 * WINDOWS;
            double tail = 0;
            std::size_t i = WINDOWS;
            while (i > 0 && tail + sorted[i - 1] <= allowed)
            {
                tail += sorted[--i];
            }
            benchmark::DoNotOptimize(i > 0 ? sorted[i - 1] : 0);
        }
    }
    state.counters[BenchProgram::ITEMS] = static_cast<double>(losses.size());
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    BenchProgram::Add("count", CountFlows);
    BenchProgram::Add("count-map", CountFlowsInMap);
    BenchProgram::Add("bandwidth", SampleBandwidth);
    BenchProgram::Add("bandwidth-select", SampleBandwidthAndSelect);
    BenchProgram::Add("hybrid", [](benchmark::State& state) { Choose(state, "hybrid"); });
    BenchProgram::Add("general", [](benchmark::State& state) { Choose(state, "general"); });
    BenchProgram::Add("hybrid-sorting", ChooseBySorting);
    program.Claim({"overqos.flow_count.packet",
                   "count",
                   "count-map",
                   "a hash map of the standard library that is never cleared",
                   1.5});
    program.Claim({"overqos.guaranteeable.sample",
                   "bandwidth",
                   "bandwidth-select",
                   "selecting among 2000 samples",
                   0.1});
    program.Claim(
        {"overqos.hybrid.window", "hybrid", "hybrid-sorting", "sorting 1000 windows", 0.1});
    program.Claim(
        {"overqos.general.window", "general", "hybrid", "the choice of the hybrid alone", 5});
    return program.Run();
}
