/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RESEQUENCER_CORE_H
#define QOS_RESEQUENCER_CORE_H

#include "ns3/bundle-packet.h"
#include "ns3/slot-index.h"
#include "ns3/slot-lists.h"
#include "ns3/units.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What happens to a packet that comes when its place in the order is over. */
enum class LatePolicy : uint8_t
{
    Deliver, //!< it goes on at once, out of order
    Drop     //!< it is dropped, so that what goes on is in order
};

/** How a resequencer lets a packet go. */
enum class ReleaseKind : uint8_t
{
    InOrder,  //!< in its place
    Late,     //!< behind its place, which was given up
    Far,      //!< before its place: its number is too far ahead, or behind, to be believed
    Duplicate //!< its number went by already; always dropped
};

/** How many kinds there are. */
constexpr std::size_t RELEASE_KINDS = 4;

/** The knobs of a resequencer. */
struct ResequencerParams
{
    Nanoseconds wait = std::chrono::milliseconds{200}; //!< how long a packet waits for those before
                                                       //!< it, above 0: two round-trip times of the
                                                       //!< slowest link give a recovery its time
    LatePolicy late = LatePolicy::Deliver;             //!< what comes too late
    uint32_t maxPackets = 4096;                        //!< that wait, of all flows, 1 or more
    uint32_t maxFlows = 1024;                          //!< that are remembered, 1 or more
    uint32_t window = 1024; //!< how far ahead of the next packet a number is believed: a power of
                            //!< two, 64 to 2^20
};

/**
 * @ingroup qos-overqos-service
 * The order of a Resequencer, on slots in which the resequencer keeps the bytes of packets.
 *
 * See Resequencer for what it does. An arrival is O(1); giving up a packet looks through a window
 * of bits. A flow takes a quarter of a byte per number of the window.
 */
class ResequencerCore
{
  public:
    /** No slot. */
    static constexpr uint32_t ABSENT = SlotLists::ABSENT;

    /** Who is told that a packet is released. */
    class ReleaseListener
    {
      public:
        /**
         * A packet leaves.
         * @param packet the packet
         * @param slot where it waited, ABSENT if it is the arriving one
         * @param kind how it leaves
         * @param isDropped whether it is dropped and does not go on
         */
        virtual void PacketReleased(const BundlePacket& packet,
                                    uint32_t slot,
                                    ReleaseKind kind,
                                    bool isDropped) = 0;

      protected:
        ~ReleaseListener() = default;
    };

    /**
     * Nothing waits, and no flow is known.
     * @param params the knobs
     * @param listener is told of releases; it must outlive this and not call it
     * @throws std::invalid_argument if a knob is out of range
     */
    ResequencerCore(const ResequencerParams& params, ReleaseListener& listener);

    /**
     * A packet arrives.
     *
     * The packet may be released in this call, alone or before others: then the listener is told
     * with no slot. Otherwise it waits.
     * @param packet the packet
     * @param now the time
     * @return the slot where it waits, ABSENT if it was released
     */
    uint32_t Arrive(const BundlePacket& packet, Nanoseconds now);

    /**
     * Release whoever waited long enough.
     * @param now the time
     */
    void Expire(Nanoseconds now);

    /** @return when Expire() has something to do, FOREVER if nothing waits */
    Nanoseconds NextEvent() const;

    /** Release all that wait, flow by flow in order, and forget all flows. */
    void Flush();

    /** @return packets that wait */
    uint32_t Packets() const
    {
        return m_packets;
    }

    /** @return flows that are remembered */
    uint32_t Flows() const
    {
        return m_recent.Size(0);
    }

    /**
     * @param kind a kind
     * @return packets that were released so
     */
    uint64_t Released(ReleaseKind kind) const
    {
        return m_released[static_cast<std::size_t>(kind)];
    }

    /** @return numbers that were given up; a packet that comes late is among them */
    uint64_t GivenUp() const
    {
        return m_givenUp;
    }

    /** @return packets that were released before their time, because too many waited */
    uint64_t Pressed() const
    {
        return m_pressed;
    }

    /** @return how often a flow went on with other numbers */
    uint64_t Resynchronised() const
    {
        return m_resynchronised;
    }

  private:
    /** A waiting packet. */
    struct Item
    {
        BundlePacket packet;    //!< the packet
        Nanoseconds arrival{0}; //!< when it came
        uint32_t flow = 0;      //!< slot of its flow
    };

