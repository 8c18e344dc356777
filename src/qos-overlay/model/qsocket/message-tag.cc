/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-tag.h"

#include <array>
#include <cstring>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(MessageTag);

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
    // tags never leave the process, so that the bytes of the structure are a portable enough
    // encoding
    std::array<uint8_t, sizeof(Content)> bytes;
    std::memcpy(bytes.data(), &content, sizeof(Content));
    buffer.Write(bytes.data(), sizeof(Content));
}

void
MessageTag::Deserialize(TagBuffer buffer)
{
    std::array<uint8_t, sizeof(Content)> bytes;
    buffer.Read(bytes.data(), sizeof(Content));
    std::memcpy(&content, bytes.data(), sizeof(Content));
}

void
MessageTag::Print(std::ostream& os) const
{
    os << "node=" << content.node << " socket=" << content.socket << " message=" << content.message
       << " bytes=" << content.messageBytes << " kind=" << static_cast<uint32_t>(content.kind);
}

} // namespace qos
} // namespace ns3
