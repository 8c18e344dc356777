/* SPDX-License-Identifier: GPL-2.0-only */

#include "clvl-entry.h"

#include "block-assembly.h"

#include "ns3/erasure-code-registry.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

constexpr Nanoseconds LEAST_WINDOW = std::chrono::milliseconds{10};
constexpr Nanoseconds MOST_WINDOW = std::chrono::milliseconds{200};
constexpr uint32_t MOST_PROBES = 4;     // unanswered, before the entry gives up
constexpr int64_t GAP_SPREAD_SHARE = 8; // of a window: repairs of single packets may not wait long

} // namespace

ClvlEntry::ClvlEntry(const ClvlParams& params, uint32_t incarnation, FrameSink& sink)
    : m_params(params),
      m_incarnation(incarnation),
      m_sink(sink),
      m_code(ErasureCodes().Create(params.code.empty() ? DefaultErasureCode() : params.code, {})),
      m_control(params.redundancy),
      m_sent(incarnation),
      m_first(*m_code,
              m_packets,
              params.windowFrames,
              params.secondRound == SecondRoundPolicy::Incremental),
      m_second(*m_code, m_packets, [this](uint32_t packets) { return RepairParity(packets); })
{
    CheckClvlParams(params);
}

Nanoseconds
ClvlEntry::Rtt() const
{
    return m_rtt.HasSample() ? m_rtt.Srtt() : m_params.initialRtt;
}

Nanoseconds
ClvlEntry::WindowTime() const
{
    return m_params.windowTime > Nanoseconds{0} ? m_params.windowTime
                                                : std::clamp(Rtt(), LEAST_WINDOW, MOST_WINDOW);
}

bool
ClvlEntry::Send(const BundlePacket& packet, Nanoseconds now)
{
    m_now = now;
    if (packet.size > 0 && packet.data == nullptr && m_code->HasBytes())
    {
        throw std::invalid_argument("a packet without bytes needs the code 'counting'");
    }
    if (packet.size > m_params.mostPacketBytes || (m_packets.IsFull() && !m_packets.ForgetOldest()))
    {
        ++m_counters.refused;
        return false;
    }
    const uint32_t number = m_packets.Add(packet);
    const bool isNew = !m_first.IsOpen();
    m_first.Add(number, isNew && m_isRecovering ? m_control.Current().firstRound : 0, now);

    RetainedPacket& kept = *m_packets.Find(number);
    ++kept.transmissions;
    kept.sentAt = now;
    kept.isUnprotected = !m_isRecovering;
    ClvlFrame frame;
    frame.isCoded = m_first.IsCoded();
    frame.block = kept.block;
    frame.index = kept.index;
    frame.size = kept.size;
    frame.symbol = {kept.bytes.data(), kept.bytes.size()};
    ++m_counters.dataFrames;
    m_counters.dataBytes += frame.size;
    Emit(frame, number);
    if (m_first.IsFull())
    {
        CloseWindow();
    }
    RepairIfNeeded();
    return true;
}

void
ClvlEntry::Flush(Nanoseconds now)
{
    m_now = now;
    if (m_first.IsOpen())
    {
        CloseWindow();
    }
    RepairIfNeeded();
}

void
ClvlEntry::CloseWindow()
{
    const ClosedWindow window = m_first.Close();
    for (uint32_t row = 0; row < window.parity; ++row)
    {
        const ByteView parity = m_first.Parity(row);
        ClvlFrame frame;
        frame.kind = FrameKind::Parity;
        frame.isCoded = true;
        frame.block = window.block;
        frame.index = static_cast<uint8_t>(row);
        frame.sources = static_cast<uint8_t>(window.packets);
        frame.size = static_cast<uint32_t>(parity.size);
        frame.symbol = parity;
        ++m_counters.parityFrames;
        m_counters.redundantBytes += frame.size;
        Emit(frame, 0);
    }
}

