/* SPDX-License-Identifier: GPL-2.0-only */

#include "python-algorithm.h"

#include "ns3/parameter-error.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** An algorithm of C++ that Python has too, to ask it afterwards. */
class SharedAlgorithm : public Algorithm
{
  public:
    /** @param inner decides */
    explicit SharedAlgorithm(std::shared_ptr<Algorithm> inner)
        : m_inner(std::move(inner))
    {
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        return m_inner->Process(message, engine);
    }

    void AddTo(WorkingSet& set) const override
    {
        set.Add(m_inner.get());
        m_inner->AddTo(set);
    }

  private:
    std::shared_ptr<Algorithm> m_inner; //!< decides
};

} // namespace

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

std::unique_ptr<Algorithm>
AdaptAlgorithm(const py::object& algorithm, py::handle network, NodeId& failed)
{
    if (py::isinstance<Algorithm>(algorithm))
    {
        constexpr int64_t UNUSED = 2; // Python has it, and this function
        auto shared = algorithm.cast<std::shared_ptr<Algorithm>>();
        if (shared.use_count() > UNUSED)
        {
            throw ParameterError("algorithm " + py::repr(algorithm).cast<std::string>() +
                                 " has a node already, allowed: one for each node");
        }
        return std::make_unique<SharedAlgorithm>(std::move(shared));
    }
    if (!py::hasattr(algorithm, "process") ||
        PyCallable_Check(py::object(algorithm.attr("process")).ptr()) == 0)
    {
        throw ParameterError("algorithm is " + py::repr(algorithm).cast<std::string>() +
                             ", allowed: an object with a method process(message, engine)");
    }
    return std::make_unique<PythonAlgorithm>(algorithm.attr("process"), network, failed);
}

} // namespace qos
} // namespace ns3
