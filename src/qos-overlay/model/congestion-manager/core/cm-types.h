/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_TYPES_H
#define QOS_CM_TYPES_H

#include "ns3/units.h"

#include <cstdint>

/**
 * @file
 * @ingroup qos-cm-core
 * What is passed through the calls of the Congestion Manager, after the paper (Andersen et al.,
 * OSDI 2000, section 2.1) and RFC 3124.
 */

namespace ns3
{
namespace qos
{

/**
 * Handle of a flow: positive, and never the same for two flows that a host opens one after another,
 * 2047 of them in the same slot.
 */
using CmFlowId = int32_t;

/** Handle of a macroflow: positive, counted up, never used twice. */
using MacroflowId = int32_t;

/** No flow, no macroflow; as an argument of SetMacroflow(): a new one. */
constexpr int32_t CM_NONE = -1;

/**
 * What a client says about the losses in a report, a bit vector (RFC 3124, section 3.3). Several
 * bits: the strongest counts.
 */
enum LossMode : uint8_t
{
    CM_NO_CONGESTION = 1, //!< if something was lost, then not by congestion
    CM_LOSS_FEEDBACK = 2, //!< some was lost, the rest arrives: the paper's transient congestion
    CM_NO_FEEDBACK = 4,   //!< nothing arrives any more: the paper's persistent congestion
    CM_EXPLICIT_CONGESTION = 8 //!< the network marked packets (ECN)
};

/** How a call ended. */
enum class CmStatus : uint8_t
{
    Ok,               //!< done
    UnknownFlow,      //!< no such flow, or closed already
    UnknownMacroflow, //!< no such macroflow
    DuplicateFlow,    //!< a flow with these addresses and ports is open
    TableFull,        //!< no more flows can be opened
    TooManyRequests,  //!< more requests are waiting than one flow may have
    BadRtt,           //!< neither CM_NO_RTT nor 0 to CM_LARGEST_RTT
    BadLossMode,      //!< a bit that is no LossMode
    BadThreshold,     //!< down is not 0 to 1, or up is below 1
    BadWeight,        //!< not CM_LEAST_WEIGHT to CM_LARGEST_WEIGHT
    BadMtu,           //!< a flow whose packets carry nothing
    BadTimeout        //!< a negative time
};

/** "No round-trip time was measured", in a report. */
constexpr Nanoseconds CM_NO_RTT{-1};

/** In place of a report timeout: as it was told before. */
constexpr Nanoseconds CM_SAME_TIMEOUT{-1};

/** The largest round-trip time that can be reported: what fits into the type of RFC 3124. */
constexpr Nanoseconds CM_LARGEST_RTT = std::chrono::microseconds{0xffffffff};

constexpr double CM_LEAST_WEIGHT = 1e-6;  //!< of a flow
constexpr double CM_LARGEST_WEIGHT = 1e6; //!< of a flow

/** A client's report about what it sent (cm_update). */
struct CmFeedback
{
    uint64_t sent = 0;     //!< bytes that left the network since the last report, received or lost
    uint64_t received = 0; //!< those of them that were received
    uint8_t lossMode = CM_NO_CONGESTION; //!< LossMode bits
    Nanoseconds rtt = CM_NO_RTT;         //!< a sample of the round-trip time, up to CM_LARGEST_RTT
    /** How long the client waits for reports from now on, as in CmCore::SetReportTimeout(). */
    Nanoseconds reportTimeout = CM_SAME_TIMEOUT;
};

/** What the Congestion Manager knows of the network (cm_query, cmapp_update). */
struct NetworkState
{
    double rate = -1;       //!< bit/s that the flow may send; negative while nothing is known
    Nanoseconds srtt{-1};   //!< smoothed round-trip time; negative while nothing is known
    Nanoseconds rttdev{-1}; //!< its mean deviation; negative while nothing is known
    double loss = -1;       //!< share of bytes lost, smoothed; negative while nothing is known

    /** @return whether there is an estimate */
    bool IsValid() const
    {
        return rate >= 0;
    }
};

/** How much a flow's network state must change for cmapp_update, as factors (cm_thresh). */
struct CmThresholds
{
    double rateDown = 0.9; //!< tell if the rate falls below this times the last one told; 0 to 1
    double rateUp = 1.1;   //!< tell if the rate rises above this times the last one told; 1 or more
    double rttDown = 0;    //!< the same for the smoothed round-trip time; 0: do not tell
    double rttUp = 0;      //!< the same for the smoothed round-trip time; 0: do not tell
};

/** A client that sends when it is granted to. */
class CmSender
{
  public:
    virtual ~CmSender() = default;

    /**
     * The paper's cmapp_send: send one packet of up to the MTU now.
     *
     * The grant is used up when the packet is charged (cm_notify), and it lapses after some time. A
     * client that does not want it says so with a charge of 0. Every call is allowed in here; but
     * who declines and asks again in here is granted again at once, without end.
     *
     * Who does not answer holds its share of the window at most, and once grants have lapsed it
     * gets one at a time until it answers one.
     * @param flow the flow that was granted
     */
    virtual void CmappSend(CmFlowId flow) = 0;
};

/** A client that wants to know how the network changes. */
class CmListener
{
  public:
    virtual ~CmListener() = default;

    /**
     * The paper's cmapp_update: the state changed by more than the flow's thresholds.
     * @param flow the flow
     * @param state what it may count on now
     */
    virtual void CmappUpdate(CmFlowId flow, const NetworkState& state) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_TYPES_H
