/* SPDX-License-Identifier: GPL-2.0-only */

#include "scripted-engine.h"

#include "ns3/rlnc-node.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using Bytes = std::vector<uint8_t>;
using std::chrono::seconds;

constexpr uint32_t APP = 1;
constexpr uint32_t BLOCKS = 4;
constexpr uint16_t PLANNED = 1;
constexpr uint16_t EXTRA = 2;
const NodeId LEFT{1, 1};   //!< an upstream
const NodeId RIGHT{2, 1};  //!< another one
const NodeId BELOW{3, 1};  //!< a downstream
const NodeId BESIDE{4, 1}; //!< another one

/** A node without a network. Block i of a generation is three bytes 16 generation + i. */
class RlncNodeTest : public testing::Test
{
  protected:
    /** @return knobs of a node with small generations */
    static RlncNodeParams Params()
    {
        RlncNodeParams params;
        params.blocks = BLOCKS;
        return params;
    }

    /** @return knobs of a node that delivers */
    static RlncNodeParams SinkParams()
    {
        RlncNodeParams params = Params();
        params.delivers = true;
        return params;
    }

    /**
     * @param generation a generation
     * @param index of a block
     * @return its bytes
     */
    static Bytes Block(uint32_t generation, uint32_t index)
    {
        return Bytes(3, static_cast<uint8_t>(16 * generation + index));
    }

    /**
     * Give a node data that came from a peer.
     * @param node gets it
     * @param payload its bytes
     * @param from the peer
     * @return what the node did
     */
    Verdict GiveData(RlncNode& node, const Bytes& payload, NodeId from)
    {
        MessageHeader header;
        header.app = APP;
        header.isCoded = true;
        header.sequence = payload.size() > 3 ? payload[3] : 0;
        return m_engine.Process(node, header, from, std::make_shared<const Bytes>(payload));
    }

    /**
     * Give a node a block as a vector.
     * @param node gets it
     * @param generation which one
     * @param index of the block
     * @param from who sent it
     * @param streams PLANNED or EXTRA
     * @return what the node did
     */
    Verdict Give(RlncNode& node,
                 uint32_t generation,
                 uint32_t index,
                 NodeId from = LEFT,
                 uint16_t streams = PLANNED)
    {
        Bytes coefficients(BLOCKS);
        coefficients[index] = 1;
        CodedPayload payload;
        payload.generation = generation;
        payload.mode = CodingMode::Rlnc;
        payload.streams = streams;
        payload.coefficients = coefficients;
        Bytes bytes(CodedPayload::HeaderBytes(BLOCKS));
        payload.Write(bytes.data());
        const Bytes block = Block(generation, index);
        bytes.insert(bytes.end(), block.begin(), block.end());
        return GiveData(node, bytes, from);
    }

    /**
     * @param node gets a message without payload
     * @param type what it says
     * @param first parameter 0
     * @param second parameter 1
     * @param from who sent it
     * @param ttl hops that it has left
     */
    void Tell(RlncNode& node,
              MessageType type,
              int32_t first,
              int32_t second,
              NodeId from,
              uint8_t ttl = 0)
    {
        MessageHeader header;
        header.type = type;
        header.app = APP;
        header.ttl = ttl;
        header.SetParameters(first, second);
        m_engine.Process(node, header, from);
    }

    /**
     * @param type of messages
     * @param to where they go
     * @return how many of them were sent
     */
    std::size_t Sent(MessageType type, NodeId to) const
    {
        std::size_t count = 0;
        for (const auto& sent : m_engine.sent)
        {
            count += sent.message->header.type == type && sent.to == to ? 1 : 0;
        }
        return count;
    }

    /**
     * @param to a downstream
     * @return how many combinations were sent to it
     */
    std::size_t Combinations(NodeId to) const
    {
        return Sent(MessageType::Data, to);
    }

    /** Let the last timer go off. */
    void GoOff(RlncNode& node)
    {
        ASSERT_FALSE(m_engine.timers.empty());
        const auto [at, id] = m_engine.timers.back();
        m_engine.timers.clear();
        m_engine.now = at;
        Tell(node, MessageType::Timer, id, 0, {});
    }

