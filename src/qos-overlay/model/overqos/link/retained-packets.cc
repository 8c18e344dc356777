/* SPDX-License-Identifier: GPL-2.0-only */

#include "retained-packets.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

uint32_t
RetainedPackets::Add(const BundlePacket& packet)
{
    const uint32_t number = m_packets.End();
    RetainedPacket& kept = m_packets.PushBack();
    const std::size_t body = packet.data == nullptr ? 0 : packet.size;
    kept.bytes.resize(DataSymbol::HEAD_BYTES + body);
    WriteDataHead(number, packet, kept.bytes.data());
    std::copy_n(packet.data, body, kept.bytes.data() + DataSymbol::HEAD_BYTES);
    kept.size = static_cast<uint32_t>(DataSymbol::HEAD_BYTES + packet.size);
    kept.users = 0;
    kept.transmissions = 0;
    kept.mayBeThere = false;
    kept.fate = PacketFate::Open;
    ++m_counters.sent;
    return number;
}

void
RetainedPackets::Settle(RetainedPacket& packet, PacketFate fate)
{
    if (packet.fate != PacketFate::Open)
    {
        --CounterOf(packet.fate);
    }
    packet.fate = fate;
    ++CounterOf(fate);
}

uint64_t&
RetainedPackets::CounterOf(PacketFate fate)
{
    switch (fate)
    {
    case PacketFate::Delivered:
        return m_counters.delivered;
    case PacketFate::Lost:
        return m_counters.lost;
    default:
        return m_counters.unknown;
    }
}

void
RetainedPackets::Trim()
{
    while (m_packets.Size() > 0)
    {
        const RetainedPacket& oldest = m_packets[m_packets.Begin()];
        if (oldest.fate == PacketFate::Open || oldest.users > 0)
        {
            return;
        }
        m_packets.PopFront();
    }
}

bool
RetainedPackets::ForgetOldest()
{
    RetainedPacket& oldest = m_packets[m_packets.Begin()];
    if (oldest.users > 0)
    {
        return false;
    }
    if (oldest.fate == PacketFate::Open)
    {
        Settle(oldest, PacketFate::Unknown);
    }
    m_packets.PopFront();
    return true;
}

} // namespace qos
} // namespace ns3
