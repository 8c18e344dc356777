/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-driver.h"

#include "ns3/fifo-scheduler.h"
#include "ns3/sfq-scheduler.h"

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** A first-in first-out queue for three packets, and a stream. */
class Fifo : public testing::Test
{
  protected:
    /** @return a setup with that limit */
    static SchedulerSetup ThreePackets()
    {
        SchedulerSetup setup;
        setup.limits.bestEffortPackets = 3;
        return setup;
    }

    FifoScheduler m_fifo{ThreePackets(), FifoOptions()};         //!< what is tested
    StreamId m_stream = m_fifo.AddStream(FifoAttributes(), 0ns); //!< a stream
};

TEST_F(Fifo, ServesInTheOrderOfArrivalWhoeverItIs)
{
    SchedulerDriver driver(m_fifo, Bitrate::FromBitsPerSecond(8000));
    driver.At(0ns, m_stream, 100);
    driver.At(0ns, BEST_EFFORT, 100);
    driver.At(0ns, m_stream, 100);
    driver.RunUntil(1s);
    EXPECT_EQ(driver.Order(), (std::vector<StreamId>{m_stream, BEST_EFFORT, m_stream}));
}

TEST_F(Fifo, RefusesPacketByPacketWhenItIsFull)
{
    PacketArrival fragment;
    fragment.stream = m_stream;
    fragment.bytes = 100;
    fragment.message = 1;
    fragment.lastOfMessage = false;
    for (int packet = 0; packet < 3; ++packet)
    {
        EXPECT_TRUE(m_fifo.Enqueue(fragment, 0ns).accepted);
    }
    const Admission refused = m_fifo.Enqueue(fragment, 0ns);
    EXPECT_FALSE(refused.accepted);
    EXPECT_EQ(refused.reason, DropReason::QueueFull);
    EXPECT_EQ(m_fifo.BacklogPackets(), 3U) << "the fragments before it stay";
    m_fifo.Dequeue(0ns);
    EXPECT_TRUE(m_fifo.Enqueue(fragment, 0ns).accepted) << "and the next one is welcome";
}

TEST_F(Fifo, CountsByStream)
{
    SchedulerDriver driver(m_fifo, Bitrate::FromBitsPerSecond(8000));
    driver.At(0ns, m_stream, 100, 2);
    driver.At(0ns, BEST_EFFORT, 50);
    driver.RunUntil(1s);
    EXPECT_EQ(m_fifo.Counters(m_stream).packetsOut, 2U);
    EXPECT_EQ(m_fifo.Counters(m_stream).bytesOut, 200U);
    EXPECT_EQ(m_fifo.Counters(BEST_EFFORT).bytesOut, 50U);
    EXPECT_EQ(m_fifo.Counters(m_stream).queueingDelayMax, 100ms);
}

TEST_F(Fifo, DropsWhatAClosedStreamLeftInTheCommonQueue)
{
    SchedulerDriver driver(m_fifo, Bitrate::FromBitsPerSecond(8000));
    PacketArrival arrival;
    arrival.bytes = 100;
    arrival.stream = m_stream;
    m_fifo.Enqueue(arrival, 0ns);
    arrival.stream = BEST_EFFORT;
    m_fifo.Enqueue(arrival, 0ns);
    m_fifo.RemoveStream(m_stream, 0ns);
    EXPECT_EQ(m_fifo.BacklogPackets(), 1U);
    EXPECT_EQ(m_fifo.AddStream(FifoAttributes(), 0ns), m_stream);
    EXPECT_EQ(m_fifo.Counters(m_stream).backlogPackets, 0U);
    EXPECT_TRUE(m_fifo.Dequeue(0ns));
    EXPECT_FALSE(m_fifo.Dequeue(0ns));
}

TEST_F(Fifo, RefusesAttributesOfAnother)
{
    try
    {
        m_fifo.AddStream(SfqAttributes(), 0ns);
        FAIL() << "accepted";
    }
    catch (const SchedulerError& error)
    {
        EXPECT_STREQ(error.what(), "attributes of scheduler sfq were given to scheduler fifo");
    }
}

} // namespace
} // namespace qos
} // namespace ns3
