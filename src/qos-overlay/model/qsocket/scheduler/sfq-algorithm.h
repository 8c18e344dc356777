/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SFQ_ALGORITHM_H
#define QOS_SFQ_ALGORITHM_H

#include "ns3/indexed-heap.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace ns3
{
namespace qos
{

/** Parameters of start-time fair queueing. */
struct SfqParams
{
    /** A tag counts 2^-20 byte / weight: even one byte at the largest weight, 2^20, moves it. */
    uint32_t fractionBits = 20;
    /** Tags start again from 0 when the virtual time passes this, far below the overflow. */
    uint64_t rebaseAbove = uint64_t{1} << 62;
};

/**
 * @ingroup qos-scheduler
 * Start-time fair queueing (Goyal, Vin, Cheng; SIGCOMM 1996), without packets: flows,
 * weights and tags.
 *
 * A packet gets the start tag S = max(v, F) where F is the finish tag of the flow's packet before
 * it, and the finish tag S + bytes / weight; v is the start tag of the packet in service, and the
 * largest finish tag when the server is idle. Packets are served by increasing start tag, first
 * come first served among equals.
 *
 * In a backlogged flow F is never below v. So only the packet at the head of a flow needs a tag,
 * and a packet that is dropped before it was served has cost its flow nothing. Tags are integers;
 * the rest of each division is carried over to the next packet of the flow, so that shares stay
 * exact over any number of packets. At idle all tags lie in the past and start from 0 again.
 */
class SfqAlgorithm
{
  public:
    static constexpr uint32_t NO_FLOW = std::numeric_limits<uint32_t>::max(); //!< nothing to serve
    static constexpr uint32_t MAX_WEIGHT = uint32_t{1} << 20; //!< the largest weight

    /** @param params the parameters */
    explicit SfqAlgorithm(const SfqParams& params = SfqParams());

    /**
     * Add a flow without packets.
     * @param flow its number, a small one; may have been used by a removed flow
     * @param weight its weight, 1 to MAX_WEIGHT
     */
    void AddFlow(uint32_t flow, uint32_t weight);

    /**
     * Change a flow's weight, from the packet at its head on (the rate of a flow may differ from
     * packet to packet).
     * @param flow the flow
     * @param weight its weight, 1 to MAX_WEIGHT
     */
    void ChangeWeight(uint32_t flow, uint32_t weight);

    /**
     * Remove a flow.
     * @param flow the flow
     */
    void RemoveFlow(uint32_t flow);

    /**
     * Tell which packet is the first of a flow now: it arrived in an empty flow, or the one before
     * it was served or dropped.
     * @param flow the flow
     * @param bytes the size of the packet
     * @param order the smaller, the earlier the packet came; decides among equal tags
     */
    void SetHead(uint32_t flow, uint32_t bytes, uint64_t order);

    /**
     * Tell that a flow has no packet.
     * @param flow the flow
     */
    void ClearHead(uint32_t flow);

    /** @return the flow whose packet is next, NO_FLOW if none has one */
    uint32_t Choose() const;

    /**
     * The packet at the head of a flow goes into service; SetHead() or ClearHead() must follow.
     * @param flow the flow that Choose() named
     */
    void Serve(uint32_t flow);

    /** The server found nothing to serve. */
    void BecomeIdle();

    /** @return the virtual time in tag units */
    uint64_t VirtualTime() const
    {
        return m_virtualTime;
    }

    /**
     * @param flow a flow
     * @return the start tag of its first packet, or of one that would arrive now
     */
    uint64_t StartTag(uint32_t flow) const;

    /**
     * @param flow a flow with a packet
     * @return the finish tag of its first packet
     */
    uint64_t FinishTag(uint32_t flow) const;

    /**
     * @param tag a difference of tags
     * @return the bytes of a flow with weight 1 that it stands for
     */
    double TagToBytes(uint64_t tag) const;

    /**
     * @param flow a flow
     * @return its weight
     */
    uint32_t Weight(uint32_t flow) const
    {
        return m_flows[flow].weight;
    }

  private:
    /** What is kept for a flow. */
    struct Flow
    {
        /** Start tag of the packet at the head; if there is none, the last finish tag. */
        uint64_t tag = 0;
        /** The busy period in which `tag` was set; in a later one it counts as 0. */
        uint64_t busyPeriod = 0;
        uint32_t bytes = 0;     //!< size of the packet at the head
        uint32_t weight = 1;    //!< its weight
        uint32_t remainder = 0; //!< of the division that gave `tag`, carried over to the next one
    };

    /** What flows are ordered by. */
    struct Key
    {
        uint64_t start; //!< start tag of the packet at the head
        uint64_t order; //!< when it came
    };

    /** The order of flows. */
    struct Before
    {
        /**
         * @param a a key
         * @param b another one
         * @return whether the first goes before the second
         */
        bool operator()(const Key& a, const Key& b) const
        {
            return a.start != b.start ? a.start < b.start : a.order < b.order;
        }
    };

    /** Make all tags smaller by the virtual time. */
    void Rebase();

    SfqParams m_params;              //!< the parameters
    std::vector<Flow> m_flows;       //!< indexed by the flow's number
    IndexedHeap<Key, Before> m_heap; //!< flows with packets
    uint64_t m_virtualTime = 0;      //!< start tag of the packet in service
    uint64_t m_busyPeriod = 1;       //!< counts the busy periods
};

} // namespace qos
} // namespace ns3

#endif // QOS_SFQ_ALGORITHM_H
