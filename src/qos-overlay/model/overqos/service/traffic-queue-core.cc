/* SPDX-License-Identifier: GPL-2.0-only */

#include "traffic-queue-core.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/** The key of all flows together, where they do not share by weight. */
constexpr uint64_t ALL_FLOWS = std::numeric_limits<uint64_t>::max();

/**
 * @param value a knob
 * @param what it is, as in "the ... is 0"
 * @throws std::invalid_argument if it is 0
 */
void
CheckPositive(uint64_t value, const char* what)
{
    if (value == 0)
    {
        throw std::invalid_argument(std::string("the ") + what + " is 0; it must be 1 at least");
    }
}

} // namespace

const char*
QueueDropReasonName(QueueDropReason reason)
{
    static constexpr std::array<const char*, QUEUE_DROP_REASONS> NAMES{"packets",
                                                                       "bytes",
                                                                       "evicted",
                                                                       "stale"};
    return NAMES[static_cast<std::size_t>(reason)];
}

TrafficQueueCore::TrafficQueueCore(const TrafficQueueParams& params, DropListener& listener)
    : m_params(params),
      m_listener(listener)
{
    CheckPositive(params.maxPackets, "limit of a queue in packets");
    CheckPositive(params.maxBytes, "limit of a queue in bytes");
    CheckPositive(params.quantum, "quantum of a queue");
    if (params.maxAge < Nanoseconds{0})
    {
        throw std::invalid_argument("the greatest age in a queue is " +
                                    std::to_string(params.maxAge.count()) +
                                    " ns; it must be 0 at least");
    }
    TokenBucket(Bitrate(), params.burst); // refuses what cannot be
}

TrafficQueueCore::Admission
TrafficQueueCore::Enqueue(const BundlePacket& packet, Nanoseconds now)
{
    m_now = std::max(m_now, now);
    const uint64_t key = QueueKeyOf(packet);
    const uint8_t rank = RankOf(packet, key);
    Admission admission;
    if (const auto refusal = MakeRoom(packet.size, rank))
    {
        ++m_dropped[static_cast<std::size_t>(*refusal)];
        admission.reason = *refusal;
        return admission;
    }
    // only now, because making room may have forgotten the flow
    const uint32_t flow = FlowSlot(key);
    if (m_freeItems.empty())
    {
        m_freeItems.push_back(static_cast<uint32_t>(m_items.size()));
        m_items.emplace_back();
    }
    admission.slot = m_freeItems.back();
    m_freeItems.pop_back();

    const uint8_t priority =
        std::min<uint8_t>(packet.priority, static_cast<uint8_t>(BUNDLE_PRIORITIES - 1));
    const uint32_t queue = flow * BUNDLE_PRIORITIES + priority;
    m_items[admission.slot] = {packet, m_now, queue, rank};
    if (m_queues.Front(queue) == ABSENT)
    {
        m_rings.PushBack(priority, queue);
    }
    m_queues.PushBack(queue, admission.slot);
    m_ranks.PushBack(rank, admission.slot);
    m_rankBytes[rank] += packet.size;
    m_bytes += packet.size;
    ++m_packets;
    ++m_flows[flow].packets;
    m_flows[flow].protectedBytes += rank == 0 ? packet.size : 0;
    UpdateGuarantee(flow);
    return admission;
}

uint32_t
TrafficQueueCore::Dequeue(Nanoseconds now)
{
    m_now = std::max(m_now, now);
    uint32_t slot = ChooseGuaranteed();
    if (slot == ABSENT)
    {
        slot = ChooseByPriority();
    }
    if (slot != ABSENT)
    {
        Take(slot);
    }
    return slot;
}

void
TrafficQueueCore::SetGuarantee(uint16_t ingress, uint32_t flow, Bitrate rate, Nanoseconds now)
{
    if (rate.BitsPerSecond() == 0)
    {
        throw std::invalid_argument("the guaranteed rate of flow " + std::to_string(flow) +
                                    " is 0 bit/s; it must be above 0");
    }
    m_now = std::max(m_now, now);
    const uint32_t slot = FlowSlot(KeyOf(ingress, flow));
    auto& bucket = m_flows[slot].bucket;
    if (bucket)
    {
        bucket->SetRate(rate, m_now);
    }
    else
    {
        bucket.emplace(rate, m_params.burst);
    }
    UpdateGuarantee(slot);
}

