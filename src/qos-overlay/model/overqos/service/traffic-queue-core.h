/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRAFFIC_QUEUE_CORE_H
#define QOS_TRAFFIC_QUEUE_CORE_H

#include "token-bucket.h"

#include "ns3/bundle-packet.h"
#include "ns3/indexed-heap.h"
#include "ns3/slot-index.h"
#include "ns3/slot-lists.h"
#include "ns3/units.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** Why the queue of a bundle drops a packet. */
enum class QueueDropReason : uint8_t
{
    Packets, //!< as many packets as allowed wait, none of them less important
    Bytes,   //!< as many bytes as allowed wait, too few of them less important
    Evicted, //!< a more important packet needed its place
    Stale    //!< it waited too long
};

/** How many reasons there are. */
constexpr std::size_t QUEUE_DROP_REASONS = 4;

/**
 * @param reason a reason
 * @return its name: packets, bytes, evicted, stale
 */
const char* QueueDropReasonName(QueueDropReason reason);

/** The knobs of the queue of a bundle. */
struct TrafficQueueParams
{
    uint32_t maxPackets = 200;    //!< that may wait, 1 or more
    uint64_t maxBytes = 300'000;  //!< that may wait, 1 or more
    Nanoseconds maxAge = FOREVER; //!< who waited longer is dropped when its turn comes
    bool isFair = true;           //!< whether flows of a priority share by weight; otherwise all
                                  //!< flows without a guarantee are one queue per priority
    uint32_t quantum = 1500;      //!< bytes of a turn at weight 1; not below the usual packet
    uint32_t burst = 6000;        //!< bytes that a guaranteed flow may send at once
};

/**
 * @ingroup qos-overqos-service
 * The order of a TrafficQueue, on slots in which the queue keeps what it stores.
 *
 * See TrafficQueue for what it does. Every operation is O(1), with guarantees O(log n) in the
 * number of guaranteed flows, and allocates only when more packets or flows wait than ever before.
 */
class TrafficQueueCore
{
  public:
    /** No slot. */
    static constexpr uint32_t ABSENT = SlotLists::ABSENT;

    /** Who is told that a waiting packet is dropped. */
    class DropListener
    {
      public:
        /**
         * A packet is dropped; the slot is free when this returns.
         * @param slot the slot of the packet
         * @param reason why
         */
        virtual void PacketDropped(uint32_t slot, QueueDropReason reason) = 0;

      protected:
        ~DropListener() = default;
    };

    /** What became of an arriving packet. */
    struct Admission
    {
        uint32_t slot = ABSENT;                            //!< where it waits, ABSENT if dropped
        QueueDropReason reason = QueueDropReason::Packets; //!< why it was dropped
    };

    /**
     * An empty queue.
     * @param params the knobs
     * @param listener is told of drops; it must outlive the queue and not call it
     * @throws std::invalid_argument if a knob is out of range
     */
    TrafficQueueCore(const TrafficQueueParams& params, DropListener& listener);

    /**
     * A packet arrives.
     * @param packet the packet; a priority that does not exist counts as the least important one
     * @param now the time
     * @return where it waits, or why it does not
     */
    Admission Enqueue(const BundlePacket& packet, Nanoseconds now);

    /**
     * Take the packet whose turn it is. What was stored at its slot has to be taken before the next
     * call.
     * @param now the time
     * @return its slot, ABSENT if none waits
     */
    uint32_t Dequeue(Nanoseconds now);

    /**
     * @param slot the slot of a packet that waits or was taken last
     * @return the packet
     */
    const BundlePacket& At(uint32_t slot) const
    {
        return m_items[slot].packet;
    }

    /** @copydoc TrafficQueue::SetGuarantee */
    void SetGuarantee(uint16_t ingress, uint32_t flow, Bitrate rate, Nanoseconds now);

    /** @copydoc TrafficQueue::RemoveGuarantee */
    void RemoveGuarantee(uint16_t ingress, uint32_t flow);

    /** @copydoc TrafficQueue::SetWeight */
    void SetWeight(uint16_t ingress, uint32_t flow, uint32_t weight);

    /** @return packets that wait */
    uint32_t Packets() const
    {
        return m_packets;
    }

    /** @return bytes that wait */
    uint64_t Bytes() const
    {
        return m_bytes;
    }

    /**
     * @param reason a reason
     * @return packets that were dropped for it
     */
    uint64_t Dropped(QueueDropReason reason) const
    {
        return m_dropped[static_cast<std::size_t>(reason)];
    }

