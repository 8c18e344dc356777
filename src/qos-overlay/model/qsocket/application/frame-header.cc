/* SPDX-License-Identifier: GPL-2.0-only */

#include "frame-header.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(FrameHeader);

namespace
{

constexpr uint64_t NO_DEADLINE =
    0; //!< on the wire; no deadline is at the very beginning of a simulation

} // namespace

TypeId
FrameHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::FrameHeader")
                            .SetParent<Header>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<FrameHeader>();
    return tid;
}

TypeId
FrameHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
FrameHeader::GetSerializedSize() const
{
    return BYTES;
}

void
FrameHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU64(number);
    start.WriteU8(kind);
    start.WriteHtonU64(static_cast<uint64_t>(sent.GetNanoSeconds()));
    start.WriteHtonU64(deadline ? static_cast<uint64_t>(deadline->GetNanoSeconds()) : NO_DEADLINE);
}

uint32_t
FrameHeader::Deserialize(Buffer::Iterator start)
{
    number = start.ReadNtohU64();
    kind = start.ReadU8();
    sent = NanoSeconds(start.ReadNtohU64());
    const uint64_t due = start.ReadNtohU64();
    deadline = due == NO_DEADLINE ? std::nullopt : std::optional<Time>(NanoSeconds(due));
    return BYTES;
}

void
FrameHeader::Print(std::ostream& os) const
{
    os << "frame " << number << " kind " << static_cast<uint32_t>(kind) << " sent "
       << sent.As(Time::S);
}

} // namespace qos
} // namespace ns3
