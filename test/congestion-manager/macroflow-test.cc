/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-test-clients.h"

#include "ns3/macroflow.h"
#include "ns3/round-robin-flow-scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr uint64_t MTU = 1000;
constexpr Nanoseconds RTT = 100ms;

/** A window that the test sets, and the reports that came. */
class ScriptedController : public CongestionController
{
  public:
    /** @param packets of the window */
    explicit ScriptedController(double packets)
    {
        m_window = packets * MTU;
    }

    double SlowStartThreshold() const override
    {
        return 0;
    }

    void SetMtu(uint32_t mtu) override
    {
        mtus.push_back(mtu);
    }

    void Report(const CongestionReport& report) override
    {
        reports.push_back(report);
    }

    void Idle(uint32_t timeouts) override
    {
        idles.push_back(timeouts);
    }

    /** @param packets of the window from now on */
    void SetWindow(double packets)
    {
        m_window = packets * MTU;
    }

    std::vector<uint32_t> mtus;            //!< that it was told
    std::vector<CongestionReport> reports; //!< that it got
    std::vector<uint32_t> idles;           //!< timeouts that it was told of
};

/** A macroflow with a window that the test sets. */
class MacroflowTest : public testing::Test, private MacroflowOwner
{
  protected:
    /**
     * Make the macroflow.
     * @param packets of its window
     * @param params its knobs
     */
    void Make(double packets, const MacroflowParams& params = MacroflowParams())
    {
        auto controller = std::make_unique<ScriptedController>(packets);
        m_controller = controller.get();
        m_macroflow = std::make_unique<Macroflow>(static_cast<MacroflowOwner&>(*this),
                                                  1,
                                                  0,
                                                  params,
                                                  std::move(controller),
                                                  std::make_unique<RoundRobinFlowScheduler>());
    }

    /**
     * A flow joins.
     * @param mtu payload of its largest packet
     * @return the flow; its grants go to m_sender
     */
    CmFlow& Join(uint32_t mtu = MTU)
    {
        CmFlow& flow = m_flows.emplace_back();
        flow.id = static_cast<CmFlowId>(m_flows.size());
        flow.description.mtu = mtu;
        flow.sender = &m_sender;
        m_macroflow->Join(flow, m_now);
        return flow;
    }

    /**
     * Let time pass; what is due is done when it is due.
     * @param span how long
     */
    void Advance(Nanoseconds span)
    {
        const Nanoseconds end = m_now + span;
        while (m_macroflow->NextWakeup() <= end)
        {
            m_now = std::max(m_now, m_macroflow->NextWakeup());
            m_macroflow->Wakeup(m_now);
            m_macroflow->Serve(m_now);
        }
        m_now = end;
    }

    /**
     * Ask and be served.
     * @param flow the flow
     * @param packets how many
     */
    void Request(CmFlow& flow, uint32_t packets)
    {
        ASSERT_TRUE(m_macroflow->Request(flow, packets, m_now));
        m_macroflow->Serve(m_now);
    }

    /**
     * Send packets that were granted, or not.
     * @param flow the flow
     * @param packets how many
     */
    void Send(CmFlow& flow, uint32_t packets)
    {
        for (uint32_t i = 0; i < packets; ++i)
        {
            m_macroflow->Notify(flow, MTU, m_now);
        }
    }

    /**
     * Report.
     * @param flow the flow
     * @param sent bytes that left the network
     * @param received bytes that were received
     * @param lossMode LossMode bits
     * @param rtt a sample
     */
    void Update(CmFlow& flow,
                uint64_t sent,
                uint64_t received,
                uint8_t lossMode = CM_NO_CONGESTION,
                Nanoseconds rtt = CM_NO_RTT)
    {
        m_macroflow->Update(flow, {sent, received, lossMode, rtt}, m_now);
    }

    /**
     * Report a sample of the round-trip time, and nothing else.
     * @param flow the flow
     * @param rtt the sample
     */
    void Sample(CmFlow& flow, Nanoseconds rtt = RTT)
    {
        Update(flow, 0, 0, CM_NO_CONGESTION, rtt);
    }

    /** @return the signals that the controller was told, in their order */
    std::vector<CongestionSignal> Signals() const
    {
        std::vector<CongestionSignal> signals;
        for (const CongestionReport& report : m_controller->reports)
        {
            signals.push_back(report.signal);
        }
        return signals;
    }

    /** @return the last report to the controller */
    const CongestionReport& LastReport() const
    {
        return m_controller->reports.back();
    }

    ScriptedSender m_sender;                    //!< takes the grants and keeps them
    std::deque<CmFlow> m_flows;                 //!< that joined
    ScriptedController* m_controller = nullptr; //!< of the macroflow
    std::unique_ptr<Macroflow> m_macroflow;     //!< what is tested
    Nanoseconds m_now = 10s;                    //!< the time

  private:
    void WakeupMoved(const Macroflow& /* macroflow */) override
    {
    }
};

TEST_F(MacroflowTest, GrantsWhatTheWindowHasRoomForAndNotAPacketMore)
{
    Make(3.9);
    CmFlow& flow = Join();
    Request(flow, 5);
    EXPECT_EQ(m_sender.granted.size(), 3U);
    EXPECT_EQ(m_macroflow->Reserved(), 3 * MTU);
    EXPECT_EQ(m_macroflow->Pending(), 2U);
}

TEST_F(MacroflowTest, NeitherSendingNorAReportOfNothingMakesRoomButAReportOfBytesDoes)
{
    Make(3);
    CmFlow& flow = Join();
    Request(flow, 10);
    Send(flow, 3);
    EXPECT_EQ(m_macroflow->Outstanding(), 3 * MTU);
    EXPECT_EQ(m_macroflow->Reserved(), 0U);
    Update(flow, 0, 0);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 3U);
    Update(flow, MTU - 1, MTU - 1);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 3U); // a byte is missing
    Update(flow, 1, 0);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 4U); // lost bytes make room like received ones
}

TEST_F(MacroflowTest, OnePacketMayGoWhenNothingIsInUseHoweverSmallTheWindow)
{
    Make(0.4);
    CmFlow& flow = Join();
    Request(flow, 5);
    EXPECT_EQ(m_sender.granted.size(), 1U);
    Send(flow, 1);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 1U);
    Update(flow, MTU, MTU);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 2U);
}

