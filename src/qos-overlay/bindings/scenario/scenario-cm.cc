/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-cm.h"

#include "../option-arguments.h"
#include "../quantity-argument.h"
#include "callback-argument.h"
#include "knob-arguments.h"

#include "ns3/boolean.h"
#include "ns3/cm-helper.h"
#include "ns3/cm-registry.h"
#include "ns3/cm-udp-socket-factory.h"
#include "ns3/inet-socket-address.h"
#include "ns3/join.h"
#include "ns3/parameter-error.h"
#include "ns3/random-bits.h"
#include "ns3/string.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

constexpr double MICROSECONDS = 1e6; //!< of a second

/**
 * @param estimate what a flow may count on
 * @return the same by names; None for what is not known
 */
py::dict
ToDict(const CmEstimate& estimate)
{
    const auto known = [](int64_t value, double unit) {
        return value < 0 ? py::object(py::none())
                         : py::object(py::float_(static_cast<double>(value) / unit));
    };
    py::dict dict;
    dict["rate_bps"] = known(estimate.rate, 1);
    dict["srtt_s"] = known(estimate.srtt, MICROSECONDS);
    dict["rttdev_s"] = known(estimate.rttdev, MICROSECONDS);
    dict["loss"] =
        estimate.loss < 0 ? py::object(py::none()) : py::object(py::float_(estimate.loss));
    return dict;
}

/**
 * @param words of the paper for losses
 * @return bits of LossMode
 */
int
ReadLossMode(const py::object& words)
{
    static const std::map<std::string, int> modes = {{"none", CM_NO_CONGESTION},
                                                     {"transient", CM_LOSS_FEEDBACK},
                                                     {"persistent", CM_NO_FEEDBACK},
                                                     {"ecn", CM_EXPLICIT_CONGESTION}};
    return ReadWord(words, "loss_mode", modes);
}

/**
 * @tparam Registry of implementations
 * @param what they are
 * @param registry knows them
 * @param knobs of a Congestion Manager
 * @param attribute which of them it has
 * @return its name
 * @throws ParameterError if there is none of that name
 */
template <typename Registry>
std::string
ReadPart(const std::string& what,
         const Registry& registry,
         const AttributeValues& knobs,
         const std::string& attribute)
{
    const auto value = KnobOrDefault(knobs, CongestionManager::GetTypeId(), attribute);
    const std::string name = DynamicCast<const StringValue>(value)->Get();
    const auto names = registry.Names();
    if (std::find(names.begin(), names.end(), name) == names.end())
    {
        throw ParameterError(what + " is '" + name + "', allowed: " + Join(names));
    }
    return name;
}

/**
 * Make the parts of a Congestion Manager that nobody uses: what is wrong with one in Python shows
 * now, and not in the simulation.
 * @param knobs of the Congestion Manager
 * @throws ParameterError if there is no such part
 */
void
TryParts(const AttributeValues& knobs)
{
    const TypeId tid = CongestionManager::GetTypeId();
    const std::string controller =
        ReadPart("controller", CongestionControllers(), knobs, "Controller");
    const std::string scheduler =
        ReadPart("flow_scheduler", FlowSchedulers(), knobs, "FlowScheduler");
    ControllerParams params;
    params.initialWindow = static_cast<uint32_t>(
        DynamicCast<const UintegerValue>(KnobOrDefault(knobs, tid, "InitialWindow"))->Get());
    params.growWhileRecovering =
        DynamicCast<const BooleanValue>(KnobOrDefault(knobs, tid, "GrowWhileRecovering"))->Get();
    CongestionControllers().Create(controller, params);
    FlowSchedulerSetup setup;
    setup.bits = std::make_shared<RandomBits>([] { return uint32_t{0}; });
    FlowSchedulers().Create(scheduler, setup);
}

} // namespace

ScenarioCm::ScenarioCm(const ScenarioHost& host, const Ptr<CongestionManager>& manager)
    : SimulatedPart(host.World()),
      m_manager(manager),
      m_api(std::make_unique<CmApi>(host.GetNode())),
      m_whose(host.Whose())
{
}

std::shared_ptr<ScenarioCm>
ScenarioCm::Install(const ScenarioHost& host, const py::kwargs& knobs, const py::dict& udpKnobs)
{
    SimulatedWorld& world = host.World();
    if (CongestionManager::Of(host.GetNode()))
    {
        throw ParameterError("host " + host.Name() +
                             " has a Congestion Manager, allowed: one for each host");
    }
    const AttributeValues values =
        ReadKnobs("the Congestion Manager", knobs, CongestionManager::GetTypeId());
    TryParts(values);
    CmHelper helper;
    for (const auto& [name, value] : values)
    {
        helper.Set(name, *value);
    }
    helper.SetUdp("Acknowledged", BooleanValue(true));
    for (const auto& [name, value] :
         ReadKnobs("udp of the Congestion Manager", udpKnobs, CmUdpSocketFactory::GetTypeId()))
    {
        helper.SetUdp(name, *value);
    }
    const Ptr<CongestionManager> manager = helper.Install(host.GetNode());
    world.UseStreams(CmHelper::AssignStreams(NodeContainer(host.GetNode()), world.NextStream()));
    std::shared_ptr<ScenarioCm> made(new ScenarioCm(host, manager));
    world.Add(made);
    const std::weak_ptr<ScenarioCm> weak = made;
    manager->TraceConnectWithoutContext(
        "Window",
        Callback<void, MacroflowId, double>([weak](MacroflowId macroflow, double window) {
            if (const auto self = weak.lock())
            {
                self->m_window.Add({self->World().Now(), int64_t{macroflow}, window});
            }
        }));
    return made;
}

