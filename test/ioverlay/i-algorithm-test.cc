/* SPDX-License-Identifier: GPL-2.0-only */

#include "scripted-engine.h"

#include "ns3/i-algorithm.h"
#include "ns3/observer-commands.h"
#include "ns3/observer-reports.h"
#include "ns3/payload-writer.h"
#include "ns3/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr NodeId OBSERVER{0x0A00FF01, 9000};
constexpr NodeId FIRST{0x0A000101, 7000};
constexpr NodeId SECOND{0x0A000102, 7000};
constexpr uint32_t APP = 3;

/** Remembers what it is told. */
class AttentiveAlgorithm : public IAlgorithm
{
  public:
    std::vector<uint32_t> deployed;
    std::vector<NodeId> sources;

  protected:
    void OnDeploy(uint32_t app, EngineApi& /* engine */) override
    {
        deployed.push_back(app);
    }

    void OnAnnounce(uint32_t /* app */, NodeId source, EngineApi& /* engine */) override
    {
        sources.push_back(source);
    }
};

/** An algorithm that has an observer and knows two hosts. */
class IAlgorithmTest : public testing::Test
{
  protected:
    IAlgorithmTest()
    {
        m_engine.observer = OBSERVER;
        m_algorithm.Hosts().Add(FIRST, 0);
        m_algorithm.Hosts().Add(SECOND, 0);
    }

    /**
     * A connection ends.
     * @param peer of it
     * @param why it ends
     */
    void Break(NodeId peer, LinkEnd why)
    {
        MessageHeader header;
        header.type = MessageType::BrokenLink;
        header.SetPeer(peer, static_cast<uint16_t>(why));
        m_engine.Process(m_algorithm, header, {});
    }

    /**
     * A source makes itself known.
     * @param source the node
     * @param ttl how often that may be passed on
     * @param from who passed it on
     */
    void Announce(NodeId source, uint8_t ttl, NodeId from)
    {
        MessageHeader header;
        header.type = MessageType::SAnnounce;
        header.app = APP;
        header.ttl = ttl;
        m_engine.Process(m_algorithm, header, from, PayloadWriter().WriteId(source).Finish());
    }

    ScriptedEngine m_engine;
    AttentiveAlgorithm m_algorithm;
};

TEST_F(IAlgorithmTest, AsksItsObserverAndWritesIntoItsLog)
{
    IAlgorithm::Boot(m_engine);
    IAlgorithm::Trace(std::string(2000, 'x'), m_engine);
    ASSERT_THAT(m_engine.sent, SizeIs(2));
    EXPECT_EQ(m_engine.sent[0].to, OBSERVER);
    EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::Boot);
    EXPECT_TRUE(BootRequest::Read(m_engine.sent[0].message->Bytes()));
    EXPECT_EQ(m_engine.sent[1].message->header.type, MessageType::Trace);
    const auto line = TraceLine::Read(m_engine.sent[1].message->Bytes());
    ASSERT_TRUE(line);
    EXPECT_EQ(line->text.size(), TraceLine::MOST);
}

TEST_F(IAlgorithmTest, TellsNothingIfThereIsNoObserver)
{
    m_engine.observer = {};
    IAlgorithm::Boot(m_engine);
    IAlgorithm::Trace("x", m_engine);
    Break(FIRST, LinkEnd::Reset);
    EXPECT_THAT(m_engine.sent, IsEmpty());
}

TEST_F(IAlgorithmTest, ReportsAPeerThatIsGoneWithoutHavingSaidSo)
{
    Break(FIRST, LinkEnd::Bye);
    Break(FIRST, LinkEnd::Closed);
    Break(OBSERVER, LinkEnd::Reset);
    EXPECT_THAT(m_engine.sent, IsEmpty());
    Break(SECOND, LinkEnd::Silence);
    ASSERT_THAT(m_engine.sent, SizeIs(1));
    EXPECT_EQ(m_engine.sent[0].to, OBSERVER);
    const auto report = NodeDown::Read(m_engine.sent[0].message->Bytes());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->peer, SECOND);
    EXPECT_EQ(report->reason, static_cast<uint8_t>(LinkEnd::Silence));
    EXPECT_THAT(m_algorithm.Hosts().Ids(), IsEmpty());
}

TEST_F(IAlgorithmTest, IsASourceIfItIsDeployedAndMakesThatKnown)
{
    MessageHeader header;
    header.type = MessageType::SDeploy;
    header.app = APP;
    m_engine.Process(m_algorithm, header, OBSERVER, DeployCommand().Write());
    EXPECT_THAT(m_algorithm.deployed, ElementsAre(APP));
    EXPECT_THAT(m_engine.started, ElementsAre(APP));
    ASSERT_THAT(m_engine.sent, SizeIs(2));
    EXPECT_EQ(m_engine.sent[0].to, FIRST);
    EXPECT_EQ(m_engine.sent[1].to, SECOND);
    EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::SAnnounce);
    EXPECT_EQ(m_engine.sent[0].message->header.app, APP);
    EXPECT_EQ(*m_engine.sent[0].message->payload,
              *PayloadWriter().WriteId(m_engine.Self()).Finish());
    EXPECT_THAT(m_algorithm.sources, IsEmpty());

    m_engine.Process(m_algorithm, header, OBSERVER, PayloadWriter().Write8(1).Finish());
    EXPECT_EQ(m_algorithm.Unknown(), 1U);
    EXPECT_THAT(m_engine.started, SizeIs(1));
}

TEST_F(IAlgorithmTest, PassesTheNewsOfASourceOnOnce)
{
    const NodeId source{0x0A000103, 7000};
    Announce(source, 5, FIRST);
    ASSERT_THAT(m_engine.sent, SizeIs(1)) << "not to where it came from";
    EXPECT_EQ(m_engine.sent[0].to, SECOND);
    EXPECT_EQ(m_engine.sent[0].message->header.ttl, 4);
    EXPECT_THAT(m_algorithm.Hosts().Ids(), ElementsAre(FIRST, SECOND, source));
    EXPECT_THAT(m_algorithm.sources, ElementsAre(source));
    Announce(source, 5, SECOND);
    EXPECT_THAT(m_engine.sent, SizeIs(1));
    EXPECT_THAT(m_algorithm.sources, SizeIs(1));
}

TEST_F(IAlgorithmTest, DoesNotPassTheNewsOnBeyondItsHops)
{
    Announce(SECOND, 0, FIRST);
    EXPECT_THAT(m_engine.sent, IsEmpty());
    EXPECT_THAT(m_algorithm.sources, ElementsAre(SECOND));
    MessageHeader header;
    header.type = MessageType::SAnnounce;
    m_engine.Process(m_algorithm, header, FIRST, PayloadWriter().Write8(1).Finish());
    m_engine.Process(m_algorithm, header, FIRST, PayloadWriter().WriteId({}).Finish());
    EXPECT_EQ(m_algorithm.Unknown(), 2U);
}

} // namespace
} // namespace qos
} // namespace ns3