TEST_F(MacroflowTest, ASmallPacketGivesTheRestOfItsGrantBack)
{
    Make(2);
    CmFlow& flow = Join();
    Request(flow, 10);
    m_macroflow->Notify(flow, 300, m_now);
    m_macroflow->Notify(flow, 300, m_now);
    EXPECT_EQ(m_macroflow->Outstanding(), 600U);
    EXPECT_EQ(m_macroflow->Reserved(), 0U);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 3U);
}

TEST_F(MacroflowTest, ADeclinedGrantMakesRoomAndIsCounted)
{
    Make(1);
    CmFlow& flow = Join();
    Request(flow, 2);
    EXPECT_EQ(m_sender.granted.size(), 1U);
    m_macroflow->Notify(flow, 0, m_now);
    EXPECT_EQ(flow.counters.declined, 1U);
    EXPECT_EQ(m_macroflow->Counters().declined, 1U);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 2U);
}

TEST_F(MacroflowTest, GivingBackAGrantThatOneDoesNotHaveChangesNothing)
{
    Make(1);
    CmFlow& flow = Join();
    m_macroflow->Notify(flow, 0, m_now);
    EXPECT_EQ(flow.counters.declined, 0U);
    EXPECT_EQ(m_macroflow->Reserved(), 0U);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U);
}

TEST_F(MacroflowTest, APacketWithoutAGrantIsChargedAndCounted)
{
    Make(3);
    CmFlow& flow = Join();
    Send(flow, 2);
    EXPECT_EQ(m_macroflow->Outstanding(), 2 * MTU);
    EXPECT_EQ(flow.counters.ungrantedBytes, 2 * MTU);
    EXPECT_EQ(m_macroflow->Counters().ungrantedBytes, 2 * MTU);
    Request(flow, 5);
    EXPECT_EQ(m_sender.granted.size(), 1U); // it took the room of two others
}

TEST_F(MacroflowTest, WithoutASenderAGrantCountsAsDeclinedAtOnce)
{
    Make(2);
    CmFlow& nobody = Join();
    nobody.sender = nullptr;
    Request(nobody, 100);
    EXPECT_EQ(nobody.counters.grants, 100U);
    EXPECT_EQ(nobody.counters.declined, 100U);
    EXPECT_EQ(m_macroflow->Reserved(), 0U);
    CmFlow& other = Join();
    Request(other, 3);
    EXPECT_EQ(m_sender.granted, std::vector<CmFlowId>(2, other.id));
}

TEST_F(MacroflowTest, AFlowMayHaveSoManyRequestsWaitingAndNotOneMore)
{
    MacroflowParams params;
    params.largestBacklog = 10;
    Make(1, params);
    CmFlow& flow = Join();
    EXPECT_TRUE(m_macroflow->Request(flow, 7, m_now));
    EXPECT_FALSE(m_macroflow->Request(flow, 4, m_now));
    EXPECT_EQ(flow.pending, 7U); // all or nothing
    EXPECT_TRUE(m_macroflow->Request(flow, 3, m_now));
    EXPECT_FALSE(m_macroflow->Request(flow, 1, m_now));
    EXPECT_FALSE(m_macroflow->Request(flow, 0xffffffff, m_now));
    EXPECT_TRUE(m_macroflow->Request(flow, 0, m_now));
    EXPECT_EQ(m_macroflow->Pending(), 10U);
}

TEST_F(MacroflowTest, WhoWaitedAloneIsServedBeforeThoseWhoCameLater)
{
    Make(6);
    CmFlow& a = Join();
    CmFlow& b = Join();
    CmFlow& c = Join();
    ASSERT_TRUE(m_macroflow->Request(b, 2, m_now));
    ASSERT_TRUE(m_macroflow->Request(c, 2, m_now));
    ASSERT_TRUE(m_macroflow->Request(a, 2, m_now));
    m_macroflow->Serve(m_now);
    EXPECT_THAT(m_sender.granted, ElementsAre(b.id, c.id, a.id, b.id, c.id, a.id));
}

TEST_F(MacroflowTest, WhoWaitedAloneMayLeaveAndIsForgotten)
{
    Make(6);
    CmFlow& a = Join();
    CmFlow& b = Join();
    ASSERT_TRUE(m_macroflow->Request(a, 2, m_now));
    m_macroflow->Leave(a);
    EXPECT_EQ(m_macroflow->Pending(), 0U);
    Request(b, 1);
    EXPECT_THAT(m_sender.granted, ElementsAre(b.id));
}

TEST_F(MacroflowTest, AFrozenMacroflowGrantsNothing)
{
    Make(3);
    CmFlow& flow = Join();
    m_macroflow->SetFrozen(true);
    Request(flow, 1);
    EXPECT_TRUE(m_sender.granted.empty());
    m_macroflow->SetFrozen(false);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(m_sender.granted.size(), 1U);
}

TEST_F(MacroflowTest, FreezingFromWithinAGrantStopsAtOnce)
{
    Make(10);
    CmFlow& flow = Join();
    ScriptedSender freezes([this](CmFlowId /* flow */) { m_macroflow->SetFrozen(true); });
    flow.sender = &freezes;
    Request(flow, 10);
    EXPECT_EQ(freezes.granted.size(), 1U);
}

TEST_F(MacroflowTest, AGrantLapsesAfterHalfASecondToTheNanosecond)
{
    Make(2);
    CmFlow& flow = Join();
    Request(flow, 2);
    EXPECT_EQ(m_macroflow->NextWakeup(), m_now + 500ms);
    Advance(500ms - 1ns);
    EXPECT_EQ(flow.reserved, 2 * MTU);
    Advance(1ns);
    EXPECT_EQ(flow.reserved, 0U);
    EXPECT_EQ(m_macroflow->Reserved(), 0U);
    EXPECT_EQ(flow.counters.expired, 2U);
    EXPECT_EQ(m_macroflow->Counters().expired, 2U);
}

TEST_F(MacroflowTest, OverALongPathAGrantLastsARoundTrip)
{
    Make(2);
    CmFlow& flow = Join();
    Sample(flow, 800ms);
    Request(flow, 1);
    Advance(800ms - 1ns);
    EXPECT_EQ(flow.reserved, MTU);
    Advance(1ns);
    EXPECT_EQ(flow.reserved, 0U);
}

