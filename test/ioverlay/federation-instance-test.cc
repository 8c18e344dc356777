/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Service federation: how instances make themselves known, and what one of them does with what it
 * is told.
 */

#include "federation-network.h"
#include "scripted-engine.h"

#include "ns3/federation-algorithm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::SizeIs;

using Numbers = FederationNumbers;

constexpr uint32_t APP = FEDERATION_APP;

TEST_F(FederationTest, AnInstanceTellsEachHostThatItKnowsOnce)
{
    AddNodes(6);
    Introduce(0, {1, 2, 3});
    Assign(0, 10, ShortRequirement());
    EXPECT_EQ(m_nodes[0]->GetCounters().awareFirst, 3);
    EXPECT_EQ(Sum(&FederationCounters::awareRelayed), 0);
}

TEST_F(FederationTest, HostsRelayAnAdvertisementOnceUntilItsTimeIsUp)
{
    FederationParams params;
    params.ttl = 3;
    AddNodes(6, params);
    for (uint32_t i = 0; i < 5; ++i)
    {
        Introduce(i, {i + 1, i == 0 ? 5 : i - 1}); // a way, and one edge back
    }
    Assign(0, 10, ShortRequirement());
    // 0 tells 1 and 5, 1 tells 2 (and not 0, where it came from), 2 tells 3, and 3 tells 4: the end
    EXPECT_EQ(Sum(&FederationCounters::awareFirst), 2);
    EXPECT_EQ(Sum(&FederationCounters::awareRelayed), 3);
    EXPECT_THAT(m_nodes[4]->Hosts().Ids(),
                ElementsAre(m_network.IdOf(0), m_network.IdOf(3), m_network.IdOf(5)));
}

TEST_F(FederationTest, NeighboursKnowEachOtherWhoeverIsAssignedFirst)
{
    Numbers order{0, 1, 2};
    do
    {
        const uint32_t first = m_network.Nodes();
        AddNodes(4);
        for (uint32_t i = 0; i < 3; ++i)
        {
            Introduce(first + i, {first + 3}); // a host without a service
        }
        Introduce(first + 3, {first, first + 1, first + 2});
        for (const uint32_t i : order)
        {
            Assign(first + i, static_cast<ServiceId>(10 + i), ShortRequirement());
        }
        EXPECT_EQ(m_nodes[first]->Instances().Of(11).size, 1);
        EXPECT_EQ(m_nodes[first + 1]->Instances().Of(12).size, 1);
        EXPECT_EQ(m_nodes[first]->Instances().Size(), 1) << "the sink is not next to the source";
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(FederationTest, AnInstanceTellsTheNeighboursOfANewOneAndNobodyElse)
{
    AddNodes(5);
    const RequirementGraph graph = ShortRequirement();
    Assign(0, 10, graph); // which knows nobody
    Assign(2, 12, graph); // nor does this one
    Introduce(1, {0, 2, 4});
    Assign(1, 11, graph);
    Introduce(3, {1});
    Assign(3, 11, graph); // tells 1, which tells 0 and 2
    EXPECT_EQ(m_nodes[1]->GetCounters().awarePassed, 2);
    EXPECT_EQ(m_nodes[0]->Instances().Of(11).size, 2);
    EXPECT_EQ(m_nodes[4]->GetCounters().awareRelayed, 0);
    EXPECT_EQ(m_nodes[3]->Instances().Of(12).size, 1) << "which has answered";
}

TEST(InstanceTable, HasNoMoreInstancesThanItMay)
{
    InstanceTable table(2);
    InstanceAware aware;
    for (uint32_t i = 1; i <= 3; ++i)
    {
        aware.instance = {i, 7000};
        EXPECT_EQ(table.Update(aware), i <= 2 ? InstanceNews::Instance : InstanceNews::Nothing);
    }
    aware.instance = {1, 7000};
    aware.service = 5; // it provides something else now
    EXPECT_EQ(table.Update(aware), InstanceNews::Instance);
    EXPECT_EQ(table.Of(0).size, 1);
    EXPECT_EQ(table.Of(5).size, 1);
}

/** An instance of service 11, which knows one of 13. */
class FederationInstance : public testing::Test
{
  protected:
    void SetUp() override
    {
        Process(MessageType::SAssign,
                {},
                FederationAssign{11, 5000, ServiceGraph({{10, 11}, {11, 13}})}.Write());
        Process(MessageType::SAware,
                {9, 7000},
                InstanceAware{13, {9, 7000}, 1000, 0, true, {}}.Write());
        m_token.cursor = 1;
        m_token.nodes = {m_source, m_engine.Self(), {3, 7000}, {}, {}};
    }

    /**
     * @param type of a message
     * @param from who sends it; none for the observer
     * @param payload of it
     * @return whether it was refused
     */
    bool Process(MessageType type, NodeId from, Payload payload)
    {
        MessageHeader header;
        header.type = type;
        header.app = APP;
        const uint64_t before = m_algorithm.GetCounters().refused;
        m_engine.Process(m_algorithm, header, from, std::move(payload));
        return m_algorithm.GetCounters().refused > before;
    }

    ScriptedEngine m_engine;                       //!< of node 10.0.0.1:7000
    FederationAlgorithm m_algorithm;               //!< of the instance
    NodeId m_source{1, 7000};                      //!< vertex 0
    FederationToken m_token{DiamondRequirement()}; //!< whose turn is at this instance
};

TEST_F(FederationInstance, SendsTheTokenOnAndClaimsWhatItChose)
{
    EXPECT_FALSE(Process(MessageType::SFederate, m_source, m_token.Write()));
    ASSERT_THAT(m_engine.sent, SizeIs(2));
    EXPECT_EQ(m_engine.sent[0].to, (NodeId{9, 7000})) << "vertex 3, which 2 comes before too";
    EXPECT_EQ(m_engine.sent[1].to, (NodeId{3, 7000})) << "vertex 2 is next";
    EXPECT_EQ(FederationToken::Read(m_engine.sent[1].message->Bytes())->cursor, 2);
}

TEST_F(FederationInstance, LetsOnlyTheObserverBegin)
{
    FederationToken begin(RequirementGraph({11, 13}, {{0, 1}}));
    EXPECT_TRUE(Process(MessageType::SFederate, m_source, begin.Write()));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr);
    EXPECT_FALSE(Process(MessageType::SFederate, {}, begin.Write()));
    EXPECT_NE(m_algorithm.Session(APP), nullptr);
    EXPECT_TRUE(Process(MessageType::SFederate, {}, begin.Write())) << "it has begun";
}

TEST_F(FederationInstance, RefusesATokenOfAStrangerOrForAnother)
{
    EXPECT_TRUE(Process(MessageType::SFederate, {77, 7000}, m_token.Write()));
    m_token.nodes[1] = {78, 7000};
    EXPECT_TRUE(Process(MessageType::SFederate, m_source, m_token.Write()));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr);
}