    ScriptedEngine m_engine;
};

TEST_F(RlncNodeTest, ASinkDeliversTheBlocksOfAGenerationInOrder)
{
    RlncNode node(SinkParams());
    for (const uint32_t index : {2, 0, 3})
    {
        Give(node, 5, index);
    }
    Give(node, 5, 0);
    EXPECT_TRUE(m_engine.delivered.empty());
    Give(node, 5, 1);
    ASSERT_EQ(m_engine.delivered.size(), BLOCKS);
    for (uint32_t i = 0; i < BLOCKS; ++i)
    {
        EXPECT_EQ(m_engine.delivered[i]->header.sequence, 5 * BLOCKS + i);
        EXPECT_EQ(*m_engine.delivered[i]->payload, Block(5, i));
    }
    EXPECT_EQ(Sent(MessageType::NcGenDone, LEFT), 1U);
    Give(node, 5, 1);
    EXPECT_EQ(node.GetCounters().innovative, 4U);
    EXPECT_EQ(node.GetCounters().redundant, 1U);
    EXPECT_EQ(node.GetCounters().surplus, 1U);
    EXPECT_EQ(m_engine.delivered.size(), BLOCKS);
}

TEST_F(RlncNodeTest, WhatCannotBeTrueIsRefused)
{
    RlncNode node(SinkParams());
    node.AddDownstream(BELOW);
    Give(node, 0, 0);
    const uint64_t sent = Combinations(BELOW);
    const std::vector<Bytes> wrong{
        {},
        {0, 0, 0, 0, 4, 2, 0, 1, 1},                         // cut
        {0, 0, 0, 0, 4, 2, 0, 1, 0, 0, 0, 0, 7, 7, 7},       // of nothing
        {0, 0, 0, 0, 3, 2, 0, 1, 1, 0, 0, 7, 7, 7},          // three blocks
        {0, 0, 0, 0, 5, 2, 0, 1, 1, 0, 0, 0, 0, 7, 7, 7},    // five
        {0, 0, 0, 0, 4, 1, 0, 3, 1, 0, 0, 0, 7, 7, 7},       // a pair
        {0, 0, 0, 0, 4, 2, 0, 1, 0, 1, 0, 0, 7, 7},          // other blocks are larger
        {0, 0, 0, 0, 4, 2, 0, 1, 0, 1, 0, 0, 7, 7, 7, 7, 7}, // other blocks are smaller
    };
    for (const Bytes& bytes : wrong)
    {
        GiveData(node, bytes, LEFT);
    }
    MessageHeader plain;
    plain.app = APP;
    plain.size = 3;
    m_engine.Process(node, plain, LEFT); // only sources send plain data
    MessageHeader bare;
    bare.app = APP;
    bare.isCoded = true;
    bare.size = 5000;
    m_engine.Process(node, bare, LEFT); // coded, but without coefficients
    EXPECT_EQ(node.GetCounters().refused, wrong.size() + 2);
    EXPECT_EQ(node.GetCounters().innovative, 1U);
    EXPECT_EQ(Combinations(BELOW), sent);
    Tell(node, MessageType::NcGenWant, 0, -5, BELOW, 3);
    Tell(node, MessageType::NcGenWant, 77, 1, BELOW, 3);
    Tell(node, MessageType::NcGenWant, 0, 1, LEFT, 3); // not a downstream
    EXPECT_EQ(Combinations(BELOW), sent);
    for (uint32_t i = 1; i < BLOCKS; ++i)
    {
        Give(node, 0, i);
    }
    EXPECT_EQ(m_engine.delivered.size(), BLOCKS) << "nothing was spoilt";
}

