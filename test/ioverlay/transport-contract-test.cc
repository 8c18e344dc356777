/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What every transport owes to the engines, whatever carries messages.
 */

#include "overlay-listener.h"

#include "ns3/fast-overlay-bed.h"
#include "ns3/node-random.h"
#include "ns3/paced-source.h"
#include "ns3/simulator.h"
#include "ns3/tcp-overlay-bed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <numeric>
#include <string>
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
using testing::ElementsAre;

constexpr uint32_t APP = 1;
constexpr uint32_t BUFFER = 10;   // messages
constexpr milliseconds DELAY{10}; // from a host to the middle

/** Overlay nodes that remember what they get, on a transport by name. */
class TransportContract : public testing::TestWithParam<const char*>
{
  protected:
    TransportContract()
    {
        if (std::string(GetParam()) == "fast")
        {
            m_bed = std::make_unique<FastOverlayBed>();
        }
        else
        {
            m_bed = std::make_unique<TcpOverlayBed>();
        }
    }

    ~TransportContract() override
    {
        m_bed.reset();
        Simulator::Destroy();
    }

    /**
     * @param keeps whether it keeps data until it expires
     * @param isNeighbour whether it is on the host of the node before
     * @return number of a new node
     */
    uint32_t AddNode(bool keeps = false, bool isNeighbour = false)
    {
        if (!isNeighbour)
        {
            m_host = m_bed->AddHost(DELAY);
        }
        auto listener = std::make_unique<OverlayListener>(keeps);
        m_listeners.push_back(listener.get());
        OverlayEngineParams params;
        params.bufferMessages = BUFFER;
        return m_bed->AddNode(m_host, params, std::move(listener));
    }

    /**
     * @param from number of a node
     * @param to number of another one
     * @param sequence of the message
     * @param bytes of its payload
     */
    void SendData(uint32_t from, uint32_t to, uint32_t sequence, Payload bytes = nullptr)
    {
        MessageHeader header;
        header.app = APP;
        header.sequence = sequence;
        OverlayEngine& engine = m_bed->Engine(from);
        engine.Send(engine.Make(header, std::move(bytes)), m_bed->IdOf(to));
    }

    /**
     * @param from number of a node
     * @param to another node
     * @param sequence of the message
     */
    void SendControl(uint32_t from, NodeId to, uint32_t sequence)
    {
        MessageHeader header;
        header.type = MessageType::SStress;
        header.app = APP;
        header.sequence = sequence;
        OverlayEngine& engine = m_bed->Engine(from);
        engine.Send(engine.Make(header, nullptr), to);
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_bed->Advance(m_bed->Now() + time);
    }

    /**
     * @param node number of a node
     * @return why its connections ended, by LinkEnd
     */
    std::vector<LinkEnd> EndsAt(uint32_t node) const
    {
        std::vector<LinkEnd> ends;
        for (const auto& heard : m_listeners[node]->Of(MessageType::BrokenLink))
        {
            ends.push_back(static_cast<LinkEnd>(heard.detail));
        }
        return ends;
    }

    /**
     * @param node number of a node
     * @param type of messages
     * @return the sequence numbers of those that came
     */
    std::vector<uint32_t> SequencesAt(uint32_t node, MessageType type) const
    {
        std::vector<uint32_t> sequences;
        for (const auto& heard : m_listeners[node]->Of(type))
        {
            sequences.push_back(heard.sequence);
        }
        return sequences;
    }

    /**
     * Let a node send as many messages as fast as it can.
     * @param from its number
     * @param to number of another one
     * @param count of messages
     * @param bytes of each
     */
    void StartStream(uint32_t from, uint32_t to, uint32_t count, uint32_t bytes = 5120)
    {
        m_listeners[from]->target = m_bed->IdOf(to);
        OverlayEngine& engine = m_bed->Engine(from);
        engine.StartSource(
            APP,
            std::make_unique<PacedSource>(PacedSourceParams{bytes, Bitrate(), count}));
        engine.Resume();
    }

    std::unique_ptr<OverlayBed> m_bed;         //!< the nodes
    std::vector<OverlayListener*> m_listeners; //!< their algorithms
    uint32_t m_host = 0;                       //!< the latest one
};

TEST_P(TransportContract, TellsBothEndsThatAConnectionIsUp)
{
    AddNode();
    AddNode();
    SendControl(0, m_bed->IdOf(1), 7);
    Pass(seconds{1});
    for (const uint32_t node : {0, 1})
    {
        ASSERT_EQ(m_listeners[node]->Of(MessageType::LinkUp).size(), 1U) << node;
        EXPECT_EQ(m_bed->Engine(node).Links().Count(), 1U) << node;
    }
    const auto heard = m_listeners[1]->Of(MessageType::SStress);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard.front().sequence, 7U);
    EXPECT_EQ(heard.front().from, m_bed->IdOf(0));
}

