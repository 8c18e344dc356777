/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_REGISTRY_H
#define QOS_CM_REGISTRY_H

#include "congestion-controller.h"
#include "flow-scheduler.h"
#include "random-bits.h"

#include "ns3/named-factories.h"

#include <memory>

namespace ns3
{
namespace qos
{

/** What a flow scheduler is made from. */
struct FlowSchedulerSetup
{
    std::shared_ptr<RandomBits> bits; //!< a coin, for those that toss one
};

/** Congestion controllers by name. */
using ControllerRegistry = NamedFactories<CongestionController, ControllerParams>;

/** Flow schedulers by name. */
using FlowSchedulerRegistry = NamedFactories<FlowScheduler, FlowSchedulerSetup>;

/**
 * @ingroup qos-cm-core
 * @return the congestion controllers of this process, the built-in ones in it: aimd, tfrc
 */
ControllerRegistry& CongestionControllers();

/**
 * @ingroup qos-cm-core
 * @return the flow schedulers of this process, the built-in ones in it: round-robin,
 * random-round-robin, hierarchical
 */
FlowSchedulerRegistry& FlowSchedulers();

} // namespace qos
} // namespace ns3

#endif // QOS_CM_REGISTRY_H
