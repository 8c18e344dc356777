/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-tcp-network.h"

/**
 * @file
 * Regressions of two ways in which flows of a macroflow starve each other: the phase lock of round
 * robin with a drop-tail queue, and the livelock of timeouts in a small window.
 */

namespace ns3
{
namespace qos
{
namespace
{

/** What came of a transfer. */
struct Outcome
{
    double mbps = 0;            //!< of all flows together
    double largestWindow = 0;   //!< bytes
    MacroflowCounters counters; //!< of the macroflow
};

/**
 * Send 8 MB in several flows through a drop-tail queue. Each segment is acknowledged, so that in
 * slow start each acknowledgment releases two, of which the full queue drops the second.
 * @param scheduler of the macroflow
 * @param flows how many
 * @return what came of it
 */
Outcome
SendThroughDropTail(const std::string& scheduler, uint32_t flows)
{
    constexpr uint64_t BYTES = 8000000;
    CmTcpNetwork::Params params;
    params.manager.Set("FlowScheduler", StringValue(scheduler));
    CmTcpNetwork network(params);
    TcpOptions options;
    options.delAckCount = 1;
    const auto sink = network.AddSink(options);
    for (uint32_t i = 0; i < flows; ++i)
    {
        network.AddSource(BYTES / flows);
    }
    Outcome outcome;
    network.Manager()->TraceConnectWithoutContext(
        "Window",
        Callback<void, MacroflowId, double>([&outcome](MacroflowId /* macroflow */, double window) {
            outcome.largestWindow = std::max(outcome.largestWindow, window);
        }));
    CmTcpNetwork::Run(Seconds(55));
    Time last;
    for (const ReceivedFile& file : sink->GetFiles())
    {
        last = Max(last, file.last);
    }
    EXPECT_EQ(sink->GetReceivedBytes(), BYTES / flows * flows);
    outcome.mbps = BYTES * 8e-6 / (last.GetSeconds() - 0.01);
    outcome.counters = network.Manager()->GetMacroflows().at(0)->Counters();
    return outcome;
}

/** Bandwidth-delay product of the network plus its queue, in bytes. */
constexpr double PIPE = 10e6 * 0.06 / 8 + 100 * 1502;

class CmPhaseLock : public ::testing::TestWithParam<uint32_t>
{
};

TEST_P(CmPhaseLock, TheDefaultSchedulerDoesNotLockPhaseWithADropTailQueue)
{
    const Outcome outcome = SendThroughDropTail("random-round-robin", GetParam());
    EXPECT_LT(outcome.largestWindow, 2.5 * PIPE);
    EXPECT_GT(outcome.mbps, 8.0);
}

// so the test above can fail: the same flow always sends the segment that is dropped, and the
// others let the window grow without a sign of loss
TEST(CmRoundRobin, LocksPhaseWithADropTailQueueIfTheFlowsAreEven)
{
    for (const uint32_t flows : {2U, 4U})
    {
        const Outcome outcome = SendThroughDropTail("round-robin", flows);
        EXPECT_GT(outcome.largestWindow, 4 * PIPE) << flows;
        EXPECT_LT(outcome.mbps, 8.0) << flows;
    }
}

INSTANTIATE_TEST_SUITE_P(Flows, CmPhaseLock, ::testing::Values(1U, 2U, 3U, 4U, 8U, 16U));

class CmLivelock : public ::testing::TestWithParam<std::tuple<uint32_t, int64_t>>
{
};

TEST_P(CmLivelock, ASmallWindowOfManyFlowsIsNotEatenByTimeouts)
{
    // each flow has a packet in the network at most, every acknowledgment is delayed, and the least
    // retransmission timeout is no longer than that delay: neither waiting for a grant nor for the
    // acknowledgment must time out again and again
    const auto [flows, minRtoMs] = GetParam();
    constexpr uint64_t BYTES = 1000000;
    TcpOptions options;
    options.delAckTimeout = MilliSeconds(200);
    options.minRto = MilliSeconds(minRtoMs);
    for (const uint64_t run : {1, 2, 3, 4, 5})
    {
        CmTcpNetwork::Params params;
        params.loss = 0.03;
        params.run = run;
        params.manager.Set("Linger", TimeValue(Seconds(1000)));
        CmTcpNetwork network(params);
        const auto sink = network.AddSink(options);
        for (uint32_t i = 0; i < flows; ++i)
        {
            network.AddSource(BYTES / flows, options, MilliSeconds(10 + 3 * i));
        }
        CmTcpNetwork::Run(Seconds(200));
        EXPECT_EQ(sink->GetReceivedBytes(), BYTES / flows * flows) << "run " << run;
        // in the livelock the window goes back to one packet for every second packet
        constexpr double SEGMENTS = BYTES / 1448.0;
        const Macroflow* const macroflow = network.Manager()->GetMacroflows().at(0);
        EXPECT_LT(macroflow->Counters().persistent, 0.05 * SEGMENTS) << "run " << run;
        network.ExpectCleanEnd();
    }
}

INSTANTIATE_TEST_SUITE_P(Flows,
                         CmLivelock,
                         ::testing::Combine(::testing::Values(1U, 2U, 4U, 16U),
                                            ::testing::Values(200, 1000)));

} // namespace
} // namespace qos
} // namespace ns3