TEST_F(MacroflowTest, WithManyFlowsAGrantLapsesAtMostASixteenthOfASecondLate)
{
    Make(1000);
    for (int i = 0; i < 300; ++i)
    {
        CmFlow& flow = Join();
        Request(flow, 1);
        Advance(7ms);
    }
    // the first ones have lapsed on the way
    for (const CmFlow& flow : m_flows)
    {
        if (flow.grantedAt + 500ms + 62500us <= m_now)
        {
            EXPECT_EQ(flow.reserved, 0U) << "flow " << flow.id;
        }
        if (m_now < flow.grantedAt + 500ms)
        {
            EXPECT_EQ(flow.reserved, MTU) << "flow " << flow.id;
        }
    }
}

TEST_F(MacroflowTest, WhatLapsedMakesRoomForOthers)
{
    Make(1);
    CmFlow& silent = Join();
    CmFlow& other = Join();
    Request(silent, 1);
    Request(other, 1);
    EXPECT_THAT(m_sender.granted, ElementsAre(silent.id));
    Advance(500ms);
    EXPECT_THAT(m_sender.granted, ElementsAre(silent.id, other.id));
}

TEST_F(MacroflowTest, AfterALapseAFlowGetsOneGrantAtATimeUntilItAnswersOne)
{
    Make(10);
    CmFlow& flow = Join();
    Request(flow, 100);
    EXPECT_EQ(flow.reserved, 10 * MTU);
    Advance(500ms);
    EXPECT_EQ(flow.reserved, MTU);
    ASSERT_TRUE(m_macroflow->Request(flow, 5, m_now)); // asking is no answer
    m_macroflow->Serve(m_now);
    EXPECT_EQ(flow.reserved, MTU);
    Advance(500ms);
    EXPECT_EQ(flow.reserved, MTU); // the next one
    EXPECT_EQ(flow.counters.expired, 11U);
    m_macroflow->Notify(flow, 0, m_now);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(flow.reserved, 10 * MTU);
    EXPECT_EQ(m_macroflow->Pending(), 105U - 22U);
}

TEST_F(MacroflowTest, WithoutAnswersAFlowHoldsItsShareOfTheWindowAtMostIfOthersAreActive)
{
    Make(20);
    CmFlow& silent = Join();
    CmFlow& other = Join();
    ASSERT_TRUE(m_macroflow->Request(silent, 100, m_now));
    Request(other, 1);
    EXPECT_EQ(silent.reserved, 10 * MTU);
    Send(other, 1);
    Request(other, 100);
    EXPECT_EQ(silent.reserved, 10 * MTU);
    EXPECT_EQ(other.reserved, 9 * MTU);
    Send(silent, 3);
    Update(silent, 3 * MTU, 3 * MTU);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(silent.reserved, 9 * MTU); // it answered, and takes turns again
    EXPECT_EQ(other.reserved, 10 * MTU);
    EXPECT_EQ(m_macroflow->Pending(), 100U - 12U + 101U - 11U);
}

TEST_F(MacroflowTest, RequestsThatWereSetAsideMoveAlongWithTheirFlow)
{
    Make(20);
    CmFlow& silent = Join();
    Request(silent, 100);
    Advance(500ms);
    ASSERT_TRUE(silent.isSetAside);
    m_macroflow->Leave(silent);
    EXPECT_EQ(m_macroflow->Pending(), 0U);
    CmFlow& other = Join();
    Request(other, 1);
    EXPECT_EQ(other.reserved, MTU);
    m_macroflow->Join(silent, m_now);
    m_macroflow->Serve(m_now);
    EXPECT_EQ(silent.reserved, MTU);
    Send(silent, 1);
    m_macroflow->Serve(m_now);
    EXPECT_GT(silent.reserved, MTU);
}

TEST_F(MacroflowTest, APacketAfterItsGrantLapsedCountsAsSentWithoutOne)
{
    Make(1);
    CmFlow& flow = Join();
    Request(flow, 1);
    Advance(500ms);
    Send(flow, 1);
    EXPECT_EQ(flow.counters.ungrantedBytes, MTU);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    EXPECT_EQ(m_macroflow->Reserved(), 0U);
}

TEST_F(MacroflowTest, AReportOfMoreThanTheFlowHasInTheNetworkIsCutToThat)
{
    Make(10);
    CmFlow& liar = Join();
    CmFlow& other = Join();
    Request(liar, 2);
    Send(liar, 2);
    Request(other, 3);
    Send(other, 3);
    Update(liar, 1'000'000, 1'000'000);
    EXPECT_EQ(liar.outstanding, 0U);
    EXPECT_EQ(m_macroflow->Outstanding(), 3 * MTU); // of the other one
    EXPECT_EQ(LastReport().resolved, 2 * MTU);
    EXPECT_EQ(LastReport().received, 2 * MTU);
    Update(liar, 1, 1);
    EXPECT_EQ(LastReport().received, 0U); // nothing is left to report on
}

TEST_F(MacroflowTest, MoreReceivedThanSentIsCutToWhatWasSent)
{
    Make(10);
    CmFlow& flow = Join();
    Request(flow, 5);
    Send(flow, 5);
    Update(flow, 2 * MTU, 5 * MTU);
    EXPECT_EQ(LastReport().resolved, 2 * MTU);
    EXPECT_EQ(LastReport().received, 2 * MTU);
    EXPECT_EQ(flow.outstanding, 3 * MTU);
    EXPECT_EQ(flow.counters.lostBytes, 0U);
}

TEST_F(MacroflowTest, OfSeveralLossModesTheStrongestCounts)
{
    using Signal = CongestionSignal;
    MacroflowParams params;
    params.reactOncePerRtt = false;
    for (uint32_t mode = 1; mode < 16; ++mode)
    {
        Make(10, params);
        CmFlow& flow = Join();
        Send(flow, 1);
        m_now += 1s;
        Update(flow, MTU, 0, static_cast<uint8_t>(mode));
        const Signal expected = (mode & CM_NO_FEEDBACK) != 0           ? Signal::Persistent
                                : (mode & CM_LOSS_FEEDBACK) != 0       ? Signal::Transient
                                : (mode & CM_EXPLICIT_CONGESTION) != 0 ? Signal::Mark
                                                                       : Signal::None;
        EXPECT_THAT(Signals(), ElementsAre(expected)) << "mode " << mode;
    }
}

