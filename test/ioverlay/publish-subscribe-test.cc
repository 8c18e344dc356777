/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/payload-writer.h"
#include "ns3/publish-subscribe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint32_t NEWS = 1;
constexpr uint32_t SPORT = 2;

/** Nodes that publish and subscribe; all know node 0. */
class PublishSubscribeTest : public testing::Test
{
  protected:
    static constexpr uint32_t NODES = 6;

    PublishSubscribeTest()
    {
        for (uint32_t i = 0; i < NODES; ++i)
        {
            auto trees = std::make_unique<TreeAlgorithm>();
            trees->Hosts().Add(m_network.IdOf(i == 0 ? 1 : 0), 0);
            TreeAlgorithm& own = *trees;
            m_network.AddNode({}, std::move(trees));
            m_nodes.push_back(std::make_unique<PublishSubscribe>(m_network.Engine(i), own));
        }
        m_heard.resize(NODES);
    }

    /**
     * @param node number of one that subscribes
     * @param topic to what
     */
    void Subscribe(uint32_t node, uint32_t topic)
    {
        m_nodes[node]->Subscribe(topic, [this, node, topic](const MessagePtr& message) {
            m_heard[node].emplace_back(topic, message->Bytes()[0]);
        });
        Pass(2s);
    }

    /**
     * @param node number of one that publishes
     * @param topic where
     * @param word what
     */
    void Publish(uint32_t node, uint32_t topic, uint8_t word)
    {
        m_nodes[node]->Publish(topic, PayloadWriter().Write8(word).Finish());
        Pass(1s);
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    FastNetwork m_network;
    std::vector<std::unique_ptr<PublishSubscribe>> m_nodes;
    std::vector<std::vector<std::pair<uint32_t, int>>> m_heard; //!< by node: topic, word
};

TEST_F(PublishSubscribeTest, SubscribersHearWhatIsPublishedWhileTheySubscribe)
{
    m_nodes[0]->Advertise(NEWS);
    Publish(0, NEWS, 1);
    Subscribe(1, NEWS);
    Publish(0, NEWS, 2);
    Subscribe(2, NEWS);
    Publish(0, NEWS, 3);
    m_nodes[1]->Unsubscribe(NEWS);
    Pass(2s);
    Publish(0, NEWS, 4);
    EXPECT_THAT(m_heard[1], ElementsAre(std::make_pair(NEWS, 2), std::make_pair(NEWS, 3)));
    EXPECT_THAT(m_heard[2], ElementsAre(std::make_pair(NEWS, 3), std::make_pair(NEWS, 4)));
    EXPECT_THAT(m_heard[3], IsEmpty());
}

TEST_F(PublishSubscribeTest, TopicsDoNotMix)
{
    m_nodes[0]->Advertise(NEWS);
    m_nodes[3]->Advertise(SPORT);
    m_network.Engine(0).Resume();
    Subscribe(1, NEWS);
    static_cast<TreeAlgorithm&>(m_network.Engine(1).GetAlgorithm())
        .Hosts()
        .Add(m_network.IdOf(3), 0);
    static_cast<TreeAlgorithm&>(m_network.Engine(1).GetAlgorithm())
        .Hosts()
        .Remove(m_network.IdOf(0));
    Subscribe(1, SPORT);
    Publish(0, NEWS, 1);
    Publish(3, SPORT, 2);
    EXPECT_THAT(m_heard[1], ElementsAre(std::make_pair(NEWS, 1), std::make_pair(SPORT, 2)));
}

TEST_F(PublishSubscribeTest, OnlyThePublisherPublishes)
{
    m_nodes[0]->Advertise(NEWS);
    Subscribe(1, NEWS);
    EXPECT_EQ(m_nodes[0]->Publish(NEWS, PayloadWriter().Write8(1).Finish()), 1U);
    EXPECT_EQ(m_nodes[1]->Publish(NEWS, PayloadWriter().Write8(1).Finish()), 0U);
    EXPECT_EQ(m_nodes[0]->Publish(SPORT, PayloadWriter().Write8(1).Finish()), 0U);
}

TEST_F(PublishSubscribeTest, ASubscriberMayUnsubscribeWhenItHears)
{
    m_nodes[0]->Advertise(NEWS);
    int heard = 0;
    m_nodes[1]->Subscribe(NEWS, [&](const MessagePtr&) {
        ++heard;
        m_nodes[1]->Unsubscribe(NEWS);
    });
    Pass(2s);
    Publish(0, NEWS, 1);
    Publish(0, NEWS, 2);
    EXPECT_EQ(heard, 1);
}

} // namespace
} // namespace qos
} // namespace ns3