std::size_t
ScenarioCm::Macroflows() const
{
    return m_manager ? m_manager->GetMacroflows().size() : m_macroflows;
}

void
ScenarioCm::DoLeave()
{
    m_macroflows = Macroflows();
    m_api.reset();
    m_manager = nullptr;
}

std::shared_ptr<ScenarioCmFlow>
ScenarioCmFlow::Open(const std::shared_ptr<ScenarioCm>& cm,
                     const ScenarioHost& to,
                     uint16_t port,
                     uint32_t mtu)
{
    to.RequireOpen();
    cm->World().Begin();
    const int id = cm->Api().cm_open(InetSocketAddress(to.Address(), port), static_cast<int>(mtu));
    if (id < 0)
    {
        throw ParameterError(cm->Api().ErrorMessage());
    }
    std::shared_ptr<ScenarioCmFlow> made(new ScenarioCmFlow(cm, static_cast<CmFlowId>(id)));
    cm->World().Add(made);
    return made;
}

int
ScenarioCmFlow::Require(int result) const
{
    if (result < 0)
    {
        throw ParameterError(m_cm->Api().ErrorMessage());
    }
    return result;
}

int
ScenarioCmFlow::Call(const std::function<int(CmApi&)>& call) const
{
    int result = -1;
    World().Act([this, &call, &result] { result = call(m_cm->Api()); });
    return Require(result);
}

void
ScenarioCmFlow::Close()
{
    Call([this](CmApi& api) { return api.cm_close(m_id); });
    DoLeave();
}

void
ScenarioCmFlow::OnGrant(const py::object& callback)
{
    const std::weak_ptr<ScenarioCmFlow> weak = weak_from_this();
    m_onGrant = ReadCallback(callback);
    Require(Api().cm_register_send(m_id, [weak](CmFlowId) {
        if (const auto self = weak.lock())
        {
            self->World().Call(self->m_cm->Whose(), self->m_onGrant);
        }
    }));
}

void
ScenarioCmFlow::OnUpdate(const py::object& callback)
{
    const std::weak_ptr<ScenarioCmFlow> weak = weak_from_this();
    m_onUpdate = ReadCallback(callback);
    Require(Api().cm_register_update(m_id, [weak](CmFlowId, const CmEstimate& estimate) {
        if (const auto self = weak.lock())
        {
            self->World().Call(self->m_cm->Whose(), self->m_onUpdate, ToDict(estimate));
        }
    }));
}

void
ScenarioCmFlow::DoLeave()
{
    m_onGrant = py::none();
    m_onUpdate = py::none();
}

