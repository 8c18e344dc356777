/* SPDX-License-Identifier: GPL-2.0-only */

#include "ioverlay/scripted-engine.h"

#include "ns3/fast-network.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/node-random.h"
#include "ns3/paced-source.h"
#include "ns3/payload-writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <set>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

/** Nodes that know random others, and single messages from random ones of them. */
class GossipNetwork
{
  public:
    /** What became of a message. */
    struct Outcome
    {
        uint64_t reached = 0; //!< nodes, that where it began included
        uint64_t pushed = 0;  //!< messages that were sent unasked
        Nanoseconds last{0};  //!< from the beginning until the last node had it
    };

    /**
     * @param nodes how many
     * @param params of their algorithms
     * @param seed of all that is random
     */
    GossipNetwork(uint32_t nodes, const GossipParams& params, uint64_t seed)
        : m_random(seed)
    {
        constexpr uint32_t KNOWN = 64; // as many as are kept
        for (uint32_t i = 0; i < nodes; ++i)
        {
            OverlayEngineParams engine;
            engine.seed = m_random.Bits();
            engine.policy = DropPolicy::DropTail;
            auto gossip = std::make_unique<GossipAlgorithm>(params);
            m_gossips.push_back(gossip.get());
            m_network.AddNode(engine, std::move(gossip));
            m_network.Engine(i).SetDeliverCallback([this](const MessagePtr&) {
                ++m_delivered;
                m_last = m_network.Now();
            });
            while (m_gossips[i]->Hosts().Ids().size() < KNOWN)
            {
                const uint32_t other = AnyOf(nodes);
                if (other != i)
                {
                    m_gossips[i]->Hosts().Add(m_network.IdOf(other), 0);
                }
            }
        }
    }

    /** @return what became of a new message of a random node, until nothing happens any more */
    Outcome Spread()
    {
        constexpr uint32_t BYTES = 100;
        const Nanoseconds start = m_network.Now();
        const uint64_t pushed = Sum(&GossipCounters::pushed);
        m_delivered = 0;
        m_last = start;
        OverlayEngine& engine = m_network.Engine(AnyOf(m_network.Nodes()));
        engine.StartSource(++m_app, std::make_unique<PacedSource>(PacedSourceParams{BYTES, {}, 1}));
        engine.Resume();
        while (m_network.NextEvent() != FOREVER)
        {
            m_network.Advance(m_network.NextEvent());
        }
        engine.StopSource(m_app);
        return {m_delivered + 1, Sum(&GossipCounters::pushed) - pushed, m_last - start};
    }

    /**
     * @param count a counter
     * @return the sum of all nodes
     */
    uint64_t Sum(uint64_t GossipCounters::*count) const
    {
        uint64_t sum = 0;
        for (const GossipAlgorithm* gossip : m_gossips)
        {
            sum += gossip->GetCounters().*count;
        }
        return sum;
    }

    /** @return messages that nodes keep */
    std::size_t Kept() const
    {
        std::size_t kept = 0;
        for (const GossipAlgorithm* gossip : m_gossips)
        {
            kept += gossip->Kept();
        }
        return kept;
    }

    /** @return the nodes */
    FastNetwork& Network()
    {
        return m_network;
    }

  private:
    /**
     * @param count above 0
     * @return a random number below it
     */
    uint32_t AnyOf(uint32_t count)
    {
        return static_cast<uint32_t>(m_random.Uniform() * count);
    }

    NodeRandom m_random;                     //!< draws
    FastNetwork m_network;                   //!< the nodes
    std::vector<GossipAlgorithm*> m_gossips; //!< by number
    uint32_t m_app = 0;                      //!< of the last message
    uint64_t m_delivered = 0;                //!< of it
    Nanoseconds m_last{0};                   //!< when
};

constexpr uint32_t NODES = 2000;
constexpr uint64_t SEED = 20041019;