TEST_P(TransportContract, SaysThatNobodyIsThere)
{
    AddNode();
    AddNode();
    NodeId nobody = m_bed->IdOf(1);
    ++nobody.port;
    SendControl(0, nobody, 0);
    Pass(seconds{1});
    EXPECT_THAT(EndsAt(0), ElementsAre(LinkEnd::Refused));
    EXPECT_EQ(m_bed->Engine(0).Links().Count(), 0U);
    EXPECT_EQ(m_bed->LiveMessages(), 0U);
}

TEST_P(TransportContract, KeepsTheOrder)
{
    constexpr uint32_t COUNT = 200;
    AddNode();
    AddNode();
    StartStream(0, 1, COUNT);
    for (uint32_t i = 0; i < COUNT; ++i)
    {
        SendControl(0, m_bed->IdOf(1), i);
        Pass(milliseconds{7});
    }
    Pass(seconds{5});
    std::vector<uint32_t> expected(COUNT);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(SequencesAt(1, MessageType::Data), expected);
    EXPECT_EQ(SequencesAt(1, MessageType::SStress), expected);
}

TEST_P(TransportContract, SendsControlBeforeDataThatWaits)
{
    AddNode();
    AddNode();
    for (uint32_t i = 0; i < BUFFER; ++i)
    {
        SendData(0, 1, i);
    }
    SendControl(0, m_bed->IdOf(1), 0);
    Pass(seconds{5});
    const auto& heard = m_listeners[1]->heard;
    ASSERT_EQ(heard.size(), BUFFER + 2);
    EXPECT_EQ(heard[0].type, MessageType::LinkUp);
    EXPECT_EQ(heard[1].type, MessageType::SStress);
}

TEST_P(TransportContract, GivesAllCreditsBack)
{
    AddNode();
    AddNode();
    StartStream(0, 1, 100);
    Pass(seconds{10});
    EXPECT_EQ(m_listeners[1]->Of(MessageType::Data).size(), 100U);
    for (const uint32_t node : {0, 1})
    {
        ASSERT_NE(m_bed->Engine(node).FindLink(m_bed->IdOf(1 - node)), nullptr);
        EXPECT_EQ(m_bed->Engine(node).Credit(m_bed->IdOf(1 - node)), BUFFER);
    }
    EXPECT_EQ(m_bed->LiveMessages(), 0U);
}

TEST_P(TransportContract, HasNoMoreDataThanThereAreCreditsFor)
{
    AddNode();
    AddNode(true);
    StartStream(0, 1, 100);
    Pass(seconds{1});
    EXPECT_EQ(m_bed->Engine(0).Credit(m_bed->IdOf(1)), 0U);
    EXPECT_EQ(m_bed->Engine(1).FindLink(m_bed->IdOf(0))->counters.received, BUFFER);
    Pass(seconds{200}); // they expire, ten in five seconds
    EXPECT_EQ(m_bed->Engine(1).FindLink(m_bed->IdOf(0))->counters.received, 100U);
    EXPECT_EQ(m_bed->Engine(0).Credit(m_bed->IdOf(1)), BUFFER);
}

TEST_P(TransportContract, DeliversWhatWasSentBeforeAnEndInPeace)
{
    AddNode();
    AddNode();
    SendControl(0, m_bed->IdOf(1), 0);
    Pass(seconds{1});
    for (uint32_t i = 0; i < BUFFER; ++i)
    {
        SendData(0, 1, i, std::make_shared<std::vector<uint8_t>>(65536));
    }
    m_bed->Engine(0).Terminate();
    Pass(seconds{5});
    EXPECT_EQ(m_listeners[1]->Of(MessageType::Data).size(), BUFFER);
    EXPECT_THAT(EndsAt(1), ElementsAre(LinkEnd::Bye));
    EXPECT_EQ(m_listeners[1]->heard.back().type, MessageType::BrokenLink);
    EXPECT_EQ(m_bed->LiveMessages(), 0U);
}

TEST_P(TransportContract, TellsOfACrash)
{
    AddNode();
    AddNode();
    AddNode();
    StartStream(0, 1, 1000);
    StartStream(2, 1, 1000);
    Pass(milliseconds{500});
    m_bed->Engine(1).Crash();
    Pass(seconds{1});
    for (const uint32_t node : {0, 2})
    {
        EXPECT_EQ(EndsAt(node).front(), LinkEnd::Reset) << node;
    }
    const std::size_t heard = m_listeners[1]->heard.size();
    m_bed->Engine(0).StopSource(APP);
    m_bed->Engine(2).StopSource(APP);
    SendControl(0, m_bed->IdOf(1), 0);
    Pass(seconds{10});
    EXPECT_EQ(EndsAt(0).back(), LinkEnd::Refused) << "it takes no new connections either";
    EXPECT_EQ(m_listeners[1]->heard.size(), heard);
    m_bed->Engine(0).Terminate();
    m_bed->Engine(2).Terminate();
    m_bed->Finish();
    EXPECT_EQ(m_bed->LiveMessages(), 0U);
}