void
BindCm(py::module_& module, HostClass& host)
{
    py::class_<ScenarioCm, std::shared_ptr<ScenarioCm>>(module,
                                                        "CongestionManager",
                                                        "The Congestion Manager of a host.")
        .def(
            "open",
            [](const std::shared_ptr<ScenarioCm>& cm,
               const ScenarioHost& to,
               const py::object& port,
               const py::object& mtu) {
                constexpr uint64_t MOST = 65535;
                return ScenarioCmFlow::Open(cm,
                                            to,
                                            ReadPort(port),
                                            static_cast<uint32_t>(ReadWhole(mtu, "mtu", 0, MOST)));
            },
            py::arg("to"),
            py::arg("port"),
            py::kw_only(),
            py::arg("mtu") = 0,
            "Begin a flow of datagrams to a host (cm_open); mtu: payload of the largest packet in "
            "bytes, 0 for what fits. You notify what you send, and report what arrived.")
        .def_property_readonly(
            "window",
            [](const ScenarioCm& cm) { return cm.Window().ToNumpy(); },
            "Windows of macroflows after reports: time_s, macroflow, bytes.")
        .def_property_readonly(
            "macroflows",
            [](const ScenarioCm& cm) { return cm.Macroflows(); },
            "How many macroflows there are, those that linger included.");

    py::class_<ScenarioCmFlow, std::shared_ptr<ScenarioCmFlow>>(
        module,
        "CmFlow",
        "A flow that a program sends on and reports about (OSDI 2000, section 2.1).")
        .def(
            "request",
            [](const ScenarioCmFlow& flow, const py::object& packets) {
                constexpr uint64_t MOST = 65535;
                const auto count = static_cast<int>(ReadWhole(packets, "packets", 1, MOST));
                flow.Call([&flow, count](CmApi& api) { return api.cm_request(flow.Id(), count); });
            },
            py::arg("packets") = 1,
            "Ask for grants of one packet each, which come later (cm_request).")
        .def(
            "notify",
            [](const ScenarioCmFlow& flow, const py::object& bytes) {
                const uint32_t count = ReadWhole32(bytes, "bytes");
                flow.Call([&flow, count](CmApi& api) { return api.cm_notify(flow.Id(), count); });
            },
            py::arg("bytes"),
            "Say how many bytes of payload were sent; 0 gives a grant back (cm_notify).")
        .def(
            "update",
            [](const ScenarioCmFlow& flow,
               const py::object& sent,
               const py::object& received,
               const py::object& lossMode,
               const py::object& rtt) {
                const int64_t sample = rtt.is_none() ? -1 : ReadTime(rtt, "rtt").count() / 1000;
                const uint32_t sentBytes = ReadWhole32(sent, "sent");
                const uint32_t receivedBytes = ReadWhole32(received, "received");
                const int mode = ReadLossMode(lossMode);
                flow.Call([&flow, sentBytes, receivedBytes, mode, sample](CmApi& api) {
                    return api.cm_update(flow.Id(), sentBytes, receivedBytes, mode, sample);
                });
            },
            py::arg("sent"),
            py::arg("received"),
            py::arg("loss_mode") = "none",
            py::arg("rtt") = py::none(),
            "Report bytes that left the network, of these received, and how the rest was lost: "
            "none, transient, persistent, ecn (cm_update).")
        .def(
            "query",
            [](const ScenarioCmFlow& flow) {
                CmEstimate estimate;
                flow.Require(flow.Api().cm_query(flow.Id(), estimate));
                return ToDict(estimate);
            },
            "What the flow may count on: rate_bps, srtt_s, rttdev_s, loss; None for what is not "
            "known (cm_query).")
        .def(
            "set_thresholds",
            [](const ScenarioCmFlow& flow, double down, double up) {
                flow.Require(flow.Api().cm_thresh(flow.Id(), down, up));
            },
            py::arg("down"),
            py::arg("up"),
            "Which changes of the rate on_update() is told of: below `down` times, or above `up` "
            "times the one told last (cm_thresh).")
        .def(
            "set_weight",
            [](const ScenarioCmFlow& flow, double weight) {
                flow.Require(flow.Api().cm_setweight(flow.Id(), weight));
            },
            py::arg("weight"),
            "Set the weight for flow schedulers that have weights.")
        .def("on_grant",
             &ScenarioCmFlow::OnGrant,
             py::arg("callback"),
             "Call callback() for each grant: it may send one packet (cmapp_send).")
        .def("on_update",
             &ScenarioCmFlow::OnUpdate,
             py::arg("callback"),
             "Call callback(estimate) when the network changed, as query() tells it "
             "(cmapp_update).")
        .def_property_readonly(
            "mtu",
            [](const ScenarioCmFlow& flow) { return flow.Require(flow.Api().cm_mtu(flow.Id())); },
            "Payload bytes that a grant allows (cm_mtu).")
        .def_property_readonly(
            "macroflow",
            [](const ScenarioCmFlow& flow) {
                return flow.Require(flow.Api().cm_getmacroflow(flow.Id()));
            },
            "The number of its macroflow (cm_getmacroflow).")
        .def(
            "split",
            [](const ScenarioCmFlow& flow) {
                return flow.Require(flow.Api().cm_setmacroflow(-1, flow.Id()));
            },
            "Move the flow to a macroflow of its own, and return its number (cm_setmacroflow).")
        .def(
            "join",
            [](const ScenarioCmFlow& flow, const py::object& macroflow) {
                flow.Require(flow.Api().cm_setmacroflow(
                    static_cast<MacroflowId>(ReadWhole(macroflow,
                                                       "macroflow",
                                                       0,
                                                       std::numeric_limits<MacroflowId>::max())),
                    flow.Id()));
            },
            py::arg("macroflow"),
            "Move the flow to a macroflow (cm_setmacroflow).")
        .def("close", &ScenarioCmFlow::Close, "End the flow (cm_close).");

    host.def(
        "install_cm",
        [](const ScenarioHost& self, const py::dict& udp, const py::kwargs& knobs) {
            return ScenarioCm::Install(self, knobs, udp);
        },
        py::kw_only(),
        py::arg("udp") = py::dict(),
        "Give the host a Congestion Manager, and so the transports cm and cm_udp. Keywords are the "
        "attributes of CongestionManager, such as controller='tfrc' or initial_window=2; `udp` has "
        "those of CmUdpSocketFactory, such as {'send_buffer': 65536}.");
}

} // namespace qos
} // namespace ns3
