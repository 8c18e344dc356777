/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-tag.h"

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
    // encoding; CopyFrom moves them at once, where the other functions of TagBuffer move single
    // bytes
    auto* bytes = reinterpret_cast<uint8_t*>(const_cast<Content*>(&content));
    buffer.CopyFrom(TagBuffer(bytes, bytes + sizeof(Content)));
}

void
MessageTag::Deserialize(TagBuffer buffer)
{
    auto* bytes = reinterpret_cast<uint8_t*>(&content);
    TagBuffer(bytes, bytes + sizeof(Content)).CopyFrom(buffer);
}

void
MessageTag::Print(std::ostream& os) const
{
    os << "node=" << content.node << " socket=" << content.socket << " message=" << content.message
       << " bytes=" << content.messageBytes << " kind=" << static_cast<uint32_t>(content.kind);
}

} // namespace qos
} // namespace ns3