TEST_F(MacroflowTest, ALossThatIsNoCongestionIsCountedAndNotAnswered)
{
    Make(10);
    CmFlow& flow = Join();
    Request(flow, 4);
    Send(flow, 4);
    Update(flow, 4 * MTU, MTU, CM_NO_CONGESTION);
    EXPECT_EQ(LastReport().signal, CongestionSignal::None);
    EXPECT_EQ(LastReport().received, MTU);
    EXPECT_EQ(flow.counters.lostBytes, 3 * MTU);
}

TEST_F(MacroflowTest, WithoutALossModeLostBytesAreTransientCongestion)
{
    Make(10);
    CmFlow& flow = Join();
    Request(flow, 4);
    Send(flow, 4);
    Update(flow, MTU, MTU, 0);
    EXPECT_EQ(LastReport().signal, CongestionSignal::None);
    Update(flow, 2 * MTU, MTU, 0);
    EXPECT_EQ(LastReport().signal, CongestionSignal::Transient);
}

TEST_F(MacroflowTest, CongestionIsAnsweredOncePerRoundTripWhoeverReportsIt)
{
    using Signal = CongestionSignal;
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    Sample(a);
    m_controller->reports.clear();
    Update(a, 0, 0, CM_LOSS_FEEDBACK);
    Update(b, 0, 0, CM_LOSS_FEEDBACK);
    m_now += RTT - 1ns;
    Update(b, 0, 0, CM_EXPLICIT_CONGESTION);
    m_now += 1ns;
    Update(b, 0, 0, CM_LOSS_FEEDBACK);
    EXPECT_THAT(Signals(),
                ElementsAre(Signal::Transient, Signal::None, Signal::None, Signal::Transient));
    EXPECT_EQ(m_macroflow->Counters().transient, 2U);
    EXPECT_EQ(m_macroflow->Counters().suppressed, 2U);
    EXPECT_EQ(m_macroflow->Counters().marked, 0U);
}

// While the window is halved nothing is sent for a while, so that a loss at the end of the old
// windowful is found only by the first packets of the new one, more than a round trip later.
TEST_F(MacroflowTest, ALossOfWhatWasSentBeforeTheLastCutIsOldHoweverLateItIsReported)
{
    using Signal = CongestionSignal;
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    Sample(a);
    Send(a, 4);
    Send(b, 4);
    m_controller->reports.clear();
    Update(a, MTU, 0, CM_LOSS_FEEDBACK);
    m_now += 2 * RTT;
    Update(a, 3 * MTU, 3 * MTU);
    Update(b, 3 * MTU, 3 * MTU);
    Send(a, 4);
    Update(a, 3 * MTU, 3 * MTU); // three of the new windowful
    Update(b, MTU, 0, CM_LOSS_FEEDBACK);
    EXPECT_EQ(LastReport().signal, Signal::None);
    EXPECT_EQ(m_macroflow->Counters().transient, 1U);
    EXPECT_EQ(m_macroflow->Counters().suppressed, 1U);
}

TEST_F(MacroflowTest, ALossIsNewWhenMoreWasResolvedThanTheLastCutFoundInTheNetwork)
{
    Make(10);
    CmFlow& flow = Join();
    Sample(flow);
    Send(flow, 4);
    Update(flow, MTU, 0, CM_LOSS_FEEDBACK);
    m_now += RTT;
    Send(flow, 8);
    Update(flow, 5 * MTU, 5 * MTU);
    Update(flow, MTU, 0, CM_LOSS_FEEDBACK); // the three that were there, and three new ones
    EXPECT_EQ(LastReport().signal, CongestionSignal::None);
    Update(flow, MTU, 0, CM_LOSS_FEEDBACK);
    EXPECT_EQ(LastReport().signal, CongestionSignal::Transient);
    EXPECT_EQ(m_macroflow->Counters().suppressed, 1U);
}

TEST_F(MacroflowTest, ALossIsNewATimeoutAfterTheLastCutHoweverLittleWasResolved)
{
    Make(10);
    CmFlow& flow = Join();
    Sample(flow);
    Send(flow, 4);
    Update(flow, MTU, 0, CM_LOSS_FEEDBACK);
    m_now += 1s - 1ns; // the least timeout
    Update(flow, 0, 0, CM_LOSS_FEEDBACK);
    EXPECT_EQ(LastReport().signal, CongestionSignal::None);
    m_now += 1ns;
    Update(flow, 0, 0, CM_LOSS_FEEDBACK);
    EXPECT_EQ(LastReport().signal, CongestionSignal::Transient);
}

TEST_F(MacroflowTest, WhatAFlowTakesAwayIsNotWaitedForAfterACut)
{
    Make(10);
    CmFlow& leaver = Join();
    CmFlow& flow = Join();
    Sample(flow);
    Send(leaver, 6);
    Send(flow, 1);
    Update(flow, MTU, 0, CM_LOSS_FEEDBACK);
    m_macroflow->Leave(leaver);
    m_now += RTT;
    Send(flow, 4);
    Update(flow, 4 * MTU, 3 * MTU, CM_LOSS_FEEDBACK);
    EXPECT_EQ(LastReport().signal, CongestionSignal::Transient);
}

TEST_F(MacroflowTest, TheOncePerRoundTripReactionCanBeTurnedOff)
{
    using Signal = CongestionSignal;
    MacroflowParams params;
    params.reactOncePerRtt = false;
    Make(10, params);
    CmFlow& flow = Join();
    Sample(flow);
    m_controller->reports.clear();
    Update(flow, 0, 0, CM_LOSS_FEEDBACK);
    Update(flow, 0, 0, CM_EXPLICIT_CONGESTION);
    EXPECT_THAT(Signals(), ElementsAre(Signal::Transient, Signal::Mark));
    EXPECT_EQ(m_macroflow->Counters().suppressed, 0U);
}

TEST_F(MacroflowTest, TheControllerHearsWhetherASignalWasAnsweredLessThanARoundTripAgo)
{
    Make(10);
    CmFlow& flow = Join();
    Sample(flow);
    EXPECT_FALSE(LastReport().isRecovering);
    Update(flow, 0, 0, CM_LOSS_FEEDBACK);
    EXPECT_FALSE(LastReport().isRecovering);
    m_now += RTT - 1ns;
    Update(flow, 0, 0);
    EXPECT_TRUE(LastReport().isRecovering);
    m_now += 1ns;
    Update(flow, 0, 0);
    EXPECT_FALSE(LastReport().isRecovering);
}

