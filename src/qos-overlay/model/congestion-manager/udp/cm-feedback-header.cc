/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-feedback-header.h"

#include <array>
#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmFeedbackHeader);

namespace
{

constexpr std::array<uint8_t, 4> MAGIC{'C', 'M', 'f', 'b'};

} // namespace

TypeId
CmFeedbackHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CmFeedbackHeader")
                            .SetParent<Header>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CmFeedbackHeader>();
    return tid;
}

CmFeedbackHeader::CmFeedbackHeader(FeedbackReport content)
    : report(std::move(content))
{
}

bool
CmFeedbackHeader::IsReport(const Ptr<const Packet>& packet)
{
    std::array<uint8_t, MAGIC.size()> front{};
    return packet->CopyData(front.data(), front.size()) == front.size() && front == MAGIC;
}

std::optional<CmFeedbackHeader>
CmFeedbackHeader::Peek(const Ptr<const Packet>& packet)
{
    CmFeedbackHeader header;
    const uint32_t bytes = packet->PeekHeader(header);
    if (bytes == 0 || bytes != packet->GetSize())
    {
        return std::nullopt;
    }
    return header;
}

TypeId
CmFeedbackHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
CmFeedbackHeader::GetSerializedSize() const
{
    return LEAST_BYTES + BYTES_PER_GAP * static_cast<uint32_t>(report.missing.size());
}

void
CmFeedbackHeader::Serialize(Buffer::Iterator start) const
{
    start.Write(MAGIC.data(), MAGIC.size());
    start.WriteHtonU32(report.range.begin);
    start.WriteHtonU32(report.range.end);
    start.WriteHtonU64(report.bytes);
    start.WriteHtonU32(report.nonceSum);
    start.WriteHtonU32(report.last);
    start.WriteHtonU64(static_cast<uint64_t>(report.echo.count()));
    start.WriteHtonU64(static_cast<uint64_t>(report.held.count()));
    start.WriteHtonU32(report.marks);
    start.WriteHtonU16(static_cast<uint16_t>(report.missing.size()));
    for (const SequenceRange& gap : report.missing)
    {
        start.WriteHtonU32(gap.begin);
        start.WriteHtonU32(gap.end);
    }
}

uint32_t
CmFeedbackHeader::Deserialize(Buffer::Iterator start)
{
    std::array<uint8_t, MAGIC.size()> front{};
    if (start.GetRemainingSize() < LEAST_BYTES)
    {
        return 0;
    }
    start.Read(front.data(), front.size());
    if (front != MAGIC)
    {
        return 0;
    }
    report.range.begin = start.ReadNtohU32();
    report.range.end = start.ReadNtohU32();
    report.bytes = start.ReadNtohU64();
    report.nonceSum = start.ReadNtohU32();
    report.last = start.ReadNtohU32();
    report.echo = Nanoseconds{static_cast<int64_t>(start.ReadNtohU64())};
    report.held = Nanoseconds{static_cast<int64_t>(start.ReadNtohU64())};
    report.marks = start.ReadNtohU32();
    const uint32_t gaps = start.ReadNtohU16();
    if (gaps > LARGEST_MISSING_LIST || start.GetRemainingSize() < gaps * BYTES_PER_GAP)
    {
        return 0;
    }
    report.missing.assign(gaps, SequenceRange());
    for (SequenceRange& gap : report.missing)
    {
        gap.begin = start.ReadNtohU32();
        gap.end = start.ReadNtohU32();
    }
    return report.IsWellFormed() ? GetSerializedSize() : 0;
}

void
CmFeedbackHeader::Print(std::ostream& os) const
{
    os << "report on " << report.range.begin << " to " << report.range.end << ", "
       << report.missing.size() << " gaps, last " << report.last << ", marks " << report.marks;
}

} // namespace qos
} // namespace ns3
