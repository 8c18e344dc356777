/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/flow-counter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/**
 * Flows send a period long, in turn.
 * @param counter what is tested
 * @param begin of the period
 * @param flows how many
 * @param packets of each
 */
void
SendPeriod(FlowCounter& counter, Nanoseconds begin, uint64_t flows, uint32_t packets)
{
    const auto all = static_cast<int64_t>(flows * packets);
    for (int64_t i = 0; i < all; ++i)
    {
        counter.Add(static_cast<uint64_t>(i) % flows, begin + 10s * i / all);
    }
}

TEST(FlowCounterTest, ThereIsAlwaysOneFlow)
{
    FlowCounter counter;
    EXPECT_EQ(counter.Flows(0s), 1);
    EXPECT_EQ(counter.Flows(1000s), 1);
}

TEST(FlowCounterTest, FlowsOfFewerThanFivePacketsDoNotCount)
{
    FlowCounter counter;
    SendPeriod(counter, 0s, 30, 4);
    EXPECT_EQ(counter.Flows(10s), 1);
    SendPeriod(counter, 10s, 30, 5);
    EXPECT_GT(counter.Flows(20s), 15);
}

TEST(FlowCounterTest, InTheFirstPeriodTheFlowsSoFarCountAndThenAllOfIt)
{
    FlowCounter counter;
    for (uint64_t flow = 0; flow < 12; ++flow)
    {
        for (int packet = 0; packet < 5; ++packet)
        {
            counter.Add(flow, 1s);
        }
        EXPECT_EQ(counter.Flows(1s), static_cast<double>(flow + 1));
    }
    EXPECT_EQ(counter.Flows(11s), 12);
}

// an average with the weight 0.1 per second: e^-1 of the past is left after a period
TEST(FlowCounterTest, ANewNumberOfFlowsComesInByTheAverage)
{
    FlowCounter counter;
    SendPeriod(counter, 0s, 10, 20);
    EXPECT_NEAR(counter.Flows(10s), 10, 1e-9);
    SendPeriod(counter, 10s, 30, 20);
    EXPECT_NEAR(counter.Flows(20s), 30 - 20 * std::exp(-1), 1e-9);
    SendPeriod(counter, 20s, 30, 20);
    EXPECT_NEAR(counter.Flows(30s), 30 - 20 * std::exp(-2), 1e-9);
    // and shrinks while the bundle is idle
    EXPECT_NEAR(counter.Flows(50s), (30 - 20 * std::exp(-2)) * std::exp(-2), 1e-9);
    EXPECT_EQ(counter.Flows(1000s), 1);
}

TEST(FlowCounterTest, ManyFlowsOfOnePacketDoNotHideThoseThatSend)
{
    constexpr uint32_t SEED = 41;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937_64 random(SEED);
    FlowCounter counter;
    // 20 flows with a packet per 200 ms, and 2000 new flows between two packets of each
    for (int round = 0; round < 50; ++round)
    {
        for (uint64_t flow = 0; flow < 20; ++flow)
        {
            const Nanoseconds now = 200ms * round + 10ms * flow;
            counter.Add(flow, now);
            for (int i = 0; i < 100; ++i)
            {
                counter.Add(random(), now);
            }
        }
    }
    EXPECT_EQ(counter.Flows(10s), 20);
}

TEST(FlowCounterTest, ASenderOfManyFlowsGetsNoMoreThanTheLimitAndTheTable)
{
    FlowCounterParams params;
    params.slots = 64;
    params.mostFlows = 30;
    FlowCounter limited(params);
    SendPeriod(limited, 0s, 50, 100);
    EXPECT_EQ(limited.Flows(10s), 30);
    params.mostFlows = 1e9;
    FlowCounter full(params);
    for (uint64_t flow = 0; flow < 100'000; ++flow)
    {
        for (int packet = 0; packet < 5; ++packet)
        {
            full.Add(flow, 1s);
        }
    }
    EXPECT_EQ(full.Flows(11s), 64);
}

TEST(FlowCounterTest, AThousandFlowsFitIntoTheTable)
{
    FlowCounter counter;
    SendPeriod(counter, 0s, 1000, 10);
    EXPECT_NEAR(counter.Flows(10s), 1000, 1); // a set of eight places may have met nine flows
}

TEST(FlowCounterTest, RefusesKnobsThatCountNothing)
{
    FlowCounterParams params;
    params.slots = 0;
    EXPECT_THROW(FlowCounter{params}, std::invalid_argument);
    params.slots = 8;
    params.period = 0s;
    EXPECT_THROW(FlowCounter{params}, std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
