/* SPDX-License-Identifier: GPL-2.0-only */

#include "controller-binding.h"

#include "python-congestion.h"
#include "quantity-argument.h"

#include "ns3/join.h"
#include "ns3/parameter-error.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

using ControllerHandle = CongestionHandle<CongestionController, PythonController>;

/** Makes implementations in Python, by name; never destroyed, because the registry that uses it is
 * destroyed long after Python. */
template <typename Handle>
std::map<std::string, py::object>&
Factories()
{
    static auto& factories = *new std::map<std::string, py::object>;
    return factories;
}

/**
 * @param name of an implementation in Python
 * @param setup what to make it from
 * @return it
 */
template <typename Handle>
py::object
MakeInPython(const std::string& name, const py::object& setup)
{
    py::object made = Factories<Handle>().at(name)(setup);
    if (!py::isinstance<Handle>(made) || made.cast<Handle&>().GetHalf() == nullptr)
    {
        throw ParameterError("what makes " + name + " returned " +
                             py::repr(made).cast<std::string>() +
                             ", allowed: an object of a class in Python");
    }
    auto& half = *made.cast<Handle&>().GetHalf();
    half.Bind(made, py::type::of<Handle>());
    half.SetName(name);
    return made;
}

/**
 * Give a name to a class of Python, or another class to a name that Python gave.
 * @param registry gets it
 * @param name the name
 * @param factory makes it from a setup
 */
template <typename Handle, typename Registry, typename Setup>
void
RegisterInPython(Registry& registry, const std::string& name, const py::object& factory)
{
    if (name.empty() || PyCallable_Check(factory.ptr()) == 0)
    {
        throw ParameterError("a name and a class are needed, but these are '" + name + "' and " +
                             py::repr(factory).cast<std::string>());
    }
    if (Factories<Handle>().count(name) == 0)
    {
        try
        {
            registry.Register(name, [name](const Setup& setup) {
                const py::gil_scoped_acquire lock;
                const py::object made = MakeInPython<Handle>(name, py::cast(setup));
                return made.cast<Handle&>().Release(made);
            });
        }
        catch (const std::invalid_argument& taken)
        {
            throw ParameterError(taken.what());
        }
    }
    Factories<Handle>()[name] = factory;
}

/**
 * Take a name back that Python gave.
 * @param registry where it is
 * @param name the name
 */
template <typename Handle, typename Registry>
void
UnregisterInPython(Registry& registry, const std::string& name)
{
    if (Factories<Handle>().erase(name) == 0)
    {
        throw ParameterError("'" + name + "' was not registered by Python");
    }
    registry.Unregister(name);
}

/**
 * @param registry where it is
 * @param name of an implementation
 * @param setup what to make it from
 * @return it
 */
template <typename Handle, typename Registry, typename Setup>
py::object
Make(const Registry& registry, const std::string& name, const Setup& setup)
{
    if (Factories<Handle>().count(name) != 0)
    {
        return MakeInPython<Handle>(name, py::cast(setup));
    }
    try
    {
        return py::cast(std::make_unique<Handle>(registry.Create(name, setup)));
    }
    catch (const std::invalid_argument& unknown)
    {
        throw ParameterError(unknown.what());
    }
}

/**
 * @param value a number
 * @param name of the argument
 * @param least the least number that is allowed; itself not
 * @param most the largest number that is allowed
 * @return the number
 */
double
ReadNumber(const py::object& value, const char* name, double least, double most)
{
    const bool isNumber = PyFloat_Check(value.ptr()) != 0 ||
                          (PyLong_Check(value.ptr()) != 0 && PyBool_Check(value.ptr()) == 0);
    const double number = isNumber ? PyFloat_AsDouble(value.ptr()) : least;
    PyErr_Clear();
    if (!(number > least && number <= most))
    {
        const std::string limit =
            std::isfinite(most) ? " and at most " + py::repr(py::float_(most)).cast<std::string>()
                                : std::string(", finite");
        throw ParameterError(std::string(name) + " is " + py::repr(value).cast<std::string>() +
                             ", allowed: a number above " +
                             py::repr(py::float_(least)).cast<std::string>() + limit);
    }
    return number;
}

