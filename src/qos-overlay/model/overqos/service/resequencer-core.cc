/* SPDX-License-Identifier: GPL-2.0-only */

#include "resequencer-core.h"

#include "ns3/serial-number.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

constexpr unsigned WORD_BITS = 64;

/**
 * Numbers as near as this support each other. It is more than most bursts have, and as many packets
 * of a flow as one forged number can put out of order.
 */
constexpr int32_t NEAR = 32;

/**
 * @param flow slot of a flow
 * @param sequence number of a packet
 * @return the key of the packet
 */
uint64_t
ItemKey(uint32_t flow, uint32_t sequence)
{
    constexpr unsigned SEQUENCE_BITS = 32;
    return static_cast<uint64_t>(flow) << SEQUENCE_BITS | sequence;
}

/**
 * @param packet a packet
 * @return the key of the flow that its number counts
 */
uint64_t
FlowKey(const BundlePacket& packet)
{
    constexpr unsigned INGRESS_SHIFT = 48;
    constexpr unsigned EGRESS_SHIFT = 32;
    return static_cast<uint64_t>(packet.ingress) << INGRESS_SHIFT |
           static_cast<uint64_t>(packet.egress) << EGRESS_SHIFT | packet.flow;
}

} // namespace

ResequencerCore::ResequencerCore(const ResequencerParams& params, ReleaseListener& listener)
    : m_params(params),
      m_listener(listener)
{
    constexpr uint32_t LEAST_WINDOW = 64;
    constexpr uint32_t GREATEST_WINDOW = 1U << 20U;
    constexpr Nanoseconds LONGEST_WAIT = std::chrono::hours{1};
    if (params.wait <= Nanoseconds{0} || params.wait > LONGEST_WAIT)
    {
        throw std::invalid_argument("packets wait " + std::to_string(params.wait.count()) +
                                    " ns for those before them; it must be above 0 and at most an "
                                    "hour");
    }
    if (params.maxPackets == 0 || params.maxFlows == 0)
    {
        throw std::invalid_argument(
            "a resequencer has room for " + std::to_string(params.maxPackets) + " packets and " +
            std::to_string(params.maxFlows) + " flows; it must be 1 at least of both");
    }
    if (params.window < LEAST_WINDOW || params.window > GREATEST_WINDOW ||
        (params.window & (params.window - 1)) != 0)
    {
        throw std::invalid_argument(
            "the window of a resequencer is " + std::to_string(params.window) +
            "; it must be a power of two from " + std::to_string(LEAST_WINDOW) + " to " +
            std::to_string(GREATEST_WINDOW));
    }
}

uint32_t
ResequencerCore::Arrive(const BundlePacket& packet, Nanoseconds now)
{
    const uint32_t flow = FlowSlotOf(packet);
    const uint32_t sequence = packet.sequence;
    if (ConfirmsSuspect(flow, sequence))
    {
        Resynchronise(flow);
    }
    const auto window = static_cast<int32_t>(m_params.window);
    const int32_t distance = SerialDistance(m_flows[flow].next, sequence);
    if (distance >= window || distance < -window)
    {
        m_flows[flow].suspect = sequence;
        m_flows[flow].hasSuspect = true;
        Tell(packet, ABSENT, ReleaseKind::Far);
        return ABSENT;
    }
    if (HasCome(flow, sequence))
    {
        Tell(packet, ABSENT, ReleaseKind::Duplicate);
        return ABSENT;
    }
    if (distance < 0)
    {
        Mark(flow, sequence, true);
        Tell(packet, ABSENT, ReleaseKind::Late);
        return ABSENT;
    }
    m_flows[flow].hasSuspect = false;
    if (distance > 0)
    {
        if (m_packets < m_params.maxPackets)
        {
            return Hold(flow, packet, now);
        }
        const uint32_t before = m_packets;
        ExpireOldest();
        m_pressed += before - m_packets;
        return Arrive(packet, now); // which may be in order now
    }
    Mark(flow, sequence, true);
    Tell(packet, ABSENT, ReleaseKind::InOrder);
    Advance(flow);
    ReleaseRun(flow);
    return ABSENT;
}