void
TrafficQueueCore::RemoveGuarantee(uint16_t ingress, uint32_t flow)
{
    const uint32_t slot = m_flowIndex.Find(KeyOf(ingress, flow));
    if (slot != ABSENT)
    {
        m_flows[slot].bucket.reset();
        m_guaranteed.Remove(slot);
        ReleaseFlow(slot);
    }
}

void
TrafficQueueCore::SetWeight(uint16_t ingress, uint32_t flow, uint32_t weight)
{
    CheckPositive(weight, "weight of a flow");
    const uint32_t slot = FlowSlot(KeyOf(ingress, flow));
    m_flows[slot].weight = weight;
    ReleaseFlow(slot);
}

uint64_t
TrafficQueueCore::KeyOf(uint16_t ingress, uint32_t flow)
{
    constexpr unsigned FLOW_BITS = 32;
    return static_cast<uint64_t>(ingress) << FLOW_BITS | flow;
}

uint32_t
TrafficQueueCore::FlowSlot(uint64_t key)
{
    uint32_t slot = m_flowIndex.Find(key);
    if (slot != ABSENT)
    {
        return slot;
    }
    if (m_freeFlows.empty())
    {
        m_freeFlows.push_back(static_cast<uint32_t>(m_flows.size()));
        m_flows.emplace_back();
        for (std::size_t i = 0; i < BUNDLE_PRIORITIES; ++i)
        {
            m_queues.AddList();
            m_turns.emplace_back();
        }
    }
    slot = m_freeFlows.back();
    m_freeFlows.pop_back();
    m_flows[slot] = Flow();
    m_flows[slot].key = key;
    m_flowIndex.Set(key, slot);
    return slot;
}

void
TrafficQueueCore::ReleaseFlow(uint32_t flow)
{
    const Flow& record = m_flows[flow];
    if (record.packets == 0 && !record.bucket && record.weight == 1)
    {
        m_flowIndex.Remove(record.key);
        m_freeFlows.push_back(flow);
    }
}

uint64_t
TrafficQueueCore::QueueKeyOf(const BundlePacket& packet) const
{
    const uint64_t own = KeyOf(packet.ingress, packet.flow);
    if (m_params.isFair)
    {
        return own;
    }
    const uint32_t flow = m_flowIndex.Find(own);
    return flow != ABSENT && m_flows[flow].bucket ? own : ALL_FLOWS;
}

uint8_t
TrafficQueueCore::RankOf(const BundlePacket& packet, uint64_t key) const
{
    // a flow that keeps to its allocation has no more waiting than a burst, and what came while
    // others were served
    const uint64_t limit = 2ULL * m_params.burst;
    const uint32_t flow = m_flowIndex.Find(key);
    if (flow != ABSENT && m_flows[flow].bucket &&
        m_flows[flow].protectedBytes + packet.size <= limit)
    {
        return 0;
    }
    return static_cast<uint8_t>(std::min<std::size_t>(packet.priority + 1U, RANKS - 1));
}

std::optional<QueueDropReason>
TrafficQueueCore::MakeRoom(uint32_t size, uint8_t rank)
{
    const auto isShortOfPackets = [this] { return m_packets >= m_params.maxPackets; };
    const auto isShortOfBytes = [this, size] { return m_bytes + size > m_params.maxBytes; };
    uint32_t packets = 0;
    uint64_t bytes = 0;
    for (std::size_t less = rank + 1U; less < RANKS; ++less)
    {
        packets += m_ranks.Size(less);
        bytes += m_rankBytes[less];
    }
    if (isShortOfPackets() && packets == 0)
    {
        return QueueDropReason::Packets;
    }
    if (m_bytes - bytes + size > m_params.maxBytes)
    {
        return QueueDropReason::Bytes;
    }
    std::size_t least = RANKS - 1;
    while (isShortOfPackets() || isShortOfBytes())
    {
        while (m_ranks.Back(least) == ABSENT)
        {
            --least;
        }
        Drop(m_ranks.Back(least), QueueDropReason::Evicted);
    }
    return std::nullopt;
}

