/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"
#include "cm-test-clients.h"
#include "cm-test-core.h"
#include "cm-test-path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr Nanoseconds RTT = 50ms;

/**
 * @param packets of the initial window
 * @return a setup
 */
CmTestParams
WithWindow(uint32_t packets)
{
    CmTestParams params;
    params.control.initialWindow = packets;
    return params;
}

/**
 * @param received bytes that were all received
 * @return the report
 */
CmFeedback
Good(uint64_t received)
{
    return {received, received, CM_NO_CONGESTION, RTT};
}

/**
 * Expect that every call refuses a flow.
 * @param cm the Congestion Manager
 * @param flow a handle without a flow
 */
void
ExpectUnknown(CheckedCm& cm, CmFlowId flow)
{
    CmCore& core = cm.Core();
    NetworkState state;
    MacroflowId macroflow = CM_NONE;
    ScriptedSender sender;
    ScriptedListener listener;
    EXPECT_EQ(core.Mtu(flow), 0U);
    EXPECT_EQ(cm.Request(flow), CmStatus::UnknownFlow);
    EXPECT_EQ(cm.Notify(flow, 1), CmStatus::UnknownFlow);
    EXPECT_EQ(cm.Update(flow, Good(1)), CmStatus::UnknownFlow);
    EXPECT_EQ(core.Query(flow, cm.Now(), state), CmStatus::UnknownFlow);
    EXPECT_EQ(core.SetThresholds(flow, {}), CmStatus::UnknownFlow);
    EXPECT_EQ(core.RegisterSend(flow, &sender), CmStatus::UnknownFlow);
    EXPECT_EQ(core.RegisterUpdate(flow, &listener), CmStatus::UnknownFlow);
    EXPECT_EQ(core.GetMacroflow(flow), CM_NONE);
    EXPECT_EQ(cm.Move(flow, CM_NONE, macroflow), CmStatus::UnknownFlow);
    EXPECT_EQ(core.SetWeight(flow, 1), CmStatus::UnknownFlow);
    EXPECT_EQ(cm.Close(flow), CmStatus::UnknownFlow);
    EXPECT_EQ(core.FlowState(flow), nullptr);
    cm.Serve(flow);
    core.Defer(flow);
    EXPECT_FALSE(core.HasDue());
}

TEST(CmCoreTest, AnUnknownFlowIsAnErrorOfEveryCallAndChangesNothing)
{
    CheckedCm cm;
    const std::size_t macroflows = cm.Core().Macroflows().size();
    for (const CmFlowId flow : {CM_NONE,
                                0,
                                1,
                                0xfffff,
                                0x100000,
                                std::numeric_limits<CmFlowId>::max(),
                                std::numeric_limits<CmFlowId>::min()})
    {
        ExpectUnknown(cm, flow);
    }
    EXPECT_EQ(cm.Core().Macroflows().size(), macroflows);
}

TEST(CmCoreTest, AClosedFlowIsUnknownAlsoAfterItsPlaceWasTakenByAnother)
{
    CheckedCm cm;
    const CmFlowId closed = cm.Open();
    ASSERT_EQ(cm.Close(closed), CmStatus::Ok);
    cm.ServeDue();
    ExpectUnknown(cm, closed);
    const CmFlowId next = cm.Open();
    EXPECT_NE(next, closed);
    ExpectUnknown(cm, closed);
    EXPECT_EQ(cm.Request(next), CmStatus::Ok);
    EXPECT_EQ(cm.Close(closed), CmStatus::UnknownFlow); // twice
    EXPECT_EQ(cm.Core().Flows(), 1U);
}

TEST(CmCoreTest, HandlesArePositiveAndNotUsedAgainSoon)
{
    constexpr int IN_A_ROW = 2047;
    CheckedCm cm;
    std::vector<CmFlowId> handles;
    for (int i = 0; i < 3 * IN_A_ROW; ++i)
    {
        handles.push_back(cm.Open());
        ASSERT_GT(handles.back(), 0);
        ASSERT_EQ(cm.Close(handles.back()), CmStatus::Ok);
        cm.ServeDue();
    }
    for (std::size_t begin = 0; begin + IN_A_ROW <= handles.size(); begin += 100)
    {
        const auto from = handles.begin() + static_cast<std::ptrdiff_t>(begin);
        EXPECT_EQ(std::set<CmFlowId>(from, from + IN_A_ROW).size(),
                  static_cast<std::size_t>(IN_A_ROW));
    }
}

TEST(CmCoreTest, TheSameFiveTupleCannotBeOpenedTwiceAtATime)
{
    CheckedCm cm;
    CmFlowId first = CM_NONE;
    CmFlowId second = CM_NONE;
    ASSERT_EQ(cm.Open(MakeFlow(1, 1), first), CmStatus::Ok);
    FlowDescription same = MakeFlow(1, 1);
    same.dscp = 46;
    EXPECT_EQ(cm.Open(same, second), CmStatus::DuplicateFlow);
    EXPECT_EQ(second, CM_NONE);
    EXPECT_EQ(cm.Core().FlowOf(same.key), first);
    ASSERT_EQ(cm.Close(first), CmStatus::Ok);
    EXPECT_EQ(cm.Core().FlowOf(same.key), CM_NONE);
    EXPECT_EQ(cm.Open(same, second), CmStatus::Ok);
    EXPECT_EQ(cm.Core().FlowOf(same.key), second);
}

TEST(CmCoreTest, AFullTableRefusesFlowsUntilOneIsClosed)
{
    CmTestParams params;
    params.setup.largestTable = 3;
    CheckedCm cm(params);
    const CmFlowId first = cm.Open();
    cm.Open();
    cm.Open();
    CmFlowId flow = 1;
    EXPECT_EQ(cm.Open(MakeFlow(9, 9), flow), CmStatus::TableFull);
    EXPECT_EQ(flow, CM_NONE);
    cm.Close(first);
    EXPECT_EQ(cm.Open(MakeFlow(9, 9), flow), CmStatus::Ok);
}

