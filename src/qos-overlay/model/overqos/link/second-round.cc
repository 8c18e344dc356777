/* SPDX-License-Identifier: GPL-2.0-only */

#include "second-round.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

SecondRound::SecondRound(ErasureCode& code, RetainedPackets& packets, ParityRule parity)
    : m_code(code),
      m_packets(packets),
      m_parity(std::move(parity))
{
}

void
SecondRound::Add(const std::vector<uint32_t>& numbers, Nanoseconds now)
{
    for (const uint32_t number : numbers)
    {
        RetainedPacket* packet = m_packets.Find(number);
        if (packet == nullptr || packet->fate != PacketFate::Open)
        {
            continue;
        }
        ++packet->users; // until it is sent
        if (m_params.isCoded)
        {
            if (!m_isOpen)
            {
                PushBlock();
                m_isOpen = true;
                m_open = m_blocks.End() - 1;
                m_openedAt = now;
            }
            Join(number, *packet);
        }
        else
        {
            DueFrame frame;
            frame.data = number;
            m_batch.push_back(frame);
        }
    }
    if (m_isOpen && m_params.blockTime == Nanoseconds{0})
    {
        CloseBlock();
    }
    PlanBatch(now, m_params.spreadTime);
}

SecondRound::Block&
SecondRound::PushBlock()
{
    if (m_blocks.Size() == MOST_BLOCKS)
    {
        FreeEncoder(m_blocks[m_blocks.Begin()]);
        m_blocks.PopFront();
    }
    Block& block = m_blocks.PushBack();
    block.packets.clear();
    block.sent = 0;
    block.needed = 0;
    block.isMissing.clear();
    block.parity = 0;
    block.unsentParity = 0;
    block.frames = FateCounts();
    block.isClosed = false;
    block.isJudged = false;
    if (m_encoders.empty())
    {
        m_encoders.push_back(std::make_unique<BlockEncoder>(m_code));
    }
    block.encoder = std::move(m_encoders.back());
    m_encoders.pop_back();
    block.encoder->Reset();
    return block;
}

void
SecondRound::AddRows(const WindowShortage& window,
                     ArrayView<const uint32_t> numbers,
                     uint32_t rows,
                     Nanoseconds now)
{
    if (m_isOpen && m_blocks.Size() == MOST_BLOCKS && m_open == m_blocks.Begin())
    {
        CloseBlock();
    }
    Block& block = PushBlock();
    block.encoder->SetParityCount(0);
    for (uint32_t index = 0; index < window.packets; ++index)
    {
        const RetainedPacket& packet = *m_packets.Find(window.first + index);
        block.encoder->Add({packet.bytes.data(), packet.size});
    }
    block.encoder->SetParityCount(window.parity + rows);
    for (const uint32_t number : numbers)
    {
        block.packets.push_back(number);
        block.isMissing.push_back(true);
        ++m_packets.Find(number)->transmissions;
    }
    block.needed = window.needed;
    block.parity = rows;
    block.unsentParity = rows;
    block.isClosed = true;
    for (uint32_t row = 0; row < rows; ++row)
    {
        DueFrame frame;
        frame.kind = FrameKind::Parity;
        frame.block = m_blocks.End() - 1;
        frame.index = static_cast<uint8_t>(window.parity + row);
        frame.sources = static_cast<uint8_t>(window.packets);
        frame.isCoded = true;
        frame.window = window.block;
        m_batch.push_back(frame);
    }
    PlanBatch(now, m_params.spreadTime);
}

void
SecondRound::Join(uint32_t number, RetainedPacket& packet)
{
    Block& block = m_blocks[m_open];
    DueFrame frame;
    frame.block = m_open;
    frame.index = static_cast<uint8_t>(block.packets.size());
    frame.isCoded = true;
    frame.data = number;
    m_batch.push_back(frame);
    ++packet.users;
    block.packets.push_back(number);
    block.isMissing.push_back(true);
    const auto packets = static_cast<uint32_t>(block.packets.size());
    block.sent = packets;
    block.needed = packets;
    block.parity = std::min(m_parity(packets), MOST_PACKETS - 1);
    block.encoder->SetParityCount(block.parity);
    block.encoder->Add({packet.bytes.data(), packet.size});
    if (packets == MOST_PACKETS)
    {
        CloseBlock();
    }
}

void
SecondRound::CloseBlock()
{
    const uint32_t number = m_open;
    Block& block = m_blocks[number];
    block.isClosed = true;
    block.unsentParity = block.parity;
    for (const uint32_t packet : block.packets)
    {
        --m_packets.Find(packet)->users;
    }
    for (uint32_t row = 0; row < block.parity; ++row)
    {
        DueFrame frame;
        frame.kind = FrameKind::Parity;
        frame.block = number;
        frame.index = static_cast<uint8_t>(row);
        frame.sources = static_cast<uint8_t>(block.packets.size());
        frame.isCoded = true;
        m_batch.push_back(frame);
    }
    m_isOpen = false;
    if (block.parity == 0)
    {
        FreeEncoder(block);
    }
    JudgeIfComplete(number);
}

