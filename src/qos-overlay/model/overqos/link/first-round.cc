/* SPDX-License-Identifier: GPL-2.0-only */

#include "first-round.h"

#include "ns3/redundancy-choice.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

FirstRound::FirstRound(ErasureCode& code,
                       RetainedPackets& packets,
                       uint32_t windowFrames,
                       bool keepsPackets)
    : m_packets(packets),
      m_encoder(code),
      m_windowFrames(windowFrames),
      m_keepsPackets(keepsPackets)
{
}

void
FirstRound::Open(uint32_t number, double redundancy, Nanoseconds now)
{
    m_isOpen = true;
    m_openedAt = now;
    m_redundancy = redundancy;
    if (m_windows.Size() == MOST_WINDOWS)
    {
        Release(m_windows[m_windows.Begin()]);
        m_windows.PopFront();
    }
    Window& window = m_windows.PushBack();
    window = Window();
    window.first = number;
    window.isCoded = redundancy > 0;
    m_encoder.Reset();
}

uint32_t
FirstRound::ParityFor(uint32_t packets) const
{
    return std::min(ParityPackets(packets, m_redundancy), m_windowFrames - packets);
}

bool
FirstRound::IsFull() const
{
    const uint32_t packets = m_windows[m_windows.End() - 1].packets + 1;
    return packets + ParityPackets(packets, m_redundancy) > m_windowFrames;
}

void
FirstRound::Add(uint32_t number, double redundancy, Nanoseconds now)
{
    if (!m_isOpen)
    {
        Open(number, redundancy, now);
    }
    const uint32_t block = m_windows.End() - 1;
    Window& window = m_windows[block];
    RetainedPacket& packet = *m_packets.Find(number);
    packet.block = block;
    packet.index = static_cast<uint8_t>(window.packets);
    ++window.packets;
    if (window.isCoded)
    {
        ++packet.users;
        // the rows that the window will have are made along with its packets, none at its end
        m_encoder.SetParityCount(ParityFor(std::max(window.packets, m_packetsOfLast)));
        m_encoder.Add({packet.bytes.data(), packet.size});
    }
}

ClosedWindow
FirstRound::Close()
{
    const uint32_t block = m_windows.End() - 1;
    Window& window = m_windows[block];
    window.parity = ParityFor(window.packets);
    window.isClosed = true;
    if (window.isCoded)
    {
        m_encoder.SetParityCount(window.parity);
        window.isKept = true;
        if (!m_keepsPackets)
        {
            Release(window);
        }
    }
    m_isOpen = false;
    m_packetsOfLast = window.packets;
    const ClosedWindow closed{block, window.packets, window.parity};
    JudgeIfComplete(block); // its time may be longer than a round trip
    return closed;
}

void
FirstRound::Release(Window& window)
{
    for (uint32_t index = 0; window.isKept && index < window.packets; ++index)
    {
        --m_packets.Find(window.first + index)->users;
    }
    window.isKept = false;
}

std::optional<WindowShortage>
FirstRound::Shortage(uint32_t block) const
{
    if (!m_windows.Contains(block))
    {
        return std::nullopt;
    }
    const Window& window = m_windows[block];
    const uint32_t received = window.loss.frames.Received();
    if (!window.isJudged || window.parity == 0 || received >= window.packets)
    {
        return std::nullopt;
    }
    return WindowShortage{block,
                          window.first,
                          window.packets,
                          window.parity,
                          static_cast<uint32_t>(window.isMissing.count()),
                          window.packets - received};
}

std::optional<uint32_t>
FirstRound::DataNumber(uint32_t block, uint32_t index) const
{
    if (!m_windows.Contains(block) || index >= m_windows[block].packets)
    {
        return std::nullopt;
    }
    return m_windows[block].first + index;
}

void
FirstRound::Learn(const FateChange& change)
{
    const SentFrame& frame = change.frame;
    if (!m_windows.Contains(frame.block))
    {
        if (frame.kind == FrameKind::Data)
        {
            // whether parity makes up for a loss is no longer known
            const bool isLost = frame.fate == FrameFate::Lost && frame.isCoded;
            SettlePlain(frame.data, isLost ? FrameFate::Unknown : frame.fate);
        }
        return;
    }
    Window& window = m_windows[frame.block];
    window.loss.frames.Count(change);
    if (frame.kind == FrameKind::Data)
    {
        window.isMissing[frame.index] = frame.fate != FrameFate::Received;
        window.isUnknown[frame.index] = frame.fate == FrameFate::Unknown;
        if (frame.fate == FrameFate::Received || !window.isCoded)
        {
            SettlePlain(frame.data, frame.fate);
        }
    }
    JudgeIfComplete(frame.block);
}

void
FirstRound::SettlePlain(uint32_t number, FrameFate fate)
{
    RetainedPacket* packet = m_packets.Find(number);
    if (packet == nullptr || packet->fate == PacketFate::Delivered)
    {
        return;
    }
    switch (fate)
    {
    case FrameFate::Received:
        m_packets.Settle(*packet, PacketFate::Delivered);
        return;
    case FrameFate::Lost:
        m_missing.push_back(number);
        return;
    default:
        m_packets.Settle(*packet, PacketFate::Unknown);
    }
}

void
FirstRound::JudgeIfComplete(uint32_t block)
{
    Window& window = m_windows[block];
    const FateCounts& frames = window.loss.frames;
    if (!window.isClosed || frames.Settled() < window.packets + window.parity)
    {
        return;
    }
    // a late frame may be the one by which the exit rebuilds the window after all
    if (window.isCoded && (!window.isJudged || frames.Received() >= window.packets))
    {
        SettleCoded(window);
    }
    window.isJudged = true;
    Release(window);
    m_judged.push_back(block);
}

void
FirstRound::SettleCoded(Window& window)
{
    const bool isRebuilt = window.loss.frames.Received() >= window.packets;
    const bool mayBeRebuilt =
        window.loss.frames.Received() + window.loss.frames.Unknown() >= window.packets;
    for (uint32_t index = 0; index < window.packets; ++index)
    {
        if (window.isMissing[index])
        {
            // a packet of which nothing is known may be missing, and is sent again with the others
            RetainedPacket* packet = m_packets.Find(window.first + index);
            if (packet != nullptr && (mayBeRebuilt || window.isUnknown[index]))
            {
                packet->mayBeThere = true;
            }
            SettlePlain(window.first + index, isRebuilt ? FrameFate::Received : FrameFate::Lost);
        }
    }
}

void
FirstRound::ClearFindings()
{
    m_missing.clear();
    m_judged.clear();
}

} // namespace qos
} // namespace ns3
