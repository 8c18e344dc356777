/* SPDX-License-Identifier: GPL-2.0-only */

#include "python-network.h"

#include "quantity-argument.h"

#include "ns3/parameter-error.h"

#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param delay as Python gave it
 * @return as the network takes it
 */
FastNetworkParams
ParamsOf(const py::object& delay)
{
    FastNetworkParams params;
    if (PyCallable_Check(delay.ptr()) != 0)
    {
        params.delay = [function = py::handle(delay)](uint32_t from, uint32_t to) {
            return ReadTime(function(from, to), "the delay");
        };
    }
    else
    {
        const Nanoseconds fixed = ReadTime(delay, "delay");
        params.delay = [fixed](uint32_t, uint32_t) { return fixed; };
    }
    return params;
}

} // namespace

PythonNetwork::PythonNetwork(const py::object& delay)
    : m_delay(delay),
      m_network(ParamsOf(delay))
{
}

uint32_t
PythonNetwork::AddNode(py::handle self,
                       const py::object& algorithm,
                       const OverlayEngineParams& params)
{
    auto adapter = AdaptAlgorithm(algorithm, self, m_failing);
    const auto* added = dynamic_cast<const PythonAlgorithm*>(adapter.get());
    const uint32_t number = m_network.AddNode(params, std::move(adapter));
    if (added != nullptr)
    {
        m_algorithms.push_back(added);
    }
    return number;
}

OverlayEngine&
PythonNetwork::Engine(uint32_t number)
{
    if (number >= m_network.Nodes())
    {
        const std::string allowed = m_network.Nodes() == 0
                                        ? "none, there are no nodes yet"
                                        : "0 to " + std::to_string(m_network.Nodes() - 1);
        throw ParameterError("node is " + std::to_string(number) + ", allowed: " + allowed);
    }
    return m_network.Engine(number);
}

void
PythonNetwork::Act(const std::function<void()>& action)
{
    m_guard.Act(
        action,
        [this] { return m_network.Now(); },
        [this] { return m_failing.IsNone() ? "" : "of node " + ToText(m_failing); });
}

void
PythonNetwork::OnDeliver(py::handle self, uint32_t number, const py::object& callback)
{
    OverlayEngine& engine = Engine(number);
    m_sinks[number] = callback;
    if (callback.is_none())
    {
        engine.SetDeliverCallback(nullptr);
        return;
    }
    engine.SetDeliverCallback([self, sink = py::handle(callback)](const MessagePtr& message) {
        sink(PythonMessage{py::reinterpret_borrow<py::object>(self), message});
    });
}

int
PythonNetwork::Traverse(visitproc visit, void* argument) const
{
    int result = visit(m_delay.ptr(), argument);
    for (auto sink = m_sinks.begin(); result == 0 && sink != m_sinks.end(); ++sink)
    {
        result = visit(sink->second.ptr(), argument);
    }
    for (auto algorithm = m_algorithms.begin(); result == 0 && algorithm != m_algorithms.end();
         ++algorithm)
    {
        result = (*algorithm)->Traverse(visit, argument);
    }
    return result;
}

} // namespace qos
} // namespace ns3
