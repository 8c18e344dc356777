/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/node-random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

/** Notes what comes, and from whom. */
class HearingNode : public Algorithm
{
  public:
    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        const MessageHeader& header = message->header;
        if (header.type == MessageType::User)
        {
            ++m_heard[{engine.Upstream(), header.sequence}];
        }
        m_broken += header.type == MessageType::BrokenLink ? 1 : 0;
        return Verdict::Done;
    }

    /** @return how often each message came: from whom, and its number */
    const std::map<std::pair<NodeId, uint32_t>, uint32_t>& Heard() const
    {
        return m_heard;
    }

    /** @return connections that ended */
    uint32_t Broken() const
    {
        return m_broken;
    }

  private:
    std::map<std::pair<NodeId, uint32_t>, uint32_t> m_heard; //!< see Heard()
    uint32_t m_broken = 0;                                   //!< see Broken()
};

/** Nodes of a network of messages. */
class FastNetworkTest : public testing::Test
{
  protected:
    /** @param count of nodes that are added */
    void AddNodes(uint32_t count)
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            auto listener = std::make_unique<HearingNode>();
            m_listeners.push_back(listener.get());
            m_network.AddNode({}, std::move(listener));
        }
    }

    /**
     * @param from number of a node
     * @param to number of another one
     * @param number of the message
     */
    void Send(uint32_t from, uint32_t to, uint32_t number)
    {
        MessageHeader header;
        header.type = MessageType::User;
        header.sequence = number;
        OverlayEngine& engine = m_network.Engine(from);
        engine.Send(engine.Make(header, nullptr), m_network.IdOf(to));
    }

    FastNetwork m_network{{[](uint32_t from, uint32_t to) {
                               NodeRandom random(uint64_t{std::min(from, to)} << 32U |
                                                 std::max(from, to));
                               return milliseconds{20 + static_cast<int>(100 * random.Uniform())};
                           },
                           {0x0A000001, 7000}}}; //!< the nodes
    std::vector<HearingNode*> m_listeners;       //!< what they do
};

TEST_F(FastNetworkTest, ConnectionsThatCrossDoNotDisturbOthers)
{
    constexpr uint32_t NODES = 30;
    constexpr uint64_t SEED = 1;
    AddNodes(NODES);
    NodeRandom random(SEED);
    std::vector<std::vector<uint32_t>> sent(NODES, std::vector<uint32_t>(NODES, 0));
    for (uint32_t i = 0; i < 3000; ++i)
    {
        const auto from = static_cast<uint32_t>(random.Uniform() * NODES);
        const auto to = static_cast<uint32_t>(random.Uniform() * NODES);
        if (from != to)
        {
            Send(from, to, sent[from][to]++);
        }
        m_network.Advance(m_network.Now() + std::chrono::microseconds{200});
    }
    m_network.Advance(m_network.Now() + seconds{10});
    for (uint32_t to = 0; to < NODES; ++to)
    {
        std::map<std::pair<NodeId, uint32_t>, uint32_t> expected;
        for (uint32_t from = 0; from < NODES; ++from)
        {
            for (uint32_t number = 0; number < sent[from][to]; ++number)
            {
                expected[{m_network.IdOf(from), number}] = 1;
            }
        }
        EXPECT_TRUE(m_listeners[to]->Heard() == expected) << "node " << to << ", seed " << SEED;
    }
}

TEST_F(FastNetworkTest, TellsOfAPeerThatEndsWhileConnectionsCross)
{
    for (const uint32_t first : {0U, 1U})
    {
        const uint32_t nodes = m_network.Nodes();
        AddNodes(2);
        const Nanoseconds start = m_network.Now();
        Send(nodes + first, nodes + 1 - first, 0);
        m_network.Advance(start + milliseconds{5});
        Send(nodes + 1 - first, nodes + first, 0);
        m_network.Advance(start + milliseconds{10});
        m_network.Engine(nodes + first).Crash();
        m_network.Advance(start + seconds{1});
        EXPECT_EQ(m_network.Engine(nodes + 1 - first).FindLink(m_network.IdOf(nodes + first)),
                  nullptr);
        EXPECT_EQ(m_listeners[nodes + 1 - first]->Broken(), 1);
    }
}

TEST_F(FastNetworkTest, TellsOfAPeerThatEndsWhenItHasPreferredItsOwnConnection)
{
    AddNodes(2);
    const Nanoseconds start = m_network.Now();
    Send(1, 0, 0);
    m_network.Advance(start + milliseconds{5});
    Send(0, 1, 0);                            // the lesser node's connection stays
    m_network.Advance(m_network.NextEvent()); // that of 1 arrives at 0
    const NodeId lesser = m_network.IdOf(0);
    m_network.Engine(0).Crash();
    m_network.Advance(start + seconds{1});
    EXPECT_EQ(m_network.Engine(1).FindLink(lesser), nullptr);
    EXPECT_EQ(m_listeners[1]->Broken(), 1);
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
}

} // namespace
} // namespace qos
} // namespace ns3
