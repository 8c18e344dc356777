/* SPDX-License-Identifier: GPL-2.0-only */

#include "clvl-exit.h"

#include "ns3/erasure-code-registry.h"
#include "ns3/serial-number.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr Nanoseconds LEAST_WINDOW = std::chrono::milliseconds{1}; // of which it reports
constexpr Nanoseconds MOST_RTT = std::chrono::seconds{10};         // that is believed
constexpr int64_t REPORTED_WINDOWS = 4;                            // that a report covers

} // namespace

ClvlExit::ClvlExit(const ClvlParams& params, uint32_t incarnation, ExitSink& sink)
    : m_params(params),
      m_incarnation(incarnation),
      m_sink(sink),
      m_code(ErasureCodes().Create(params.code.empty() ? DefaultErasureCode() : params.code, {})),
      m_frames(params.reorderFrames),
      m_first(*m_code, DataSymbol::HEAD_BYTES + params.mostPacketBytes),
      m_second(*m_code, DataSymbol::HEAD_BYTES + params.mostPacketBytes)
{
    CheckClvlParams(params);
}

bool
ClvlExit::IsOfEntry(const ClvlFrame& frame)
{
    if (m_frames.HasStarted() && frame.incarnation == m_entry)
    {
        return true;
    }
    if (m_frames.HasStarted() && m_now < m_latestAt + ArrivedFrames::SILENCE)
    {
        return false;
    }
    Restart(frame);
    return true;
}

void
ClvlExit::Restart(const ClvlFrame& frame)
{
    m_entry = frame.incarnation;
    m_frames = ArrivedFrames(m_params.reorderFrames);
    m_receipts.Restart();
    m_data.Restart();
    m_firstBlocks.Restart();
    m_secondBlocks.Restart();
    m_first.Restart();
    m_second.Restart();
    m_sent.Restart(0);
    m_reportAt = FOREVER;
    m_reportedLoss = 0;
    m_windowBegin = frame.link;
    m_isWindowOver = false;
}

void
ClvlExit::Receive(const ClvlFrame& frame, Nanoseconds now)
{
    m_now = now;
    const bool isData = frame.kind == FrameKind::Data;
    const std::optional<DataSymbol> data = isData ? Read(frame.symbol, frame.size) : std::nullopt;
    if ((isData && !data) || !IsOfEntry(frame))
    {
        ++m_counters.refusedFrames;
        return;
    }
    switch (m_frames.Judge(frame.link, now))
    {
    case FrameArrival::Duplicate:
        ++m_counters.duplicateFrames;
        return;
    case FrameArrival::Old:
        ++m_counters.oldFrames;
        return;
    case FrameArrival::Implausible:
        ++m_counters.refusedFrames;
        return;
    case FrameArrival::Return:
        Restart(frame);
        break;
    case FrameArrival::New:
        break;
    }
    if (!IsPlausible(frame, data))
    {
        ++m_counters.refusedFrames;
        return;
    }
    m_rtt = std::min(frame.rtt, MOST_RTT);
    m_window = std::max(frame.window, LEAST_WINDOW);
    if (!Take(frame, data))
    {
        return;
    }
    m_frames.Add(frame.link, m_rtt, now);
    NoteNumbers(frame, data);
    ++m_counters.frames;
    m_latest = frame.link;
    m_latestAt = now;
    m_reportAt = std::min(m_reportAt, now + m_window);
    m_isProbed = m_isProbed || frame.kind == FrameKind::Probe;
    ReportIfDue();
}

bool
ClvlExit::IsPlausible(const ClvlFrame& frame, const std::optional<DataSymbol>& data)
{
    if (frame.kind == FrameKind::Probe)
    {
        return true;
    }
    if (frame.round == CodingRound::First)
    {
        const bool isPossible = !data || m_data.Judge(frame.link, data->number);
        return m_firstBlocks.Judge(frame.link, frame.block) && isPossible;
    }
    // frames of two blocks of retransmissions may be sent in any order
    const uint32_t next = SerialLater(m_frames.Highest(), frame.link) + 1;
    const bool isPossible = !data || m_data.IsPossible(frame.link, data->number);
    return (!frame.isCoded || m_secondBlocks.Judge(next, frame.block)) && isPossible;
}

