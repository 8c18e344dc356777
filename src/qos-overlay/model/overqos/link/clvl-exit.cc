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

constexpr Nanoseconds ENTRY_SILENCE = std::chrono::milliseconds{500}; // until another one is heard
constexpr Nanoseconds LEAST_WINDOW = std::chrono::milliseconds{1};    // of which it reports
constexpr int64_t REPORTED_WINDOWS = 4;                               // that a report covers

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
    if (m_frames.HasStarted() && m_now < m_latestAt + ENTRY_SILENCE)
    {
        return false;
    }
    m_entry = frame.incarnation;
    m_frames = ArrivedFrames(m_params.reorderFrames);
    m_receipts.Restart();
    m_first.Restart();
    m_second.Restart();
    m_sent.Restart(0);
    m_reportAt = FOREVER;
    m_reportedLoss = 0;
    m_newestWindow = frame.block;
    m_windowBegin = frame.link;
    m_isWindowOver = false;
    return true;
}

void
ClvlExit::Receive(const ClvlFrame& frame, Nanoseconds now)
{
    m_now = now;
    if (!IsOfEntry(frame))
    {
        ++m_counters.refusedFrames;
        return;
    }
    switch (m_frames.Arrive(frame.link, frame.rtt, now))
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
    case FrameArrival::New:
        break;
    }
    ++m_counters.frames;
    m_latest = frame.link;
    m_latestAt = now;
    m_rtt = frame.rtt;
    m_window = std::max(frame.window, LEAST_WINDOW);
    m_reportAt = std::min(m_reportAt, now + m_window);
    if (frame.kind == FrameKind::Probe)
    {
        m_isProbed = true;
    }
    else
    {
        Take(frame);
    }
    ReportIfDue();
}

void
ClvlExit::Take(const ClvlFrame& frame)
{
    if (frame.round == CodingRound::First && SerialIsBefore(m_newestWindow, frame.block))
    {
        m_newestWindow = frame.block;
        m_windowBegin = frame.link;
        m_isWindowOver = true;
    }
    const bool isRepair = frame.round == CodingRound::Second;
    if (frame.kind == FrameKind::Data && !Accept(frame.symbol, frame.size, isRepair))
    {
        ++m_counters.refusedFrames;
        return;
    }
    if (frame.isCoded)
    {
        BlockAssembly& blocks = isRepair ? m_second : m_first;
        if (const BlockDecoder* block = blocks.Add(frame))
        {
            TakeRebuilt(frame, *block);
        }
    }
}

bool
ClvlExit::Accept(ByteView symbol, uint32_t size, bool wasRepaired)
{
    const std::optional<DataSymbol> data = ReadDataSymbol(symbol, size);
    if (!data || data->packet.size > m_params.mostPacketBytes)
    {
        return false;
    }
    // a packet is repaired within a window and a few round trips, or not at all
    constexpr int64_t WINDOWS = 2;
    constexpr int64_t ROUND_TRIPS = 4;
    const Nanoseconds patience = WINDOWS * m_window + ROUND_TRIPS * m_rtt;
    switch (m_receipts.Arrive(data->number, patience, m_now))
    {
    case DataArrival::New:
        m_counters.repaired += wasRepaired ? 1 : 0;
        m_sink.Deliver(data->packet, wasRepaired);
        return true;
    case DataArrival::Implausible:
        return false;
    default:
        ++m_counters.duplicatePackets;
        return true;
    }
}

void
ClvlExit::TakeRebuilt(const ClvlFrame& frame, const BlockDecoder& block)
{
    for (const std::size_t index : block.Rebuilt())
    {
        ByteView symbol = block.Source(index);
        auto size = static_cast<uint32_t>(symbol.size);
        if (!m_code->HasBytes())
        {
            symbol = m_source == nullptr
                         ? ByteView{}
                         : m_source->Symbol(frame.round, frame.block, static_cast<uint32_t>(index));
        }
        if (!Accept(symbol, size, true))
        {
            ++m_counters.refusedFrames;
        }
    }
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
    while (m_sent.Size() > 1 && m_sent[m_sent.Begin() + 1].at + covered <= m_now)
    {
        m_sent.PopFront();
    }
    const uint32_t edge = m_frames.Edge();
    uint32_t base = m_sent.Size() == 0 ? m_frames.First() : m_sent[m_sent.Begin()].edge;
    if (edge - base > ClvlReport::MOST_FRAMES)
    {
        base = edge - ClvlReport::MOST_FRAMES;
    }
    if (SerialIsBefore(base, m_frames.First()))
    {
        base = SerialIsBefore(edge, m_frames.First()) ? edge : m_frames.First();
    }
    if (m_sent.Size() == 0 || m_now >= m_sent[m_sent.End() - 1].at + m_window / REPORTED_WINDOWS)
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