TEST_F(RlncNodeTest, AShareIsSentWhileTheSecondHalfOfTheRankComes)
{
    RlncNodeParams params = Params();
    params.blocks = 32;
    RlncNode node(params);
    node.AddDownstream(BELOW, 11);
    node.AddDownstream(BESIDE, 32);
    std::vector<std::size_t> sent;
    for (uint32_t i = 0; i < 32; ++i)
    {
        MessageHeader header;
        header.app = APP;
        header.sequence = 64 + i;
        header.size = 5120;
        EXPECT_EQ(m_engine.Process(node, header, {}), Verdict::Absorbed);
        if (i == 15 || i == 23 || i == 31)
        {
            sent.push_back(Combinations(BELOW));
            sent.push_back(Combinations(BESIDE));
        }
    }
    EXPECT_EQ(sent, (std::vector<std::size_t>{0, 0, 5, 16, 11, 32}));
    const MessageHeader& header = m_engine.sent.back().message->header;
    EXPECT_EQ(header.size, 8U + 32 + 5120);
    EXPECT_EQ(header.sequence, 2U);
    EXPECT_EQ(header.originator, m_engine.Self());
}

TEST_F(RlncNodeTest, WithoutAShareOneIsSentForEachInnovativeVector)
{
    RlncNode node(Params());
    node.AddDownstream(BELOW);
    Give(node, 0, 0);
    Give(node, 0, 0);
    Give(node, 0, 1);
    EXPECT_EQ(Combinations(BELOW), 2U);
    const auto sent = CodedPayload::Read(*m_engine.sent.back().message);
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->coefficients[2], 0) << "of what is not known";
    EXPECT_EQ(sent->codedBytes, 3U);
}

TEST_F(RlncNodeTest, ASourceWithNobodyToSendToRests)
{
    RlncNode node(Params());
    MessageHeader block;
    block.app = APP;
    block.size = 3;
    EXPECT_EQ(m_engine.Process(node, block, {}), Verdict::Done) << "the engine lets it rest";
    node.AddDownstream(BELOW);
    block.sequence = 1;
    EXPECT_EQ(m_engine.Process(node, block, {}), Verdict::Absorbed);
    EXPECT_EQ(Give(node, 0, 2), Verdict::Absorbed) << "of a peer";
}

TEST_F(RlncNodeTest, WhatFoundNoRoomIsSentWhenThereIsRoom)
{
    RlncNode node(Params());
    node.AddDownstream(BELOW);
    Give(node, 0, 0);
    Tell(node, MessageType::NcGenWant, 0, 1, BELOW);
    ASSERT_EQ(Combinations(BELOW), 2U);
    MessageHeader failed;
    failed.type = MessageType::SendFailed;
    failed.app = APP;
    failed.SetPeer(BELOW, 0);
    m_engine.Process(node, failed, {});
    MessageHeader writable;
    writable.type = MessageType::Writable;
    writable.SetPeer(BELOW, 0);
    m_engine.Process(node, writable, {});
    EXPECT_EQ(Combinations(BELOW), 3U);
    m_engine.Process(node, writable, {});
    EXPECT_EQ(Combinations(BELOW), 3U) << "it owes nothing any more";
}

// four vectors are expected, three of them new, but only two are
TEST_F(RlncNodeTest, AShareIsSentToTheEndAlsoIfLessIsNewThanExpected)
{
    RlncNodeParams params = Params();
    params.arrivals = 4;
    params.rank = 3;
    RlncNode node(params);
    node.AddDownstream(BELOW, 3);
    for (int i = 0; i < 3; ++i)
    {
        Give(node, 0, 0);
    }
    EXPECT_EQ(Combinations(BELOW), 0U);
    Give(node, 0, 1);
    EXPECT_EQ(Combinations(BELOW), 3U);
}

TEST_F(RlncNodeTest, ARelayIsDoneWhenAllBehindItAre)
{
    RlncNode node(Params());
    node.AddDownstream(BELOW);
    node.AddDownstream(BESIDE);
    Give(node, 0, 0, LEFT);
    Give(node, 0, 1, RIGHT);
    Tell(node, MessageType::NcGenDone, 0, 0, BELOW);
    EXPECT_EQ(Sent(MessageType::NcGenDone, LEFT), 0U);
    Give(node, 0, 2, LEFT);
    EXPECT_EQ(Combinations(BELOW), 2U) << "it needs no more";
    EXPECT_EQ(Combinations(BESIDE), 3U);
    Tell(node, MessageType::NcGenDone, 0, 0, BESIDE);
    Tell(node, MessageType::NcGenDone, 0, 0, BESIDE);
    EXPECT_EQ(Sent(MessageType::NcGenDone, LEFT), 1U);
    EXPECT_EQ(Sent(MessageType::NcGenDone, RIGHT), 1U);
    Give(node, 0, 3, LEFT);
    EXPECT_EQ(node.GetCounters().surplus, 1U);
}