/** @param module gets what a controller is told and made from */
void
BindWords(py::module_& module)
{
    py::enum_<CongestionSignal>(module, "Signal", "What a report says about congestion.")
        .value("NONE", CongestionSignal::None, "None, or one that was answered already.")
        .value("MARK", CongestionSignal::Mark, "The network marked packets (ECN).")
        .value("TRANSIENT", CongestionSignal::Transient, "Some were lost, others arrive.")
        .value("PERSISTENT", CongestionSignal::Persistent, "Nothing arrives any more.");

    py::class_<CongestionReport>(module,
                                 "Report",
                                 "All facts of one report of a macroflow's flows.\n\n"
                                 "now: when it comes.\n"
                                 "resolved: bytes that left the network.\n"
                                 "received: those of them that were received.\n"
                                 "signal: what it says about congestion.\n"
                                 "window_used: the flows needed the window that they have.\n"
                                 "recovering: a signal was answered less than a round trip ago.\n"
                                 "srtt: smoothed round-trip time, None while unknown.")
        .def(py::init([](const py::object& now,
                         const py::object& resolved,
                         const py::object& received,
                         CongestionSignal signal,
                         bool isWindowUsed,
                         bool isRecovering,
                         const py::object& srtt) {
                 constexpr auto ANY = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
                 CongestionReport report;
                 report.now = ReadTime(now, "now");
                 report.resolved = ReadWhole(resolved, "resolved", 0, ANY);
                 report.received = ReadWhole(received, "received", 0, report.resolved);
                 report.signal = signal;
                 report.isWindowUsed = isWindowUsed;
                 report.isRecovering = isRecovering;
                 report.srtt = srtt.is_none() ? Nanoseconds{0} : ReadTime(srtt, "srtt");
                 return report;
             }),
             py::kw_only(),
             py::arg("now"),
             py::arg("resolved") = 0,
             py::arg("received") = 0,
             py::arg_v("signal", CongestionSignal::None, "Signal.NONE"),
             py::arg("window_used") = true,
             py::arg("recovering") = false,
             py::arg("srtt") = py::none())
        .def_property_readonly(
            "now_ns",
            [](const CongestionReport& report) { return report.now.count(); },
            "When it comes.")
        .def_readonly("resolved", &CongestionReport::resolved, "Bytes that left the network.")
        .def_readonly("received", &CongestionReport::received, "Those that were received.")
        .def_readonly("signal", &CongestionReport::signal, "What it says about congestion.")
        .def_readonly("window_used", &CongestionReport::isWindowUsed, "The window was needed.")
        .def_readonly("recovering",
                      &CongestionReport::isRecovering,
                      "A signal was answered less than a round trip ago.")
        .def_property_readonly(
            "srtt_ns",
            [](const CongestionReport& report) { return report.srtt.count(); },
            "Smoothed round-trip time, 0 while unknown.");

    py::class_<ControllerParams>(module,
                                 "ControllerParams",
                                 "The knobs of controllers; each uses those that mean something to "
                                 "it.\n\n"
                                 "initial_window: MTUs.\n"
                                 "decrease: AIMD: factor of the window after congestion.\n"
                                 "grow_while_recovering: AIMD: also in the round trip after a "
                                 "signal.")
        .def(py::init([](const py::object& initialWindow,
                         const py::object& decrease,
                         bool growWhileRecovering) {
                 ControllerParams params;
                 params.initialWindow = ReadWhole32(initialWindow, "initial_window", 1);
                 params.decrease = ReadNumber(decrease, "decrease", 0, 1);
                 params.growWhileRecovering = growWhileRecovering;
                 return params;
             }),
             py::kw_only(),
             py::arg("initial_window") = ControllerParams().initialWindow,
             py::arg("decrease") = ControllerParams().decrease,
             py::arg("grow_while_recovering") = ControllerParams().growWhileRecovering)
        .def_readonly("initial_window", &ControllerParams::initialWindow, "MTUs.")
        .def_readonly("decrease", &ControllerParams::decrease, "Of the window.")
        .def_readonly("grow_while_recovering",
                      &ControllerParams::growWhileRecovering,
                      "Also in the round trip after a signal.");

    py::class_<FlowSchedulerSetup>(module,
                                   "FlowSchedulerSetup",
                                   "What a flow scheduler is made from.\n\n"
                                   "seed: of the coin of those that toss one.")
        .def(py::init([](const py::object& seed) {
                 auto words = std::make_shared<std::mt19937>(ReadWhole32(seed, "seed"));
                 FlowSchedulerSetup setup;
                 setup.bits = std::make_shared<RandomBits>(
                     [words] { return static_cast<uint32_t>((*words)()); });
                 return setup;
             }),
             py::kw_only(),
             py::arg("seed") = 1)
        .def(
            "toss",
            [](const FlowSchedulerSetup& setup) { return setup.bits->Next(); },
            "A fair bit, from a random stream of the simulation.");
}

