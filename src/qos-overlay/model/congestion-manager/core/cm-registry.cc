/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-registry.h"

#include "aimd-controller.h"
#include "hierarchical-flow-scheduler.h"
#include "round-robin-flow-scheduler.h"
#include "tfrc-controller.h"

namespace ns3
{
namespace qos
{

ControllerRegistry&
CongestionControllers()
{
    static ControllerRegistry registry = [] {
        ControllerRegistry builtIn("congestion controller");
        builtIn.Register(AimdController::NAME, [](const ControllerParams& params) {
            return std::make_unique<AimdController>(params);
        });
        builtIn.Register(TfrcController::NAME, [](const ControllerParams& params) {
            return std::make_unique<TfrcController>(params);
        });
        return builtIn;
    }();
    return registry;
}

FlowSchedulerRegistry&
FlowSchedulers()
{
    static FlowSchedulerRegistry registry = [] {
        FlowSchedulerRegistry builtIn("flow scheduler");
        builtIn.Register(RoundRobinFlowScheduler::NAME, [](const FlowSchedulerSetup& /* setup */) {
            return std::make_unique<RoundRobinFlowScheduler>();
        });
        builtIn.Register(RandomRoundRobinFlowScheduler::NAME, [](const FlowSchedulerSetup& setup) {
            return std::make_unique<RandomRoundRobinFlowScheduler>(setup.bits);
        });
        builtIn.Register(HierarchicalFlowScheduler::NAME,
                         [](const FlowSchedulerSetup& /* setup */) {
                             return std::make_unique<HierarchicalFlowScheduler>();
                         });
        return builtIn;
    }();
    return registry;
}

} // namespace qos
} // namespace ns3
