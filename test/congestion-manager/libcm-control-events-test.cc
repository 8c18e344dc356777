/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/control-events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;

/** Grants as a table. */
class TableLedger : public GrantLedger
{
  public:
    uint32_t GrantsOf(CmFlowId flow) const override
    {
        const auto found = grants.find(flow);
        return found == grants.end() ? 0 : found->second;
    }

    std::map<CmFlowId, uint32_t> grants;
};

/** The events of a control socket. */
class ControlSocketEvents : public testing::Test
{
  protected:
    void Grant(CmFlowId flow)
    {
        ++m_ledger.grants[flow];
        m_events.Granted(flow);
    }

    void Use(CmFlowId flow)
    {
        --m_ledger.grants[flow];
    }

    TableLedger m_ledger;
    ControlEvents m_events{m_ledger};
};

TEST_F(ControlSocketEvents, AreNoneAtFirst)
{
    EXPECT_FALSE(m_events.IsWritable());
    EXPECT_FALSE(m_events.HasException());
    EXPECT_THAT(m_events.Sendable(), IsEmpty());
    EXPECT_THAT(m_events.ChangedFlows(), IsEmpty());
}

TEST_F(ControlSocketEvents, TellAllGrantsAtOnce)
{
    for (const CmFlowId flow : {3, 1, 2})
    {
        Grant(flow);
    }
    EXPECT_TRUE(m_events.IsWritable());
    EXPECT_THAT(m_events.Sendable(), ElementsAre(3, 1, 2)) << "in the order of the grants";
}

TEST_F(ControlSocketEvents, TellAFlowAsOftenAsItHoldsGrantsAndAllFlowsOnceBeforeThat)
{
    for (const CmFlowId flow : {1, 1, 1, 2, 3, 3})
    {
        Grant(flow);
    }
    EXPECT_THAT(m_events.Sendable(), ElementsAre(1, 2, 3, 1, 3, 1));
}

TEST_F(ControlSocketEvents, StayAsLongAsTheGrantIsHeld)
{
    Grant(1);
    EXPECT_THAT(m_events.Sendable(), ElementsAre(1));
    EXPECT_TRUE(m_events.IsWritable()) << "nothing was sent yet";
    EXPECT_THAT(m_events.Sendable(), ElementsAre(1));
    Use(1);
    EXPECT_FALSE(m_events.IsWritable());
    EXPECT_THAT(m_events.Sendable(), IsEmpty());
}

TEST_F(ControlSocketEvents, ForgetGrantsThatLapsed)
{
    Grant(1);
    Grant(2);
    m_ledger.grants[1] = 0;
    EXPECT_TRUE(m_events.IsWritable());
    EXPECT_THAT(m_events.Sendable(), ElementsAre(2));
}

TEST_F(ControlSocketEvents, LeaveNoFlowOutTwiceInARowThoughNotAllFit)
{
    for (CmFlowId flow = 1; flow <= 5; ++flow)
    {
        Grant(flow);
    }
    EXPECT_THAT(m_events.Sendable(3), ElementsAre(1, 2, 3));
    EXPECT_THAT(m_events.Sendable(3), ElementsAre(4, 5, 1));
    EXPECT_THAT(m_events.Sendable(3), ElementsAre(2, 3, 4));
}

TEST_F(ControlSocketEvents, TellAChangeOnceHoweverOftenItHappened)
{
    m_events.Changed(2);
    m_events.Changed(1);
    m_events.Changed(2);
    m_events.Changed(2);
    EXPECT_TRUE(m_events.HasException());
    EXPECT_THAT(m_events.ChangedFlows(), ElementsAre(2, 1));
    m_events.Seen(2);
    EXPECT_THAT(m_events.ChangedFlows(), ElementsAre(1));
    m_events.Seen(1);
    EXPECT_FALSE(m_events.HasException());
}

TEST_F(ControlSocketEvents, OfAForgottenFlowAreGone)
{
    Grant(1);
    Grant(2);
    m_events.ForgetGrants(1);
    EXPECT_THAT(m_events.Sendable(), ElementsAre(2));
    m_events.ForgetGrants(7);
    Grant(1);
    EXPECT_THAT(m_events.Sendable(), ElementsAre(2, 1, 1)) << "and come back with a new grant";
}

// Whatever happens, in whatever order: what is told is what is held, each flow in its turn.
TEST_F(ControlSocketEvents, TellExactlyWhatIsHeldWhateverHappens)
{
    constexpr uint32_t SEED = 5;
    constexpr int STEPS = 20000;
    constexpr CmFlowId FLOWS = 12;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const auto below = [&random](uint32_t bound) { return random() % bound; };
    std::map<CmFlowId, uint32_t> passedOver;
    for (int step = 0; step < STEPS; ++step)
    {
        const auto flow = static_cast<CmFlowId>(1 + below(FLOWS));
        switch (below(4))
        {
        case 0:
            if (m_ledger.grants[flow] < 3)
            {
                Grant(flow);
            }
            continue;
        case 1:
            if (m_ledger.grants[flow] > 0)
            {
                Use(flow);
            }
            passedOver[flow] = 0;
            continue;
        case 2:
            m_ledger.grants[flow] = 0;
            m_events.ForgetGrants(flow);
            passedOver[flow] = 0;
            continue;
        default:
            break;
        }
        const std::size_t most = 1 + below(20);
        uint32_t held = 0;
        uint32_t holders = 0;
        for (const auto& [own, grants] : m_ledger.grants)
        {
            held += grants;
            holders += grants > 0 ? 1 : 0;
        }
        EXPECT_EQ(m_events.IsWritable(), held > 0);
        const std::vector<CmFlowId> told = m_events.Sendable(most);
        ASSERT_EQ(told.size(), std::min<std::size_t>(held, most));
        const std::set<CmFlowId> distinct(told.begin(), told.end());
        ASSERT_EQ(distinct.size(), std::min<std::size_t>(holders, most));
        for (const auto& [own, grants] : m_ledger.grants)
        {
            ASSERT_LE(std::count(told.begin(), told.end(), own), grants);
            passedOver[own] = grants > 0 && distinct.count(own) == 0 ? passedOver[own] + 1 : 0;
            ASSERT_LT(passedOver[own], FLOWS) << "flow " << own << " starves";
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