TEST(CmCoreTest, AFlowWhosePacketsCarryNothingIsRefused)
{
    CheckedCm cm;
    CmFlowId flow = 1;
    EXPECT_EQ(cm.Open(MakeFlow(1, 1, 0), flow), CmStatus::BadMtu);
    EXPECT_EQ(flow, CM_NONE);
    EXPECT_TRUE(cm.Core().Macroflows().empty());
}

TEST(CmCoreTest, AnImpossibleRoundTripTimeIsRefusedAndTheReportIgnored)
{
    CheckedCm cm;
    const CmFlowId flow = cm.Open();
    cm.Notify(flow, MTU);
    for (const Nanoseconds rtt :
         {-2ns, -1000000000ns, Nanoseconds::min(), CM_LARGEST_RTT + 1ns, Nanoseconds::max()})
    {
        EXPECT_EQ(cm.Update(flow, {MTU, MTU, CM_NO_CONGESTION, rtt}), CmStatus::BadRtt);
    }
    EXPECT_EQ(cm.State(flow).outstanding, MTU);
    EXPECT_FALSE(cm.MacroflowOf(flow).Rtt().HasSample());
    EXPECT_EQ(cm.Update(flow, {0, 0, CM_NO_CONGESTION, CM_NO_RTT}), CmStatus::Ok);
    EXPECT_EQ(cm.Update(flow, {0, 0, CM_NO_CONGESTION, 0ns}), CmStatus::Ok);
    EXPECT_EQ(cm.Update(flow, {0, 0, CM_NO_CONGESTION, CM_LARGEST_RTT}), CmStatus::Ok);
}

TEST(CmCoreTest, ALossModeThatDoesNotExistIsRefusedAndTheReportIgnored)
{
    CheckedCm cm;
    const CmFlowId flow = cm.Open();
    cm.Notify(flow, MTU);
    for (uint32_t mode = 16; mode < 256; ++mode)
    {
        EXPECT_EQ(cm.Update(flow, {MTU, 0, static_cast<uint8_t>(mode), CM_NO_RTT}),
                  CmStatus::BadLossMode);
    }
    EXPECT_EQ(cm.State(flow).outstanding, MTU);
}

TEST(CmCoreTest, ThresholdsThatMakeNoSenseAreRefusedAndTheOldOnesKept)
{
    constexpr double NOT_A_NUMBER = std::numeric_limits<double>::quiet_NaN();
    constexpr double INFINITE = std::numeric_limits<double>::infinity();
    CheckedCm cm;
    const CmFlowId flow = cm.Open();
    ASSERT_EQ(cm.Core().SetThresholds(flow, {0.8, 1.25, 0, 0}), CmStatus::Ok);
    const std::vector<CmThresholds> bad{{1.1, 1.2, 0, 0},
                                        {-0.1, 1.2, 0, 0},
                                        {0.9, 0.99, 0, 0},
                                        {NOT_A_NUMBER, 1.2, 0, 0},
                                        {0.9, NOT_A_NUMBER, 0, 0},
                                        {0.9, INFINITE, 0, 0},
                                        {0.9, 1.1, 1.1, 2},
                                        {0.9, 1.1, 0.9, 0.5},
                                        {0.9, 1.1, -1, 0},
                                        {0.9, 1.1, 0, -1},
                                        {0.9, 1.1, NOT_A_NUMBER, 2}};
    for (const CmThresholds& thresholds : bad)
    {
        EXPECT_EQ(cm.Core().SetThresholds(flow, thresholds), CmStatus::BadThreshold);
        EXPECT_EQ(cm.State(flow).thresholds.rateDown, 0.8);
    }
    // each bound of the round-trip time may be left out
    for (const CmThresholds& thresholds : std::vector<CmThresholds>{{0, 1, 0, 0},
                                                                    {1, 1, 1, 1},
                                                                    {0.9, 1.1, 0, 1.5},
                                                                    {0.9, 1.1, 0.5, 0},
                                                                    {0.9, 1.1, 0.5, 2}})
    {
        EXPECT_EQ(cm.Core().SetThresholds(flow, thresholds), CmStatus::Ok);
    }
}

TEST(CmCoreTest, WeightsAreFromAMillionthToAMillion)
{
    CheckedCm cm;
    const CmFlowId flow = cm.Open();
    for (const double weight : {0.0,
                                -1.0,
                                0.99e-6,
                                1.01e6,
                                std::numeric_limits<double>::min(),
                                std::numeric_limits<double>::max(),
                                std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN()})
    {
        EXPECT_EQ(cm.Core().SetWeight(flow, weight), CmStatus::BadWeight) << weight;
        EXPECT_EQ(cm.State(flow).weight, 1);
    }
    for (const double weight : {1e-6, 0.5, 3.0, 1e6})
    {
        EXPECT_EQ(cm.Core().SetWeight(flow, weight), CmStatus::Ok) << weight;
    }
}

TEST(CmCoreTest, TheMtuIsThatOfTheFlow)
{
    CheckedCm cm;
    const CmFlowId small = cm.Open(1, 500);
    const CmFlowId large = cm.Open(1, 1400);
    EXPECT_EQ(cm.Core().Mtu(small), 500U);
    EXPECT_EQ(cm.Core().Mtu(large), 1400U);
}

// the account would be wrong for ever, or until they lapse, if a grant changed its size
TEST(CmCoreTest, GrantsKeepTheirSizeInAMacroflowOfSmallerPackets)
{
    CheckedCm cm(WithWindow(10));
    ScriptedSender sender;
    const CmFlowId large = cm.Open(1, 9000);
    cm.Core().RegisterSend(large, &sender);
    cm.Request(large, 2);
    cm.Serve(large);
    const CmFlowId other = cm.Open(2, 1000);
    MacroflowId result = CM_NONE;
    EXPECT_EQ(cm.Move(large, cm.Core().GetMacroflow(other), result), CmStatus::Ok);
    EXPECT_EQ(cm.MacroflowOf(other).Reserved(), 18000U);
    cm.Notify(large, 9000);
    cm.Notify(large, 9000);
    EXPECT_EQ(cm.MacroflowOf(other).Reserved(), 0U);
    EXPECT_EQ(cm.MacroflowOf(other).Counters().ungrantedBytes, 0U);
}