/** @param module gets congestion controllers */
void
BindControllers(py::module_& module)
{
    py::class_<ControllerHandle>(module,
                                 "Controller",
                                 "How many bytes a macroflow may have in the network.\n\n"
                                 "One of your own is a subclass with set_mtu and report, which set "
                                 "window; idle and slow_start_threshold may be left out.")
        .def(py::init([](const ControllerParams& /* params */) {
                 return std::make_unique<ControllerHandle>();
             }),
             py::arg_v("params", ControllerParams(), "ControllerParams()"))
        .def_property(
            "window",
            [](const ControllerHandle& handle) { return handle.Get().Window(); },
            [](const ControllerHandle& handle, const py::object& window) {
                PythonController* half = handle.GetHalf();
                if (half == nullptr)
                {
                    throw ParameterError("the window of a built-in controller cannot be set");
                }
                half->SetWindow(
                    ReadNumber(window, "window", 0, std::numeric_limits<double>::max()));
            },
            "Bytes that the macroflow may have in the network, at least one MTU.")
        .def(
            "set_mtu",
            [](const ControllerHandle& handle, const py::object& mtu) {
                if (handle.GetHalf() == nullptr)
                {
                    handle.Get().SetMtu(ReadWhole32(mtu, "mtu", 1));
                }
            },
            py::arg("mtu"),
            "The largest packet of the macroflow in payload bytes, before anything else and "
            "whenever it grows.")
        .def(
            "report",
            [](const ControllerHandle& handle, const CongestionReport& report) {
                if (handle.GetHalf() == nullptr)
                {
                    handle.Get().Report(report);
                }
            },
            py::arg("report"),
            "A report came in.")
        .def(
            "idle",
            [](const ControllerHandle& handle, const py::object& timeouts) {
                if (handle.GetHalf() == nullptr)
                {
                    handle.Get().Idle(ReadWhole32(timeouts, "timeouts"));
                }
            },
            py::arg("timeouts"),
            "Nothing was in the network for so many retransmission timeouts.")
        .def(
            "slow_start_threshold",
            [](const ControllerHandle& handle) {
                return handle.GetHalf() == nullptr ? handle.Get().SlowStartThreshold()
                                                   : std::numeric_limits<double>::infinity();
            },
            "The window above which it grows slowly; infinite if there is no such thing.");

    module.def(
        "controller_names",
        [] { return CongestionControllers().Names(); },
        "The names of all congestion controllers.");
    module.def(
        "create_controller",
        [](const std::string& name, const ControllerParams& params) {
            return Make<ControllerHandle>(CongestionControllers(), name, params);
        },
        py::arg("name"),
        py::arg_v("params", ControllerParams(), "ControllerParams()"),
        "A congestion controller by its name.");
    module.def(
        "unregister_controller",
        [](const std::string& name) {
            UnregisterInPython<ControllerHandle>(CongestionControllers(), name);
        },
        py::arg("name"),
        "Take a name back that register_controller() gave.");
    module.def(
        "register_controller",
        [](const std::string& name, const py::object& factory) {
            RegisterInPython<ControllerHandle, ControllerRegistry, ControllerParams>(
                CongestionControllers(),
                name,
                factory);
        },
        py::arg("name"),
        py::arg("factory"),
        "Give a name to what makes a controller from ControllerParams.");
}

