/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_API_TYPES_H
#define QOS_CM_API_TYPES_H

#include "ns3/cm-types.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup qos-congestion-manager
 * What goes through the calls of CmApi, in the units of RFC 3124.
 */

namespace ns3
{
namespace qos
{

/** What cm_query answers; all negative while nothing is known. */
struct CmEstimate
{
    int64_t rate = -1;   //!< bit/s that the flow may send
    int64_t srtt = -1;   //!< smoothed round-trip time in microseconds
    int64_t rttdev = -1; //!< its mean deviation in microseconds
    double loss = -1;    //!< share of bytes lost, smoothed
};

/** What cm_notify says. */
struct CmNotice
{
    CmFlowId flow = CM_NONE; //!< the flow
    int64_t nsent = 0;       //!< payload bytes sent, 0 to give a grant back
};

/** What cm_update says. */
struct CmReport
{
    CmFlowId flow = CM_NONE;         //!< the flow
    int64_t nsent = 0;               //!< bytes that left the network, received or lost
    int64_t nrecd = 0;               //!< of these, received
    int lossmode = CM_NO_CONGESTION; //!< LossMode bits
    int64_t rtt = -1;                //!< a round-trip time in microseconds, -1 for none
};

/** How a call ended. */
struct CmApiError
{
    int code = 0;        //!< POSIX code, 0 if it succeeded
    std::string message; //!< one sentence that says what is wrong, and what is allowed

    /** @return whether it failed */
    explicit operator bool() const
    {
        return code != 0;
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_API_TYPES_H