TEST(CmCoreTest, AListenerThatIsNewIsToldThePresentState)
{
    CheckedCm cm(WithWindow(10));
    const CmFlowId flow = cm.Open();
    ScriptedListener first;
    ScriptedListener second;
    cm.Core().RegisterUpdate(flow, &first);
    cm.Update(flow, {0, 0, CM_NO_CONGESTION, 100ms});
    EXPECT_EQ(first.told.size(), 1U);
    cm.Core().RegisterUpdate(flow, &second);
    cm.Update(flow, {0, 0, CM_NO_CONGESTION, 100ms});
    EXPECT_EQ(second.told.size(), 1U);
    cm.Core().RegisterUpdate(flow, &second); // is not new
    cm.Update(flow, {0, 0, CM_NO_CONGESTION, 100ms});
    EXPECT_EQ(second.told.size(), 1U);
}

TEST(CmCoreTest, RequestsAreNotGrantedBeforeSomebodyServes)
{
    CheckedCm cm(WithWindow(4));
    const CmFlowId flow = cm.Open();
    ScriptedSender sender;
    cm.Core().RegisterSend(flow, &sender);
    cm.Request(flow, 3);
    EXPECT_TRUE(sender.granted.empty());
    cm.ServeDue();
    EXPECT_TRUE(sender.granted.empty()); // nobody deferred it
    cm.Core().Defer(flow);
    EXPECT_TRUE(cm.Core().HasDue());
    cm.ServeDue();
    EXPECT_FALSE(cm.Core().HasDue());
    EXPECT_EQ(sender.granted.size(), 3U);
}

TEST(CmCoreTest, TooManyRequestsAreRefused)
{
    CheckedCm cm;
    const CmFlowId flow = cm.Open();
    EXPECT_EQ(cm.Request(flow, 65535), CmStatus::Ok);
    EXPECT_EQ(cm.Request(flow, 1), CmStatus::TooManyRequests);
    EXPECT_EQ(cm.State(flow).pending, 65535U);
    EXPECT_EQ(cm.Request(cm.Open(), 65535), CmStatus::Ok); // each flow has its own
}

TEST(CmCoreTest, ClosingAFlowMakesRoomForTheOthersOfItsMacroflow)
{
    CheckedCm cm(WithWindow(3));
    const CmFlowId greedy = cm.Open();
    const CmFlowId other = cm.Open();
    ScriptedSender sender;
    cm.Core().RegisterSend(greedy, &sender);
    cm.Core().RegisterSend(other, &sender);
    cm.Request(greedy, 100);
    cm.Serve(greedy);
    cm.Notify(greedy, MTU); // one in the network, two granted, the others wait
    cm.Request(other, 3);
    cm.Serve(other);
    sender.granted.clear();
    cm.Close(greedy);
    EXPECT_TRUE(sender.granted.empty()); // not from within a call of a client's
    cm.ServeDue();
    EXPECT_EQ(sender.granted, std::vector<CmFlowId>(3, other));
}

TEST(CmCoreTest, AFrozenManagerGrantsNothingAndGoesOnLater)
{
    CheckedCm cm(WithWindow(4));
    const CmFlowId early = cm.Open(1);
    cm.SetFrozen(true);
    const CmFlowId late = cm.Open(2);
    ScriptedSender sender;
    for (const CmFlowId flow : {early, late})
    {
        cm.Core().RegisterSend(flow, &sender);
        cm.Request(flow, 2);
        cm.Serve(flow);
    }
    cm.ServeDue();
    cm.Advance(3s);
    EXPECT_TRUE(sender.granted.empty());
    cm.SetFrozen(false);
    EXPECT_TRUE(cm.Core().HasDue());
    cm.ServeDue();
    EXPECT_THAT(sender.granted, UnorderedElementsAre(early, early, late, late));
}

TEST(CmCoreTest, AMovedFlowTakesWhatItHasAndWhatItAskedForAlong)
{
    CheckedCm cm(WithWindow(5));
    const CmFlowId moved = cm.Open(1);
    const CmFlowId stays = cm.Open(1);
    ScriptedSender sender;
    cm.Core().RegisterSend(moved, &sender);
    cm.Core().RegisterSend(stays, &sender);
    cm.Request(moved, 10);
    cm.Serve(moved);
    cm.Notify(moved, MTU);
    cm.Notify(moved, MTU); // 2 in the network, 3 granted, 5 wait
    cm.Request(stays, 9);
    const MacroflowId old = cm.Core().GetMacroflow(moved);
    MacroflowId result = CM_NONE;
    EXPECT_EQ(cm.Move(moved, CM_NONE, result), CmStatus::Ok);
    EXPECT_NE(result, old);
    EXPECT_EQ(cm.Core().GetMacroflow(moved), result);
    const Macroflow& target = cm.MacroflowOf(moved);
    EXPECT_EQ(target.Outstanding(), 2 * MTU);
    EXPECT_EQ(target.Reserved(), 3 * MTU);
    EXPECT_EQ(target.Pending(), 5U);
    EXPECT_EQ(cm.MacroflowOf(stays).Outstanding(), 0U);
    EXPECT_EQ(cm.MacroflowOf(stays).Reserved(), 0U);

    sender.granted.clear();
    cm.ServeDue(); // the room that it left
    EXPECT_EQ(sender.granted, std::vector<CmFlowId>(5, stays));
    cm.Update(moved, Good(2 * MTU)); // the window is 7 there
    cm.Serve(moved);
    EXPECT_EQ(cm.State(moved).reserved, 7 * MTU); // its requests are served there
    EXPECT_EQ(cm.State(moved).pending, 1U);
}

