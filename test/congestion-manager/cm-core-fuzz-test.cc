/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-test-clients.h"
#include "cm-test-core.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <tuple>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr int OPERATIONS = 40000; //!< per run, without those from within clients

/** Random calls by random clients, which call back at random. */
class Fuzzer : private CmSender, private CmListener
{
  public:
    /**
     * @param controller of the macroflows
     * @param scheduler of the macroflows
     * @param seed of everything
     */
    Fuzzer(const std::string& controller, const std::string& scheduler, uint32_t seed)
        : m_random(seed),
          m_cm(MakeParams(controller, scheduler, seed))
    {
    }

    /**
     * Make random calls.
     * @param operations how many
     */
    void Run(int operations)
    {
        for (int i = 0; i < operations && !testing::Test::HasFailure(); ++i)
        {
            m_budget = CALLBACK_BUDGET;
            Digest(static_cast<uint64_t>(m_cm.Now().count()));
            Act();
            if (Chance(3))
            {
                m_cm.Advance(Chance(100) ? 100s : Nanoseconds(Below(30'000'000)));
            }
        }
    }

    /** Close everything; nothing may be left then. */
    void End()
    {
        m_cm.SetFrozen(false);
        while (!m_cm.Flows().empty())
        {
            EXPECT_EQ(m_cm.Close(m_cm.Flows().front()), CmStatus::Ok);
        }
        for (const Macroflow* macroflow : m_cm.Core().Macroflows())
        {
            EXPECT_EQ(macroflow->Outstanding(), 0U);
            EXPECT_EQ(macroflow->Reserved(), 0U);
            EXPECT_EQ(macroflow->Pending(), 0U);
            EXPECT_EQ(macroflow->Flows(), 0U);
            EXPECT_FALSE(macroflow->IsBusy());
        }
        m_cm.ServeDue();
        m_cm.Advance(120s);
        EXPECT_TRUE(m_cm.Core().Macroflows().empty());
        EXPECT_EQ(m_cm.Core().NextWakeup(), FOREVER);
        EXPECT_FALSE(m_cm.Core().HasDue());
    }

    /** @return what tells one run from another */
    uint64_t Hash() const
    {
        return m_hash;
    }

    /** @return grants handed out */
    uint64_t Grants() const
    {
        return m_cm.Grants();
    }

    /** @return calls of clients */
    uint64_t Callbacks() const
    {
        return m_callbacks;
    }

  private:
    /**
     * @param controller of the macroflows
     * @param scheduler of the macroflows
     * @param seed decides about the knobs
     * @return a setup
     */
    static CmTestParams MakeParams(const std::string& controller,
                                   const std::string& scheduler,
                                   uint32_t seed)
    {
        CmTestParams params;
        params.controller = controller;
        params.scheduler = scheduler;
        params.seed = seed;
        params.control.initialWindow = 1 + seed % 3 * 5;
        params.control.growWhileRecovering = seed % 2 == 0;
        CmSetup& setup = params.setup;
        setup.linger = std::chrono::seconds(seed % 3 * 30);
        setup.largestTable = LARGEST_TABLE;
        setup.aggregation.byDscp = seed % 4 == 1;
        setup.aggregation.byPrincipal = seed % 4 == 2;
        setup.aggregation.apart = seed % 8 == 3;
        setup.macroflow.hasWatchdog = seed % 5 != 0;
        setup.macroflow.decaysWhenIdle = seed % 3 != 0;
        setup.macroflow.reactOncePerRtt = seed % 7 != 0;
        setup.macroflow.largestBacklog = 100;
        return params;
    }

    /**
     * @param bound a number above 0
     * @return a number below it
     */
    uint64_t Below(uint64_t bound)
    {
        return m_random() % bound;
    }

    /**
     * @param oneIn a number above 0
     * @return true once in that many times
     */
    bool Chance(uint64_t oneIn)
    {
        return Below(oneIn) == 0;
    }

    /** @return an amount of bytes, small, large or absurd */
    uint64_t Amount()
    {
        return Chance(20) ? std::numeric_limits<uint64_t>::max() >> Below(64) : Below(6 * MTU);
    }

    /** @return a flow, now and then one that is closed or was never there */
    CmFlowId AnyFlow()
    {
        if (m_cm.Flows().empty() || Chance(30))
        {
            return Chance(2) ? m_closed : static_cast<CmFlowId>(m_random());
        }
        return m_cm.Flows()[Below(m_cm.Flows().size())];
    }