LinkObservation
ClvlEntry::Receive(const ClvlReport& report, Nanoseconds now)
{
    m_now = now;
    LinkObservation observation = m_sent.Apply(report, now);
    if (!observation.isNews)
    {
        return observation;
    }
    m_probes = 0;
    if (observation.roundTrip)
    {
        m_rtt.Add(*observation.roundTrip);
        m_control.NoteRtt(*observation.roundTrip);
    }
    LearnResidual(report);
    Learn();
    Repair();
    SendDue();
    return observation;
}

void
ClvlEntry::LearnResidual(const ClvlReport& report)
{
    const auto progress = m_told.Take(report, m_packets.Oldest(), m_packets.Next());
    if (!progress)
    {
        m_excused.Clear();
        return;
    }
    m_control.AddResidual(progress->delivered,
                          progress->lost - m_excused.Take(progress->lost, m_now));
}

void
ClvlEntry::Learn()
{
    uint32_t repairs = 0;
    uint32_t lostRepairs = 0;
    for (const FateChange& change : m_sent.Changes())
    {
        const SentFrame& frame = change.frame;
        if (frame.kind == FrameKind::Probe)
        {
            continue;
        }
        if (frame.round == CodingRound::First)
        {
            m_first.Learn(change);
            continue;
        }
        const bool isLost = frame.fate == FrameFate::Lost;
        if (change.before == FrameFate::InFlight && (isLost || frame.fate == FrameFate::Received))
        {
            ++repairs;
            lostRepairs += isLost ? 1 : 0;
        }
        m_second.Learn(change);
    }
    m_control.AddSecondRound(lostRepairs, repairs);
}

void
ClvlEntry::Repair()
{
    for (const uint32_t block : m_first.Judged())
    {
        FirstRound::WindowLoss& window = m_first.Loss(block);
        const uint32_t lost = window.frames.Lost();
        using State = FirstRound::WindowState;
        if (window.state == State::Known)
        {
            m_control.Amend(window.handle, lost);
        }
        else if (window.state == State::New && lost + window.frames.Received() > 0)
        {
            const auto handle = m_control.AddWindow(m_now, lost, lost + window.frames.Received());
            window.state = handle ? State::Known : State::Outage;
            window.handle = handle.value_or(0);
        }
    }
    m_toRepair.clear();
    Sort(m_first.Missing());
    Sort(m_second.Missing());
    m_first.ClearFindings();
    m_second.ClearFindings();
    const Nanoseconds window = WindowTime();
    const bool isByWindow = m_params.detection == LossDetection::Window;
    m_second.SetParams({m_control.Current().codesRepairs,
                        m_params.secondRound,
                        isByWindow ? Nanoseconds{0} : window,
                        isByWindow ? window : window / GAP_SPREAD_SHARE});
    if (m_params.secondRound == SecondRoundPolicy::Incremental)
    {
        SendRows();
    }
    m_second.Add(m_toRepair, m_now);
    m_packets.Trim();
}

void
ClvlEntry::SendRows()
{
    std::size_t repeated = 0;
    for (std::size_t begin = 0; begin < m_toRepair.size();)
    {
        const RetainedPacket& packet = *m_packets.Find(m_toRepair[begin]);
        std::size_t end = begin + 1;
        while (end < m_toRepair.size() && m_packets.Find(m_toRepair[end])->block == packet.block)
        {
            ++end;
        }
        const auto packets = static_cast<uint32_t>(end - begin);
        const auto window =
            packet.transmissions > 1 ? std::nullopt : m_first.Shortage(packet.block);
        const uint32_t rows = window ? RowsFor(*window, packets) : 0;
        if (rows > 0)
        {
            m_second.AddRows(*window, {m_toRepair.data() + begin, packets}, rows, m_now);
        }
        else
        {
            std::copy(m_toRepair.begin() + static_cast<std::ptrdiff_t>(begin),
                      m_toRepair.begin() + static_cast<std::ptrdiff_t>(end),
                      m_toRepair.begin() + static_cast<std::ptrdiff_t>(repeated));
            repeated += packets;
        }
        begin = end;
    }
    m_toRepair.resize(repeated);
}

