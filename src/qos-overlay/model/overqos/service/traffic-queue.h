/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRAFFIC_QUEUE_H
#define QOS_TRAFFIC_QUEUE_H

#include "traffic-queue-core.h"

#include <functional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * The queue of a bundle at the entry of its virtual link, which divides what the link carries among
 * the flows.
 *
 * In this order it serves flows with a guarantee, within the allocation of each; then strictly by
 * priority; within a priority the flows by weight, with deficit round robin; packets of a flow and
 * priority in the order in which they came. What a guaranteed flow gets by priority is not charged
 * to its allocation.
 *
 * It is bounded in packets and bytes. When it is full, the newest packet of the least important
 * priority goes, if that is less important than the arriving one; otherwise the arriving one goes.
 * Two bursts of a guaranteed flow are more important than any priority.
 *
 * Source: OverQoS (NSDI 2004), sections 2.2 and 3.3: the entry divides c among flows, drops by
 * policy what exceeds it, and keeps the allocations of guaranteed flows. Of the order only the
 * priority is the paper's.
 *
 * @tparam Handle what is stored with a packet (its owner, usually); movable, empty if default-made
 */
template <typename Handle>
class TrafficQueue final : private TrafficQueueCore::DropListener
{
  public:
    /** Is told of a packet that is dropped, with what was stored; must not call the queue. */
    using DropCallback = std::function<void(const BundlePacket&, Handle, QueueDropReason)>;

    /** A packet and what was stored with it. */
    struct Entry
    {
        BundlePacket packet; //!< the packet
        Handle handle;       //!< what was stored
    };

    /**
     * An empty queue.
     * @param params the knobs
     * @param dropped is told of drops, if it is anything
     * @throws std::invalid_argument if a knob is out of range
     */
    explicit TrafficQueue(const TrafficQueueParams& params, DropCallback dropped = nullptr)
        : m_core(params, *this),
          m_tellDropped(std::move(dropped))
    {
    }

    TrafficQueue(const TrafficQueue&) = delete;
    TrafficQueue& operator=(const TrafficQueue&) = delete;

    /**
     * A packet arrives.
     * @param packet the packet; a priority that does not exist counts as the least important one
     * @param handle what to store with it
     * @param now the time
     * @return whether it waits now
     */
    bool Enqueue(const BundlePacket& packet, Handle handle, Nanoseconds now)
    {
        const auto admission = m_core.Enqueue(packet, now);
        if (admission.slot == TrafficQueueCore::ABSENT)
        {
            Tell(packet, std::move(handle), admission.reason);
            return false;
        }
        if (admission.slot >= m_handles.size())
        {
            m_handles.resize(admission.slot + std::size_t{1});
        }
        m_handles[admission.slot] = std::move(handle);
        return true;
    }

    /**
     * Take the packet whose turn it is.
     * @param now the time
     * @return the packet, nothing if none waits
     */
    std::optional<Entry> Dequeue(Nanoseconds now)
    {
        const uint32_t slot = m_core.Dequeue(now);
        if (slot == TrafficQueueCore::ABSENT)
        {
            return std::nullopt;
        }
        return Entry{m_core.At(slot), std::exchange(m_handles[slot], Handle())};
    }

    /**
     * Serve a flow first, up to a rate.
     * @param ingress overlay node at which the flow enters
     * @param flow its number there
     * @param rate its allocation, above 0
     * @param now the time
     * @throws std::invalid_argument if the rate is 0
     */
    void SetGuarantee(uint16_t ingress, uint32_t flow, Bitrate rate, Nanoseconds now)
    {
        m_core.SetGuarantee(ingress, flow, rate, now);
    }

    /**
     * Serve a flow as any other; nothing happens if it has no guarantee.
     * @param ingress overlay node at which the flow enters
     * @param flow its number there
     */
    void RemoveGuarantee(uint16_t ingress, uint32_t flow)
    {
        m_core.RemoveGuarantee(ingress, flow);
    }

    /**
     * Give a flow more of its priority than others. It is remembered until it is set to 1 again.
     * @param ingress overlay node at which the flow enters
     * @param flow its number there
     * @param weight share compared with the others, 1 or more; 1 is the default
     * @throws std::invalid_argument if it is 0
     */
    void SetWeight(uint16_t ingress, uint32_t flow, uint32_t weight)
    {
        m_core.SetWeight(ingress, flow, weight);
    }

    /** @return packets that wait */
    uint32_t Packets() const
    {
        return m_core.Packets();
    }

    /** @return bytes that wait */
    uint64_t Bytes() const
    {
        return m_core.Bytes();
    }

    /**
     * @param reason a reason
     * @return packets that were dropped for it
     */
    uint64_t Dropped(QueueDropReason reason) const
    {
        return m_core.Dropped(reason);
    }

  private:
    void PacketDropped(uint32_t slot, QueueDropReason reason) override
    {
        Tell(m_core.At(slot), std::exchange(m_handles[slot], Handle()), reason);
    }

    /**
     * Tell of a drop.
     * @param packet the packet
     * @param handle what was stored with it
     * @param reason why
     */
    void Tell(const BundlePacket& packet, Handle handle, QueueDropReason reason)
    {
        if (m_tellDropped)
        {
            m_tellDropped(packet, std::move(handle), reason);
        }
    }

    TrafficQueueCore m_core;       //!< the order
    DropCallback m_tellDropped;    //!< is told of drops
    std::vector<Handle> m_handles; //!< by slot
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRAFFIC_QUEUE_H