/** A flow scheduler as Python has it. One in C++ trusts who calls it, so the calls are checked. */
class CheckedFlowScheduler : public CongestionHandle<FlowScheduler, PythonFlowScheduler>
{
  public:
    using CongestionHandle::CongestionHandle;

    /** @return whether calls are for a scheduler in C++ */
    bool IsBuiltIn() const
    {
        return GetHalf() == nullptr;
    }

    /** @param member a flow that joins */
    void Join(const py::object& member)
    {
        constexpr uint64_t MOST = 1'000'000;
        const auto number = static_cast<MemberId>(ReadWhole(member, "member", 0, MOST));
        m_states.resize(std::max<std::size_t>(m_states.size(), number + std::size_t{1}));
        if (m_states[number] != State::Absent)
        {
            throw ParameterError("flow " + std::to_string(number) + " has joined already");
        }
        m_states[number] = State::Present;
        Get().Join(number);
    }

    /** @param member a flow that leaves */
    void Leave(const py::object& member)
    {
        const MemberId number = Require(member);
        Wait(number, State::Absent);
        Get().Leave(number);
    }

    /** @param member a flow that waits from now on */
    void Request(const py::object& member)
    {
        const MemberId number = Require(member);
        if (m_states[number] == State::Waiting)
        {
            throw ParameterError("flow " + std::to_string(number) + " waits already");
        }
        Wait(number, State::Waiting);
        Get().Request(number);
    }

    /**
     * @param mtu bytes of a grant
     * @return whose turn it is
     */
    MemberId Next(const py::object& mtu)
    {
        if (m_waiting == 0)
        {
            throw ParameterError("no flow waits");
        }
        const MemberId number = Get().Next(ReadWhole32(mtu, "mtu", 1));
        Wait(number, State::Present);
        return number;
    }

    /**
     * @param member any value
     * @return the number of a flow
     * @throws ParameterError if no such flow has joined
     */
    MemberId Require(const py::object& member) const
    {
        const MemberId number = ReadWhole32(member, "member");
        if (number >= m_states.size() || m_states[number] == State::Absent)
        {
            throw ParameterError("flow " + std::to_string(number) + " has not joined");
        }
        return number;
    }

  private:
    /** What a flow does. */
    enum class State : uint8_t
    {
        Absent,  //!< has not joined
        Present, //!< has joined
        Waiting  //!< and waits
    };

    /**
     * @param member a flow
     * @param state what it does from now on
     */
    void Wait(MemberId member, State state)
    {
        m_waiting -= m_states[member] == State::Waiting ? 1U : 0U;
        m_waiting += state == State::Waiting ? 1U : 0U;
        m_states[member] = state;
    }

    std::vector<State> m_states; //!< by member
    uint32_t m_waiting = 0;      //!< how many flows wait
};

