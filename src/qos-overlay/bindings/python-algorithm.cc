/* SPDX-License-Identifier: GPL-2.0-only */

#include "python-algorithm.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

EngineApi&
PythonEngine::Get() const
{
    if (m_engine == nullptr)
    {
        throw std::runtime_error("an engine may be used only while it calls the algorithm");
    }
    return *m_engine;
}

PythonMessage
PythonEngine::Wrap(MessagePtr message) const
{
    return {py::reinterpret_borrow<py::object>(m_network), std::move(message)};
}

PythonAlgorithm::PythonAlgorithm(py::object process, py::handle network, NodeId& failed)
    : m_process(std::move(process)),
      m_engine(std::make_shared<PythonEngine>(network)),
      m_seen(py::cast(m_engine)),
      m_failed(failed)
{
}

Verdict
PythonAlgorithm::Process(const MessagePtr& message, EngineApi& engine)
{
    struct Call
    {
        Call(PythonEngine& python, EngineApi& api)
            : engine(python)
        {
            engine.Set(&api);
        }

        ~Call()
        {
            engine.Set(nullptr);
        }

        PythonEngine& engine; //!< is valid as long as this lives
    };

    const Call call(*m_engine, engine);
    try
    {
        const py::object verdict = m_process(m_engine->Wrap(message), m_seen);
        if (!verdict.is_none() && !py::isinstance<Verdict>(verdict))
        {
            const auto what = py::repr(verdict).cast<std::string>();
            PyErr_SetString(
                PyExc_TypeError,
                ("process() returned " + what + ", allowed: a Verdict, or None").c_str());
            throw py::error_already_set();
        }
        return verdict.is_none() ? Verdict::Done : verdict.cast<Verdict>();
    }
    catch (...)
    {
        m_failed = engine.Self();
        throw;
    }
}

int
PythonAlgorithm::Traverse(visitproc visit, void* argument) const
{
    const int result = visit(m_process.ptr(), argument);
    return result != 0 ? result : visit(m_seen.ptr(), argument);
}

} // namespace qos
} // namespace ns3
