/* SPDX-License-Identifier: GPL-2.0-only */

#include "python-congestion.h"

#include "ns3/parameter-error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

PythonHalf::PythonHalf(std::vector<const char*> hooks, std::size_t required)
    : m_hooks(hooks, "it"),
      m_names(std::move(hooks)),
      m_required(required)
{
}

PythonHalf::~PythonHalf()
{
    KeepForTheEnd(std::exchange(m_raised, nullptr));
}

void
PythonHalf::Bind(py::handle self, py::handle base)
{
    m_hooks.Bind(self, base);
    const auto type = py::type::of(self).attr("__name__").cast<std::string>();
    m_hooks.SetWhat(type);
    for (std::size_t hook = 0; hook < m_required; ++hook)
    {
        if (!m_hooks.Has(hook))
        {
            throw ParameterError("class " + type + " has no method " + m_names[hook] +
                                 ", which it needs");
        }
    }
}

PythonController::PythonController()
    : PythonHalf({"set_mtu", "report", "idle", "slow_start_threshold"}, 2)
{
}

void
PythonController::RequireWindow(Hook hook, std::optional<Nanoseconds> now)
{
    if (!(m_window >= m_mtu && std::isfinite(m_window)) && m_hooks.Failed().empty())
    {
        m_hooks.Fail(hook);
        m_hooks.Refuse(hook,
                       py::float_(m_window),
                       "a window of at least the MTU, which is " + std::to_string(m_mtu),
                       now);
    }
}

double
PythonController::SlowStartThreshold() const
{
    const py::object answer = Ask(SLOW_START_THRESHOLD, std::nullopt);
    if (!answer)
    {
        return std::numeric_limits<double>::infinity();
    }
    if (PyFloat_Check(answer.ptr()) == 0 && PyLong_Check(answer.ptr()) == 0)
    {
        m_hooks.Fail(SLOW_START_THRESHOLD);
        m_hooks.Refuse(SLOW_START_THRESHOLD, answer, "a number of bytes", std::nullopt);
    }
    return answer.cast<double>();
}

void
PythonController::SetMtu(uint32_t mtu)
{
    m_mtu = mtu;
    Ask(SET_MTU, std::nullopt, mtu);
    RequireWindow(SET_MTU, std::nullopt);
}

void
PythonController::Report(const CongestionReport& report)
{
    if (Ask(REPORT, report.now, py::object(py::cast(report))))
    {
        RequireWindow(REPORT, report.now);
    }
}

void
PythonController::Idle(uint32_t timeouts)
{
    if (Ask(IDLE, std::nullopt, timeouts))
    {
        RequireWindow(IDLE, std::nullopt);
    }
}

PythonFlowScheduler::PythonFlowScheduler()
    : PythonHalf({"join",
                  "leave",
                  "request",
                  "next",
                  "share",
                  "set_weight",
                  "keeps_credit",
                  "used",
                  "set_active"},
                 SHARE + 1)
{
}

void
PythonFlowScheduler::Join(MemberId member)
{
    m_isWaiting.resize(std::max<std::size_t>(m_isWaiting.size(), member + std::size_t{1}));
    m_isWaiting[member] = false;
    Ask(JOIN, std::nullopt, member);
}

void
PythonFlowScheduler::Leave(MemberId member)
{
    m_isWaiting[member] = false;
    Tell(LEAVE, member);
}

void
PythonFlowScheduler::SetWeight(MemberId member, double weight)
{
    Ask(SET_WEIGHT, std::nullopt, member, weight);
}

void
PythonFlowScheduler::Request(MemberId member)
{
    m_isWaiting[member] = true;
    Ask(REQUEST, std::nullopt, member);
}

MemberId
PythonFlowScheduler::Next(uint32_t mtu)
{
    const py::object answer = Ask(NEXT, std::nullopt, mtu);
    if (!answer)
    {
        // the exception is on its way already
        const auto waiting = std::find(m_isWaiting.begin(), m_isWaiting.end(), true);
        const auto member = static_cast<MemberId>(waiting - m_isWaiting.begin());
        m_isWaiting[member] = false;
        return member;
    }
    const bool isNumber = PyLong_Check(answer.ptr()) != 0;
    const long long member = isNumber ? PyLong_AsLongLong(answer.ptr()) : -1;
    PyErr_Clear();
    if (member < 0 || member >= static_cast<long long>(m_isWaiting.size()) ||
        !m_isWaiting[static_cast<std::size_t>(member)])
    {
        m_hooks.Fail(NEXT);
        m_hooks.Refuse(NEXT, answer, "a flow that waits", std::nullopt);
    }
    m_isWaiting[static_cast<std::size_t>(member)] = false;
    return static_cast<MemberId>(member);
}

bool
PythonFlowScheduler::KeepsCredit() const
{
    const py::object answer = Ask(KEEPS_CREDIT, std::nullopt);
    return !answer || PyObject_IsTrue(answer.ptr()) == 1;
}

void
PythonFlowScheduler::Used(MemberId member, uint32_t granted, uint32_t used)
{
    Tell(USED, member, granted, used);
}

void
PythonFlowScheduler::SetActive(MemberId member, bool isActive)
{
    Tell(SET_ACTIVE, member, isActive);
}

double
PythonFlowScheduler::Share(MemberId member) const
{
    const py::object answer = Ask(SHARE, std::nullopt, member);
    if (!answer)
    {
        return 1;
    }
    const bool isNumber = PyFloat_Check(answer.ptr()) != 0 || PyLong_Check(answer.ptr()) != 0;
    const double share = isNumber ? PyFloat_AsDouble(answer.ptr()) : -1;
    if (!(share >= 0 && share <= 1))
    {
        m_hooks.Fail(SHARE);
        m_hooks.Refuse(SHARE, answer, "a number from 0 to 1", std::nullopt);
    }
    return share;
}

} // namespace qos
} // namespace ns3
