/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/i-algorithm.h"
#include "ns3/kbps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
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

constexpr uint32_t BUFFER = 10; // messages
constexpr uint32_t BYTES = 5000;

/** Sends data without being a source, as much as there is room for. */
class Filler : public IAlgorithm
{
  public:
    NodeId to;                         //!< where data goes
    uint32_t batch = 0;                //!< how much is sent when there is room
    uint32_t failed = 0;               //!< messages for which there was no room
    std::vector<Nanoseconds> writable; //!< when there was room again

    /**
     * @param messages to send
     * @param engine sends
     */
    void Fill(uint32_t messages, EngineApi& engine) const
    {
        MessageHeader header;
        header.app = 1;
        header.size = BYTES;
        for (uint32_t i = 0; i < messages; ++i)
        {
            header.sequence = i;
            engine.Send(engine.Make(header), to);
        }
    }

  protected:
    void OnWritable(NodeId peer, EngineApi& engine) override
    {
        EXPECT_EQ(peer, to);
        writable.push_back(engine.Now());
        Fill(batch, engine);
    }

    bool OnMessage(const MessagePtr& message, EngineApi& /* engine */) override
    {
        failed += message->header.type == MessageType::SendFailed ? 1 : 0;
        return true;
    }
};

/** A node with 100 KBps, 20 messages a second, and one that it sends to, 10 ms apart. */
class WritableTest : public testing::Test
{
  protected:
    WritableTest()
    {
        OverlayEngineParams params;
        params.bufferMessages = BUFFER;
        params.limits.up = KBps(100);
        auto filler = std::make_unique<Filler>();
        m_filler = filler.get();
        m_network.AddNode(params, std::move(filler));
        params.limits = {};
        m_network.AddNode(params, std::make_unique<IAlgorithm>());
        m_filler->to = m_network.IdOf(1);
    }

    /** @param messages that node 0 sends */
    void Fill(uint32_t messages)
    {
        m_filler->Fill(messages, m_network.Engine(0));
        m_network.Engine(0).Resume();
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    FastNetwork m_network{[] {
        FastNetworkParams params;
        params.delay = [](uint32_t, uint32_t) { return milliseconds{10}; };
        return params;
    }()};
    Filler* m_filler = nullptr; //!< of node 0
};

TEST_F(WritableTest, AnAlgorithmThatFoundNoRoomIsToldOnceWhenThereIsSome)
{
    Fill(BUFFER + 5); // while the connection is opened nothing leaves
    EXPECT_EQ(m_filler->failed, 5U);
    Pass(seconds{5});
    ASSERT_EQ(m_filler->writable.size(), 1U);
    EXPECT_GT(m_filler->writable[0], Nanoseconds{0});
    EXPECT_LE(m_filler->writable[0], milliseconds{100}) << "with the first one that leaves";
    EXPECT_EQ(m_network.Engine(1).GetCounters().delivered, BUFFER);
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
}

TEST_F(WritableTest, WhoFoundRoomIsToldNothing)
{
    Fill(BUFFER);
    Pass(seconds{5});
    EXPECT_EQ(m_filler->failed, 0U);
    EXPECT_TRUE(m_filler->writable.empty());
}

TEST_F(WritableTest, WhoFillsTheRoomThatThereIsHasTheRateOfTheLink)
{
    m_filler->batch = 2; // of which one finds room
    Fill(BUFFER + 1);
    Pass(seconds{100});
    const uint64_t delivered = m_network.Engine(1).GetCounters().delivered;
    EXPECT_NEAR(static_cast<double>(delivered), 100 * 20, 3);
    EXPECT_NEAR(static_cast<double>(m_filler->failed), static_cast<double>(delivered), BUFFER + 3);
}

TEST_F(WritableTest, ThereIsNoRoomTowardsAPeerThatIsGone)
{
    m_network.Engine(1).Crash();
    Fill(BUFFER + 5);
    Pass(seconds{5});
    EXPECT_EQ(m_filler->failed, 5U);
    EXPECT_TRUE(m_filler->writable.empty());
}

} // namespace
} // namespace qos
} // namespace ns3
