/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FLOW_COUNTER_H
#define QOS_FLOW_COUNTER_H

#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of a flow counter. */
struct FlowCounterParams
{
    /** T_N: flows are counted over periods of this length. */
    Nanoseconds period = std::chrono::seconds{10};

    /** Packets in a period that make a flow count; fewer are no load that a TCP would be. */
    uint32_t leastPackets = 5;

    /** Weight of the present in the average, per second. */
    double gainPerSecond = 0.1;

    /** N is never above this: a sender that opens many flows would take the path for itself. */
    double mostFlows = 1000;

    /** Flows that are watched at a time, rounded up to a power of two; 16 bytes each. */
    std::size_t slots = 8192;

    /** Mixed into the places of the flows: who does not know it cannot choose ids that meet. A
     * random number (OverqosNode draws one). */
    uint64_t seed = 0;
};

/**
 * @ingroup qos-overqos-estimation
 * N: the average number of flows of a bundle that send at least a few packets per period.
 *
 * A table of fixed size, in sets of eight: a packet looks at one set. If no place is free there,
 * the flow with the least packets gives way, but never one that counts already. Flows of few
 * packets, however many, therefore displace each other and not those that send.
 *
 * Source: OverQoS (NSDI 2004), section 4.1, for the average and the threshold; the numbers and the
 * table are ours.
 */
class FlowCounter
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit FlowCounter(const FlowCounterParams& params = FlowCounterParams());

    /**
     * A packet of the bundle is sent. O(1).
     * @param flow id of its flow
     * @param now the time, which never runs backwards
     */
    void Add(uint64_t flow, Nanoseconds now);

    /**
     * @param now the time
     * @return N, 1 to mostFlows; until the first period is over the flows so far
     */
    double Flows(Nanoseconds now);

  private:
    static constexpr std::size_t WAYS = 8; //!< flows of a set

    /** A flow that is watched. */
    struct Slot
    {
        uint64_t flow = 0;    //!< id
        uint32_t period = 0;  //!< free if it is another one than the present
        uint32_t packets = 0; //!< in that period
    };

    /**
     * End the periods that are over.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /**
     * @param set of a flow that is not watched
     * @return the place to watch it at: a free one, or that of the flow with the least packets
     */
    Slot* PlaceIn(Slot* set);

    FlowCounterParams m_params; //!< the knobs
    uint64_t m_seed;            //!< mixed into the ids
    std::vector<Slot> m_slots;  //!< sets of WAYS
    std::size_t m_hand = 0;     //!< where the next search of a set begins
    bool m_hasBegun = false;    //!< m_begin is valid
    Nanoseconds m_begin{0};     //!< of the present period
    uint32_t m_period = 1;      //!< number of the present period
    uint32_t m_counted = 0;     //!< flows of it with enough packets
    bool m_hasAverage = false;  //!< a period is over
    double m_average = 0;       //!< flows
};

} // namespace qos
} // namespace ns3

#endif // QOS_FLOW_COUNTER_H
