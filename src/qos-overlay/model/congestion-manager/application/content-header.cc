/* SPDX-License-Identifier: GPL-2.0-only */

#include "content-header.h"

#include <limits>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(ContentRequestHeader);
NS_OBJECT_ENSURE_REGISTERED(ContentReplyHeader);

namespace
{

constexpr uint32_t REQUEST_MARK = 0x434d7271; //!< "CMrq"
constexpr uint32_t REPLY_MARK = 0x434d7270;   //!< "CMrp"

/**
 * @tparam Own a header of this file
 * @param bytes what came from a peer
 * @return the header at its front, nothing if there is none
 */
template <typename Own>
std::optional<Own>
PeekHeader(const Ptr<const Packet>& bytes)
{
    Own header;
    if (bytes->GetSize() < Own::BYTES || bytes->PeekHeader(header) == 0)
    {
        return std::nullopt;
    }
    return header;
}

} // namespace

TypeId
ContentRequestHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::ContentRequestHeader")
                            .SetParent<Header>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<ContentRequestHeader>();
    return tid;
}

std::optional<ContentRequestHeader>
ContentRequestHeader::Peek(const Ptr<const Packet>& bytes)
{
    return PeekHeader<ContentRequestHeader>(bytes);
}

TypeId
ContentRequestHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
ContentRequestHeader::GetSerializedSize() const
{
    return BYTES;
}

void
ContentRequestHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32(REQUEST_MARK);
    start.WriteHtonU64(static_cast<uint64_t>(target.GetNanoSeconds()));
}

uint32_t
ContentRequestHeader::Deserialize(Buffer::Iterator start)
{
    const uint32_t mark = start.ReadNtohU32();
    const uint64_t nanoseconds = start.ReadNtohU64();
    if (mark != REQUEST_MARK ||
        nanoseconds > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
    {
        return 0;
    }
    target = NanoSeconds(nanoseconds);
    return BYTES;
}

void
ContentRequestHeader::Print(std::ostream& os) const
{
    os << "target " << target.As(Time::MS);
}

TypeId
ContentReplyHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::ContentReplyHeader")
                            .SetParent<Header>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<ContentReplyHeader>();
    return tid;
}

std::optional<ContentReplyHeader>
ContentReplyHeader::Peek(const Ptr<const Packet>& bytes)
{
    return PeekHeader<ContentReplyHeader>(bytes);
}

TypeId
ContentReplyHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
ContentReplyHeader::GetSerializedSize() const
{
    return BYTES;
}

void
ContentReplyHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32(REPLY_MARK);
    start.WriteHtonU32(encoding);
    start.WriteHtonU64(bytes);
}

uint32_t
ContentReplyHeader::Deserialize(Buffer::Iterator start)
{
    if (start.ReadNtohU32() != REPLY_MARK)
    {
        return 0;
    }
    encoding = start.ReadNtohU32();
    bytes = start.ReadNtohU64();
    return BYTES;
}

void
ContentReplyHeader::Print(std::ostream& os) const
{
    os << "encoding " << encoding << " bytes " << bytes;
}

} // namespace qos
} // namespace ns3
