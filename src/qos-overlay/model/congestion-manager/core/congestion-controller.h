/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONGESTION_CONTROLLER_H
#define QOS_CONGESTION_CONTROLLER_H

#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a report says about congestion, the strongest last. */
enum class CongestionSignal : uint8_t
{
    None,      //!< none, or one that was answered within this round trip already
    Mark,      //!< the network marked packets (ECN)
    Transient, //!< some packets were lost, others arrive
    Persistent //!< nothing arrives any more
};

/** All facts of one report of a macroflow's flows. */
struct CongestionReport
{
    Nanoseconds now{0};                               //!< when it comes
    uint64_t resolved = 0;                            //!< bytes that left the network
    uint64_t received = 0;                            //!< those of them that were received
    CongestionSignal signal = CongestionSignal::None; //!< what it says about congestion
    bool isWindowUsed = true;  //!< the flows needed the window that they have
    bool isRecovering = false; //!< a signal was answered less than a round trip ago
    Nanoseconds srtt{0};       //!< smoothed round-trip time, 0 while unknown
};

/** The knobs of controllers; each uses those that mean something to it. */
struct ControllerParams
{
    uint32_t initialWindow = 1;      //!< MTUs; the paper's Congestion Manager starts with one
    double decrease = 0.5;           //!< AIMD: factor of the window after transient congestion
    bool growWhileRecovering = true; //!< AIMD: also in the round trip after a signal; freezing
                                     //!< costs a fifth of the throughput at 1 % loss
};

/**
 * @ingroup qos-cm-core
 * How many bytes may a macroflow have in the network? Congestion avoidance and control as an
 * interface of events; one object per macroflow.
 *
 * The macroflow answers for the accounting, and for one reaction per round trip: signals that
 * follow an answered one within a round trip are not passed on.
 *
 * Source: RFC 3124, section 4.1.
 */
class CongestionController
{
  public:
    virtual ~CongestionController() = default;

    /** @return bytes that the macroflow may have in the network, at least one MTU */
    double Window() const
    {
        return m_window;
    }

    /** @return the window above which it grows slowly; infinite if there is no such thing */
    virtual double SlowStartThreshold() const = 0;

    /**
     * The largest packet of the macroflow, before anything else and whenever it grows.
     * @param mtu its payload bytes
     */
    virtual void SetMtu(uint32_t mtu) = 0;

    /**
     * A report came in.
     * @param report its facts
     */
    virtual void Report(const CongestionReport& report) = 0;

    /**
     * Nothing was in the network for some time, so the window is not known to be right any more.
     * @param timeouts how many retransmission timeouts went by since something was sent
     */
    virtual void Idle(uint32_t timeouts) = 0;

  protected:
    double m_window = 0; //!< bytes
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONGESTION_CONTROLLER_H