TEST_F(MacroflowTest, PersistentCongestionOfOneFlowIsTransientWhileWhatOthersSentLaterArrives)
{
    Make(10);
    CmFlow& unlucky = Join();
    CmFlow& lucky = Join();
    Sample(lucky);
    Send(unlucky, 1);
    m_now += 50ms;
    Send(lucky, 1);
    m_now += RTT; // more than a round trip after the unlucky flow's packet
    Update(lucky, MTU, MTU);
    m_now += 1s;
    Update(unlucky, MTU, 0, CM_NO_FEEDBACK);
    EXPECT_EQ(LastReport().signal, CongestionSignal::Transient);
    EXPECT_EQ(m_macroflow->Counters().persistent, 0U);
    EXPECT_EQ(m_macroflow->Counters().transient, 1U);
}

// its own packets do not prove that what it sent last was not lost with everybody's
TEST_F(MacroflowTest, PersistentCongestionIsThatAlsoIfTheFlowItselfReportedALateReceipt)
{
    Make(10);
    CmFlow& flow = Join();
    CmFlow& other = Join();
    Sample(flow);
    Send(other, 1);
    Update(other, MTU, MTU);
    m_now += 10ms;
    Send(flow, 2);
    m_now += 2 * RTT;
    Update(flow, MTU, MTU);
    m_now += 1s;
    Update(flow, MTU, 0, CM_NO_FEEDBACK);
    EXPECT_EQ(LastReport().signal, CongestionSignal::Persistent);
}

TEST_F(MacroflowTest, PersistentCongestionIsThatIfOnlyWhatWasSentBeforeHasArrived)
{
    Make(10);
    CmFlow& unlucky = Join();
    CmFlow& other = Join();
    Sample(other);
    Send(other, 1);
    m_now += 50ms;
    Send(unlucky, 1);
    m_now += 50ms;
    Update(other, MTU, MTU); // sent before the unlucky flow's packet
    m_now += 1s;
    Update(unlucky, MTU, 0, CM_NO_FEEDBACK);
    EXPECT_EQ(LastReport().signal, CongestionSignal::Persistent);
    EXPECT_EQ(m_macroflow->Counters().persistent, 1U);
}

// pitfall P2: timeouts of several flows for one and the same loss
TEST_F(MacroflowTest, PersistentCongestionThatWasSentBeforeTheLastOneIsOld)
{
    using Signal = CongestionSignal;
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    Sample(a);
    Send(a, 1);
    Send(b, 1);
    m_now += 1s;
    m_controller->reports.clear();
    Update(a, MTU, 0, CM_NO_FEEDBACK);
    m_now += 1s;
    Update(b, MTU, 0, CM_NO_FEEDBACK); // was in the network when a's was lost
    m_now += 1ms;
    Send(b, 1);
    m_now += 1s;
    Update(b, MTU, 0, CM_NO_FEEDBACK);
    EXPECT_THAT(Signals(), ElementsAre(Signal::Persistent, Signal::None, Signal::Persistent));
    EXPECT_EQ(m_macroflow->Counters().suppressed, 1U);
}

// section 4.6 of the notes: W < H (O + R) + m
TEST_F(MacroflowTest, TheWindowCountsAsUsedWhenFewerThanAPacketIsFree)
{
    Make(5);
    CmFlow& flow = Join();
    Request(flow, 4);
    Send(flow, 4); // 5000 < 4000 + 1000 does not hold
    Update(flow, MTU, MTU);
    EXPECT_FALSE(LastReport().isWindowUsed);
    Request(flow, 2);
    Send(flow, 1);
    m_macroflow->Notify(flow, 1, m_now); // 5000 < 4001 + 1000
    Update(flow, MTU, MTU);
    EXPECT_TRUE(LastReport().isWindowUsed);
}

TEST_F(MacroflowTest, GrantsThatWaitForTheirPacketsUseTheWindowToo)
{
    Make(5);
    CmFlow& flow = Join();
    Request(flow, 5);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U);
    Update(flow, 0, 0);
    EXPECT_TRUE(LastReport().isWindowUsed);
}

TEST_F(MacroflowTest, WithAListenerTheWindowMayGrowToTwoAndAHalfTimesOfWhatIsUsed)
{
    Make(11);
    CmFlow& flow = Join();
    ScriptedListener listener;
    Send(flow, 4);
    Update(flow, 0, 0);
    EXPECT_FALSE(LastReport().isWindowUsed); // 11000 < 4000 + 1000 does not hold
    m_macroflow->SetListener(flow, &listener);
    Update(flow, 0, 0);
    EXPECT_FALSE(LastReport().isWindowUsed); // 11000 < 2.5 * 4000 + 1000 neither
    m_controller->SetWindow(10.999);
    Update(flow, 0, 0);
    EXPECT_TRUE(LastReport().isWindowUsed);
    m_macroflow->SetListener(flow, nullptr);
    Update(flow, 0, 0);
    EXPECT_FALSE(LastReport().isWindowUsed);
}

TEST_F(MacroflowTest, TheHeadroomsAreKnobs)
{
    MacroflowParams params;
    params.growthHeadroom = 2;
    params.rateGrowthHeadroom = 4;
    Make(8.5, params);
    CmFlow& flow = Join();
    Send(flow, 4);
    Update(flow, 0, 0);
    EXPECT_TRUE(LastReport().isWindowUsed); // 8500 < 9000
    Update(flow, MTU, MTU);
    EXPECT_TRUE(LastReport().isWindowUsed); // what was in use before the report counts
    Update(flow, 0, 0);
    EXPECT_FALSE(LastReport().isWindowUsed); // 8500 < 7000
    ScriptedListener listener;
    m_macroflow->SetListener(flow, &listener);
    Update(flow, 0, 0);
    EXPECT_TRUE(LastReport().isWindowUsed); // 8500 < 13000
}

TEST_F(MacroflowTest, TheRateIsTheWindowPerRoundTripTimesTheShare)
{
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    EXPECT_FALSE(m_macroflow->Query(a, m_now).IsValid());
    Update(a, 0, 0);
    EXPECT_FALSE(m_macroflow->Query(a, m_now).IsValid()); // no round-trip time yet
    Request(a, 1);
    Sample(a);
    const NetworkState alone = m_macroflow->Query(a, m_now);
    EXPECT_DOUBLE_EQ(alone.rate, 80.0 * MTU / 0.1); // 800 kbit/s
    EXPECT_EQ(alone.srtt, RTT);
    EXPECT_EQ(alone.rttdev, RTT / 2);
    EXPECT_EQ(alone.loss, 0);
    EXPECT_DOUBLE_EQ(m_macroflow->Query(b, m_now).rate, 400e3); // if it were active
    Request(b, 1);
    EXPECT_DOUBLE_EQ(m_macroflow->Query(a, m_now).rate, 400e3);
}

