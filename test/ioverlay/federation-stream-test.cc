/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Service federation: the streams over the chosen instances, and their end.
 */

#include "federation-network.h"

#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/stream-merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::seconds;

using Numbers = FederationNumbers;

constexpr uint32_t APP = FEDERATION_APP;

/** A federation with parallel ways that carries a stream. */
class RunningFederation : public FederationTest
{
  protected:
    void SetUp() override
    {
        const RequirementGraph graph = DiamondRequirement();
        Provide({1, 1, 1, 1, 1});
        AssignAll(graph, {1, 1, 1, 1, 1}, 100000);
        m_nodes[0]->SetSource([](uint32_t) {
            return std::make_unique<PacedSource>(PacedSourceParams{1000, KBps(50)});
        });
        m_network.Engine(4).SetDeliverCallback(
            [this](const MessagePtr& message) { m_delivered.push_back(message->header.sequence); });
        Federate(graph, 50000);
        Pass(seconds{60}); // twice as long as an idle one would be remembered
    }

    /** @return the sum over all nodes of what peers are to applications */
    std::size_t Edges()
    {
        std::size_t edges = 0;
        for (uint32_t i = 0; i < m_network.Nodes(); ++i)
        {
            edges += m_network.Engine(i).Edges().size();
        }
        return edges;
    }

    Numbers m_delivered; //!< sequence numbers
};

TEST_F(RunningFederation, DeliversEachMessageOnceAndInOrder)
{
    ASSERT_GT(m_delivered.size(), 2900);
    for (uint32_t i = 0; i < m_delivered.size(); ++i)
    {
        ASSERT_EQ(m_delivered[i], i);
    }
    EXPECT_EQ(Sum(&FederationCounters::strays), 0);
    EXPECT_EQ(Edges(), 10) << "each of five streams at both ends";
    EXPECT_EQ(Sum(&FederationCounters::acknowledgements), 5);
}

TEST_F(RunningFederation, EndsWithItsSource)
{
    Tell(0, MessageType::STerminate);
    Pass(seconds{1});
    EXPECT_EQ(Members(), 0);
    EXPECT_EQ(Edges(), 0);
    EXPECT_EQ(m_nodes[3]->Residual(), 100000);
    const std::size_t delivered = m_delivered.size();
    Pass(seconds{60});
    EXPECT_EQ(m_delivered.size(), delivered);
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
}

TEST_F(RunningFederation, EndsIfAnInstanceIsGone)
{
    m_network.Engine(3).Crash();
    Pass(seconds{1});
    for (const uint32_t number : {0, 1, 2, 4})
    {
        EXPECT_EQ(m_nodes[number]->Session(APP), nullptr) << number;
    }
}

TEST(StreamMerge, LetsAMessageGoOnWhenItHasComeByAllStreams)
{
    StreamMerge merge;
    EXPECT_FALSE(merge.Add(0, 0, 3));
    EXPECT_FALSE(merge.Add(1, 0, 3));
    EXPECT_FALSE(merge.Add(0, 0, 3)) << "the same one again";
    EXPECT_FALSE(merge.Add(0, 2, 3));
    EXPECT_TRUE(merge.Add(0, 1, 3));
    EXPECT_FALSE(merge.Add(1, 1, 3));
    EXPECT_TRUE(merge.Add(1, 2, 3));
    EXPECT_EQ(merge.GivenUp(), 0);
}

TEST(StreamMerge, GivesUpWhatIsTooOld)
{
    StreamMerge merge;
    const auto ahead = static_cast<uint32_t>(StreamMerge::WINDOW);
    EXPECT_FALSE(merge.Add(5, 0, 2));
    EXPECT_FALSE(merge.Add(5 + ahead, 0, 2));
    EXPECT_FALSE(merge.Add(5, 1, 2)) << "too late";
    EXPECT_TRUE(merge.Add(5 + ahead, 1, 2));
    EXPECT_EQ(merge.GivenUp(), 2);
}

} // namespace
} // namespace qos
} // namespace ns3