uint32_t
ClvlEntry::RowsFor(const WindowShortage& window, uint32_t packets)
{
    // the exit keeps the latest blocks; more windows begin before the rows arrive
    const int64_t onTheWay = Rtt() / WindowTime() + 2;
    const bool isThere = m_first.Current() - window.block + onTheWay < BlockAssembly::BLOCKS;
    const bool areAllWanted = packets == window.missing;
    if (!isThere || !areAllWanted || window.needed >= packets ||
        m_packets.Find(window.first) == nullptr)
    {
        return 0;
    }
    // if too few rows arrive, all of its packets stay lost, not only as many as rows are missing:
    // that is as if each counted for all
    const uint32_t margin =
        m_control.RepairParity(window.needed, std::max(window.packets / packets, 1U));
    const uint32_t rows = window.needed + margin;
    const bool hasRows = window.packets + window.parity + rows <= FirstRound::MOST_FRAMES;
    return hasRows && rows < packets + RepairParity(packets) ? rows : 0;
}

void
ClvlEntry::RepairIfNeeded()
{
    if (!m_first.Judged().empty() || !m_first.Missing().empty() || !m_second.Missing().empty())
    {
        Repair();
    }
}

uint32_t
ClvlEntry::RepairParity(uint32_t packets)
{
    return m_control.RepairParity(packets, m_first.PacketsOfLast());
}

Nanoseconds
ClvlEntry::Patience() const
{
    return RepairPatience(WindowTime(), Rtt());
}

void
ClvlEntry::Delay(uint32_t link, Nanoseconds now)
{
    m_sent.Delay(link, now);
    m_lastSent = now;
    --m_held;
}

void
ClvlEntry::Withdraw(uint32_t link, Nanoseconds now)
{
    m_now = now;
    --m_held;
    ++m_counters.withdrawnFrames;
    m_sent.Withdraw(link);
    Learn();
    RepairIfNeeded();
}

bool
ClvlEntry::IsTooOld(uint32_t number, const RetainedPacket& packet) const
{
    constexpr uint32_t BURST = 16; // of a slow bundle even the latest packets are old
    return m_now > packet.sentAt + Patience() && m_packets.Next() - number > BURST;
}

bool
ClvlEntry::MayRepair(uint32_t number, const RetainedPacket& packet) const
{
    return m_isRecovering && packet.transmissions < m_control.Current().rounds &&
           !IsTooOld(number, packet);
}

bool
ClvlEntry::IsChosen(const RetainedPacket& packet) const
{
    return m_choice == nullptr ||
           m_choice->Repairs(ReadDataSymbol(packet.bytes, packet.size)->packet,
                             packet.transmissions - 1U);
}

void
ClvlEntry::GiveUp(RetainedPacket& packet, bool isOnPurpose)
{
    if (isOnPurpose)
    {
        m_excused.Add(m_now);
    }
    if (m_choice != nullptr)
    {
        m_choice->StaysLost(ReadDataSymbol(packet.bytes, packet.size)->packet,
                            packet.transmissions - 1U);
    }
    if (!m_isRecovering)
    {
        m_packets.CountUnprotected();
    }
    m_packets.Settle(packet, packet.mayBeThere ? PacketFate::Unknown : PacketFate::Lost);
}

void
ClvlEntry::Sort(const std::vector<uint32_t>& numbers)
{
    for (const uint32_t number : numbers)
    {
        RetainedPacket* packet = m_packets.Find(number);
        if (packet == nullptr || packet->fate != PacketFate::Open)
        {
            continue;
        }
        if (!MayRepair(number, *packet))
        {
            const bool isUnprotected = !m_isRecovering || packet->isUnprotected;
            GiveUp(*packet, isUnprotected && packet->transmissions == 1);
            continue;
        }
        m_control.AddMissing(packet->transmissions == 1 ? 1 : 0);
        if (IsChosen(*packet))
        {
            m_toRepair.push_back(number);
            continue;
        }
        GiveUp(*packet, true);
    }
}