// notes, 4.7: active within max(4 A, 500 ms)
TEST_F(MacroflowTest, AFlowThatIsIdleForFourRoundTripsDoesNotDiluteTheShares)
{
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    Sample(a, 200ms);
    Request(a, 1);
    Request(b, 1);
    Send(a, 1);
    Send(b, 1);
    const Nanoseconds begin = m_now;
    while (m_now < begin + 790ms)
    {
        Advance(10ms);
        Send(a, 1);
        EXPECT_DOUBLE_EQ(m_macroflow->Scheduler().Share(a.member), 0.5);
    }
    Advance(10ms + 62500us); // the sweep may be a sixteenth of a second late
    EXPECT_DOUBLE_EQ(m_macroflow->Scheduler().Share(a.member), 1);
    Send(b, 1); // without a grant, as one does that keeps its own clock
    EXPECT_DOUBLE_EQ(m_macroflow->Scheduler().Share(a.member), 0.5);
}

TEST_F(MacroflowTest, AFlowIsActiveFromTheChargeOfAGrantedPacketToo)
{
    Make(1);
    CmFlow& flow = Join();
    Request(flow, 1);
    Advance(490ms);
    Send(flow, 1);
    Advance(490ms);
    EXPECT_TRUE(flow.isActive);
    Advance(10ms + 62500us);
    EXPECT_FALSE(flow.isActive);
}

TEST_F(MacroflowTest, AFlowThatWaitsForAGrantIsActiveHoweverLong)
{
    Make(1);
    CmFlow& holder = Join();
    CmFlow& waiting = Join();
    ScriptedSender sends([this, &holder](CmFlowId /* flow */) { Send(holder, 1); });
    holder.sender = &sends;
    Request(holder, 1);
    Request(waiting, 1);
    for (int i = 0; i < 100; ++i)
    {
        Advance(25ms);
        Update(holder, 0, 0); // it reports, so that nothing is given up
    }
    EXPECT_DOUBLE_EQ(m_macroflow->Scheduler().Share(holder.member), 0.5);
    EXPECT_TRUE(waiting.isActive);
    EXPECT_FALSE(holder.isActive);
}

// p = 7/8 p + 1/8 of the share that was lost
TEST_F(MacroflowTest, TheLossRateIsSmoothedWithAnEighth)
{
    Make(100);
    CmFlow& flow = Join();
    Send(flow, 20);
    Update(flow, 4 * MTU, MTU, CM_LOSS_FEEDBACK, RTT);
    EXPECT_DOUBLE_EQ(m_macroflow->Query(flow, m_now).loss, 0.75 / 8);
    Update(flow, 4 * MTU, 4 * MTU);
    EXPECT_DOUBLE_EQ(m_macroflow->Query(flow, m_now).loss, 0.75 / 8 * 7 / 8);
    Update(flow, 0, 0);
    EXPECT_DOUBLE_EQ(m_macroflow->Query(flow, m_now).loss, 0.75 / 8 * 7 / 8);
}

TEST_F(MacroflowTest, AListenerIsToldTheFirstEstimateAndThenWhatCrossesItsThresholds)
{
    Make(10);
    CmFlow& flow = Join();
    ScriptedListener listener;
    flow.thresholds = {0.8, 1.25, 0, 0};
    m_macroflow->SetListener(flow, &listener);
    Update(flow, 0, 0);
    EXPECT_TRUE(listener.told.empty()); // nothing is known
    Sample(flow);
    ASSERT_EQ(listener.told.size(), 1U);
    EXPECT_DOUBLE_EQ(listener.told[0].second.rate, 800e3);

    for (const double packets : {8.0, 12.5, 10.0})
    {
        m_controller->SetWindow(packets);
        Sample(flow);
        EXPECT_EQ(listener.told.size(), 1U) << packets; // on the thresholds, not beyond
    }
    m_controller->SetWindow(12.6);
    Sample(flow);
    ASSERT_EQ(listener.told.size(), 2U);
    EXPECT_DOUBLE_EQ(listener.told[1].second.rate, 1008e3);
    m_controller->SetWindow(10.1); // compared with what it was told last: 0.8016
    Sample(flow);
    EXPECT_EQ(listener.told.size(), 2U);
    m_controller->SetWindow(10.0);
    Sample(flow);
    EXPECT_EQ(listener.told.size(), 3U);
    EXPECT_EQ(flow.counters.updates, 3U);
}

TEST_F(MacroflowTest, AListenerIsToldOfTheRoundTripTimeOnlyIfItWantsThat)
{
    Make(10);
    CmFlow& rateOnly = Join();
    CmFlow& both = Join();
    ScriptedListener rateListener;
    ScriptedListener bothListener;
    rateOnly.thresholds = {0, 1e9, 0, 0};
    both.thresholds = {0, 1e9, 0.5, 1.5};
    m_macroflow->SetListener(rateOnly, &rateListener);
    m_macroflow->SetListener(both, &bothListener);
    Sample(both, 100ms);
    Sample(both, 400ms); // srtt 137.5 ms
    EXPECT_EQ(bothListener.told.size(), 1U);
    Sample(both, 300ms); // 157.8 ms
    ASSERT_EQ(bothListener.told.size(), 2U);
    EXPECT_EQ(bothListener.told[1].second.srtt, m_macroflow->Rtt().Srtt());
    for (int i = 0; i < 100; ++i)
    {
        Sample(both, 10ms); // down to 10 ms, past 78.9 and 39 and 19
    }
    EXPECT_EQ(bothListener.told.size(), 5U);
    EXPECT_EQ(rateListener.told.size(), 1U);
}

TEST_F(MacroflowTest, AListenerIsToldWhenItsShareChangesAlthoughTheWindowDoesNot)
{
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    ScriptedListener listener;
    m_macroflow->SetListener(a, &listener);
    Send(a, 1);
    Sample(a);
    ASSERT_EQ(listener.told.size(), 1U);
    Request(b, 1);
    Sample(a);
    ASSERT_EQ(listener.told.size(), 2U);
    EXPECT_DOUBLE_EQ(listener.told[1].second.rate, 400e3);
}