TEST_F(FederationInstance, SaysThatItFailsIfItDoesNotProvideTheService)
{
    m_token.nodes = {m_source, {3, 7000}, m_engine.Self(), {}, {}};
    m_token.cursor = 2;
    EXPECT_FALSE(Process(MessageType::SFederate, {3, 7000}, m_token.Write()));
    ASSERT_THAT(m_engine.sent, SizeIs(1));
    EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::SFedFail);
    EXPECT_EQ(m_engine.sent[0].to, m_source) << "who chose it";
}

TEST_F(FederationInstance, RefusesAcknowledgementsThatCanNotBe)
{
    FederationMap map;
    map.nodes = {m_source, m_engine.Self(), {3, 7000}, {9, 7000}, {5, 7000}};
    EXPECT_TRUE(Process(MessageType::SFedAck, {9, 7000}, map.Write())) << "of nothing";
    Process(MessageType::SFederate, m_source, m_token.Write());
    EXPECT_TRUE(Process(MessageType::SFedAck, {3, 7000}, map.Write())) << "of no successor";
    FederationMap other = map;
    other.nodes[3] = {10, 7000};
    EXPECT_TRUE(Process(MessageType::SFedAck, {10, 7000}, other.Write())) << "not who was chosen";
    EXPECT_FALSE(Process(MessageType::SFedAck, {9, 7000}, map.Write()));
    EXPECT_TRUE(m_algorithm.Session(APP)->isOpen);
    EXPECT_TRUE(Process(MessageType::SFedAck, {9, 7000}, map.Write())) << "once more";
}

TEST_F(FederationInstance, RefusesFailuresOfWhatItDidNotChoose)
{
    EXPECT_TRUE(Process(MessageType::SFedFail, {9, 7000}, m_token.Write())) << "of nothing";
    Process(MessageType::SFederate, m_source, m_token.Write());
    FederationToken failed = m_token;
    failed.cursor = 2;
    EXPECT_TRUE(Process(MessageType::SFedFail, {3, 7000}, failed.Write())) << "the source chose it";
    failed.cursor = 3;
    failed.nodes[3] = {10, 7000};
    EXPECT_TRUE(Process(MessageType::SFedFail, {10, 7000}, failed.Write())) << "nobody chose it";
    failed.nodes[3] = {9, 7000};
    EXPECT_FALSE(Process(MessageType::SFedFail, {9, 7000}, failed.Write()));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr) << "there is no other one";
}

TEST_F(FederationInstance, DoesNotBelieveWhatOneSaysOfAnotherDirectly)
{
    const InstanceAware aware{13, {9, 7000}, 1, 1, true, {}};
    EXPECT_TRUE(Process(MessageType::SAware, {8, 7000}, aware.Write()));
    EXPECT_EQ(m_algorithm.Instances().Of(13)[0].bandwidth, 1000);
}

TEST_F(FederationInstance, IsReleasedByMembersOnly)
{
    Process(MessageType::SFederate, m_source, m_token.Write());
    EXPECT_TRUE(Process(MessageType::SFedRelease, {77, 7000}, nullptr));
    EXPECT_NE(m_algorithm.Session(APP), nullptr);
    EXPECT_FALSE(Process(MessageType::SFedRelease, m_source, nullptr));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr);
}

} // namespace
} // namespace qos
} // namespace ns3
