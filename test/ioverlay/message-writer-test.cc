/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Messages that become a stream of bytes, and messages again.
 */

#include "ns3/hello-message.h"
#include "ns3/message-reader.h"
#include "ns3/message-writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;

/** A pool, a writer, and what it wrote. */
class MessageWriterTest : public testing::Test
{
  protected:
    /**
     * @param type of the message
     * @param sequence number
     * @param size of the payload
     * @param known its first bytes
     */
    void Add(MessageType type, uint32_t sequence, uint32_t size, std::vector<uint8_t> known = {})
    {
        m_writer.Add(Make(type, sequence, size, std::move(known)));
    }

    /**
     * @param type of the message
     * @param sequence number
     * @param size of the payload
     * @param known its first bytes
     * @return the message
     */
    MessagePtr Make(MessageType type,
                    uint32_t sequence,
                    uint32_t size,
                    std::vector<uint8_t> known = {})
    {
        MessageHeader header;
        header.type = type;
        header.originator = {0x0A000001, 7000};
        header.sequence = sequence;
        header.size = size;
        Payload payload;
        if (!known.empty())
        {
            payload = std::make_shared<const std::vector<uint8_t>>(std::move(known));
        }
        return m_pool.Make(header, std::move(payload), Nanoseconds{0});
    }

    /**
     * Write at most so many bytes.
     * @param most bytes
     */
    void Write(std::size_t most)
    {
        while (most > 0 && !m_writer.IsEmpty())
        {
            const StreamPiece piece = m_writer.Next();
            const std::size_t size = std::min(most, piece.Size());
            if (piece.zeros > 0)
            {
                m_stream.insert(m_stream.end(), size, 0);
            }
            else
            {
                m_stream.insert(m_stream.end(), piece.bytes.data, piece.bytes.data + size);
            }
            m_writer.Pass(size);
            most -= size;
        }
    }

    /** @return the sequence numbers of the messages in the stream */
    std::vector<uint32_t> Sequences()
    {
        std::vector<uint32_t> sequences;
        MessageReader reader(m_pool, 1000, [&](const MessagePtr& message) {
            sequences.push_back(message->header.sequence);
            return true;
        });
        EXPECT_TRUE(reader.Read(ByteView(m_stream.data(), m_stream.size()), Nanoseconds{0}));
        EXPECT_EQ(reader.Unfinished(), 0U);
        return sequences;
    }

    MessagePool m_pool;            //!< makes messages
    MessageWriter m_writer;        //!< is tested
    std::vector<uint8_t> m_stream; //!< what was written
};

TEST_F(MessageWriterTest, WritesTheSameWhereverItIsCut)
{
    const auto addAll = [this] {
        Add(MessageType::Data, 1, 30, {1, 2, 3});
        Add(MessageType::Data, 2, 0);
        Add(MessageType::Data, 3, 5);
        Add(MessageType::Data, 4, 2, {9, 8});
    };
    addAll();
    Write(SIZE_MAX);
    const std::vector<uint8_t> whole = m_stream;
    ASSERT_EQ(whole.size(), 4 * MessageHeader::BYTES + 37);
    EXPECT_EQ(whole[26], 3) << "a known byte";
    EXPECT_EQ(whole[27], 0) << "an unknown one";
    EXPECT_THAT(Sequences(), ElementsAre(1, 2, 3, 4));
    for (std::size_t step = 1; step < whole.size(); ++step)
    {
        m_stream.clear();
        addAll();
        while (!m_writer.IsEmpty())
        {
            Write(step);
        }
        EXPECT_EQ(m_stream, whole) << step;
    }
    EXPECT_EQ(m_pool.Live(), 0U);
}

TEST_F(MessageWriterTest, LetsControlOvertakeDataThatHasNotBegun)
{
    Add(MessageType::Data, 1, 10);
    Add(MessageType::Data, 2, 10);
    Write(1);
    Add(MessageType::SStress, 3, 0);
    EXPECT_EQ(m_writer.WaitingControl(), 1U);
    m_writer.AddLast(Make(MessageType::Bye, 4, 0));
    Add(MessageType::SStress, 5, 0);
    Write(SIZE_MAX);
    EXPECT_THAT(Sequences(), ElementsAre(1, 3, 5, 2, 4));
}

TEST(HelloMessage, ReadsWhatItWrote)
{
    const HelloMessage hello{{0x0A000001, 7000}, 20000};
    const Payload payload = hello.ToPayload();
    EXPECT_EQ(payload->size(), 10U);
    const auto read = HelloMessage::FromBytes(ByteView(*payload));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, hello.id);
    EXPECT_EQ(read->bufferMessages, hello.bufferMessages);
    EXPECT_FALSE(HelloMessage::FromBytes(ByteView(payload->data(), payload->size() - 1)));
    EXPECT_FALSE(HelloMessage::FromBytes(ByteView()));
}

} // namespace
} // namespace qos
} // namespace ns3