bool
ClvlExit::Take(const ClvlFrame& frame, const std::optional<DataSymbol>& data)
{
    if (data)
    {
        if (!Accept(*data, frame.round == CodingRound::Second))
        {
            ++m_counters.latePackets;
            return false;
        }
        if (frame.isCoded)
        {
            AddToBlock(frame);
        }
        return true;
    }
    const CodedFate fate = frame.kind == FrameKind::Probe ? CodedFate::Used : AddToBlock(frame);
    m_counters.oldFrames += fate == CodedFate::Late ? 1 : 0;
    m_counters.refusedFrames += fate == CodedFate::Refused ? 1 : 0;
    return fate == CodedFate::Used;
}

void
ClvlExit::NoteNumbers(const ClvlFrame& frame, const std::optional<DataSymbol>& data)
{
    if (frame.kind == FrameKind::Probe)
    {
        return;
    }
    if (frame.round == CodingRound::First)
    {
        if (m_firstBlocks.Take(frame.link, frame.block))
        {
            m_windowBegin = frame.link;
            m_isWindowOver = true;
        }
        if (data)
        {
            m_data.Take(frame.link, data->number);
        }
    }
    else if (frame.isCoded)
    {
        m_secondBlocks.Take(frame.link, frame.block);
    }
}

std::optional<DataSymbol>
ClvlExit::Read(ByteView symbol, uint32_t size) const
{
    const std::optional<DataSymbol> data = ReadDataSymbol(symbol, size);
    return data && data->packet.size <= m_params.mostPacketBytes ? data : std::nullopt;
}

bool
ClvlExit::Accept(const DataSymbol& data, bool wasRepaired)
{
    switch (m_receipts.Arrive(data.number, Patience(), m_now))
    {
    case DataArrival::New:
        m_counters.repaired += wasRepaired ? 1 : 0;
        m_sink.Deliver(data.packet, wasRepaired);
        return true;
    case DataArrival::Duplicate:
        ++m_counters.duplicatePackets;
        return true;
    case DataArrival::Late:
        return false;
    }
    return false;
}

CodedFate
ClvlExit::AddToBlock(const ClvlFrame& frame)
{
    BlockAssembly& blocks = frame.round == CodingRound::Second ? m_second : m_first;
    const CodedArrival arrival = blocks.Add(frame, Patience(), m_now);
    return arrival.rebuilt == nullptr ? arrival.fate : TakeRebuilt(frame, *arrival.rebuilt);
}

std::optional<uint32_t>
ClvlExit::FirstNumber(const BlockDecoder& block) const
{
    if (!m_code->HasBytes())
    {
        return std::nullopt;
    }
    const auto rebuilt = block.Rebuilt();
    for (std::size_t index = 0; index < block.SourceCount(); ++index)
    {
        if (!std::binary_search(rebuilt.begin(), rebuilt.end(), index))
        {
            const ByteView symbol = block.Source(index);
            const auto data = Read(symbol, static_cast<uint32_t>(symbol.size));
            return data ? std::optional(data->number - static_cast<uint32_t>(index)) : std::nullopt;
        }
    }
    return std::nullopt;
}