void
ResequencerCore::Expire(Nanoseconds now)
{
    while (NextEvent() <= now)
    {
        ExpireOldest();
    }
}

Nanoseconds
ResequencerCore::NextEvent() const
{
    const uint32_t oldest = m_waiting.Front(0);
    return oldest == ABSENT ? FOREVER : m_items[oldest].arrival + m_params.wait;
}

void
ResequencerCore::Flush()
{
    while (m_recent.Front(0) != ABSENT)
    {
        Forget(m_recent.Front(0));
    }
}

uint32_t
ResequencerCore::FlowSlotOf(const BundlePacket& packet)
{
    const uint64_t key = FlowKey(packet);
    uint32_t slot = m_flowIndex.Find(key);
    if (slot != ABSENT)
    {
        m_recent.Remove(slot);
        m_recent.PushBack(0, slot);
        return slot;
    }
    const std::size_t words = Span() / WORD_BITS;
    slot = Flows();
    if (slot == m_params.maxFlows)
    {
        slot = m_recent.Front(0);
        m_pressed += m_flows[slot].packets;
        Forget(slot);
    }
    else if (slot == m_flows.size())
    {
        m_flows.emplace_back();
        m_come.resize(m_come.size() + words);
    }
    const auto first = m_come.begin() + static_cast<std::ptrdiff_t>(slot * words);
    std::fill(first, first + static_cast<std::ptrdiff_t>(words), 0);
    m_flows[slot] = Flow();
    m_flows[slot].key = key;
    // numbers begin with 0 at the ingress: what is missing before a low one may still come
    m_flows[slot].next = packet.sequence < NEAR ? 0 : packet.sequence;
    m_flowIndex.Set(key, slot);
    m_recent.PushBack(0, slot);
    return slot;
}

void
ResequencerCore::Forget(uint32_t flow)
{
    ReleaseAll(flow);
    m_flowIndex.Remove(m_flows[flow].key);
    m_recent.Remove(flow);
}

bool
ResequencerCore::HasCome(uint32_t flow, uint32_t sequence) const
{
    const std::size_t bit = static_cast<std::size_t>(flow) * Span() + (sequence & (Span() - 1));
    return (m_come[bit / WORD_BITS] >> (bit % WORD_BITS) & 1U) != 0;
}

void
ResequencerCore::Mark(uint32_t flow, uint32_t sequence, bool hasCome)
{
    const std::size_t bit = static_cast<std::size_t>(flow) * Span() + (sequence & (Span() - 1));
    const uint64_t mask = uint64_t{1} << (bit % WORD_BITS);
    uint64_t& word = m_come[bit / WORD_BITS];
    word = hasCome ? word | mask : word & ~mask;
}

bool
ResequencerCore::IsBelieved(uint32_t flow, uint32_t sequence) const
{
    const uint32_t next = m_flows[flow].next;
    if (SerialDistance(next, sequence) <= NEAR)
    {
        return true;
    }
    for (uint32_t i = 1; i <= static_cast<uint32_t>(NEAR); ++i)
    {
        // ahead of the window are the bits of other numbers
        const bool isInWindow = sequence + i - next < m_params.window;
        if (HasCome(flow, sequence - i) || (isInWindow && HasCome(flow, sequence + i)))
        {
            return true;
        }
    }
    return false;
}

bool
ResequencerCore::ConfirmsSuspect(uint32_t flow, uint32_t sequence) const
{
    const int32_t distance = SerialDistance(m_flows[flow].suspect, sequence);
    return m_flows[flow].hasSuspect && distance > 0 && distance <= NEAR;
}

uint32_t
ResequencerCore::Find(uint32_t flow, uint32_t sequence) const
{
    return m_itemIndex.Find(ItemKey(flow, sequence));
}