/** @param module gets flow schedulers */
void
BindFlowSchedulers(py::module_& module)
{
    using Handle = CheckedFlowScheduler;
    using Object = const py::object&;
    py::class_<Handle>(module,
                       "FlowScheduler",
                       "Which flow of a macroflow is granted next.\n\n"
                       "One of your own is a subclass with join, leave, request, next and share; "
                       "the others may be left out.")
        .def(py::init([](const std::optional<FlowSchedulerSetup>& /* setup */) {
                 return std::make_unique<Handle>();
             }),
             py::arg("setup") = py::none())
        .def(
            "join",
            [](Handle& handle, Object member) {
                if (handle.IsBuiltIn())
                {
                    handle.Join(member);
                }
            },
            py::arg("member"),
            "A flow joins the macroflow, with weight 1 and nothing to send.")
        .def(
            "leave",
            [](Handle& handle, Object member) {
                if (handle.IsBuiltIn())
                {
                    handle.Leave(member);
                }
            },
            py::arg("member"),
            "A flow leaves the macroflow; it may be waiting.")
        .def(
            "request",
            [](Handle& handle, Object member) {
                if (handle.IsBuiltIn())
                {
                    handle.Request(member);
                }
            },
            py::arg("member"),
            "A flow waits for a grant from now on.")
        .def(
            "next",
            [](Handle& handle, Object mtu) {
                return handle.IsBuiltIn() ? py::object(py::int_(handle.Next(mtu)))
                                          : py::object(py::none());
            },
            py::arg("mtu"),
            "The flow whose turn it is, not waiting any more; called only if one waits.")
        .def(
            "share",
            [](Handle& handle, Object member) {
                return handle.IsBuiltIn() ? handle.Get().Share(handle.Require(member)) : 1.0;
            },
            py::arg("member"),
            "The part of the macroflow's rate that a flow may count on, 0 to 1.")
        .def(
            "set_weight",
            [](Handle& handle, Object member, Object weight) {
                if (handle.IsBuiltIn())
                {
                    constexpr double MOST = 1e6;
                    handle.Get().SetWeight(handle.Require(member),
                                           ReadNumber(weight, "weight", 0, MOST));
                }
            },
            py::arg("member"),
            py::arg("weight"),
            "A flow has another weight; schedulers without weights ignore it.")
        .def(
            "keeps_credit",
            [](Handle& handle) { return handle.IsBuiltIn() ? handle.Get().KeepsCredit() : true; },
            "Whether flows pay for what they are granted. A scheduler without credit need not be "
            "told of a flow that waits alone, nor of what is used.")
        .def(
            "used",
            [](Handle& handle, Object member, Object granted, Object used) {
                if (handle.IsBuiltIn())
                {
                    handle.Get().Used(handle.Require(member),
                                      ReadWhole32(granted, "granted"),
                                      ReadWhole32(used, "used"));
                }
            },
            py::arg("member"),
            py::arg("granted"),
            py::arg("used"),
            "A grant was used, declined or has lapsed.")
        .def(
            "set_active",
            [](Handle& handle, Object member, bool isActive) {
                if (handle.IsBuiltIn())
                {
                    handle.Get().SetActive(handle.Require(member), isActive);
                }
            },
            py::arg("member"),
            py::arg("active"),
            "A flow counts among those that share, or does not any more.");

    module.def(
        "flow_scheduler_names",
        [] { return FlowSchedulers().Names(); },
        "The names of all flow schedulers.");
    module.def(
        "create_flow_scheduler",
        [](const std::string& name, const FlowSchedulerSetup& setup) {
            return Make<Handle>(FlowSchedulers(), name, setup);
        },
        py::arg("name"),
        py::arg("setup"),
        "A flow scheduler by its name.");
    module.def(
        "unregister_flow_scheduler",
        [](const std::string& name) { UnregisterInPython<Handle>(FlowSchedulers(), name); },
        py::arg("name"),
        "Take a name back that register_flow_scheduler() gave.");
    module.def(
        "register_flow_scheduler",
        [](const std::string& name, const py::object& factory) {
            RegisterInPython<Handle, FlowSchedulerRegistry, FlowSchedulerSetup>(FlowSchedulers(),
                                                                                name,
                                                                                factory);
        },
        py::arg("name"),
        py::arg("factory"),
        "Give a name to what makes a flow scheduler from a FlowSchedulerSetup.");
}

} // namespace

void
BindCongestion(py::module_& module)
{
    py::module_ congestion = module.def_submodule(
        "congestion",
        "Congestion controllers and flow schedulers. Use qos_overlay.congestion.");
    BindWords(congestion);
    BindControllers(congestion);
    BindFlowSchedulers(congestion);
}

} // namespace qos
} // namespace ns3