TEST(CmCoreTest, FlowsMayBeMovedTogetherAndBack)
{
    CheckedCm cm;
    const CmFlowId a = cm.Open(1);
    const CmFlowId b = cm.Open(2);
    const MacroflowId ofA = cm.Core().GetMacroflow(a);
    MacroflowId result = CM_NONE;
    EXPECT_EQ(cm.Move(b, ofA, result), CmStatus::Ok);
    EXPECT_EQ(result, ofA);
    EXPECT_EQ(cm.MacroflowOf(a).Flows(), 2U);
    EXPECT_EQ(cm.Move(b, ofA, result), CmStatus::Ok); // is there already
    EXPECT_EQ(cm.MacroflowOf(a).Flows(), 2U);
    EXPECT_EQ(cm.Move(b, 12345, result), CmStatus::UnknownMacroflow);
    EXPECT_EQ(cm.Core().GetMacroflow(b), ofA);
    // who opens a flow to b's host finds the macroflow of the rule, which lingers
    const CmFlowId c = cm.Open(2);
    EXPECT_NE(cm.Core().GetMacroflow(c), ofA);
    EXPECT_EQ(cm.Move(b, cm.Core().GetMacroflow(c), result), CmStatus::Ok);
    EXPECT_EQ(cm.MacroflowOf(c).Flows(), 2U);
}

TEST(CmCoreTest, AMovedFlowKeepsItsWeight)
{
    CmTestParams params;
    params.scheduler = "hierarchical";
    CheckedCm cm(params);
    const CmFlowId a = cm.Open(1);
    const CmFlowId b = cm.Open(2);
    cm.Core().SetWeight(a, 3);
    MacroflowId result = CM_NONE;
    cm.Request(a);
    cm.Request(b);
    cm.Move(a, cm.Core().GetMacroflow(b), result);
    EXPECT_DOUBLE_EQ(cm.MacroflowOf(b).Scheduler().Share(cm.State(a).member), 0.75);
}

TEST(CmCoreTest, AMacroflowIsRememberedForAMinuteAndItsWindowWithIt)
{
    CmTestParams params = WithWindow(2);
    params.setup.macroflow.decaysWhenIdle = false;
    CheckedCm cm(params);
    const CmFlowId first = cm.Open();
    const MacroflowId macroflow = cm.Core().GetMacroflow(first);
    ScriptedSender sender([&](CmFlowId flow) { cm.Notify(flow, MTU); });
    cm.Core().RegisterSend(first, &sender);
    cm.Request(first, 2);
    cm.Serve(first);
    cm.Update(first, Good(2 * MTU)); // the window is 4
    cm.Close(first);
    cm.Advance(60s - 1ns);
    const CmFlowId second = cm.Open();
    EXPECT_EQ(cm.Core().GetMacroflow(second), macroflow);
    EXPECT_EQ(cm.Window(second), 4 * MTU);
    cm.Advance(1000s); // it has a flow again
    EXPECT_EQ(cm.Core().Macroflows().size(), 1U);
    cm.Close(second);
    cm.Advance(60s);
    EXPECT_TRUE(cm.Core().Macroflows().empty());
    EXPECT_EQ(cm.Core().FindMacroflow(macroflow), nullptr);
    EXPECT_EQ(cm.Core().NextWakeup(), FOREVER);
    const CmFlowId third = cm.Open();
    EXPECT_NE(cm.Core().GetMacroflow(third), macroflow); // numbers are not used twice
    EXPECT_EQ(cm.Window(third), 2 * MTU);
}

TEST(CmCoreTest, WhatHappenedToAMacroflowIsCountedAlsoWhenItIsForgotten)
{
    CmTestParams params;
    params.setup.linger = 0s;
    CheckedCm cm(params);
    ScriptedSender sender;
    for (uint8_t host = 1; host <= 2; ++host)
    {
        const CmFlowId flow = cm.Open(host);
        cm.Core().RegisterSend(flow, &sender);
        cm.Request(flow);
        cm.Serve(flow);
        cm.Notify(flow, 300);
        cm.Notify(flow, 200); // without a grant
        cm.Update(flow, {500, 400, CM_LOSS_FEEDBACK, RTT});
        EXPECT_EQ(cm.Core().Counters().receivedBytes, 400U * host);
        cm.Close(flow);
        cm.Advance(1ms);
        ASSERT_TRUE(cm.Core().Macroflows().empty());
    }
    const CmFlowId third = cm.Open(3);
    cm.Notify(third, 50);
    const MacroflowCounters counters = cm.Core().Counters();
    EXPECT_EQ(counters.grants, 2U);
    EXPECT_EQ(counters.sentBytes, 1050U);
    EXPECT_EQ(counters.ungrantedBytes, 450U);
    EXPECT_EQ(counters.receivedBytes, 800U);
    EXPECT_EQ(counters.transient, 2U);
    EXPECT_EQ(counters.persistent + counters.marked + counters.expired, 0U);
}

TEST(CmCoreTest, WithoutLingeringAMacroflowIsForgottenWithItsLastFlow)
{
    CmTestParams params;
    params.setup.linger = 0s;
    CheckedCm cm(params);
    const CmFlowId a = cm.Open();
    const CmFlowId b = cm.Open();
    cm.Close(a);
    cm.Advance(0s);
    EXPECT_EQ(cm.Core().Macroflows().size(), 1U);
    cm.Close(b);
    EXPECT_EQ(cm.Core().NextWakeup(), cm.Now());
    cm.Advance(0s);
    EXPECT_TRUE(cm.Core().Macroflows().empty());
}

TEST(CmCoreTest, AMacroflowMayBeRememberedForever)
{
    CmTestParams params;
    params.setup.linger = FOREVER;
    CheckedCm cm(params);
    cm.SetNow(1s);
    cm.Core().Close(cm.Open(), cm.Now());
    EXPECT_EQ(cm.Core().NextWakeup(), FOREVER);
    EXPECT_EQ(cm.Core().Macroflows().size(), 1U);
}

TEST(CmCoreTest, AMacroflowWithoutARuleIsForgottenToo)
{
    CheckedCm cm;
    const CmFlowId flow = cm.Open();
    MacroflowId made = CM_NONE;
    cm.Move(flow, CM_NONE, made);
    EXPECT_EQ(cm.Core().Macroflows().size(), 2U);
    cm.Close(flow);
    cm.Advance(60s);
    EXPECT_TRUE(cm.Core().Macroflows().empty());
}

