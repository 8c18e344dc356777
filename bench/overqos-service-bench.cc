/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/resequencer.h"
#include "ns3/traffic-queue.h"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>
#include <utility>

/**
 * @file
 * @ingroup qos-bench
 * What a packet costs in the queue of a bundle and in a resequencer, beside the containers that one
 * would use for their plain cases; and how that grows with flows.
 */

namespace
{

using namespace ns3::qos;

constexpr uint32_t WAITING = 100; //!< packets in a queue
constexpr uint32_t FEW = 10;      //!< flows
constexpr uint32_t MANY = 10'000; //!< flows
constexpr Nanoseconds STEP = std::chrono::microseconds{100};

/**
 * @param flow its flow
 * @param sequence its number
 * @return a packet
 */
BundlePacket
MakePacket(uint32_t flow, uint32_t sequence = 0)
{
    constexpr uint32_t SIZE = 1000;
    BundlePacket packet;
    packet.flow = flow;
    packet.sequence = sequence;
    packet.size = SIZE;
    packet.priority = static_cast<uint8_t>(flow % BUNDLE_PRIORITIES);
    return packet;
}

/**
 * A packet comes and one goes, while many wait.
 * @param state the benchmark
 * @param flows how many flows send in turn
 */
void
PassQueue(benchmark::State& state, uint32_t flows)
{
    TrafficQueueParams params;
    params.maxPackets = 2 * MANY;
    params.maxBytes = uint64_t{1} << 40U;
    TrafficQueue<uint32_t> queue(params);
    Nanoseconds now{0};
    uint32_t next = 0;
    const auto put = [&] {
        queue.Enqueue(MakePacket(next % flows), next, now);
        ++next;
    };
    while (next < std::max(WAITING, flows))
    {
        put();
    }
    for ([[maybe_unused]] auto _ : state)
    {
        now += STEP;
        put();
        auto entry = queue.Dequeue(now);
        benchmark::DoNotOptimize(entry);
    }
}

/**
 * The same in one queue without priorities.
 * @param state the benchmark
 */
void
PassDeque(benchmark::State& state)
{
    std::deque<std::pair<BundlePacket, Nanoseconds>> queue;
    Nanoseconds now{0};
    uint32_t next = 0;
    for (; next < WAITING; ++next)
    {
        queue.emplace_back(MakePacket(next % FEW), now);
    }
    for ([[maybe_unused]] auto _ : state)
    {
        now += STEP;
        queue.emplace_back(MakePacket(++next % FEW), now);
        auto entry = queue.front();
        benchmark::DoNotOptimize(entry);
        queue.pop_front();
    }
}

/**
 * Packets of flows in turn; in each flow, every fourth one comes three packets late.
 * @param state the benchmark
 * @param arrive takes a packet: its flow, its number and the time
 */
template <typename Arrive>
void
Reorder(benchmark::State& state, Arrive arrive)
{
    constexpr uint32_t PERIOD = 4;
    constexpr uint32_t ORDER[PERIOD] = {1, 2, 3, 0};
    Nanoseconds now{0};
    uint32_t period = 0;
    for ([[maybe_unused]] auto _ : state)
    {
        for (const uint32_t place : ORDER)
        {
            for (uint32_t flow = 0; flow < FEW; ++flow)
            {
                now += STEP;
                arrive(flow, period + place, now);
            }
        }
        period += PERIOD;
    }
    state.counters[BenchProgram::ITEMS] = PERIOD * FEW;
}

/**
 * Reorder() with a resequencer.
 * @param state the benchmark
 */
void
ReorderInResequencer(benchmark::State& state)
{
    uint64_t released = 0;
    Resequencer resequencer(ResequencerParams(),
                            [&released](const BundlePacket& packet, ReleaseKind /* kind */) {
                                released += packet.size;
                            });
    Reorder(state, [&](uint32_t flow, uint32_t sequence, Nanoseconds now) {
        resequencer.Expire(now);
        resequencer.Arrive(MakePacket(flow, sequence), now);
    });
    benchmark::DoNotOptimize(released);
    if (resequencer.Counters().GivenUp() > 0)
    {
        state.SkipWithError("a packet was given up");
    }
}

/**
 * Reorder() with a map per flow, without deadlines, bounds and duplicates.
 * @param state the benchmark
 */
void
ReorderInMaps(benchmark::State& state)
{
    struct Flow
    {
        uint32_t next = 0;
        std::map<uint32_t, BundlePacket> waiting;
    };

    uint64_t released = 0;
    std::unordered_map<uint32_t, Flow> flows;
    Reorder(state, [&](uint32_t number, uint32_t sequence, Nanoseconds /* now */) {
        Flow& flow = flows[number];
        flow.waiting.emplace(sequence, MakePacket(number, sequence));
        while (!flow.waiting.empty() && flow.waiting.begin()->first == flow.next)
        {
            released += flow.waiting.begin()->second.size;
            flow.waiting.erase(flow.waiting.begin());
            ++flow.next;
        }
    });
    benchmark::DoNotOptimize(released);
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    BenchProgram::Add("traffic-queue", [](benchmark::State& state) { PassQueue(state, FEW); });
    BenchProgram::Add("traffic-queue-growth",
                      [](benchmark::State& state) { PassQueue(state, MANY); });
    BenchProgram::Add("traffic-queue-deque", PassDeque);
    BenchProgram::Add("resequencer", ReorderInResequencer);
    BenchProgram::Add("resequencer-maps", ReorderInMaps);
    program.Claim({"traffic-queue",
                   "traffic-queue",
                   "traffic-queue-deque",
                   "std::deque: push and pop, without priorities and flows",
                   12});
    program.Claim({"traffic-queue-growth",
                   "traffic-queue-growth",
                   "traffic-queue",
                   "10 flows instead of 10000",
                   4});
    program.Claim({"resequencer",
                   "resequencer",
                   "resequencer-maps",
                   "a std::map per flow, without deadlines, bounds and duplicates",
                   3});
    return program.Run();
}