TEST_F(RlncNodeTest, ADownstreamGetsWhatItAsksFor)
{
    RlncNode node(Params());
    node.AddDownstream(BELOW, 1);
    for (uint32_t i = 0; i < BLOCKS; ++i)
    {
        Give(node, 0, i);
    }
    EXPECT_EQ(Combinations(BELOW), 1U);
    Tell(node, MessageType::NcGenWant, 0, 2, BELOW, 3);
    EXPECT_EQ(Combinations(BELOW), 3U);
    EXPECT_EQ(CodedPayload::Read(*m_engine.sent.back().message)->streams, EXTRA);
    EXPECT_EQ(Sent(MessageType::NcGenWant, LEFT), 0U) << "it has everything itself";
    Tell(node, MessageType::NcGenWant, 0, 1000000, BELOW, 3);
    EXPECT_EQ(Combinations(BELOW), 3U + BLOCKS) << "a generation has no more";
}

TEST_F(RlncNodeTest, ARelayThatLacksSomethingAsksFurther)
{
    RlncNode node(Params());
    node.AddDownstream(BELOW, 1);
    Give(node, 0, 0, LEFT);
    Give(node, 0, 1, RIGHT);
    Tell(node, MessageType::NcGenWant, 0, 1, BELOW, 0);
    EXPECT_EQ(Sent(MessageType::NcGenWant, LEFT), 0U) << "the question may not go further";
    Tell(node, MessageType::NcGenWant, 0, 1, BELOW, 2);
    ASSERT_EQ(Sent(MessageType::NcGenWant, LEFT), 1U);
    EXPECT_EQ(m_engine.sent.back().message->header.ttl, 1);
    const std::size_t before = Combinations(BELOW);
    Give(node, 0, 1, LEFT, EXTRA);
    EXPECT_EQ(Combinations(BELOW), before) << "nothing new";
    Give(node, 0, 2, LEFT, EXTRA);
    EXPECT_EQ(Combinations(BELOW), before + 1);
}

TEST_F(RlncNodeTest, WhatFoundNoRoomIsSentWithTheNextData)
{
    RlncNode node(Params());
    node.AddDownstream(BELOW, 1);
    for (uint32_t i = 0; i < BLOCKS; ++i)
    {
        Give(node, 0, i);
    }
    Tell(node, MessageType::NcGenWant, 0, 1, BELOW, 3);
    const std::size_t before = Combinations(BELOW);
    MessageHeader failed;
    failed.type = MessageType::SendFailed;
    failed.app = APP;
    failed.SetPeer(BELOW, 0);
    m_engine.Process(node, failed, {});
    EXPECT_EQ(Combinations(BELOW), before);
    Give(node, 1, 0);
    EXPECT_EQ(Combinations(BELOW), before + 1);
    EXPECT_EQ(CodedPayload::Read(*m_engine.sent.back().message)->generation, 0U);
    Give(node, 1, 1);
    EXPECT_EQ(Combinations(BELOW), before + 1);
}

TEST_F(RlncNodeTest, ASinkAsksAtOnceWhenAllHasComeAndSomethingIsMissing)
{
    RlncNodeParams params = SinkParams();
    params.arrivals = 4;
    RlncNode node(params);
    Give(node, 0, 0, LEFT);
    Give(node, 0, 1, RIGHT);
    Give(node, 0, 1, LEFT);
    EXPECT_EQ(node.GetCounters().asked, 0U);
    Give(node, 0, 1, RIGHT);
    ASSERT_EQ(Sent(MessageType::NcGenWant, LEFT), 1U);
    EXPECT_EQ(m_engine.sent.back().message->header.Parameter(1), 2);
    Give(node, 0, 2, LEFT, EXTRA);
    EXPECT_EQ(node.GetCounters().asked, 1U) << "one is still to come";
    Give(node, 0, 2, LEFT, EXTRA);
    EXPECT_EQ(Sent(MessageType::NcGenWant, RIGHT), 1U) << "in vain: the other one is asked";
    Give(node, 0, 3, RIGHT, EXTRA);
    EXPECT_EQ(m_engine.delivered.size(), BLOCKS);
}

