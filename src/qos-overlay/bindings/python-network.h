/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PYTHON_NETWORK_H
#define QOS_PYTHON_NETWORK_H

#include "python-algorithm.h"
#include "simulation-guard.h"

#include "ns3/fast-network.h"

#include <pybind11/pybind11.h>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** A FastNetwork as Python has it. */
class PythonNetwork
{
  public:
    /** @param delay of messages: a span of time, or a callable of two numbers of nodes */
    explicit PythonNetwork(const pybind11::object& delay);

    /**
     * Add a node.
     * @param self this, as Python has it
     * @param algorithm of C++, or with a method `process`
     * @param params knobs of its engine
     * @return its number
     */
    uint32_t AddNode(pybind11::handle self,
                     const pybind11::object& algorithm,
                     const OverlayEngineParams& params);

    /**
     * @param number of a node
     * @return its engine
     * @throws ParameterError if there is no such node
     */
    OverlayEngine& Engine(uint32_t number);

    /**
     * Do something in which callbacks of Python may be called.
     * @param action what to do
     * @throws pybind11::error_already_set with SimulationError if one failed; nothing can be done
     * any more then
     */
    void Act(const std::function<void()>& action);

    /**
     * @param self this, as Python has it
     * @param number of a node
     * @param callback gets data that is delivered there; None for nobody
     */
    void OnDeliver(pybind11::handle self, uint32_t number, const pybind11::object& callback);

    /** @return the network */
    FastNetwork& Network()
    {
        return m_network;
    }

    /**
     * Let Python find cycles.
     * @param visit is told of objects that are held
     * @param argument handed on
     * @return 0, or what visit() said
     */
    int Traverse(visitproc visit, void* argument) const;

  private:
    pybind11::object m_delay;                         //!< of messages
    std::map<uint32_t, pybind11::object> m_sinks;     //!< what gets data, by node
    std::vector<const PythonAlgorithm*> m_algorithms; //!< of nodes
    NodeId m_failing;                                 //!< whose algorithm failed
    SimulationGuard m_guard;                          //!< of callbacks
    FastNetwork m_network;                            //!< the network
};

} // namespace qos
} // namespace ns3

#endif // QOS_PYTHON_NETWORK_H
