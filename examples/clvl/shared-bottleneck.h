/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SHARED_BOTTLENECK_H
#define QOS_SHARED_BOTTLENECK_H

#include "ns3/random-variable-stream.h"
#include "ns3/units.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a shared bottleneck is made of. */
struct SharedBottleneckParams
{
    double capacityBps = 10e6;                              //!< of the link, bit/s
    double bufferBytes = 125'000;                           //!< that wait at most, drop tail
    Nanoseconds roundTrip = std::chrono::milliseconds{100}; //!< of the bundle, without the queue

    uint32_t longFlows = 10; //!< long TCP connections of others
    double burstLoad = 0.5;  //!< mean load of the others' bursts, of the capacity
    double burstPeak = 0.05; //!< about the rate of one of them while it sends, of the capacity:
                             //!< there is a whole number of them
    bool isSteady = false;   //!< the same load, but constant, in place of the bursts
};

/**
 * @ingroup qos-examples
 * A bottleneck that a bundle shares with others, without a simulator: the packets of the bundle are
 * packets, what the others send is fluid.
 *
 * The others are long TCP connections, each a window that grows by half a packet per round trip of
 * its own and is halved when it loses something, down to a packet per second, and sources that send
 * at a constant rate and pause, with Pareto distributed times, whatever happens. Time goes in slots
 * of 20 ms. What comes in a slot and finds no room is lost; of the packets of the next slot the
 * same share is lost, at random.
 */
class SharedBottleneck
{
  public:
    /**
     * @param params what it is made of
     * @param random its randomness
     */
    SharedBottleneck(const SharedBottleneckParams& params,
                     const Ptr<UniformRandomVariable>& random);

    /**
     * A packet of the bundle comes.
     * @param bytes on the wire
     * @param now the time, which never runs backwards
     * @return how long it waits and is sent, nothing if it is lost
     */
    std::optional<Nanoseconds> Pass(uint32_t bytes, Nanoseconds now);

    /** @return of all slots so far, the mean load of the others as a share of the capacity */
    double OthersLoad() const
    {
        return m_slots == 0 ? 0 : m_othersBytes / (BytesPerSlot() * static_cast<double>(m_slots));
    }

  private:
    /** A long TCP connection. */
    struct LongFlow
    {
        double roundTrip = 0; //!< without the queue, s
        double window = 1;    //!< packets
        double deaf = 0;      //!< until then another loss belongs to the same event, s
    };

    /** A source that sends and pauses. */
    struct Burst
    {
        bool isOn = false; //!< it sends
        double until = 0;  //!< when that changes, s
    };

    /** @return what the link carries in a slot, bytes */
    double BytesPerSlot() const;

    /** A slot is over. */
    void EndSlot();

    /** @return bytes that the long connections send in a slot */
    double SendLong();

    /** @return bytes that the bursts have in a slot */
    double SendBursts();

    /**
     * @param mean of the distribution
     * @return a time from a Pareto distribution
     */
    double Pareto(double mean);

    SharedBottleneckParams m_params;     //!< what it is made of
    Ptr<UniformRandomVariable> m_random; //!< randomness
    std::vector<LongFlow> m_long;        //!< connections
    std::vector<Burst> m_bursts;         //!< sources
    double m_burstPeak = 0;              //!< rate of one while it sends, of the capacity
    uint64_t m_slots = 0;                //!< that are over
    double m_bundleBytes = 0;            //!< of the bundle in this slot
    double m_othersBytes = 0;            //!< of the others in all slots
    double m_queueBytes = 0;             //!< that wait
    double m_loss = 0;                   //!< share that was lost in the last slot
};

} // namespace qos
} // namespace ns3

#endif // QOS_SHARED_BOTTLENECK_H
