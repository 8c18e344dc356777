/* SPDX-License-Identifier: GPL-2.0-only */

#include "vat-header.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(VatHeader);

TypeId
VatHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::VatHeader")
                            .SetParent<Header>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<VatHeader>();
    return tid;
}

std::optional<VatHeader>
VatHeader::Peek(const Ptr<const Packet>& packet)
{
    VatHeader header;
    if (packet->PeekHeader(header) == 0)
    {
        return std::nullopt;
    }
    return header;
}

TypeId
VatHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
VatHeader::GetSerializedSize() const
{
    return BYTES;
}

void
VatHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32(number);
    start.WriteHtonU64(static_cast<uint64_t>(recorded.GetNanoSeconds()));
}

uint32_t
VatHeader::Deserialize(Buffer::Iterator start)
{
    if (start.GetRemainingSize() < BYTES)
    {
        return 0;
    }
    number = start.ReadNtohU32();
    recorded = NanoSeconds(static_cast<int64_t>(start.ReadNtohU64()));
    return recorded.IsStrictlyNegative() ? 0 : BYTES;
}

void
VatHeader::Print(std::ostream& os) const
{
    os << "audio " << number << " recorded " << recorded.As(Time::S);
}

} // namespace qos
} // namespace ns3
