/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-data-header.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmDataHeader);

namespace
{

constexpr uint32_t MAGIC = 0x434d6461; //!< "CMda"

} // namespace

TypeId
CmDataHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CmDataHeader")
                            .SetParent<Header>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CmDataHeader>();
    return tid;
}

CmDataHeader::CmDataHeader(const DataStamp& stamp)
    : DataStamp(stamp)
{
}

std::optional<CmDataHeader>
CmDataHeader::Peek(const Ptr<const Packet>& packet)
{
    CmDataHeader header;
    if (packet->PeekHeader(header) == 0)
    {
        return std::nullopt;
    }
    return header;
}

TypeId
CmDataHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
CmDataHeader::GetSerializedSize() const
{
    return BYTES;
}

void
CmDataHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32(MAGIC);
    start.WriteHtonU32(sequence);
    start.WriteHtonU64(static_cast<uint64_t>(timestamp.count()));
    start.WriteHtonU32(nonce);
    start.WriteHtonU32(confirmed);
}

uint32_t
CmDataHeader::Deserialize(Buffer::Iterator start)
{
    if (start.GetRemainingSize() < BYTES || start.ReadNtohU32() != MAGIC)
    {
        return 0;
    }
    sequence = start.ReadNtohU32();
    timestamp = Nanoseconds{static_cast<int64_t>(start.ReadNtohU64())};
    nonce = start.ReadNtohU32();
    confirmed = start.ReadNtohU32();
    return IsWellFormed() ? BYTES : 0;
}

void
CmDataHeader::Print(std::ostream& os) const
{
    os << "datagram " << sequence << " sent " << timestamp.count() << " ns, confirmed "
       << confirmed;
}

} // namespace qos
} // namespace ns3