TEST_F(MacroflowTest, TheControllerHearsOfIdleTimeoutsOnceEach)
{
    Make(10);
    CmFlow& flow = Join();
    Send(flow, 1);
    Update(flow, MTU, MTU, CM_NO_CONGESTION, RTT); // the timeout is a second
    m_now += 1s;
    Request(flow, 1);
    EXPECT_TRUE(m_controller->idles.empty()); // not longer than it
    m_macroflow->Notify(flow, 0, m_now);
    m_now += 1ns;
    Request(flow, 1);
    EXPECT_THAT(m_controller->idles, ElementsAre(1));
    m_macroflow->Notify(flow, 0, m_now);
    m_now += 2500ms;
    m_macroflow->Query(flow, m_now);
    EXPECT_THAT(m_controller->idles, ElementsAre(1, 2));
    m_macroflow->Query(flow, m_now);
    EXPECT_THAT(m_controller->idles, ElementsAre(1, 2));
}

// a report may come later than a timeout, if the receiver keeps it back
TEST_F(MacroflowTest, AWindowIsNotIdleWhileReportsAreAwaited)
{
    Make(10);
    CmFlow& flow = Join();
    Sample(flow);
    Send(flow, 1);
    m_controller->idles.clear();
    m_now += 10s;
    Update(flow, MTU, MTU);
    Request(flow, 1);
    EXPECT_TRUE(m_controller->idles.empty());
}

// a flow that sends on its own clock charges first, so that the window is in use when it is looked
// at
TEST_F(MacroflowTest, TheControllerHearsOfIdleTimeoutsAlsoFromAChargeWithoutAGrant)
{
    Make(10);
    CmFlow& flow = Join();
    Sample(flow);
    Send(flow, 1);
    Update(flow, MTU, MTU);
    m_controller->idles.clear();
    m_now += 10s;
    Send(flow, 2);
    EXPECT_THAT(m_controller->idles, ElementsAre(10));
}

TEST_F(MacroflowTest, TimeDoesNotDecayAWindowThatIsInUseOrIsNotMeasuredYet)
{
    Make(10);
    CmFlow& flow = Join();
    m_now += 100s;
    Request(flow, 1);
    EXPECT_TRUE(m_controller->idles.empty()); // no report so far
    Send(flow, 2);
    Update(flow, MTU, MTU, CM_NO_CONGESTION, RTT);
    m_now += 2900ms;
    Request(flow, 1);
    EXPECT_TRUE(m_controller->idles.empty()); // a packet is in the network
}

TEST_F(MacroflowTest, IdleDecayCanBeTurnedOff)
{
    MacroflowParams params;
    params.decaysWhenIdle = false;
    Make(10, params);
    CmFlow& flow = Join();
    Send(flow, 1);
    Update(flow, MTU, MTU, CM_NO_CONGESTION, RTT);
    m_now += 100s;
    Request(flow, 1);
    EXPECT_TRUE(m_controller->idles.empty());
}

TEST_F(MacroflowTest, AFlowBringsTheTimeOfItsLastPacketAlong)
{
    Make(10);
    m_now = 1000s;
    CmFlow& flow = m_flows.emplace_back();
    flow.id = 1;
    flow.description.mtu = MTU;
    flow.sender = &m_sender;
    flow.outstanding = MTU;
    flow.sentAt = m_now - 100ms; // in another macroflow
    m_macroflow->Join(flow, m_now);
    Update(flow, MTU, MTU, CM_NO_CONGESTION, RTT);
    Request(flow, 1);
    EXPECT_TRUE(m_controller->idles.empty());
}

TEST_F(MacroflowTest, TheWatchdogGivesUpASilentMacroflowAfterThreeSecondsAsPersistentCongestion)
{
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    Request(a, 3);
    Send(a, 3);
    Request(b, 2);
    Send(b, 2);
    Advance(3s - 1ns);
    EXPECT_EQ(m_macroflow->Outstanding(), 5 * MTU);
    Advance(1ns + 62500us);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U);
    EXPECT_EQ(a.counters.lostBytes, 3 * MTU);
    EXPECT_EQ(b.counters.lostBytes, 2 * MTU);
    EXPECT_THAT(Signals(), ElementsAre(CongestionSignal::Persistent));
    EXPECT_EQ(m_macroflow->Counters().watchdog, 1U);
}

TEST_F(MacroflowTest, TheWatchdogAnswersTheSilenceAboutSeveralFlowsOnce)
{
    using Signal = CongestionSignal;
    Make(10);
    CmFlow& early = Join();
    CmFlow& late = Join();
    Sample(early);
    m_controller->reports.clear();
    Send(early, 1);
    Advance(2s);
    Send(late, 1);
    Advance(10s);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U);
    EXPECT_THAT(Signals(), ElementsAre(Signal::Persistent)); // both were lost then
    Send(late, 1);
    Advance(10s);
    EXPECT_THAT(Signals(), ElementsAre(Signal::Persistent, Signal::Persistent));
}

// 2 (A + 4 V), and the clients' own timeouts are below that
TEST_F(MacroflowTest, OverALongPathTheWatchdogWaitsForTwoTimeouts)
{
    Make(10);
    CmFlow& flow = Join();
    Sample(flow, 1s); // a timeout of 1 s + 4 * 500 ms
    Send(flow, 1);
    Advance(6s - 1ns);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    Advance(1ns + 62500us);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U);
}

TEST_F(MacroflowTest, OneDeadFlowAmongLivingOnesIsGivenUpWithoutACutOfTheWindow)
{
    Make(10);
    CmFlow& dead = Join();
    CmFlow& living = Join();
    Request(dead, 4);
    Send(dead, 4);
    for (int i = 0; i < 320; ++i)
    {
        Send(living, 1);
        Advance(10ms);
        Update(living, MTU, MTU, CM_NO_CONGESTION, 10ms);
    }
    EXPECT_EQ(dead.outstanding, 0U);
    EXPECT_EQ(dead.counters.lostBytes, 4 * MTU);
    EXPECT_EQ(living.counters.lostBytes, 0U);
    EXPECT_EQ(m_macroflow->Counters().watchdog, 1U);
    EXPECT_EQ(m_macroflow->Counters().persistent, 0U);
}