TEST(CmCoreTest, AForgottenMacroflowThatIsDueIsNotServed)
{
    CmTestParams params;
    params.setup.linger = 0s;
    CheckedCm cm(params);
    cm.Close(cm.Open(1));
    EXPECT_TRUE(cm.Core().HasDue());
    cm.Advance(0s);
    cm.ServeDue();
    EXPECT_FALSE(cm.Core().HasDue());
    cm.Open(2); // may use its place
    cm.ServeDue();
}

// --- memory ---

/** A sender that sends what it is granted, and asks again. */
class PlainSender : public CmSender
{
  public:
    /** @param core of the host */
    explicit PlainSender(CmCore& core)
        : m_core(core)
    {
    }

    void CmappSend(CmFlowId flow) override
    {
        m_core.Notify(flow, MTU, now);
        m_core.Request(flow, 1, now);
    }

    Nanoseconds now{0}; //!< the time

  private:
    CmCore& m_core; //!< of the host
};

/** A listener that counts. */
class CountingListener : public CmListener
{
  public:
    void CmappUpdate(CmFlowId /* flow */, const NetworkState& /* state */) override
    {
        ++count;
    }

    uint64_t count = 0; //!< calls
};

TEST(CmMemoryTest, AfterTheFirstPacketsNoneAllocates)
{
    for (const std::string& scheduler : FlowSchedulers().Names())
    {
        CmTestParams params = WithWindow(20);
        params.scheduler = scheduler;
        CmCore core(params.Make());
        PlainSender sender(core);
        CountingListener listener;
        std::vector<CmFlowId> flows(30);
        for (std::size_t i = 0; i < flows.size(); ++i)
        {
            const auto host = static_cast<uint8_t>(i % 3);
            core.Open(MakeFlow(host, static_cast<uint16_t>(i)), 0ns, flows[i]);
            core.RegisterSend(flows[i], &sender);
            core.RegisterUpdate(flows[i], i % 5 == 0 ? &listener : nullptr);
            core.Request(flows[i], 1, 0ns);
        }
        const auto goRound = [&](int times) {
            for (int i = 0; i < times; ++i)
            {
                sender.now += RTT;
                for (const CmFlowId flow : flows)
                {
                    const uint64_t sent = core.FlowState(flow)->outstanding;
                    const bool isLost = i % 40 == 0;
                    core.Update(flow,
                                {sent,
                                 isLost ? 0 : sent,
                                 static_cast<uint8_t>(isLost ? CM_LOSS_FEEDBACK : CM_NO_CONGESTION),
                                 RTT},
                                sender.now);
                    core.Defer(flow);
                }
                core.ServeDue(sender.now);
                if (core.NextWakeup() <= sender.now)
                {
                    core.Wakeup(sender.now);
                }
            }
        };
        goRound(50);
        const uint64_t told = listener.count;
        const AllocationWatch watch;
        goRound(500);
        EXPECT_EQ(watch.Count(), 0U) << scheduler;
        EXPECT_GT(listener.count, told);
    }
}

/**
 * @param flows how many are opened
 * @param hosts to how many peers
 * @return bytes per flow that is opened
 */
double
BytesPerFlow(uint32_t flows, uint32_t hosts)
{
    CmTestParams params;
    params.scheduler = "random-round-robin";
    CmCore core(params.Make());
    const AllocationWatch watch;
    for (uint32_t i = 0; i < flows; ++i)
    {
        FlowDescription flow = MakeFlow(1, static_cast<uint16_t>(i));
        flow.key.destination[14] = static_cast<uint8_t>(i % hosts / 256);
        flow.key.destination[15] = static_cast<uint8_t>(i % hosts % 256);
        CmFlowId opened = CM_NONE;
        core.Open(flow, 0ns, opened);
    }
    EXPECT_EQ(core.Macroflows().size(), hosts);
    return static_cast<double>(watch.Bytes()) / flows;
}

TEST(CmMemoryTest, AFlowTakesLessThanHalfAKilobyteAndAMacroflowLessThanOneAndAQuarter)
{
    constexpr uint32_t FLOWS = 10000;
    const double flow = BytesPerFlow(FLOWS, 1);
    const double macroflow = BytesPerFlow(FLOWS, FLOWS) - flow;
    RecordProperty("bytes_per_flow", std::to_string(flow));
    RecordProperty("bytes_per_macroflow", std::to_string(macroflow));
    EXPECT_LE(flow, 512);
    EXPECT_GE(flow, sizeof(CmFlow)); // it was measured
    EXPECT_LE(macroflow, 1280);
    EXPECT_GE(macroflow, sizeof(Macroflow));
}

TEST(CmMemoryTest, OpeningAndClosingAgainAndAgainDoesNotTakeMoreAndMore)
{
    CmTestParams params;
    params.setup.linger = 0s;
    CmCore core(params.Make());
    const auto openAndClose = [&] {
        for (uint16_t port = 0; port < 100; ++port)
        {
            CmFlowId flow = CM_NONE;
            core.Open(MakeFlow(static_cast<uint8_t>(port % 7), port), 0ns, flow);
            core.Request(flow, 1, 0ns);
            core.Serve(flow, 0ns);
            core.Close(flow, 0ns);
            core.Wakeup(0ns);
        }
        core.ServeDue(0ns);
    };
    openAndClose();
    const AllocationWatch watch;
    for (int i = 0; i < 100; ++i)
    {
        openAndClose();
    }
    EXPECT_LE(watch.Bytes(), 1000);
    EXPECT_GT(watch.Count(), 10000U); // it was watched
}

// --- clients that call back ---

TEST(CmReentrancyTest, AGrantMaySendAndAskAgainWithoutRecursion)
{
    CheckedCm cm(WithWindow(100));
    const CmFlowId flow = cm.Open();
    int depth = 0;
    int deepest = 0;
    ScriptedSender sender([&](CmFlowId own) {
        deepest = std::max(deepest, ++depth);
        cm.Notify(own, MTU);
        cm.Request(own);
        cm.Serve(own);
        --depth;
    });
    cm.Core().RegisterSend(flow, &sender);
    cm.Request(flow);
    cm.Serve(flow);
    EXPECT_EQ(sender.granted.size(), 100U); // a windowful
    EXPECT_EQ(deepest, 1);
}