TEST_F(RlncNodeTest, ASinkAsksWhenNothingComesAndGivesUpInTheEnd)
{
    RlncNode node(SinkParams());
    Give(node, 0, 0, LEFT);
    Give(node, 0, 1, RIGHT);
    GoOff(node);
    EXPECT_EQ(node.GetCounters().asked, 0U) << "something came since";
    EXPECT_EQ(m_engine.now, seconds{2});
    GoOff(node);
    EXPECT_EQ(Sent(MessageType::NcGenWant, LEFT), 1U);
    GoOff(node);
    EXPECT_EQ(Sent(MessageType::NcGenWant, RIGHT), 1U);
    int left = 100;
    for (; left > 0 && !m_engine.timers.empty(); --left)
    {
        GoOff(node);
    }
    EXPECT_GT(left, 0) << "no timer runs any more";
    EXPECT_EQ(node.GetCounters().asked, 12U);
}

TEST_F(RlncNodeTest, TheNewerWaitsForTheIncomplete)
{
    RlncNode node(SinkParams());
    Give(node, 0, 0, LEFT);
    for (uint32_t generation = 1; generation < 4; ++generation)
    {
        EXPECT_EQ(Give(node, generation, 0, RIGHT), Verdict::Absorbed);
    }
    EXPECT_EQ(Give(node, 4, 0, RIGHT), Verdict::Hold);
    EXPECT_EQ(Give(node, 5, 0, RIGHT), Verdict::Hold);
    for (uint32_t i = 1; i < BLOCKS; ++i)
    {
        EXPECT_EQ(Give(node, 0, i, LEFT), Verdict::Absorbed);
    }
    EXPECT_EQ(m_engine.held.size(), 1U) << "5 waits for 1";
    EXPECT_EQ(node.GetCounters().innovative, 8U);
    EXPECT_EQ(node.GetCounters().lost, 0U);
}

TEST_F(RlncNodeTest, WhatIsHeldTooLongMakesTheOldestBeGivenUp)
{
    RlncNode node(SinkParams());
    Give(node, 0, 0);
    EXPECT_EQ(Give(node, 4, 0), Verdict::Hold);
    m_engine.held.clear();
    Tell(node, MessageType::SendFailed, static_cast<int32_t>(MessageType::Data), 4, {});
    EXPECT_EQ(node.GetCounters().lost, 1U);
    EXPECT_EQ(Give(node, 4, 1), Verdict::Absorbed);
    Give(node, 0, 1);
    EXPECT_EQ(node.GetCounters().late, 1U);
}

TEST_F(RlncNodeTest, NothingWaitsWhereMessagesGetLost)
{
    RlncNodeParams params = SinkParams();
    params.waits = false;
    RlncNode node(params);
    Give(node, 0, 0);
    EXPECT_EQ(Give(node, 4, 0), Verdict::Absorbed);
    EXPECT_EQ(node.GetCounters().lost, 1U);
}

TEST_F(RlncNodeTest, NothingIsSentToWhoIsGone)
{
    RlncNode node(Params());
    node.AddDownstream(BELOW);
    node.AddDownstream(BESIDE);
    Give(node, 0, 0);
    Tell(node, MessageType::NcGenDone, 0, 0, BESIDE);
    MessageHeader broken;
    broken.type = MessageType::BrokenLink;
    broken.SetPeer(BELOW, 0);
    m_engine.Process(node, broken, {});
    EXPECT_EQ(Sent(MessageType::NcGenDone, LEFT), 1U) << "the others are done";
    Give(node, 1, 0);
    EXPECT_EQ(Combinations(BELOW), 1U);
    EXPECT_EQ(Combinations(BESIDE), 2U);
}

TEST(RlncNodeParamsTest, ImpossibleOnesAreRefused)
{
    RlncNodeParams params;
    params.mostOpen = 0;
    EXPECT_THROW(RlncNode{params}, std::invalid_argument);
    params = {};
    params.blocks = 257;
    EXPECT_THROW(RlncNode{params}, std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
