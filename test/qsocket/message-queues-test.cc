/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/message-queues.h"

#include <gtest/gtest.h>

#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/**
 * @param number the message's number
 * @return a packet of it
 */
PacketArrival
PacketOf(uint64_t number)
{
    PacketArrival arrival;
    arrival.message = number;
    arrival.bytes = 100;
    return arrival;
}

/**
 * @param queues the queues
 * @param queue one of them
 * @return the numbers of its messages, from head to tail
 */
std::vector<uint64_t>
NumbersIn(const MessageQueues& queues, QueueId queue)
{
    std::vector<uint64_t> numbers;
    for (MessageId id = queues.Queue(queue).head; id != NONE; id = queues.At(id).next)
    {
        numbers.push_back(queues.At(id).number);
    }
    return numbers;
}

/** Two queues. */
class TwoQueues : public testing::Test
{
  protected:
    /** @return a new message with packets in a queue */
    MessageId Open(QueueId queue, uint64_t number, int packets = 1)
    {
        const MessageId message = m_queues.OpenMessage(queue, PacketOf(number));
        for (int packet = 0; packet < packets; ++packet)
        {
            m_queues.AppendPacket(message, 100, 0ns);
        }
        return message;
    }

    MessageQueues m_queues;                //!< what is tested
    QueueId m_one = m_queues.AddQueue(10); //!< a queue with a limit
    QueueId m_two = m_queues.AddQueue(0);  //!< a queue without
};

TEST_F(TwoQueues, KeepMessagesInOrderWhereverOneIsTakenOut)
{
    const MessageId first = Open(m_one, 1);
    const MessageId second = Open(m_one, 2);
    const MessageId third = Open(m_one, 3);
    Open(m_one, 4);
    for (const MessageId message : {second, first, third})
    {
        m_queues.TakePacket(message);
        m_queues.CloseMessage(message);
    }
    EXPECT_EQ(NumbersIn(m_queues, m_one), std::vector<uint64_t>{4});
    EXPECT_EQ(m_queues.Queue(m_one).head, m_queues.Queue(m_one).tail);
}

TEST_F(TwoQueues, CountPacketsAndBytes)
{
    const MessageId message = Open(m_one, 1, 3);
    EXPECT_EQ(m_queues.Queue(m_one).packets, 3U);
    EXPECT_EQ(m_queues.Queue(m_one).bytes, 300U);
    EXPECT_EQ(m_queues.At(message).queuedBytes, 300U);
    m_queues.TakePacket(message);
    EXPECT_EQ(m_queues.Queue(m_one).packets, 2U);
    EXPECT_EQ(m_queues.Queue(m_one).bytes, 200U);
    EXPECT_EQ(m_queues.Queue(m_two).packets, 0U);
}

TEST_F(TwoQueues, GivePacketsInTheOrderOfTheirArrival)
{
    const MessageId message = Open(m_one, 1);
    Open(m_two, 1);
    const PacketId last = m_queues.AppendPacket(message, 50, 7ns);
    EXPECT_EQ(m_queues.Packet(last).sequence, 2U) << "two were queued before it";
    m_queues.TakePacket(message);
    EXPECT_EQ(m_queues.TakePacket(message), last);
    EXPECT_FALSE(m_queues.At(message).HasPacket());
}

TEST_F(TwoQueues, MoveAMessageWithItsPackets)
{
    const MessageId first = Open(m_one, 1, 3);
    Open(m_one, 2);
    Open(m_two, 3);
    m_queues.MoveMessage(first, m_two);
    EXPECT_EQ(NumbersIn(m_queues, m_one), std::vector<uint64_t>{2});
    EXPECT_EQ(NumbersIn(m_queues, m_two), (std::vector<uint64_t>{3, 1}));
    EXPECT_EQ(m_queues.Queue(m_one).packets, 1U);
    EXPECT_EQ(m_queues.Queue(m_two).packets, 4U);
    EXPECT_EQ(m_queues.Queue(m_two).bytes, 400U);
    m_queues.MoveMessage(first, m_two);
    EXPECT_EQ(NumbersIn(m_queues, m_two), (std::vector<uint64_t>{3, 1}));
    EXPECT_EQ(m_queues.Queue(m_two).packets, 4U);
}

TEST_F(TwoQueues, RecycleTheLeastFreeQueue)
{
    const QueueId three = m_queues.AddQueue(0);
    m_queues.RemoveQueue(three);
    m_queues.RemoveQueue(m_one);
    m_queues.RemoveQueue(m_two);
    EXPECT_EQ(m_queues.AddQueue(5), m_one);
    EXPECT_EQ(m_queues.Queue(m_one).limitPackets, 5U);
    EXPECT_EQ(m_queues.AddQueue(0), m_two);
    EXPECT_EQ(m_queues.AddQueue(0), three);
    EXPECT_EQ(m_queues.AddQueue(0), three + 1);
}

TEST_F(TwoQueues, RecycleMessagesAndPackets)
{
    std::vector<MessageId> messages;
    for (int round = 0; round < 1000; ++round)
    {
        const MessageId message = Open(m_one, static_cast<uint64_t>(round));
        EXPECT_LE(message, 0U);
        EXPECT_LE(m_queues.TakePacket(message), 0U);
        m_queues.CloseMessage(message);
    }
}

TEST_F(TwoQueues, RefuseTheRestOfOneMessageOfOneStream)
{
    Message dropped;
    dropped.number = 7;
    dropped.stream = 3;
    dropped.queue = m_one;
    m_queues.RefuseRestOf(dropped);
    PacketArrival arrival = PacketOf(7);
    arrival.stream = 3;
    EXPECT_TRUE(m_queues.IsRefused(m_one, arrival));
    EXPECT_FALSE(m_queues.IsRefused(m_two, arrival));
    arrival.stream = 4;
    EXPECT_FALSE(m_queues.IsRefused(m_one, arrival));
    arrival.stream = 3;
    arrival.message = 8;
    EXPECT_FALSE(m_queues.IsRefused(m_one, arrival));
    m_queues.RemoveQueue(m_one);
    EXPECT_EQ(m_queues.AddQueue(0), m_one);
    arrival.message = 7;
    EXPECT_FALSE(m_queues.IsRefused(m_one, arrival)) << "a recycled queue remembers nothing";
}

TEST(Message, KnowsWhatIsLeft)
{
    Message message;
    message.queuedBytes = 300;
    EXPECT_EQ(message.RemainingBytes(), 300U) << "size unknown";
    message.totalBytes = 1000;
    EXPECT_EQ(message.RemainingBytes(), 1000U);
    message.sentBytes = 400;
    EXPECT_EQ(message.RemainingBytes(), 600U);
    EXPECT_TRUE(message.HasStarted());
    message.totalBytes = 500;
    EXPECT_EQ(message.RemainingBytes(), 300U) << "announced too little";
}

} // namespace
} // namespace qos
} // namespace ns3