TEST(CmReentrancyTest, AGrantMayCloseItsOwnFlow)
{
    CheckedCm cm(WithWindow(10));
    const CmFlowId own = cm.Open();
    const CmFlowId other = cm.Open();
    ScriptedSender closes([&](CmFlowId flow) { cm.Close(flow); });
    ScriptedSender sends([&](CmFlowId flow) { cm.Notify(flow, MTU); });
    cm.Core().RegisterSend(own, &closes);
    cm.Core().RegisterSend(other, &sends);
    cm.Request(own, 5);
    cm.Request(other, 2);
    cm.Serve(own);
    EXPECT_EQ(closes.granted.size(), 1U);
    EXPECT_EQ(sends.granted.size(), 2U);
    EXPECT_EQ(cm.MacroflowOf(other).Pending(), 0U);
}

TEST(CmReentrancyTest, AGrantMayCloseOtherFlowsThatWait)
{
    CheckedCm cm(WithWindow(10));
    std::vector<CmFlowId> flows(5);
    for (CmFlowId& flow : flows)
    {
        flow = cm.Open();
    }
    ScriptedSender sender([&](CmFlowId /* own */) {
        for (const std::size_t i : {1U, 2U, 3U})
        {
            cm.Close(flows[i]);
        }
    });
    for (const CmFlowId flow : flows)
    {
        cm.Core().RegisterSend(flow, &sender);
        cm.Request(flow);
    }
    cm.Serve(flows[0]);
    EXPECT_THAT(sender.granted, ElementsAre(flows[0], flows[4]));
}

TEST(CmReentrancyTest, AGrantMayOpenFlowsThatAreServedInTheSameGo)
{
    CheckedCm cm(WithWindow(1000));
    ScriptedSender late([&](CmFlowId flow) { cm.Notify(flow, MTU); });
    std::vector<CmFlowId> opened;
    ScriptedSender opens([&](CmFlowId own) {
        cm.Notify(own, MTU);
        for (int i = 0; i < 200; ++i)
        {
            opened.push_back(cm.Open(i % 2 == 0 ? 1 : static_cast<uint8_t>(i + 1)));
            cm.Core().RegisterSend(opened.back(), &late);
            cm.Request(opened.back());
        }
    });
    const CmFlowId flow = cm.Open();
    cm.Core().RegisterSend(flow, &opens);
    cm.Request(flow, 1);
    cm.Serve(flow);
    EXPECT_EQ(late.granted.size(), 100U); // those of the same macroflow
}

TEST(CmReentrancyTest, AGrantMayMoveItsFlowAndOthers)
{
    CheckedCm cm(WithWindow(10));
    const CmFlowId own = cm.Open(1);
    const CmFlowId other = cm.Open(1);
    const CmFlowId elsewhere = cm.Open(2);
    const MacroflowId target = cm.Core().GetMacroflow(elsewhere);
    ScriptedSender sender([&](CmFlowId flow) {
        MacroflowId result = CM_NONE;
        cm.Move(own, target, result);
        cm.Move(other, target, result);
        cm.Notify(flow, MTU);
    });
    for (const CmFlowId flow : {own, other})
    {
        cm.Core().RegisterSend(flow, &sender);
        cm.Request(flow, 3);
    }
    cm.Serve(own);
    EXPECT_EQ(sender.granted.size(), 1U);
    EXPECT_EQ(cm.MacroflowOf(elsewhere).Outstanding(), MTU);
    EXPECT_EQ(cm.MacroflowOf(elsewhere).Pending(), 5U);
    cm.Serve(elsewhere);
    EXPECT_EQ(sender.granted.size(), 6U);
}

TEST(CmReentrancyTest, AGrantMayReportAndUnregister)
{
    CheckedCm cm(WithWindow(2));
    const CmFlowId flow = cm.Open();
    int left = 20;
    ScriptedSender sender([&](CmFlowId own) {
        cm.Notify(own, MTU);
        cm.Update(own, Good(MTU));
        if (--left == 0)
        {
            cm.Core().RegisterSend(own, nullptr);
        }
    });
    cm.Core().RegisterSend(flow, &sender);
    cm.Request(flow, 30);
    cm.Serve(flow);
    EXPECT_EQ(sender.granted.size(), 20U);
    EXPECT_EQ(cm.State(flow).counters.declined, 10U); // nobody took them
    EXPECT_EQ(cm.State(flow).pending, 0U);
}

TEST(CmReentrancyTest, AGrantMayServeAllThatIsDue)
{
    CheckedCm cm(WithWindow(2));
    const CmFlowId a = cm.Open(1);
    const CmFlowId b = cm.Open(2);
    ScriptedSender sender([&](CmFlowId own) {
        cm.Notify(own, MTU);
        cm.Core().Defer(a);
        cm.Core().Defer(b);
        cm.ServeDue();
    });
    for (const CmFlowId flow : {a, b})
    {
        cm.Core().RegisterSend(flow, &sender);
        cm.Request(flow, 2);
        cm.Core().Defer(flow);
    }
    cm.ServeDue();
    EXPECT_THAT(sender.granted, UnorderedElementsAre(a, a, b, b));
}

/** Flows that listen, one macroflow. */
class CmListenerTest : public testing::Test
{
  protected:
    /**
     * Open a flow that listens.
     * @param listener is told
     * @return the flow
     */
    CmFlowId Listen(CmListener& listener)
    {
        const CmFlowId flow = m_cm.Open();
        m_cm.Core().RegisterUpdate(flow, &listener);
        return flow;
    }

    /** A sample of the round-trip time comes in, which makes the rate known. */
    void Sample()
    {
        m_cm.Update(m_reporter, Good(0));
    }

    CheckedCm m_cm{WithWindow(4)};     //!< what is tested
    CmFlowId m_reporter = m_cm.Open(); //!< a flow that does not listen
    ScriptedListener m_quiet;          //!< only notes what it is told
};

