/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-tag.h"

#include <array>
#include <cstring>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(MessageTag);

namespace
{

// Tags never leave the process, so that the bytes of the structure are a portable enough encoding;
// the compiler makes one copy of them where the other functions of TagBuffer are calls.
using Bytes = std::array<uint8_t, sizeof(MessageTag::Content)>;

/**
 * @param content what a tag says
 * @return its bytes
 */
Bytes
ToBytes(const MessageTag::Content& content)
{
    Bytes bytes;
    std::memcpy(bytes.data(), &content, bytes.size());
    return bytes;
}

} // namespace

TypeId
MessageTag::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::MessageTag")
                            .SetParent<Tag>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<MessageTag>();
    return tid;
}

TypeId
MessageTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
MessageTag::GetSerializedSize() const
{
    return sizeof(Content);
}

void
MessageTag::Serialize(TagBuffer buffer) const
{
    for (const uint8_t byte : ToBytes(content))
    {
        buffer.WriteU8(byte);
    }
}

void
MessageTag::Deserialize(TagBuffer buffer)
{
    Bytes bytes;
    for (uint8_t& byte : bytes)
    {
        byte = buffer.ReadU8();
    }
    std::memcpy(&content, bytes.data(), bytes.size());
}

void
MessageTag::Print(std::ostream& os) const
{
    os << "node=" << content.node << " socket=" << content.socket << " message=" << content.message
       << " bytes=" << content.messageBytes << " kind=" << static_cast<uint32_t>(content.kind);
}

} // namespace qos
} // namespace ns3