void
TrafficQueueCore::Drop(uint32_t slot, QueueDropReason reason)
{
    Take(slot);
    ++m_dropped[static_cast<std::size_t>(reason)];
    m_listener.PacketDropped(slot, reason);
}

void
TrafficQueueCore::Take(uint32_t slot)
{
    const Item& item = m_items[slot];
    const uint32_t flow = item.queue / BUNDLE_PRIORITIES;
    m_queues.Remove(slot);
    m_ranks.Remove(slot);
    if (m_queues.Front(item.queue) == ABSENT)
    {
        m_rings.Remove(item.queue);
        m_turns[item.queue] = Turn();
    }
    const uint32_t size = item.packet.size;
    m_rankBytes[item.rank] -= size;
    m_bytes -= size;
    --m_packets;
    --m_flows[flow].packets;
    m_flows[flow].protectedBytes -= item.rank == 0 ? size : 0;
    m_freeItems.push_back(slot);
    UpdateGuarantee(flow);
    ReleaseFlow(flow);
}

bool
TrafficQueueCore::DropStale(uint32_t queue)
{
    const uint32_t slot = m_queues.Front(queue);
    if (m_now - m_items[slot].arrival <= m_params.maxAge)
    {
        return false;
    }
    Drop(slot, QueueDropReason::Stale);
    return true;
}

uint32_t
TrafficQueueCore::ChooseGuaranteed()
{
    while (!m_guaranteed.IsEmpty() && m_guaranteed.TopKey() <= m_now)
    {
        const uint32_t flow = m_guaranteed.Top();
        const uint32_t queue = FirstQueue(flow);
        if (!DropStale(queue))
        {
            const uint32_t slot = m_queues.Front(queue);
            m_flows[flow].bucket->Take(m_items[slot].packet.size, m_now);
            return slot;
        }
    }
    return ABSENT;
}

uint32_t
TrafficQueueCore::ChooseByPriority()
{
    for (std::size_t priority = 0; priority < BUNDLE_PRIORITIES; ++priority)
    {
        // deficit round robin (Shreedhar and Varghese, SIGCOMM 1995)
        while (m_rings.Front(priority) != ABSENT)
        {
            const uint32_t queue = m_rings.Front(priority);
            if (DropStale(queue))
            {
                continue;
            }
            Turn& turn = m_turns[queue];
            if (!turn.hasTurn)
            {
                turn.hasTurn = true;
                const uint64_t weight = m_flows[queue / BUNDLE_PRIORITIES].weight;
                turn.deficit += weight * m_params.quantum;
            }
            const uint32_t slot = m_queues.Front(queue);
            if (m_items[slot].packet.size <= turn.deficit)
            {
                turn.deficit -= m_items[slot].packet.size;
                return slot;
            }
            turn.hasTurn = false;
            m_rings.Rotate(priority);
        }
    }
    return ABSENT;
}

uint32_t
TrafficQueueCore::FirstQueue(uint32_t flow) const
{
    uint32_t queue = flow * BUNDLE_PRIORITIES;
    while (m_queues.Front(queue) == ABSENT)
    {
        ++queue;
    }
    return queue;
}

void
TrafficQueueCore::UpdateGuarantee(uint32_t flow)
{
    const Flow& record = m_flows[flow];
    if (!record.bucket)
    {
        return;
    }
    if (record.packets == 0)
    {
        m_guaranteed.Remove(flow);
        return;
    }
    const uint32_t head = m_queues.Front(FirstQueue(flow));
    m_guaranteed.Set(flow, record.bucket->NextEligible(m_items[head].packet.size, m_now));
}

} // namespace qos
} // namespace ns3
