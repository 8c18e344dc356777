/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * A host waits for an overlay node on another one:
 *
 *     host 0, who calls ---- router ---- host 1, with the node
 */

#include "overlay-listener.h"

#include "ns3/overlay-tcp-call.h"
#include "ns3/simulator.h"
#include "ns3/tcp-overlay-bed.h"
#include "ns3/time-conversion.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

class OverlayTcpCallTest : public testing::Test
{
  protected:
    OverlayTcpCallTest()
    {
        m_bed->AddHost(milliseconds{10});
        m_bed->AddHost(milliseconds{10});
        m_bed->AddNode(1, OverlayEngineParams(), std::make_unique<OverlayListener>());
    }

    ~OverlayTcpCallTest() override
    {
        m_call.reset();
        m_bed.reset();
        Simulator::Destroy();
    }

    /** Let host 0 call the node. */
    void Call()
    {
        m_call = std::make_unique<OverlayTcpCall>(m_bed->Network().Hosts().Get(0),
                                                  m_bed->IdOf(0),
                                                  [this] { m_answers.push_back(m_bed->Now()); });
    }

    std::unique_ptr<TcpOverlayBed> m_bed = std::make_unique<TcpOverlayBed>(); //!< the node
    std::unique_ptr<OverlayTcpCall> m_call;                                   //!< who waits
    std::vector<Nanoseconds> m_answers;                                       //!< when they came
};

TEST_F(OverlayTcpCallTest, IsAnsweredAtOnceByANodeThatIsThere)
{
    m_bed->Advance(seconds{1});
    Call();
    m_bed->Advance(seconds{5});
    ASSERT_EQ(m_answers.size(), 1U);
    EXPECT_LT(m_answers[0], seconds{1} + milliseconds{50});
}

TEST_F(OverlayTcpCallTest, IsAnsweredSoonAfterTheNodeHasBegun)
{
    m_bed->NodeAt(0)->SetStartTime(ToSimulator(seconds{7}));
    Call();
    m_bed->Advance(seconds{12});
    ASSERT_EQ(m_answers.size(), 1U);
    EXPECT_GE(m_answers[0], seconds{7});
    EXPECT_LT(m_answers[0], seconds{7} + milliseconds{300});
}

TEST_F(OverlayTcpCallTest, LeavesNothingAtTheNode)
{
    Call();
    m_bed->Advance(seconds{20});
    ASSERT_EQ(m_answers.size(), 1U);
    EXPECT_EQ(m_bed->NodeAt(0)->CountConnections(), 0U);
    EXPECT_EQ(m_bed->LiveMessages(), 0U);
}

TEST_F(OverlayTcpCallTest, MayEndBeforeItIsAnswered)
{
    m_bed->NodeAt(0)->SetStartTime(ToSimulator(seconds{3}));
    Call();
    m_bed->Advance(seconds{2});
    m_call.reset();
    m_bed->Advance(seconds{5});
    EXPECT_TRUE(m_answers.empty());
}

} // namespace
} // namespace qos
} // namespace ns3
