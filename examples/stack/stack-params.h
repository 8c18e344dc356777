/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STACK_PARAMS_H
#define QOS_STACK_PARAMS_H

#include "stack-tree.h"

#include "ns3/byte-count.h"
#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/overqos-node.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** The parameters of the experiment stack-video, which says what they mean. */
struct StackParams
{
    bool hasQSockets = true;                                  //!< parameter qsockets
    bool hasManager = true;                                   //!< parameter congestion_manager
    bool hasOverqos = true;                                   //!< parameter overqos
    StackTreeRule tree = STACK_STRESS_AWARE;                  //!< parameter overlay_tree
    uint32_t viewers = 0;                                     //!< parameter viewers
    double fps = 0;                                           //!< parameter fps
    DataRate videoRate;                                       //!< parameter video_rate
    Time playout;                                             //!< parameter playout
    Time deadline;                                            //!< parameter deadline
    Time patience;                                            //!< parameter patience
    uint32_t oln = 0;                                         //!< parameter oln
    uint32_t old = 0;                                         //!< parameter old
    DataRate serverRate;                                      //!< parameter server_rate
    uint32_t bulkFlows = 0;                                   //!< parameter bulk_flows
    DataRate sourceRate;                                      //!< parameter source_rate
    DataRate leastRate;                                       //!< parameter least_rate
    DataRate mostRate;                                        //!< parameter most_rate
    double loss = 0;                                          //!< parameter loss
    double burst = 1;                                         //!< parameter burst
    double crossLoad = 0;                                     //!< parameter cross_load
    ByteCount webSize;                                        //!< parameter web_size
    Time webGap;                                              //!< parameter web_gap
    uint32_t initialWindow = 0;                               //!< parameter initial_window
    double linkFlows = 0;                                     //!< parameter clvl_flows
    OverqosNode::OrderChoice order = OverqosNode::END_TO_END; //!< parameter order
    double residualTarget = 0;                                //!< parameter q
    Time warmup;                                              //!< parameter warmup
    Time duration;                                            //!< parameter duration
};

} // namespace qos
} // namespace ns3

#endif // QOS_STACK_PARAMS_H