/** To how many others a node sends, and the share of nodes that get it then. */
class GossipCoverage : public testing::TestWithParam<std::pair<uint32_t, double>>
{
};

TEST_P(GossipCoverage, IsThatOfInfectAndDie)
{
    constexpr int MESSAGES = 40;
    const auto& [fanout, stated] = GetParam();
    double share = 0.5; // x = 1 - exp(-f x)
    for (int i = 0; i < 100; ++i)
    {
        share = 1 - std::exp(-(fanout * share));
    }
    EXPECT_NEAR(share, stated, 0.001);

    GossipParams params;
    params.fanout = fanout;
    GossipNetwork network(NODES, params, SEED);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < MESSAGES; ++i)
    {
        const GossipNetwork::Outcome outcome = network.Spread();
        EXPECT_EQ(outcome.pushed, fanout * outcome.reached) << "each sends once to each of f";
        const double coverage = static_cast<double>(outcome.reached) / NODES;
        sum += coverage;
        squares += coverage * coverage;
    }
    const double mean = sum / MESSAGES;
    const double error = std::sqrt((squares / MESSAGES - mean * mean) / (MESSAGES - 1));
    EXPECT_NEAR(mean, share, 3 * error) << "seed " << SEED;
    EXPECT_LT(error, 0.004) << "so that it says something; seed " << SEED;
    RecordProperty("coverage", std::to_string(mean));
    RecordProperty("error", std::to_string(error));
    EXPECT_EQ(network.Sum(&GossipCounters::announced), 0);
}

INSTANTIATE_TEST_SUITE_P(Derived,
                         GossipCoverage,
                         testing::Values(std::make_pair(2U, 0.797),
                                         std::make_pair(3U, 0.941),
                                         std::make_pair(5U, 0.993)));

TEST(GossipRepair, ReachesAllWithinItsRounds)
{
    GossipParams params;
    params.fanout = 2;
    params.announce = 2;
    params.rounds = 8;
    GossipNetwork network(NODES, params, SEED);
    for (int i = 0; i < 10; ++i)
    {
        const GossipNetwork::Outcome outcome = network.Spread();
        EXPECT_EQ(outcome.reached, NODES) << "seed " << SEED;
        EXPECT_LE(outcome.last, params.rounds * params.round) << "seed " << SEED;
        EXPECT_LT(outcome.pushed, 0.9 * params.fanout * NODES) << "the rest was asked for";
    }
    EXPECT_EQ(network.Sum(&GossipCounters::answered), network.Sum(&GossipCounters::wanted));
    EXPECT_EQ(network.Kept(), 0);
    EXPECT_EQ(network.Network().Pool().Live(), 0);
}

/** One node that gossips. */
class GossipNode : public testing::Test
{
  protected:
    /** @param params of the node, which knows ten hosts */
    void Make(const GossipParams& params)
    {
        m_gossip = std::make_unique<GossipAlgorithm>(params);
        for (uint16_t i = 0; i < 10; ++i)
        {
            m_gossip->Hosts().Add({1, i}, 0);
        }
    }

    /**
     * @param from who sends it
     * @param sequence of a message of somebody
     */
    void Receive(NodeId from, uint32_t sequence)
    {
        MessageHeader header;
        header.originator = ORIGIN;
        header.app = 1;
        header.sequence = sequence;
        m_engine.Process(*m_gossip, header, from);
    }

    /**
     * @param type of a message
     * @param from who sends it
     * @param sequences which messages it names
     */
    void Receive(MessageType type, NodeId from, const std::vector<uint32_t>& sequences)
    {
        GossipDigest digest;
        for (const uint32_t sequence : sequences)
        {
            digest.keys.push_back({ORIGIN, 1, sequence});
        }
        MessageHeader header;
        header.type = type;
        m_engine.Process(*m_gossip, header, from, digest.Write());
    }