    /** A flow. */
    struct Flow
    {
        uint64_t key = 0;        //!< ingress and egress node, and number
        uint32_t next = 0;       //!< number of the next packet in order
        uint32_t packets = 0;    //!< that wait
        uint32_t suspect = 0;    //!< the number that was not believed last
        bool hasSuspect = false; //!< whether there is one
    };

    /** @return numbers whose bits a flow has: as many behind as ahead of the next packet */
    uint32_t Span() const
    {
        return 2 * m_params.window;
    }

    /**
     * @param packet a packet
     * @return slot of its flow, which is the latest one now
     */
    uint32_t FlowSlotOf(const BundlePacket& packet);

    /**
     * Release what waits of a flow, in order, and forget it.
     * @param flow its slot
     */
    void Forget(uint32_t flow);

    /**
     * @param flow slot of a flow
     * @param sequence a number in the span
     * @return whether that packet came
     */
    bool HasCome(uint32_t flow, uint32_t sequence) const;

    /**
     * @param flow slot of a flow
     * @param sequence a number in the span
     * @param hasCome whether that packet came
     */
    void Mark(uint32_t flow, uint32_t sequence, bool hasCome);

    /**
     * @param flow slot of a flow
     * @param sequence number of one of its waiting packets
     * @return whether it is so near the next one, or another one came so near it, that the packets
     * between are taken for lost
     */
    bool IsBelieved(uint32_t flow, uint32_t sequence) const;

    /**
     * @param flow slot of a flow
     * @param sequence number of an arriving packet
     * @return whether it is close behind the number that was not believed
     */
    bool ConfirmsSuspect(uint32_t flow, uint32_t sequence) const;

    /**
     * @param flow slot of a flow
     * @param sequence number of a waiting packet
     * @return slot of the packet
     */
    uint32_t Find(uint32_t flow, uint32_t sequence) const;

    /**
     * A packet that is not in order waits.
     * @param flow slot of its flow
     * @param packet the packet
     * @param now the time
     * @return its slot
     */
    uint32_t Hold(uint32_t flow, const BundlePacket& packet, Nanoseconds now);

    /**
     * A waiting packet leaves.
     * @param slot its slot
     * @param kind how
     */
    void Release(uint32_t slot, ReleaseKind kind);

    /**
     * A packet leaves.
     * @param packet the packet
     * @param slot where it waited, ABSENT if it is the arriving one
     * @param kind how
     */
    void Tell(const BundlePacket& packet, uint32_t slot, ReleaseKind kind);

    /**
     * The next number of a flow is over.
     * @param flow slot of the flow
     */
    void Advance(uint32_t flow);

    /**
     * Release in order what is next.
     * @param flow slot of a flow
     */
    void ReleaseRun(uint32_t flow);

    /**
     * Release in order all that wait, without going on.
     * @param flow slot of a flow
     */
    void ReleaseAll(uint32_t flow);

    /**
     * Give up what is missing before a number, and release in order what waits before it and from
     * it on.
     * @param flow slot of a flow
     * @param sequence the number, in the window or right behind it
     */
    void GiveUpBefore(uint32_t flow, uint32_t sequence);

    /** The time of the packet that came first of all that wait is over. */
    void ExpireOldest();

    /**
     * Go on behind the number that was not believed.
     * @param flow slot of the flow
     */
    void Resynchronise(uint32_t flow);

    ResequencerParams m_params;                       //!< the knobs
    ReleaseListener& m_listener;                      //!< is told of releases
    std::vector<Item> m_items;                        //!< by slot
    std::vector<uint32_t> m_freeItems;                //!< free slots of packets
    std::vector<Flow> m_flows;                        //!< by slot
    std::vector<uint64_t> m_come;                     //!< a bit per flow and number of its span
    SlotIndex m_flowIndex;                            //!< slots of flows by key
    SlotIndex m_itemIndex;                            //!< slots of packets by flow and number
    SlotLists m_waiting{1};                           //!< packets in order of arrival
    SlotLists m_recent{1};                            //!< flows, the latest one at the end
    std::array<uint64_t, RELEASE_KINDS> m_released{}; //!< packets by kind
    uint64_t m_givenUp = 0;                           //!< numbers
    uint64_t m_pressed = 0;                           //!< packets
    uint64_t m_resynchronised = 0;                    //!< how often
    uint32_t m_packets = 0;                           //!< that wait
};

} // namespace qos
} // namespace ns3

#endif // QOS_RESEQUENCER_CORE_H