TEST_P(TransportContract, LetsBothConnectAtTheSameTime)
{
    // the second one connects anywhere within the handshakes of the first
    constexpr milliseconds STEP{4};
    constexpr milliseconds LAST{100};
    std::vector<uint32_t> nodes;
    for (milliseconds later{0}; later <= LAST; later += STEP)
    {
        for (int i = 0; i < 4; ++i)
        {
            nodes.push_back(AddNode());
        }
    }
    for (std::size_t i = 0; i < nodes.size(); i += 4)
    {
        StartStream(nodes[i], nodes[i + 1], 100);
        StartStream(nodes[i + 3], nodes[i + 2], 100);
    }
    for (std::size_t i = 0; i < nodes.size(); i += 4)
    {
        StartStream(nodes[i + 1], nodes[i], 100);
        StartStream(nodes[i + 2], nodes[i + 3], 100);
        Pass(STEP);
    }
    Pass(seconds{10});
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        const uint32_t node = nodes[i];
        EXPECT_EQ(m_listeners[node]->Of(MessageType::Data).size(), 200U) << i;
        EXPECT_THAT(EndsAt(node), ElementsAre()) << i;
        EXPECT_EQ(m_listeners[node]->Of(MessageType::LinkUp).size(), 1U) << i;
        EXPECT_EQ(m_bed->Engine(node).Links().Count(), 1U) << i;
    }
    m_bed->Finish();
    EXPECT_EQ(m_bed->LiveMessages(), 0U);
}

TEST_P(TransportContract, CarriesPayloadsOfAnySize)
{
    AddNode();
    AddNode();
    NodeRandom random(1);
    std::vector<std::vector<uint8_t>> sent;
    for (const uint32_t size : {1U, 2U, 23U, 24U, 25U, 1423U, 1424U, 1425U, 5120U, 65535U, 65536U})
    {
        sent.emplace_back(size);
        for (uint8_t& byte : sent.back())
        {
            byte = static_cast<uint8_t>(random.Bits());
        }
        SendData(0, 1, size, std::make_shared<const std::vector<uint8_t>>(sent.back()));
        Pass(seconds{1});
    }
    const auto heard = m_listeners[1]->Of(MessageType::Data);
    ASSERT_EQ(heard.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i)
    {
        EXPECT_EQ(heard[i].bytes, sent[i]) << sent[i].size() << " bytes";
    }
}

TEST_P(TransportContract, CarriesMoreThanAnySocketHolds)
{
    constexpr uint32_t BYTES = 65536;
    AddNode();
    AddNode();
    StartStream(0, 1, 50, BYTES);
    Pass(seconds{20});
    const auto heard = m_listeners[1]->Of(MessageType::Data);
    ASSERT_EQ(heard.size(), 50U);
    for (const auto& one : heard)
    {
        EXPECT_EQ(one.size, BYTES);
    }
}

TEST_P(TransportContract, ConnectsNodesOfOneHost)
{
    AddNode();
    AddNode(false, true);
    AddNode();
    StartStream(0, 1, 100);
    StartStream(1, 2, 100);
    StartStream(2, 0, 100);
    Pass(seconds{20});
    for (const uint32_t node : {0, 1, 2})
    {
        EXPECT_EQ(m_listeners[node]->Of(MessageType::Data).size(), 200U)
            << "those of its own source, and of a peer";
        EXPECT_EQ(m_bed->Engine(node).Links().Count(), 2U);
    }
}

TEST_P(TransportContract, IsQuietWhenThereIsNothingToDo)
{
    AddNode();
    AddNode();
    AddNode();
    StartStream(0, 1, 100);
    StartStream(1, 2, 100);
    m_bed->Finish();
    EXPECT_EQ(m_listeners[2]->Of(MessageType::Data).size(), 100U);
    const uint64_t events = m_bed->Events();
    Pass(seconds{10000});
    EXPECT_LE(m_bed->Events() - events, 1U) << "the end of the run itself";
    EXPECT_EQ(m_bed->Engine(1).Links().Count(), 2U);
    SendControl(2, m_bed->IdOf(1), 9);
    Pass(seconds{1});
    EXPECT_THAT(SequencesAt(1, MessageType::SStress), ElementsAre(9));
}

TEST_P(TransportContract, LeavesNothingBehind)
{
    for (int i = 0; i < 4; ++i)
    {
        AddNode();
    }
    for (const uint32_t node : {0, 1, 2, 3})
    {
        StartStream(node, (node + 1) % 4, 100000);
    }
    Pass(seconds{3});
    m_bed->Engine(0).Crash();
    m_bed->Engine(1).Terminate();
    m_bed->Engine(2).Terminate();
    m_bed->Engine(3).Crash();
    m_bed->Finish();
    EXPECT_EQ(m_bed->LiveMessages(), 0U);
}

INSTANTIATE_TEST_SUITE_P(All,
                         TransportContract,
                         testing::Values("fast", "tcp"),
                         [](const auto& carrier) { return std::string(carrier.param); });

} // namespace
} // namespace qos
} // namespace ns3