TEST_F(CmListenerTest, MayCloseItsOwnFlowAndTheOthersAreToldAllTheSame)
{
    ScriptedListener closes(
        [&](CmFlowId own, const NetworkState& /* state */) { m_cm.Close(own); });
    std::vector<CmFlowId> quiet{Listen(m_quiet)};
    Listen(closes);
    quiet.push_back(Listen(m_quiet));
    Listen(closes);
    quiet.push_back(Listen(m_quiet));
    Sample();
    EXPECT_EQ(closes.told.size(), 2U);
    std::vector<CmFlowId> told;
    for (const auto& news : m_quiet.told)
    {
        told.push_back(news.first);
    }
    EXPECT_THAT(told, testing::UnorderedElementsAreArray(quiet));
}

TEST_F(CmListenerTest, MayCloseAnyOtherFlowWhichThenIsNotTold)
{
    for (const int position : {0, 1, 2, 3, 4})
    {
        std::vector<CmFlowId> flows;
        CmFlowId closer = CM_NONE;
        ScriptedListener closes([&](CmFlowId own, const NetworkState& /* state */) {
            for (const CmFlowId flow : flows)
            {
                if (flow != own)
                {
                    m_cm.Close(flow);
                }
            }
        });
        m_quiet.told.clear();
        for (int i = 0; i < 5; ++i)
        {
            flows.push_back(Listen(i == position ? closes : m_quiet));
            closer = i == position ? flows.back() : closer;
        }
        Sample();
        EXPECT_EQ(closes.told.size(), 1U);
        EXPECT_EQ(m_cm.Core().Flows(), 2U);
        m_cm.Close(closer);
    }
}

TEST_F(CmListenerTest, MayOpenFlowsThatListenTooAndTheyAreToldWithTheNextReport)
{
    ScriptedListener opens([&](CmFlowId /* own */, const NetworkState& /* state */) {
        for (int i = 0; i < 100; ++i)
        {
            Listen(m_quiet);
        }
    });
    Listen(opens);
    Sample();
    Sample();
    EXPECT_EQ(m_quiet.told.size(), 100U);
}

TEST_F(CmListenerTest, MayMoveItsFlowAndUnregister)
{
    ScriptedListener moves([&](CmFlowId own, const NetworkState& /* state */) {
        MacroflowId result = CM_NONE;
        m_cm.Move(own, CM_NONE, result);
        m_cm.Core().RegisterUpdate(own, nullptr);
    });
    Listen(moves);
    Listen(m_quiet);
    Listen(moves);
    Listen(m_quiet);
    Sample();
    EXPECT_EQ(moves.told.size(), 2U);
    EXPECT_EQ(m_quiet.told.size(), 2U);
}

TEST_F(CmListenerTest, MayReportAskAndServeFromWithin)
{
    ScriptedSender sender([&](CmFlowId flow) { m_cm.Notify(flow, MTU); });
    ScriptedListener busy([&](CmFlowId own, const NetworkState& /* state */) {
        m_cm.Core().RegisterSend(own, &sender);
        m_cm.Request(own, 2);
        m_cm.Serve(own);
        m_cm.Update(own, Good(MTU));
    });
    Listen(busy);
    Listen(m_quiet);
    Sample();
    EXPECT_EQ(sender.granted.size(), 2U);
    Sample();
    EXPECT_GE(m_quiet.told.size(), 1U);
    // the last that everybody was told is about what holds
    for (const auto& news : m_quiet.told)
    {
        EXPECT_GT(news.second.rate, 0);
    }
}

TEST_F(CmListenerTest, IsToldTheWindowOfAWatchdogAndMayCloseTheLastFlowThen)
{
    CmTestParams params = WithWindow(8);
    params.setup.linger = 0s;
    CheckedCm cm(params);
    const CmFlowId flow = cm.Open();
    ScriptedListener closes;
    cm.Core().RegisterUpdate(flow, &closes);
    cm.Update(flow, Good(0));
    cm.Notify(flow, MTU);
    ScriptedListener closesLater([&](CmFlowId own, const NetworkState& state) {
        if (state.rate < 64.0 * MTU / 0.05)
        {
            cm.Close(own);
        }
    });
    cm.Core().RegisterUpdate(flow, &closesLater);
    cm.Advance(10s);
    EXPECT_EQ(cm.Core().Flows(), 0U);
    EXPECT_TRUE(cm.Core().Macroflows().empty());
}

// --- clients that do not behave ---

/** Two flows over one path that loses a packet in 300 of each, so that a window of 20 carries. */
class CmMisbehaviourTest : public testing::Test
{
  protected:
    static constexpr Nanoseconds DURATION = 60s;

    /**
     * @param params of the Congestion Manager
     * @param misbehave opens and drives the flows that do not behave
     * @return bytes that a good flow to the same host received in a minute
     */
    template <typename Misbehave>
    static double ReceivedBeside(const CmTestParams& params, const Misbehave& misbehave)
    {
        CheckedCm cm(params);
        TestPath path(cm, RTT, [](CmFlowId /* flow */, uint64_t packet) {
            return packet % 300 == 0;
        });
        FlowDescription good = MakeFlow(1, 60000);
        good.principal = 1;
        CmFlowId flow = CM_NONE;
        EXPECT_EQ(cm.Open(good, flow), CmStatus::Ok);
        path.Start(flow);
        misbehave(cm, path);
        path.RunUntil(DURATION);
        return static_cast<double>(path.Received(flow));
    }

    /**
     * @param params of the Congestion Manager
     * @return bytes that the good flow received when it was alone
     */
    static double ReceivedAlone(const CmTestParams& params)
    {
        return ReceivedBeside(params, [](CheckedCm& /* cm */, TestPath& /* path */) {});
    }
};

