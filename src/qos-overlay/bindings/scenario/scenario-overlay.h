/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_OVERLAY_H
#define QOS_SCENARIO_OVERLAY_H

#include "callback-argument.h"
#include "scenario-host.h"
#include "simulated-world.h"
#include "trace-table.h"

#include "ns3/overlay-engine.h"
#include "ns3/overlay-tcp-node.h"

#include <pybind11/pybind11.h>

#include <functional>
#include <memory>

namespace ns3
{
namespace qos
{

/** Keeps the memory of an overlay node's messages as long as Python has one of them. */
struct OverlayNodeKeeper
{
    Ptr<OverlayTcpNode> node; //!< whose memory it is
};

/** An overlay node on a host, as Python has it. */
class ScenarioOverlayNode : public SimulatedPart,
                            public std::enable_shared_from_this<ScenarioOverlayNode>
{
  public:
    /**
     * @param host of the node
     * @param algorithm of C++, or with a method `process`
     * @param params knobs of its engine
     * @param knobs attributes of OverlayTcpNode
     * @return the node
     */
    static std::shared_ptr<ScenarioOverlayNode> Install(const ScenarioHost& host,
                                                        const pybind11::object& algorithm,
                                                        const OverlayEngineParams& params,
                                                        const pybind11::dict& knobs);

    /** @return its engine */
    OverlayEngine& Engine() const
    {
        World();
        return m_keeper->node->Engine();
    }

    /** @return what its engine counted */
    EngineCounters Counters() const;

    /** @return who it is */
    NodeId Id() const
    {
        return m_id;
    }

    /**
     * Do something in which callbacks of Python may be called.
     * @param action what to do
     */
    void Act(const std::function<void()>& action);

    /** @param callback gets data that is delivered; None for nobody */
    void OnDeliver(const pybind11::object& callback)
    {
        World();
        m_onDeliver = ReadCallback(callback);
    }

    /** @return data that was delivered: time_s, app, sequence, bytes */
    const TraceTable& Delivered() const
    {
        return m_delivered;
    }

  private:
    /**
     * @param world of the node
     * @param keeper of the node
     */
    ScenarioOverlayNode(SimulatedWorld& world, std::shared_ptr<OverlayNodeKeeper> keeper);

    /** @param message that was delivered */
    void DeliverMessage(const MessagePtr& message);

    void DoLeave() override;

    std::shared_ptr<OverlayNodeKeeper> m_keeper; //!< of the node
    pybind11::object m_keeping;                  //!< the same, for messages in Python
    NodeId m_id;                                 //!< see Id()
    pybind11::object m_onDeliver;                //!< see OnDeliver()
    EngineCounters m_counters;                   //!< see Counters(), after the end
    TraceTable m_delivered{{"time_s", TraceTable::Kind::Real},
                           {"app", TraceTable::Kind::Whole},
                           {"sequence", TraceTable::Kind::Whole},
                           {"bytes", TraceTable::Kind::Whole}};
};

/**
 * @param module gets overlay nodes
 * @param host gets the method that installs them
 */
void BindOverlayNodes(pybind11::module_& module, HostClass& host);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_OVERLAY_H
