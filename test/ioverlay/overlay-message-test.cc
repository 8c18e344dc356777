/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/message-reader.h"
#include "ns3/overlay-message.h"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

constexpr Nanoseconds NOW{5};
constexpr uint32_t MOST = 1000; //!< bytes of the largest payload

/**
 * @param sequence number of a message
 * @param bytes of its payload
 * @return the message as a stream
 */
std::vector<uint8_t>
Stream(uint32_t sequence, uint32_t bytes)
{
    MessageHeader header;
    header.sequence = sequence;
    header.size = bytes;
    const auto start = header.ToBytes();
    std::vector<uint8_t> stream(start.begin(), start.end());
    stream.resize(stream.size() + bytes);
    std::iota(stream.end() - bytes, stream.end(), static_cast<uint8_t>(sequence));
    return stream;
}

TEST(MessageTest, LivesAsLongAsSomebodyPointsToIt)
{
    MessagePool pool;
    MessageHeader header;
    header.size = 5120;
    MessagePtr first = pool.Make(header, nullptr, NOW);
    EXPECT_EQ(first->WireBytes(), 5144U);
    EXPECT_EQ(first->Bytes().size, 0U) << "only its size is known";
    EXPECT_EQ(pool.Live(), 1U);
    MessagePtr second = first;
    first = MessagePtr();
    EXPECT_EQ(pool.Live(), 1U);
    EXPECT_EQ(second->born, NOW);
    MessagePtr third = MessagePtr::Adopt(second.Detach());
    EXPECT_FALSE(second);
    EXPECT_EQ(pool.Live(), 1U);
    third = pool.Make(header, nullptr, NOW);
    EXPECT_EQ(pool.Live(), 1U);
    third = MessagePtr();
    EXPECT_EQ(pool.Live(), 0U);
    EXPECT_EQ(pool.HighWater(), 2U);
    EXPECT_EQ(pool.Made(), 2U);
}

TEST(MessageTest, MayKnowOnlyTheFirstBytesOfItsPayload)
{
    MessagePool pool;
    MessageHeader header;
    header.size = 5120;
    const auto start = std::make_shared<std::vector<uint8_t>>(40);
    const MessagePtr message = pool.Make(header, start, NOW);
    EXPECT_EQ(message->header.size, 5120U);
    EXPECT_EQ(message->Bytes().size, 40U);
    EXPECT_EQ(message->WireBytes(), 24U + 5120);
}

TEST(MessageTest, HasTheSizeOfItsPayload)
{
    MessagePool pool;
    const auto payload = std::make_shared<const std::vector<uint8_t>>(std::vector<uint8_t>(7));
    const MessagePtr message = pool.Make({}, payload, NOW);
    EXPECT_EQ(message->header.size, 7U);
    EXPECT_EQ(message->Bytes().data, payload->data()) << "it is not copied";

    MessageHeader command;
    command.SetParameters(1, 2);
    EXPECT_THROW(pool.Make(command, payload, NOW), std::invalid_argument);
    EXPECT_EQ(pool.Live(), 1U);
    EXPECT_EQ(pool.Make(command, nullptr, NOW)->header.Parameter(1), 2);
}

TEST(MessageReaderTest, FindsMessagesWhereverTheStreamIsCut)
{
    std::vector<uint8_t> stream = Stream(1, 10);
    for (const auto& next : {Stream(2, 0), Stream(3, 100)})
    {
        stream.insert(stream.end(), next.begin(), next.end());
    }
    for (std::size_t cut = 0; cut <= stream.size(); ++cut)
    {
        MessagePool pool;
        std::vector<MessagePtr> messages;
        MessageReader reader(pool, MOST, [&messages](MessagePtr message) {
            messages.push_back(std::move(message));
            return true;
        });
        // copies, so that a sanitizer sees who reads too far
        const auto at = stream.begin() + static_cast<std::ptrdiff_t>(cut);
        const std::vector<uint8_t> first(stream.begin(), at);
        const std::vector<uint8_t> second(at, stream.end());
        EXPECT_TRUE(reader.Read(first, NOW));
        EXPECT_TRUE(reader.Read(second, NOW));
        ASSERT_EQ(messages.size(), 3U) << "cut at " << cut;
        EXPECT_EQ(messages[0]->header.sequence, 1U);
        EXPECT_EQ(messages[0]->Bytes()[9], 10);
        EXPECT_FALSE(messages[1]->payload);
        EXPECT_EQ(messages[2]->Bytes().size, 100U);
        EXPECT_EQ(messages[2]->Bytes()[99], 102);
        EXPECT_EQ(reader.Unfinished(), 0U);
    }
}

TEST(MessageReaderTest, TakesNoMoreMemoryThanHasCome)
{
    MessagePool pool;
    MessageReader reader(pool, UINT32_MAX, [](const MessagePtr&) { return true; });
    MessageHeader header;
    header.size = UINT32_MAX;
    const auto start = header.ToBytes();
    EXPECT_TRUE(reader.Read(ByteView(start.data(), start.size()), NOW));
    const std::vector<uint8_t> some(100);
    EXPECT_TRUE(reader.Read(some, NOW));
    EXPECT_EQ(reader.Unfinished(), 124U);
    EXPECT_EQ(pool.Live(), 0U);
}

TEST(MessageReaderTest, ReadsNothingBehindAFault)
{
    MessagePool pool;
    int messages = 0;
    MessageReader reader(pool, MOST, [&messages](const MessagePtr&) {
        ++messages;
        return true;
    });
    EXPECT_TRUE(reader.Read(Stream(1, MOST), NOW));
    EXPECT_FALSE(reader.Read(Stream(2, MOST + 1), NOW));
    EXPECT_EQ(reader.Fault(), HeaderFault::Size);
    EXPECT_FALSE(reader.Read(Stream(3, 1), NOW));
    EXPECT_EQ(messages, 1);
}

TEST(MessageReaderTest, MayBeDestroyedByWhoGetsAMessage)
{
    MessagePool pool;
    std::unique_ptr<MessageReader> reader;
    reader = std::make_unique<MessageReader>(pool, MOST, [&reader](const MessagePtr&) {
        reader.reset();
        return false;
    });
    std::vector<uint8_t> stream = Stream(1, 3);
    stream.resize(stream.size() + 50);
    EXPECT_TRUE(reader->Read(stream, NOW));
    EXPECT_EQ(reader, nullptr);
}

} // namespace
} // namespace qos
} // namespace ns3