    /**
     * @param type of messages
     * @return who was sent such, in order
     */
    std::vector<NodeId> SentTo(MessageType type) const
    {
        std::vector<NodeId> hosts;
        for (const ScriptedEngine::Sent& sent : m_engine.sent)
        {
            if (sent.message->header.type == type)
            {
                hosts.push_back(sent.to);
            }
        }
        return hosts;
    }

    /** A round is over. */
    void PassRound()
    {
        m_engine.now += seconds{1};
        MessageHeader header;
        header.type = MessageType::Timer;
        header.SetParameters(0, 0);
        m_engine.Process(*m_gossip, header, {});
    }

    static constexpr NodeId ORIGIN{9, 9}; //!< who makes messages
    static constexpr NodeId PEER{1, 3};   //!< one of the hosts

    ScriptedEngine m_engine;                   //!< of the node
    std::unique_ptr<GossipAlgorithm> m_gossip; //!< what it does
};

TEST_F(GossipNode, SendsEachMessageOnceToDifferentHostsButNotBack)
{
    GossipParams params;
    params.fanout = 9;
    Make(params);
    Receive(PEER, 0);
    Receive({1, 4}, 0);
    const std::vector<NodeId> hosts = SentTo(MessageType::Data);
    EXPECT_THAT(hosts, SizeIs(9));
    EXPECT_THAT(std::set<NodeId>(hosts.begin(), hosts.end()), SizeIs(9));
    EXPECT_THAT(hosts, testing::Not(testing::Contains(PEER)));
    EXPECT_THAT(m_engine.delivered, SizeIs(1));
    EXPECT_EQ(m_gossip->GetCounters().duplicates, 1);
}

TEST_F(GossipNode, TellsApplicationsOfAnOriginatorApart)
{
    Make({});
    MessageHeader header;
    header.originator = ORIGIN;
    for (const uint32_t app : {1U, 2U})
    {
        header.app = app;
        m_engine.Process(*m_gossip, header, PEER);
    }
    EXPECT_THAT(m_engine.delivered, SizeIs(2));
}

TEST_F(GossipNode, SendsWithItsProbability)
{
    constexpr int MESSAGES = 2000;
    constexpr double PROBABILITY = 0.3;
    GossipParams params;
    params.fanout = 5;
    params.probability = PROBABILITY;
    Make(params);
    for (uint32_t i = 0; i < MESSAGES; ++i)
    {
        Receive({1, 50}, i);
    }
    const double draws = MESSAGES * 5;
    const double error = std::sqrt(draws * PROBABILITY * (1 - PROBABILITY));
    EXPECT_NEAR(static_cast<double>(m_engine.sent.size()), draws * PROBABILITY, 3 * error);
}

TEST_F(GossipNode, AsksOneAtATimeForWhatItHasNot)
{
    GossipParams params;
    params.announce = 1;
    Make(params);
    Receive(PEER, 0);
    Receive(MessageType::GossipHave, PEER, {0});
    EXPECT_THAT(SentTo(MessageType::GossipWant), IsEmpty()) << "it is here";
    Receive(MessageType::GossipHave, PEER, {0, 1, 1});
    Receive(MessageType::GossipHave, {1, 4}, {1});
    EXPECT_THAT(SentTo(MessageType::GossipWant), testing::ElementsAre(PEER));
    EXPECT_EQ(m_gossip->GetCounters().wanted, 1);
    m_engine.now += seconds{1};
    Receive(MessageType::GossipHave, {1, 4}, {1});
    EXPECT_THAT(SentTo(MessageType::GossipWant), testing::ElementsAre(PEER, NodeId{1, 4}))
        << "nothing came for a round";
}

TEST_F(GossipNode, DoesNotSendUnaskedWhatItAskedFor)
{
    GossipParams params;
    params.announce = 1;
    Make(params);
    Receive(MessageType::GossipHave, PEER, {1, 2});
    Receive(PEER, 1);
    EXPECT_THAT(SentTo(MessageType::Data), IsEmpty());
    EXPECT_THAT(m_engine.delivered, SizeIs(1));
    Receive({1, 4}, 2);
    EXPECT_THAT(SentTo(MessageType::Data), SizeIs(5)) << "that came from another one";
}