    /** @param value is a part of the run */
    void Digest(uint64_t value)
    {
        m_hash = (m_hash ^ value) * 0x100000001b3;
    }

    /** Open a flow to one of a few hosts. */
    void Open()
    {
        FlowDescription flow = MakeFlow(static_cast<uint8_t>(Below(3)),
                                        static_cast<uint16_t>(Below(uint64_t{3} * LARGEST_TABLE)),
                                        Chance(50) ? 0 : static_cast<uint32_t>(1 + Below(2 * MTU)));
        flow.dscp = static_cast<uint8_t>(Below(2));
        flow.principal = static_cast<uint32_t>(Below(2));
        flow.isKernelFed = Chance(2);
        CmFlowId opened = CM_NONE;
        if (m_cm.Open(flow, opened) == CmStatus::Ok)
        {
            m_cm.Core().RegisterSend(opened, Chance(10) ? nullptr : this);
            m_cm.Core().RegisterUpdate(opened, Chance(3) ? this : nullptr);
        }
        Digest(static_cast<uint64_t>(opened));
    }

    /** Close a flow. */
    void Close()
    {
        const CmFlowId flow = AnyFlow();
        m_closed = flow;
        m_cm.Close(flow);
    }

    /** @param flow reports something */
    void Report(CmFlowId flow)
    {
        CmFeedback feedback;
        feedback.sent = Amount();
        feedback.received = Chance(2) ? feedback.sent : Amount();
        feedback.lossMode = CM_NO_CONGESTION;
        if (Chance(3))
        {
            feedback.lossMode = static_cast<uint8_t>(Below(20));
        }
        feedback.rtt = Chance(2) ? CM_NO_RTT : Nanoseconds(Below(200'000'000));
        if (Chance(200))
        {
            feedback.rtt = Nanoseconds(static_cast<int64_t>(m_random()));
        }
        Digest(static_cast<uint64_t>(m_cm.Update(flow, feedback)));
    }

    /** Move a flow somewhere. */
    void Move()
    {
        const auto target = static_cast<MacroflowId>(Below(m_lastMacroflow + 2));
        MacroflowId result = CM_NONE;
        m_cm.Move(AnyFlow(), Chance(4) ? CM_NONE : target, result);
        m_lastMacroflow = std::max(m_lastMacroflow, result);
        Digest(static_cast<uint64_t>(result));
    }

