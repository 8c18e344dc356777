/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GUARANTEED_FLOW_RUN_H
#define QOS_GUARANTEED_FLOW_RUN_H

#include "rate-history-run.h"
#include "shared-bottleneck.h"

#include "ns3/bundle-receiver.h"
#include "ns3/bundle-sender.h"
#include "ns3/guarantee-admission.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace qos
{

/** What became of a guaranteed flow. */
struct GuaranteedFlowOutcome
{
    double meanKbps = 0;    //!< c_avg over the history
    double leastKbps = 0;   //!< c_min
    double allocation = 0;  //!< what the flow was admitted with, kbit/s of its packets
    double loss = 0;        //!< of the frames, in the network
    bool isRefused = false; //!< a second flow, which did not fit, was refused
    uint64_t sent = 0;      //!< packets of the flow
    uint64_t delivered = 0; //!< of these, delivered
    uint64_t dropped = 0;   //!< of these, dropped at the entry
    double others = 0;      //!< share of the other flows' packets that was dropped at the entry
    double residual = 0;    //!< loss of the link after recovery, all packets
    double leftover = 0;    //!< packets whose fate the entry does not know at the end
};

/**
 * @ingroup qos-examples
 * Both ends of a bundle on a bottleneck, packet by packet. Other flows overload the bundle all the
 * time; after the history a flow is admitted, sends at its allocation, and is served first.
 */
class GuaranteedFlowRun
{
  public:
    /**
     * @param bottleneck the path, which outlives this
     * @param roundTrip of the path without queues
     * @param rate knobs of the rates
     */
    GuaranteedFlowRun(SharedBottleneck& bottleneck,
                      Nanoseconds roundTrip,
                      const BundleRateParams& rate);

    /**
     * @param times how long
     * @param share of c_min that the flow wants, packets with the headers of their frames, below 1
     * @return what came out
     */
    GuaranteedFlowOutcome Run(const GuaranteeTimes& times, double share);

  private:
    /** A datagram on its way. */
    struct Flight
    {
        Nanoseconds arrival{0};     //!< when it arrives
        std::vector<uint8_t> bytes; //!< what it is
    };

    /**
     * Do what happens until then.
     * @param end a time
     */
    void RunUntil(Nanoseconds end);

    /** Let the other flows send, twice what c is. */
    void SendOthers();

    /** Let the guaranteed flow send. */
    void SendFlow();

    /**
     * @param flow of the packet
     */
    void Enqueue(uint32_t flow);

    /** @param datagram of the entry */
    void Forward(ByteView datagram);

    /** @param datagram of the exit */
    void Back(ByteView datagram);

    SharedBottleneck& m_bottleneck;   //!< the path
    Nanoseconds m_roundTrip;          //!< without queues
    BundleSender m_sender;            //!< entry
    BundleReceiver m_receiver;        //!< exit
    std::deque<Flight> m_flights;     //!< frames
    std::deque<Flight> m_returns;     //!< reports
    std::vector<uint8_t> m_bytes;     //!< of a packet
    Nanoseconds m_now{0};             //!< the time
    Nanoseconds m_lastArrival{0};     //!< of a frame
    Nanoseconds m_nextOthers{0};      //!< when other flows send
    Nanoseconds m_nextFlow = FOREVER; //!< when the guaranteed flow sends
    Nanoseconds m_flowInterval{0};    //!< between its packets
    double m_othersDue = 0;           //!< packets that the others may send
    GuaranteedFlowOutcome m_outcome;  //!< what came out
    uint64_t m_othersSent = 0;        //!< packets of the others
    uint64_t m_othersDropped = 0;     //!< of these, dropped at the entry
};

} // namespace qos
} // namespace ns3

#endif // QOS_GUARANTEED_FLOW_RUN_H