CodedFate
ClvlExit::TakeRebuilt(const ClvlFrame& frame, const BlockDecoder& block)
{
    const uint32_t latest = SerialLater(m_frames.Highest(), frame.link);
    const std::optional<uint32_t> first =
        frame.round == CodingRound::First ? FirstNumber(block) : std::nullopt;
    bool isRefused = false;
    bool isSomeLate = false;
    bool isSomeInTime = false;
    for (const std::size_t index : block.Rebuilt())
    {
        ByteView symbol = block.Source(index);
        const auto size = static_cast<uint32_t>(symbol.size);
        if (!m_code->HasBytes())
        {
            symbol = m_source == nullptr
                         ? ByteView{}
                         : m_source->Symbol(frame.round, frame.block, static_cast<uint32_t>(index));
            if (symbol.data == nullptr)
            {
                continue; // the entry has settled and forgotten it
            }
        }
        const std::optional<DataSymbol> data = Read(symbol, size);
        const bool isOfBlock =
            data && (!first || data->number == *first + static_cast<uint32_t>(index));
        if (!isOfBlock || !m_data.IsPossible(latest, data->number))
        {
            isRefused = true;
        }
        else if (Accept(*data, true))
        {
            isSomeInTime = true;
        }
        else
        {
            isSomeLate = true;
        }
    }
    if (isRefused)
    {
        return CodedFate::Refused;
    }
    // of a block that comes too late for some of its packets the others are delivered
    return isSomeLate && !isSomeInTime ? CodedFate::Late : CodedFate::Used;
}

void
ClvlExit::ReportIfDue()
{
    const bool hasGap = m_frames.Lost() > m_reportedLoss;
    const bool isWindowOver = m_isWindowOver && SerialIsBefore(m_windowBegin, m_frames.Edge());
    const bool isByWindow = m_params.detection == LossDetection::Window;
    if (m_isProbed || m_now >= m_reportAt || isWindowOver || (hasGap && !isByWindow))
    {
        Report();
    }
}

void
ClvlExit::ReportNow(Nanoseconds now)
{
    m_now = now;
    if (m_frames.HasStarted())
    {
        Report();
    }
}

void
ClvlExit::Report()
{
    const Nanoseconds covered = REPORTED_WINDOWS * m_window + m_rtt;
    const uint32_t edge = m_frames.Edge();
    while (m_sent.Size() > 1 && (m_sent[m_sent.Begin() + 1].at + covered <= m_now ||
                                 edge - m_sent[m_sent.Begin() + 1].edge >= ClvlReport::MOST_FRAMES))
    {
        m_sent.PopFront();
    }
    uint32_t base = m_sent.Size() == 0 ? m_frames.First() : m_sent[m_sent.Begin()].edge;
    if (edge - base > ClvlReport::MOST_FRAMES)
    {
        base = edge - ClvlReport::MOST_FRAMES;
    }
    if (SerialIsBefore(base, m_frames.First()))
    {
        base = SerialIsBefore(edge, m_frames.First()) ? edge : m_frames.First();
    }
    if (m_sent.Size() == 0 || (edge != m_sent[m_sent.End() - 1].edge &&
                               m_now >= m_sent[m_sent.End() - 1].at + m_window / REPORTED_WINDOWS))
    {
        m_sent.PushBack() = {m_now, edge};
    }
    m_report.incarnation = m_entry;
    m_report.exitIncarnation = m_incarnation;
    ++m_report.number;
    m_report.base = base;
    m_report.edge = edge;
    m_report.latest = m_latest;
    m_report.held = m_now - m_latestAt;
    m_report.delivered = static_cast<uint32_t>(m_receipts.Delivered());
    m_report.lost = static_cast<uint32_t>(m_receipts.Lost());
    m_report.mostKbps = m_mostKbps;
    m_frames.Mark(m_report);
    m_reportedLoss = m_frames.Lost();
    m_isWindowOver = m_isWindowOver && !SerialIsBefore(m_windowBegin, edge);
    m_isProbed = false;
    // something is not settled yet: it will be
    m_reportAt = edge == m_frames.Highest() + 1 ? FOREVER : m_now + m_window;
    ++m_counters.reports;
    m_sink.Report(m_report);
}

Nanoseconds
ClvlExit::NextEvent() const
{
    return std::min({m_reportAt, m_frames.NextEvent(), m_receipts.NextEvent()});
}

void
ClvlExit::Advance(Nanoseconds now)
{
    m_now = now;
    m_frames.Advance(now);
    m_receipts.Advance(now);
    if (m_frames.HasStarted())
    {
        ReportIfDue();
    }
}

} // namespace qos
} // namespace ns3