void
SecondRound::FreeEncoder(Block& block)
{
    if (block.encoder != nullptr)
    {
        m_encoders.push_back(std::move(block.encoder));
    }
}

void
SecondRound::PlanBatch(Nanoseconds now, Nanoseconds spreadTime)
{
    const auto frames = static_cast<int64_t>(m_batch.size());
    const bool isSpread = m_params.policy != SecondRoundPolicy::Burst && frames > 0;
    const Nanoseconds spacing = isSpread ? spreadTime / frames : Nanoseconds{0};
    Nanoseconds due = now;
    for (const DueFrame& frame : m_batch)
    {
        m_planned.push_back({due, m_order++, frame});
        std::push_heap(m_planned.begin(), m_planned.end());
        due += spacing;
    }
    m_batch.clear();
}

Nanoseconds
SecondRound::NextEvent() const
{
    const Nanoseconds due = m_planned.empty() ? FOREVER : m_planned.front().due;
    return m_isOpen ? std::min(due, m_openedAt + m_params.blockTime) : due;
}

void
SecondRound::Advance(Nanoseconds now)
{
    if (m_isOpen && now >= m_openedAt + m_params.blockTime)
    {
        CloseBlock();
        PlanBatch(now, m_params.blockTime);
    }
}

bool
SecondRound::TakeDue(Nanoseconds now, DueFrame& frame)
{
    while (!m_planned.empty() && m_planned.front().due <= now)
    {
        frame = m_planned.front().frame;
        std::pop_heap(m_planned.begin(), m_planned.end());
        m_planned.pop_back();
        if (frame.kind == FrameKind::Data || m_blocks.Contains(frame.block))
        {
            return true;
        }
    }
    return false;
}

ByteView
SecondRound::Parity(uint32_t block, uint32_t row) const
{
    return m_blocks[block].encoder->Parity(row);
}

void
SecondRound::Sent(const DueFrame& frame)
{
    if (frame.kind == FrameKind::Data)
    {
        --m_packets.Find(frame.data)->users;
        return;
    }
    Block& block = m_blocks[frame.block];
    --block.unsentParity;
    if (block.unsentParity == 0)
    {
        FreeEncoder(block);
    }
}

std::optional<uint32_t>
SecondRound::DataNumber(uint32_t block, uint32_t index) const
{
    if (!m_blocks.Contains(block) || index >= m_blocks[block].packets.size())
    {
        return std::nullopt;
    }
    return m_blocks[block].packets[index];
}

void
SecondRound::Learn(const FateChange& change)
{
    const SentFrame& frame = change.frame;
    const bool hasArrived = frame.fate == FrameFate::Received;
    if (!frame.isCoded || !m_blocks.Contains(frame.block))
    {
        if (frame.kind == FrameKind::Data)
        {
            // of a block that is forgotten it is not known whether parity makes up for a loss
            const bool isLost = frame.fate == FrameFate::Lost && frame.isCoded;
            Settle(frame.data, isLost ? FrameFate::Unknown : frame.fate);
        }
        return;
    }
    Block& block = m_blocks[frame.block];
    block.frames.Count(change);
    if (frame.kind == FrameKind::Data && hasArrived)
    {
        block.isMissing[frame.index] = false;
        Settle(frame.data, FrameFate::Received);
    }
    JudgeIfComplete(frame.block);
}

void
SecondRound::JudgeIfComplete(uint32_t number)
{
    Block& block = m_blocks[number];
    const uint32_t frames = block.sent + block.parity;
    const bool isRebuilt = block.frames.Received() >= block.needed;
    // a late frame may be the one by which the exit rebuilds the block after all
    if (!block.isClosed || block.frames.Settled() < frames || (block.isJudged && !isRebuilt))
    {
        return;
    }
    block.isJudged = true;
    const FrameFate other = block.frames.Unknown() > 0 ? FrameFate::Unknown : FrameFate::Lost;
    for (std::size_t index = 0; index < block.packets.size(); ++index)
    {
        if (block.isMissing[index])
        {
            Settle(block.packets[index], isRebuilt ? FrameFate::Received : other);
        }
    }
}

void
SecondRound::Settle(uint32_t number, FrameFate fate)
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
    case FrameFate::Withdrawn:
        m_missing.push_back(number);
        return;
    default:
        m_packets.Settle(*packet, PacketFate::Unknown);
    }
}

} // namespace qos
} // namespace ns3