  private:
    /** Ranks for a place in the queue: packets within a guarantee, then by priority. */
    static constexpr std::size_t RANKS = BUNDLE_PRIORITIES + 1;

    /** A waiting packet. */
    struct Item
    {
        BundlePacket packet;    //!< the packet
        Nanoseconds arrival{0}; //!< when it came
        uint32_t queue = 0;     //!< of its flow and priority
        uint8_t rank = 0;       //!< how firmly it holds its place, 0 is the firmest
    };

    /** The packets of a flow and priority; they are served in turns. */
    struct Turn
    {
        uint64_t deficit = 0; //!< bytes that it may send yet
        bool hasTurn = false; //!< whether it got its quantum of this turn
    };

    /** A flow that has packets, a weight or a guarantee. */
    struct Flow
    {
        uint64_t key = 0;                  //!< ingress node and number
        uint32_t weight = 1;               //!< quanta of a turn
        uint32_t packets = 0;              //!< that wait
        uint64_t protectedBytes = 0;       //!< that wait with rank 0
        std::optional<TokenBucket> bucket; //!< of its guarantee
    };

    /**
     * @param ingress overlay node
     * @param flow number of a flow at that node
     * @return the key of the flow
     */
    static uint64_t KeyOf(uint16_t ingress, uint32_t flow);

    /**
     * @param key of a flow
     * @return its slot, a new one if it has none
     */
    uint32_t FlowSlot(uint64_t key);

    /**
     * @param flow slot of a flow; it is forgotten if there is nothing to remember
     */
    void ReleaseFlow(uint32_t flow);

    /**
     * @param packet an arriving packet
     * @return the key under which it waits
     */
    uint64_t QueueKeyOf(const BundlePacket& packet) const;

    /**
     * @param packet an arriving packet
     * @param key under which it waits
     * @return how firmly it would hold its place
     */
    uint8_t RankOf(const BundlePacket& packet, uint64_t key) const;

    /**
     * Drop less important packets until one more fits.
     * @param size bytes of the packet
     * @param rank of the packet
     * @return nothing if it fits now; otherwise why not, and nothing was dropped
     */
    std::optional<QueueDropReason> MakeRoom(uint32_t size, uint8_t rank);

    /**
     * @param slot of a waiting packet that is dropped
     * @param reason why
     */
    void Drop(uint32_t slot, QueueDropReason reason);

    /**
     * Take a packet out of all lists.
     * @param slot its slot
     */
    void Take(uint32_t slot);

    /**
     * @param queue of a flow and priority, with packets
     * @return whether its first packet was too old, and is dropped
     */
    bool DropStale(uint32_t queue);

    /** @return the packet of a guaranteed flow that is due, ABSENT if none is */
    uint32_t ChooseGuaranteed();

    /** @return the packet whose turn it is by priority and weight, ABSENT if none waits */
    uint32_t ChooseByPriority();

    /**
     * @param flow slot of a flow
     * @return its most important queue with packets, of which it must have one
     */
    uint32_t FirstQueue(uint32_t flow) const;

    /**
     * Put a guaranteed flow where its first packet and its bucket belong.
     * @param flow its slot
     */
    void UpdateGuarantee(uint32_t flow);

    TrafficQueueParams m_params;          //!< the knobs
    DropListener& m_listener;             //!< is told of drops
    std::vector<Item> m_items;            //!< by slot
    std::vector<uint32_t> m_freeItems;    //!< free slots of packets
    std::vector<Flow> m_flows;            //!< by slot
    std::vector<uint32_t> m_freeFlows;    //!< free slots of flows
    std::vector<Turn> m_turns;            //!< by queue
    SlotIndex m_flowIndex;                //!< slots of flows by key
    SlotLists m_queues{0};                //!< packets by queue, in order of arrival
    SlotLists m_ranks{RANKS};             //!< packets by rank, in order of arrival
    SlotLists m_rings{BUNDLE_PRIORITIES}; //!< queues by priority; the first has its turn
    IndexedHeap<Nanoseconds, std::less<>>
        m_guaranteed;                          //!< flows with packets, by when they are due
    std::array<uint64_t, RANKS> m_rankBytes{}; //!< bytes that wait, by rank
    std::array<uint64_t, QUEUE_DROP_REASONS> m_dropped{}; //!< packets by reason
    uint32_t m_packets = 0;                               //!< that wait
    uint64_t m_bytes = 0;                                 //!< that wait
    Nanoseconds m_now{0};                                 //!< of the latest call
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRAFFIC_QUEUE_CORE_H