TEST_F(MacroflowTest, TheWatchdogWaitsTwiceAsLongAsTheClient)
{
    Make(10);
    CmFlow& flow = Join();
    m_macroflow->SetReportTimeout(flow, 11s, m_now);
    Send(flow, 1);
    Advance(22s - 1ns);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    Advance(1ns + 62500us);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U);
    EXPECT_THAT(Signals(), ElementsAre(CongestionSignal::Persistent));
}

TEST_F(MacroflowTest, TheWatchdogFollowsATimeoutThatChanges)
{
    Make(10);
    CmFlow& flow = Join();
    m_macroflow->SetReportTimeout(flow, 100s, m_now);
    Send(flow, 1);
    Advance(10s);
    m_macroflow->SetReportTimeout(flow, 6s, m_now);
    Advance(2s - 1ns);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    Advance(1ns + 62500us);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U) << "12 s after it was sent";
    Send(flow, 1);
    Advance(2s);
    m_macroflow->SetReportTimeout(flow, 10s, m_now);
    Advance(18s - 1ns);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    m_macroflow->SetReportTimeout(flow, 0s, m_now);
    Advance(62500us);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U) << "not known: 3 s";
    m_macroflow->SetReportTimeout(flow, FOREVER, m_now);
    Send(flow, 1);
    Advance(24h * 365);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
}

TEST_F(MacroflowTest, SilenceOfOneIsNoPersistentCongestionWhileAMorePatientOneAwaitsReports)
{
    Make(10);
    CmFlow& patient = Join();
    CmFlow& dead = Join();
    m_macroflow->SetReportTimeout(patient, 11s, m_now);
    Send(patient, 1);
    Send(dead, 1);
    Advance(10s);
    EXPECT_EQ(dead.counters.lostBytes, MTU);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    EXPECT_THAT(Signals(), testing::IsEmpty());
    Advance(20s);
    EXPECT_THAT(Signals(), ElementsAre(CongestionSignal::Persistent));
}

TEST_F(MacroflowTest, AReportKeepsTheWatchdogAway)
{
    Make(10);
    CmFlow& flow = Join();
    Send(flow, 1);
    for (int i = 0; i < 10; ++i)
    {
        Advance(2900ms);
        Update(flow, 0, 0);
    }
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    EXPECT_EQ(m_macroflow->Counters().watchdog, 0U);
}

TEST_F(MacroflowTest, TheWatchdogCanBeTurnedOffAndThenLeavesNoTimerBehind)
{
    MacroflowParams params;
    params.hasWatchdog = false;
    Make(10, params);
    CmFlow& flow = Join();
    Send(flow, 1);
    Sample(flow);
    Advance(3600s);
    EXPECT_EQ(m_macroflow->Outstanding(), MTU);
    EXPECT_EQ(m_macroflow->NextWakeup(), FOREVER);
}

TEST_F(MacroflowTest, AReportSaysHowLongItsClientWaitsFromNowOn)
{
    Make(10);
    CmFlow& flow = Join();
    Send(flow, 2);
    const auto report = [&](Nanoseconds timeout) {
        CmFeedback feedback;
        feedback.reportTimeout = timeout;
        m_macroflow->Update(flow, feedback, m_now);
    };
    report(10s);
    report(CM_SAME_TIMEOUT);
    Advance(20s - 1ns); // twice as long
    EXPECT_EQ(m_macroflow->Counters().watchdog, 0U);
    report(0s); // not known any more
    Advance(3s + 100ms);
    EXPECT_EQ(m_macroflow->Counters().watchdog, 1U);
}

TEST_F(MacroflowTest, AMacroflowThatHasNothingToDoWantsNotToBeWoken)
{
    Make(10);
    CmFlow& flow = Join();
    EXPECT_EQ(m_macroflow->NextWakeup(), FOREVER);
    Request(flow, 1);
    Send(flow, 1);
    Update(flow, MTU, MTU, CM_NO_CONGESTION, RTT);
    Advance(3600s);
    EXPECT_EQ(m_macroflow->NextWakeup(), FOREVER);
}

TEST_F(MacroflowTest, TheMtuIsTheLargestPacketOfItsFlowsAsLongAsTheyAreThere)
{
    Make(10);
    CmFlow& small = Join(500);
    EXPECT_EQ(m_macroflow->Mtu(), 500U);
    CmFlow& large = Join(1400);
    CmFlow& another = Join(1400);
    CmFlow& middle = Join(900);
    EXPECT_EQ(m_macroflow->Mtu(), 1400U);
    m_macroflow->Leave(large);
    EXPECT_EQ(m_macroflow->Mtu(), 1400U);
    m_macroflow->Leave(another);
    EXPECT_EQ(m_macroflow->Mtu(), 900U);
    m_macroflow->Leave(small);
    m_macroflow->Leave(middle);
    EXPECT_EQ(m_macroflow->Mtu(), 900U); // remembered until another flow comes
    Join(600);
    EXPECT_EQ(m_macroflow->Mtu(), 600U);
    EXPECT_THAT(m_controller->mtus, ElementsAre(500, 1400, 900, 600));
}

TEST_F(MacroflowTest, AGrantIsForThePacketsOfItsFlow)
{
    Make(10);
    CmFlow& small = Join(500);
    Join(1400);
    Request(small, 2);
    EXPECT_EQ(m_macroflow->Reserved(), 1000U);
    m_macroflow->Notify(small, 500, m_now);
    EXPECT_EQ(m_macroflow->Reserved(), 500U);
}

TEST_F(MacroflowTest, AFlowThatLeavesTakesItsPartOfTheAccountAlong)
{
    Make(10);
    CmFlow& a = Join();
    CmFlow& b = Join();
    Request(a, 4);
    Send(a, 2);
    Request(b, 3);
    Request(a, 20);
    m_macroflow->Leave(a);
    EXPECT_EQ(m_macroflow->Outstanding(), 0U);
    EXPECT_EQ(m_macroflow->Reserved(), b.reserved);
    EXPECT_EQ(m_macroflow->Pending(), 0U);
    EXPECT_EQ(m_macroflow->Flows(), 1U);
    EXPECT_EQ(a.outstanding, 2 * MTU);
    EXPECT_GT(a.reserved, 0U);
    m_macroflow->Join(a, m_now);
    EXPECT_EQ(m_macroflow->Outstanding(), 2 * MTU);
    EXPECT_EQ(m_macroflow->Reserved(), a.reserved + b.reserved);
    EXPECT_EQ(m_macroflow->Pending(), a.pending);
}

} // namespace
} // namespace qos
} // namespace ns3
