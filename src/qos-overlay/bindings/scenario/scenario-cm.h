/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_CM_H
#define QOS_SCENARIO_CM_H

#include "scenario-host.h"
#include "simulated-world.h"
#include "trace-table.h"

#include "ns3/cm-api.h"
#include "ns3/congestion-manager.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/** The Congestion Manager of a host, as Python has it. */
class ScenarioCm : public SimulatedPart, public std::enable_shared_from_this<ScenarioCm>
{
  public:
    /**
     * @param host gets a Congestion Manager
     * @param knobs its attributes
     * @param udpKnobs attributes of its UDP sockets
     * @return the manager
     * @throws ParameterError if the host has one, or a knob is wrong
     */
    static std::shared_ptr<ScenarioCm> Install(const ScenarioHost& host,
                                               const pybind11::kwargs& knobs,
                                               const pybind11::dict& udpKnobs);

    /** @return the manager */
    const Ptr<CongestionManager>& Manager() const
    {
        World();
        return m_manager;
    }

    /** @return calls of the paper's API, as a process on the host */
    CmApi& Api() const
    {
        World();
        return *m_api;
    }

    /** @return whose callbacks they are, for sentences */
    const std::string& Whose() const
    {
        return m_whose;
    }

    /** @return how many macroflows there are, those that linger included */
    std::size_t Macroflows() const;

    /** @return windows after reports: time_s, macroflow, bytes */
    const TraceTable& Window() const
    {
        return m_window;
    }

  private:
    /**
     * @param host of the manager
     * @param manager the manager
     */
    ScenarioCm(const ScenarioHost& host, const Ptr<CongestionManager>& manager);

    void DoLeave() override;

    Ptr<CongestionManager> m_manager; //!< null after the end
    std::unique_ptr<CmApi> m_api;     //!< null after the end
    std::string m_whose;              //!< see Whose()
    std::size_t m_macroflows = 0;     //!< see Macroflows(), after the end
    TraceTable m_window{{"time_s", TraceTable::Kind::Real},
                        {"macroflow", TraceTable::Kind::Whole},
                        {"bytes", TraceTable::Kind::Real}};
};

/** A flow of the Congestion Manager that a program of Python sends on and reports about. */
class ScenarioCmFlow : public SimulatedPart, public std::enable_shared_from_this<ScenarioCmFlow>
{
  public:
    /**
     * cm_open, for UDP.
     * @param cm of the host
     * @param to the destination
     * @param port of the destination
     * @param mtu payload of the largest packet in bytes; 0: what fits into the device
     * @return the flow
     */
    static std::shared_ptr<ScenarioCmFlow> Open(const std::shared_ptr<ScenarioCm>& cm,
                                                const ScenarioHost& to,
                                                uint16_t port,
                                                uint32_t mtu);

    /** @return the calls of the host's process */
    CmApi& Api() const
    {
        World();
        return m_cm->Api();
    }

    /** @return the flow's number */
    CmFlowId Id() const
    {
        return m_id;
    }

    /**
     * @param result of a call: -1 if it failed
     * @return the same
     * @throws ParameterError with why it failed
     */
    int Require(int result) const;

    /**
     * @param call of the API, in which Python may be called
     * @return its result
     * @throws ParameterError with why it failed
     */
    int Call(const std::function<int(CmApi&)>& call) const;

    /** cm_close. */
    void Close();

    /** @param callback may send a packet */
    void OnGrant(const pybind11::object& callback);

    /** @param callback gets what the flow may count on, when that changes */
    void OnUpdate(const pybind11::object& callback);

  private:
    /**
     * @param cm of the host
     * @param id of the flow
     */
    ScenarioCmFlow(const std::shared_ptr<ScenarioCm>& cm, CmFlowId id)
        : SimulatedPart(cm->World()),
          m_cm(cm),
          m_id(id)
    {
    }

    void DoLeave() override;

    std::shared_ptr<ScenarioCm> m_cm; //!< of the host
    CmFlowId m_id;                    //!< see Id()
    pybind11::object m_onGrant;       //!< see OnGrant()
    pybind11::object m_onUpdate;      //!< see OnUpdate()
};

/**
 * @param module gets the Congestion Manager
 * @param host gets the methods for it
 */
void BindCm(pybind11::module_& module, HostClass& host);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_CM_H
