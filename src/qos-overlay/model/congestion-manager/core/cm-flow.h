/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_FLOW_H
#define QOS_CM_FLOW_H

#include "cm-types.h"
#include "flow-key.h"
#include "flow-scheduler.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

class Macroflow;

/** What happened to a flow so far. */
struct CmFlowCounters
{
    uint64_t grants = 0;         //!< grants handed out
    uint64_t sentBytes = 0;      //!< bytes charged
    uint64_t receivedBytes = 0;  //!< bytes reported as received
    uint64_t lostBytes = 0;      //!< bytes reported or given up as lost
    uint64_t declined = 0;       //!< grants given back unused, or nobody was there to take them
    uint64_t expired = 0;        //!< grants that lapsed without an answer
    uint64_t ungrantedBytes = 0; //!< bytes charged without a grant
    uint64_t updates = 0;        //!< cmapp_update calls
};

/**
 * A flow's own part of the accounting; the macroflow it belongs to changes it. What every packet
 * needs comes first, in two cache lines.
 */
struct alignas(64) CmFlow
{
    CmFlowId id = CM_NONE;          //!< its handle, if it is open
    MemberId member = 0;            //!< its number in its macroflow
    uint32_t mtu = 0;               //!< bytes of one of its grants
    Macroflow* macroflow = nullptr; //!< it belongs to this one
    CmSender* sender = nullptr;     //!< takes grants; null: they count as declined
    uint64_t outstanding = 0;       //!< bytes sent and neither known received nor known lost
    uint64_t reserved = 0;          //!< bytes granted and not sent yet: whole grants
    uint32_t pending = 0;           //!< requests that wait
    bool isActive = false;          //!< counts among the flows that share
    bool isSetAside = false;        //!< its requests wait until it answers the grants that it has
    bool hasLapsed = false;         //!< its grants lapsed, and it has answered none since
    Nanoseconds grantedAt{0};       //!< the latest grant
    Nanoseconds usedAt{0};          //!< the latest request, or charge without a grant
    Nanoseconds sentAt{0};          //!< the latest charge
    Nanoseconds reportedAt{0};      //!< the latest report, or the first charge that awaits one
    Nanoseconds reportTimeout{0};   //!< how long its client waits for reports; 0: not known
    CmFlowCounters counters;        //!< what happened so far
    CmListener* listener = nullptr; //!< is told of changes; may be null
    CmThresholds thresholds;        //!< which changes it is told of
    NetworkState told;              //!< what it was told last
    double weight = 1;              //!< for schedulers that have weights
    FlowDescription description;    //!< as it was opened
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_FLOW_H