Nanoseconds
ClvlEntry::NextEvent() const
{
    Nanoseconds next = m_second.NextEvent();
    if (m_first.IsOpen())
    {
        next = std::min(next, m_first.OpenedAt() + WindowTime());
    }
    return std::min(next, ProbeTime());
}

Nanoseconds
ClvlEntry::ProbeTime() const
{
    return m_sent.InFlight() == 0 || m_held > 0 ? FOREVER : m_lastSent + ProbeTimeout();
}

Nanoseconds
ClvlEntry::ProbeTimeout() const
{
    return (2 * Rtt() + WindowTime()) * (int64_t{1} << m_probes);
}

void
ClvlEntry::Advance(Nanoseconds now)
{
    m_now = now;
    if (m_first.IsOpen() && now >= m_first.OpenedAt() + WindowTime())
    {
        CloseWindow();
    }
    m_second.Advance(now);
    SendDue();
    RepairIfNeeded();
    if (now >= ProbeTime())
    {
        Probe();
    }
}

void
ClvlEntry::Probe()
{
    if (m_probes == MOST_PROBES)
    {
        m_sent.GiveUp();
        Learn();
        Repair();
        m_probes = 0;
        return;
    }
    ++m_probes;
    ClvlFrame frame;
    frame.kind = FrameKind::Probe;
    ++m_counters.probeFrames;
    Emit(frame, 0);
}

void
ClvlEntry::SendDue()
{
    DueFrame due;
    while (m_second.TakeDue(m_now, due))
    {
        ClvlFrame frame;
        frame.kind = due.kind;
        frame.round = CodingRound::Second;
        frame.isCoded = due.isCoded;
        frame.block = due.block;
        if (due.window)
        {
            frame.round = CodingRound::First;
            frame.block = *due.window;
        }
        frame.index = due.index;
        frame.sources = due.sources;
        if (due.kind == FrameKind::Parity)
        {
            frame.symbol = m_second.Parity(due.block, due.index);
            frame.size = static_cast<uint32_t>(frame.symbol.size);
            ++m_counters.repairParityFrames;
        }
        else
        {
            RetainedPacket& packet = *m_packets.Find(due.data);
            ++packet.transmissions;
            frame.symbol = {packet.bytes.data(), packet.bytes.size()};
            frame.size = packet.size;
            ++m_counters.repairFrames;
        }
        m_counters.redundantBytes += frame.size;
        m_control.AddRepairs(1);
        Emit(frame, due.data, &due);
        m_second.Sent(due);
    }
}

void
ClvlEntry::Emit(ClvlFrame& frame, uint32_t data, const DueFrame* due)
{
    frame.incarnation = m_incarnation;
    frame.link = m_sent.Next();
    frame.rtt = Rtt();
    frame.window = WindowTime();
    SentFrame sent;
    sent.sentAt = m_now;
    sent.block = due == nullptr ? frame.block : due->block;
    sent.data = data;
    sent.kind = frame.kind;
    sent.round = due == nullptr ? CodingRound::First : CodingRound::Second;
    sent.index = frame.index;
    sent.isCoded = frame.isCoded;
    m_lastSent = m_now;
    m_sent.Add(sent);
    Learn();
    m_sink.Transmit(frame);
}

ByteView
ClvlEntry::Symbol(CodingRound round, uint32_t block, uint32_t index) const
{
    const std::optional<uint32_t> number = round == CodingRound::First
                                               ? m_first.DataNumber(block, index)
                                               : m_second.DataNumber(block, index);
    const RetainedPacket* packet = number ? m_packets.Find(*number) : nullptr;
    return packet == nullptr ? ByteView{} : ByteView{packet->bytes.data(), packet->bytes.size()};
}

} // namespace qos
} // namespace ns3