    /** Change what can be changed of a flow. */
    void Configure()
    {
        const CmFlowId flow = AnyFlow();
        CmCore& core = m_cm.Core();
        switch (Below(6))
        {
        case 0:
            core.SetWeight(flow, std::pow(10, static_cast<double>(Below(16)) - 8));
            break;
        case 1:
            core.SetThresholds(flow,
                               {static_cast<double>(Below(12)) / 10,
                                static_cast<double>(8 + Below(20)) / 10,
                                static_cast<double>(Below(12)) / 10,
                                static_cast<double>(Below(20)) / 10});
            break;
        case 2:
            core.RegisterSend(flow, Chance(3) ? nullptr : this);
            break;
        case 3:
            core.RegisterUpdate(flow, Chance(2) ? nullptr : this);
            break;
        case 4:
            core.SetReportTimeout(flow, Nanoseconds(Below(20'000'000'000)), m_cm.Now());
            break;
        default:
            m_cm.SetFrozen(Chance(3));
        }
        m_cm.Check();
    }

    /** Look at a flow. */
    void Ask()
    {
        const CmFlowId flow = AnyFlow();
        NetworkState state;
        if (m_cm.Core().Query(flow, m_cm.Now(), state) == CmStatus::Ok && state.IsValid())
        {
            EXPECT_TRUE(std::isfinite(state.rate));
            EXPECT_GE(state.loss, 0);
            EXPECT_LE(state.loss, 1);
            EXPECT_GE(state.srtt, 0ns);
            EXPECT_GE(state.rttdev, 0ns);
            Digest(static_cast<uint64_t>(state.rate));
        }
        m_cm.Check();
    }

    /** Make a random call. */
    void Act()
    {
        switch (Below(20))
        {
        case 0:
        case 1:
            Open();
            break;
        case 2:
            Close();
            break;
        case 3:
            Move();
            break;
        case 4:
            Configure();
            break;
        case 5:
            Ask();
            break;
        case 6:
            m_cm.ServeDue();
            break;
        case 7:
            m_cm.Core().Defer(AnyFlow());
            break;
        case 8:
        case 9:
            m_cm.Notify(AnyFlow(), static_cast<uint32_t>(Below(2 * MTU)));
            break;
        case 10:
        case 11:
        case 12:
        case 13:
            Report(AnyFlow());
            break;
        default:
            const CmFlowId flow = AnyFlow();
            m_cm.Request(flow, static_cast<uint32_t>(Chance(50) ? m_random() : Below(8)));
            m_cm.Serve(flow);
        }
    }

    void CmappSend(CmFlowId flow) override
    {
        Digest(static_cast<uint64_t>(flow));
        EXPECT_NE(m_cm.Core().FlowState(flow), nullptr);
        ++m_callbacks;
        switch (m_budget > 0 ? Below(8) : 0)
        {
        case 0: // keep it
            break;
        case 1:
            m_cm.Notify(flow, 0);
            break;
        case 2:
            CallBack();
            break;
        default:
            m_cm.Notify(flow, static_cast<uint32_t>(Chance(10) ? Below(4 * MTU) : MTU));
            m_cm.Request(flow, static_cast<uint32_t>(Below(3)));
        }
    }

    void CmappUpdate(CmFlowId flow, const NetworkState& state) override
    {
        Digest(static_cast<uint64_t>(state.rate));
        EXPECT_NE(m_cm.Core().FlowState(flow), nullptr);
        EXPECT_TRUE(state.IsValid());
        ++m_callbacks;
        if (Chance(3))
        {
            CallBack();
        }
    }

    /** Call from within a client, but not without end. */
    void CallBack()
    {
        if (m_budget > 0)
        {
            --m_budget;
            Act();
        }
    }

    static constexpr int CALLBACK_BUDGET = 50;    //!< calls from within clients per operation
    static constexpr uint32_t LARGEST_TABLE = 30; //!< flows

    std::mt19937_64 m_random;             //!< decides
    CheckedCm m_cm;                       //!< what is tested
    CmFlowId m_closed = CM_NONE;          //!< closed last
    MacroflowId m_lastMacroflow = 10;     //!< about the largest there is
    int m_budget = 0;                     //!< calls from within clients that are left
    uint64_t m_callbacks = 0;             //!< calls of clients
    uint64_t m_hash = 0xcbf29ce484222325; //!< of the run
};

/** Controller, scheduler and seed. */
using FuzzParams = std::tuple<std::string, std::string, uint32_t>;

/** Random operations with one setup. */
class CmCoreFuzz : public testing::TestWithParam<FuzzParams>
{
};

INSTANTIATE_TEST_SUITE_P(All,
                         CmCoreFuzz,
                         testing::Combine(testing::ValuesIn(CongestionControllers().Names()),
                                          testing::ValuesIn(FlowSchedulers().Names()),
                                          testing::Values(1, 2, 3, 4)),
                         [](const auto& instance) {
                             std::string name = std::get<0>(instance.param) + "_" +
                                                std::get<1>(instance.param) + "_" +
                                                std::to_string(std::get<2>(instance.param));
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST_P(CmCoreFuzz, TheAccountIsRightAfterEveryCallAndEmptyAtTheEnd)
{
    const auto& [controller, scheduler, seed] = GetParam();
    SCOPED_TRACE("seed " + std::to_string(seed));
    Fuzzer fuzzer(controller, scheduler, seed);
    fuzzer.Run(OPERATIONS);
    fuzzer.End();
    // it was not all refused
    EXPECT_GT(fuzzer.Grants(), static_cast<uint64_t>(OPERATIONS / 20));
    EXPECT_GT(fuzzer.Callbacks(), fuzzer.Grants());
}

TEST(CmCoreFuzzTest, EqualSeedsGiveEqualRuns)
{
    const auto hash = [](uint32_t seed) {
        Fuzzer fuzzer("aimd", "random-round-robin", seed);
        fuzzer.Run(5000);
        return fuzzer.Hash();
    };
    EXPECT_EQ(hash(9), hash(9));
    EXPECT_NE(hash(9), hash(10));
}

} // namespace
} // namespace qos
} // namespace ns3
