/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/message-header.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint32_t MOST = 65536; //!< bytes of payload that are taken

/**
 * @param header a header
 * @return its bytes, four by four, in hexadecimal
 */
std::string
Hex(const MessageHeader& header)
{
    constexpr const char* DIGITS = "0123456789abcdef";
    std::string text;
    for (const uint8_t byte : header.ToBytes())
    {
        text += text.size() % 9 == 8 ? " " : "";
        text += DIGITS[byte / 16];
        text += DIGITS[byte % 16];
    }
    return text;
}

/**
 * @param header a header
 * @return what is read from its bytes
 */
std::variant<MessageHeader, HeaderFault>
Reread(const MessageHeader& header)
{
    const auto bytes = header.ToBytes();
    return MessageHeader::FromBytes(ByteView(bytes.data(), bytes.size()), MOST);
}

/** @return a message of 5120 bytes */
MessageHeader
Data()
{
    MessageHeader header;
    header.originator = {0x0A000001, 7000};
    header.app = 1;
    header.sequence = 42;
    header.size = 5120;
    return header;
}

/** @return a command of the observer */
MessageHeader
SetNodeBandwidth()
{
    MessageHeader header;
    header.type = MessageType::SetNodeBw;
    header.originator = {0x0AFF0001, 9000};
    header.SetParameters(0, 200000);
    return header;
}

TEST(MessageHeaderTest, GoldenVectors)
{
    EXPECT_EQ(Hex(Data()), "00000001 0a000001 40001b58 00000001 0000002a 00001400");
    EXPECT_EQ(Hex(SetNodeBandwidth()), "00000104 0aff0001 43002328 00000000 00000000 00030d40");
}

TEST(MessageHeaderTest, IsReadAsItWasWritten)
{
    const auto data = std::get<MessageHeader>(Reread(Data()));
    EXPECT_EQ(Hex(data), Hex(Data()));
    EXPECT_EQ(data.originator, (NodeId{0x0A000001, 7000}));
    EXPECT_EQ(data.PayloadBytes(), 5120U);
    EXPECT_FALSE(data.IsControl());

    const auto command = std::get<MessageHeader>(Reread(SetNodeBandwidth()));
    EXPECT_EQ(Hex(command), Hex(SetNodeBandwidth()));
    EXPECT_EQ(command.Parameter(1), 200000);
    EXPECT_EQ(command.PayloadBytes(), 0U) << "the size is a parameter";
    EXPECT_TRUE(command.IsControl());

    MessageHeader negative = SetNodeBandwidth();
    negative.SetParameters(-1, INT32_MIN);
    EXPECT_EQ(std::get<MessageHeader>(Reread(negative)).Parameter(0), -1);
    EXPECT_EQ(std::get<MessageHeader>(Reread(negative)).Parameter(1), INT32_MIN);
}

/** Bytes of a header that are changed, and what comes of it. */
struct Change
{
    const char* what;  //!< what is changed
    std::size_t place; //!< index of a byte
    uint8_t value;     //!< its new value
    HeaderFault fault; //!< why it is refused
};

TEST(MessageHeaderTest, RefusesWhatContradictsItself)
{
    const Change changes[] = {
        {"version 0", 8, 0x00, HeaderFault::Version},
        {"version 2", 8, 0x80, HeaderFault::Version},
        {"reserved flag", 8, 0x60, HeaderFault::Flags},
        {"data with parameters", 8, 0x41, HeaderFault::Flags},
        {"data as control", 8, 0x42, HeaderFault::Flags},
        {"data that is free", 8, 0x48, HeaderFault::Flags},
        {"data with hops", 9, 1, HeaderFault::Flags},
        {"16 MiB", 20, 1, HeaderFault::Size},
        {"type 0", 3, 0, HeaderFault::Type},
        {"a type of engines", 2, 0x02, HeaderFault::Type},
        {"an unknown type", 2, 0x09, HeaderFault::Type},
    };
    for (const Change& change : changes)
    {
        SCOPED_TRACE(change.what);
        auto bytes = Data().ToBytes();
        bytes[change.place] = change.value;
        const auto read = MessageHeader::FromBytes(ByteView(bytes.data(), bytes.size()), MOST);
        ASSERT_TRUE(std::holds_alternative<HeaderFault>(read));
        EXPECT_EQ(std::get<HeaderFault>(read), change.fault);
    }
}

TEST(MessageHeaderTest, IsShortIfAnyByteIsMissing)
{
    const auto bytes = Data().ToBytes();
    for (std::size_t size = 0; size < bytes.size(); ++size)
    {
        // so that a sanitizer sees who reads too far
        const std::vector<uint8_t> part(bytes.begin(),
                                        bytes.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_EQ(std::get<HeaderFault>(MessageHeader::FromBytes(part, MOST)), HeaderFault::Short);
    }
}

TEST(MessageTypeTest, TheRegistryIsInOrder)
{
    EXPECT_EQ(ToText(MessageType::Data), "data");
    EXPECT_EQ(ToText(MessageType::SQueryAck), "sQueryAck");
    EXPECT_EQ(ToText(MessageType::GossipWant), "gossipWant");
    EXPECT_EQ(ToText(static_cast<MessageType>(0x1001)), "0x1001");
    uint32_t known = 0;
    for (uint32_t number = 0; number < 0x1000; ++number)
    {
        const auto* info = FindMessageType(static_cast<MessageType>(number));
        known += info != nullptr ? 1 : 0;
        EXPECT_TRUE(info == nullptr || static_cast<uint32_t>(info->type) == number);
    }
    EXPECT_EQ(known, 53U) << "each entry of the table is found";
}

TEST(MessageTypeTest, CommandsAreTheObservers)
{
    for (uint32_t number = 0x0102; number <= 0x010D; ++number)
    {
        EXPECT_EQ(IsObserverCommand(static_cast<MessageType>(number)), number != 0x0103);
    }
    EXPECT_TRUE(IsObserverCommand(MessageType::SAssign));
    EXPECT_TRUE(IsObserverCommand(MessageType::NcConfig));
    EXPECT_FALSE(IsObserverCommand(MessageType::Data));
    EXPECT_FALSE(IsObserverCommand(MessageType::SQuery));
    EXPECT_FALSE(IsObserverCommand(MessageType::User));
}

TEST(NodeIdTest, IsShownAsPeopleWriteIt)
{
    EXPECT_EQ(ToText(NodeId{0x0AFF0001, 9000}), "10.255.0.1:9000");
    EXPECT_TRUE(NodeId().IsNone());
    EXPECT_LT((NodeId{1, 9}), (NodeId{2, 1}));
    EXPECT_LT((NodeId{1, 8}), (NodeId{1, 9}));
}

} // namespace
} // namespace qos
} // namespace ns3