TEST_F(GossipNode, AnnouncesAndKeepsAMessageForItsRounds)
{
    GossipParams params;
    params.announce = 2;
    params.rounds = 3;
    Make(params);
    Receive(PEER, 0);
    ASSERT_THAT(m_engine.timers, SizeIs(1));
    for (int round = 0; round < 3; ++round)
    {
        PassRound();
    }
    EXPECT_THAT(SentTo(MessageType::GossipHave), SizeIs(6));
    const std::size_t before = m_engine.sent.size();
    Receive(MessageType::GossipWant, PEER, {0, 5});
    EXPECT_EQ(m_engine.sent.size(), before + 1) << "5 is not here";
    const std::size_t timers = m_engine.timers.size();
    PassRound();
    EXPECT_EQ(m_gossip->Kept(), 0);
    EXPECT_EQ(m_engine.timers.size(), timers) << "there is nothing to tell";
    Receive(MessageType::GossipWant, PEER, {0});
    EXPECT_EQ(m_engine.sent.size(), before + 1);
}

TEST_F(GossipNode, KeepsNoMoreThanItMay)
{
    GossipParams params;
    params.announce = 1;
    params.mostKept = 3;
    Make(params);
    std::vector<uint32_t> sequences;
    for (uint32_t i = 0; i < 255; ++i)
    {
        Receive(PEER, i);
        sequences.push_back(1000 + i);
    }
    EXPECT_EQ(m_gossip->Kept(), 3);
    Receive(MessageType::GossipHave, PEER, sequences);
    EXPECT_EQ(m_gossip->GetCounters().wanted, 255);
    Receive(PEER, 1000);
    EXPECT_THAT(SentTo(MessageType::Data), SizeIs(256 * 5)) << "it has forgotten that it asked";
}

TEST_F(GossipNode, RefusesWhatIsNoDigest)
{
    Make({});
    GossipDigest digest;
    digest.keys = {{ORIGIN, 1, 2}, {ORIGIN, 3, 4}};
    const Payload sound = digest.Write();
    const auto read = GossipDigest::Read(ByteView(*sound));
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->keys == digest.keys);
    uint64_t refused = 0;
    for (const MessageType type : {MessageType::GossipHave, MessageType::GossipWant})
    {
        for (std::size_t size = 0; size <= sound->size() + 1; ++size)
        {
            std::vector<uint8_t> bytes(*sound);
            bytes.resize(size);
            MessageHeader header;
            header.type = type;
            m_engine.Process(*m_gossip,
                             header,
                             PEER,
                             std::make_shared<const std::vector<uint8_t>>(std::move(bytes)));
            refused += size == sound->size() ? 0 : 1;
        }
    }
    EXPECT_EQ(m_gossip->GetCounters().refused, refused);
}

TEST(SeenMessages, ForgetsTheOldestOnes)
{
    SeenMessages seen(3);
    for (uint32_t i = 0; i < 5; ++i)
    {
        EXPECT_TRUE(seen.Insert({{1, 1}, 7, i}));
        EXPECT_FALSE(seen.Insert({{1, 1}, 7, i}));
    }
    EXPECT_EQ(seen.Size(), 3);
    EXPECT_FALSE(seen.Has({{1, 1}, 7, 1}));
    EXPECT_TRUE(seen.Has({{1, 1}, 7, 2}));
    EXPECT_FALSE(seen.Has({{1, 1}, 8, 2}));
    EXPECT_FALSE(seen.Has({{1, 2}, 7, 2}));
    EXPECT_TRUE(seen.Insert({{1, 1}, 7, 0}));
}

} // namespace
} // namespace qos
} // namespace ns3