uint32_t
ResequencerCore::Hold(uint32_t flow, const BundlePacket& packet, Nanoseconds now)
{
    if (m_freeItems.empty())
    {
        m_freeItems.push_back(static_cast<uint32_t>(m_items.size()));
        m_items.emplace_back();
    }
    const uint32_t slot = m_freeItems.back();
    m_freeItems.pop_back();
    m_items[slot] = {packet, now, flow};
    m_itemIndex.Set(ItemKey(flow, packet.sequence), slot);
    m_waiting.PushBack(0, slot);
    Mark(flow, packet.sequence, true);
    ++m_flows[flow].packets;
    ++m_packets;
    return slot;
}

void
ResequencerCore::Release(uint32_t slot, ReleaseKind kind)
{
    const Item& item = m_items[slot];
    m_itemIndex.Remove(ItemKey(item.flow, item.packet.sequence));
    m_waiting.Remove(slot);
    --m_flows[item.flow].packets;
    --m_packets;
    m_freeItems.push_back(slot);
    Tell(item.packet, slot, kind);
}

void
ResequencerCore::Tell(const BundlePacket& packet, uint32_t slot, ReleaseKind kind)
{
    ++m_released[static_cast<std::size_t>(kind)];
    const bool isDropped = kind == ReleaseKind::Duplicate ||
                           (kind != ReleaseKind::InOrder && m_params.late == LatePolicy::Drop);
    m_listener.PacketReleased(packet, slot, kind, isDropped);
}

void
ResequencerCore::Advance(uint32_t flow)
{
    // the number that comes into the span takes the bit of the one that leaves it
    Mark(flow, m_flows[flow].next + m_params.window, false);
    ++m_flows[flow].next;
}

void
ResequencerCore::ReleaseRun(uint32_t flow)
{
    const Flow& record = m_flows[flow];
    while (record.packets > 0 && HasCome(flow, record.next))
    {
        Release(Find(flow, record.next), ReleaseKind::InOrder);
        Advance(flow);
    }
}

void
ResequencerCore::ReleaseAll(uint32_t flow)
{
    const Flow& record = m_flows[flow];
    for (uint32_t sequence = record.next; record.packets > 0; ++sequence)
    {
        if (HasCome(flow, sequence))
        {
            Release(Find(flow, sequence), ReleaseKind::InOrder);
        }
    }
}

void
ResequencerCore::GiveUpBefore(uint32_t flow, uint32_t sequence)
{
    const Flow& record = m_flows[flow];
    while (record.next != sequence)
    {
        if (HasCome(flow, record.next))
        {
            Release(Find(flow, record.next), ReleaseKind::InOrder);
        }
        else
        {
            ++m_givenUp;
        }
        Advance(flow);
    }
    ReleaseRun(flow);
}

void
ResequencerCore::ExpireOldest()
{
    const uint32_t slot = m_waiting.Front(0);
    const uint32_t flow = m_items[slot].flow;
    const uint32_t sequence = m_items[slot].packet.sequence;
    if (IsBelieved(flow, sequence))
    {
        GiveUpBefore(flow, sequence);
        return;
    }
    Mark(flow, sequence, false); // the true packet of that number is still to come, perhaps
    m_flows[flow].suspect = sequence;
    m_flows[flow].hasSuspect = true;
    Release(slot, ReleaseKind::Far);
}

void
ResequencerCore::Resynchronise(uint32_t flow)
{
    Flow& record = m_flows[flow];
    record.hasSuspect = false;
    ++m_resynchronised;
    if (record.suspect - record.next < m_params.window)
    {
        GiveUpBefore(flow, record.suspect + 1);
        return;
    }
    ReleaseAll(flow);
    const std::size_t words = Span() / WORD_BITS;
    const auto first = m_come.begin() + static_cast<std::ptrdiff_t>(flow * words);
    std::fill(first, first + static_cast<std::ptrdiff_t>(words), 0);
    record.next = record.suspect + 1;
    Mark(flow, record.suspect, true);
}

} // namespace qos
} // namespace ns3
