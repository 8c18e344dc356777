/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_DEMAND_H
#define QOS_STREAM_DEMAND_H

#include "ns3/units.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * What a stream needs, in words that belong to no discipline; each makes of it what it can
 * (SchedulerRegistry::AttributesFor()).
 */
struct StreamDemand
{
    Nanoseconds period{0};          //!< a message comes in every period; 0 for none
    Nanoseconds deadline = FOREVER; //!< after its arrival, when a message becomes useless
    uint32_t oln = 0;               //!< loss tolerance: this many messages may be lost ...
    uint32_t old = 0;               //!< ... out of this many consecutive ones
    bool droppable = true;          //!< messages that miss their deadline may be dropped
    Bitrate rate;                   //!< that the messages take on the link
    uint32_t weight = 1;            //!< its share in relation to other streams
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_DEMAND_H