TEST_F(CmMisbehaviourTest, AClientThatNeverAnswersGrantsCostsTheOthersATenthAtMost)
{
    for (const std::string& scheduler : FlowSchedulers().Names())
    {
        CmTestParams params;
        params.scheduler = scheduler;
        ScriptedSender silent;
        const double beside = ReceivedBeside(params, [&](CheckedCm& cm, TestPath& /* path */) {
            const CmFlowId flow = cm.Open();
            cm.Core().RegisterSend(flow, &silent);
            cm.Request(flow, 65535);
            cm.Serve(flow);
        });
        const double ratio = beside / ReceivedAlone(params);
        RecordProperty(scheduler, std::to_string(ratio));
        EXPECT_GE(ratio, 0.9) << scheduler;
        EXPECT_GT(silent.granted.size(), 10U);
    }
}

TEST_F(CmMisbehaviourTest, AClientThatAnswersEverySecondGrantCostsTheOthersItsShareAtMost)
{
    for (const std::string& scheduler : FlowSchedulers().Names())
    {
        CmTestParams params;
        params.scheduler = scheduler;
        std::unique_ptr<ScriptedSender> forgetful;
        const double beside = ReceivedBeside(params, [&](CheckedCm& cm, TestPath& /* path */) {
            const CmFlowId flow = cm.Open();
            forgetful = std::make_unique<ScriptedSender>([&](CmFlowId own) {
                if (forgetful->granted.size() % 2 == 0)
                {
                    cm.Notify(own, 0);
                }
            });
            cm.Core().RegisterSend(flow, forgetful.get());
            cm.Request(flow, 65535);
            cm.Serve(flow);
        });
        const double ratio = beside / ReceivedAlone(params);
        RecordProperty(scheduler, std::to_string(ratio));
        EXPECT_GE(ratio, 0.45) << scheduler; // a greedy one would take a half
    }
}

TEST_F(CmMisbehaviourTest, AClientThatFloodsRequestsGetsNoMoreThanItsShare)
{
    for (const std::string& scheduler : FlowSchedulers().Names())
    {
        CmTestParams params;
        params.scheduler = scheduler;
        double flooding = 0;
        CmFlowId flow = CM_NONE;
        const auto drive = [&](bool isFlooding) {
            return [&, isFlooding](CheckedCm& cm, TestPath& path) {
                flow = cm.Open();
                path.Start(flow);
                if (isFlooding)
                {
                    cm.Request(flow, 65000);
                }
                path.RunUntil(DURATION);
                flooding = static_cast<double>(path.Received(flow));
            };
        };
        const double besideModest = ReceivedBeside(params, drive(false));
        const double besideFlood = ReceivedBeside(params, drive(true));
        EXPECT_NEAR(besideFlood / besideModest, 1, 0.02) << scheduler;
        EXPECT_NEAR(flooding / besideFlood, 1, 0.02) << scheduler;
    }
}

// it had half of the window, which nobody else gets for three seconds and the lateness of a sweep
TEST_F(CmMisbehaviourTest, ACrashCostsTheOthersWhatItHadInTheNetworkForThreeSecondsAtMost)
{
    CheckedCm cm;
    TestPath path(cm, RTT, [](CmFlowId /* flow */, uint64_t packet) { return packet % 300 == 0; });
    const CmFlowId survivor = cm.Open();
    const CmFlowId crashed = cm.Open();
    path.Start(survivor);
    path.Start(crashed);
    path.RunUntil(10s);
    const uint64_t lost = cm.State(crashed).outstanding;
    const Nanoseconds lastReport = cm.State(crashed).reportedAt;
    EXPECT_GT(lost, 0U);
    path.Crash(crashed);
    path.RunUntil(lastReport + 3s - 1ns);
    EXPECT_EQ(cm.State(crashed).outstanding, lost);
    path.RunUntil(lastReport + 3s + 62500us);
    EXPECT_EQ(cm.State(crashed).outstanding, 0U);
    EXPECT_EQ(cm.MacroflowOf(survivor).Counters().persistent, 0U);
}

TEST_F(CmMisbehaviourTest, ACrashInTheMiddleOfAMinuteCostsTheOthersLessThanATenth)
{
    const CmTestParams params;
    const double beside = ReceivedBeside(params, [](CheckedCm& cm, TestPath& path) {
        const CmFlowId flow = cm.Open();
        path.RunUntil(DURATION / 2 - 1s);
        path.Start(flow);
        path.RunUntil(DURATION / 2);
        path.Crash(flow);
    });
    EXPECT_GE(beside / ReceivedAlone(params), 0.9);
}

/** What users may claim of their packets although it is false. */
struct Lie
{
    const char* name;         //!< what is claimed
    TestPath::Reporter claim; //!< how
};

/** @return lies in both directions */
std::vector<Lie>
Lies()
{
    return {{"nothing is lost",
             [](const CmFeedback& truth) {
                 return CmFeedback{truth.sent, truth.sent, CM_NO_CONGESTION, truth.rtt};
             }},
            {"everything is lost",
             [](const CmFeedback& truth) {
                 return CmFeedback{truth.sent, 0, CM_NO_FEEDBACK, truth.rtt};
             }},
            {"the path is short", [](const CmFeedback& truth) {
                 return CmFeedback{truth.sent, truth.received, truth.lossMode, 1us};
             }}};
}

TEST_F(CmMisbehaviourTest, ByPrincipalALiarLeavesOtherUsersExactlyWhereTheyWere)
{
    for (const Lie& lie : Lies())
    {
        const auto beLiar = [&](CheckedCm& cm, TestPath& path) {
            FlowDescription liar = MakeFlow(1, 50000);
            liar.principal = 2;
            CmFlowId flow = CM_NONE;
            ASSERT_EQ(cm.Open(liar, flow), CmStatus::Ok);
            // after a loss, or its window would grow by powers of two
            path.Start(flow,
                       MTU,
                       [claim = lie.claim, reports = 0](const CmFeedback& truth) mutable {
                           return ++reports > 400 ? claim(truth) : truth;
                       });
        };
        CmTestParams params;
        params.setup.aggregation.byPrincipal = true;
        EXPECT_EQ(ReceivedBeside(params, beLiar), ReceivedAlone(params)) << lie.name;
        params.setup.aggregation.byPrincipal = false;
        EXPECT_NE(ReceivedBeside(params, beLiar), ReceivedAlone(params)) << lie.name;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
