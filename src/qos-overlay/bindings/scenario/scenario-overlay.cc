/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-overlay.h"

#include "../engine-argument.h"
#include "../python-algorithm.h"
#include "../quantity-argument.h"
#include "knob-arguments.h"

#include "ns3/overlay-helper.h"
#include "ns3/parameter-error.h"
#include "ns3/uinteger.h"

#include <pybind11/stl.h>

#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param host a node
 * @param values attributes of an overlay node to come
 * @return the port that OverlayHelper gives it
 */
uint32_t
NextPort(const Ptr<Node>& host, const AttributeValues& values)
{
    const auto first = KnobOrDefault(values, OverlayTcpNode::GetTypeId(), "Port");
    uint64_t port = DynamicCast<const UintegerValue>(first)->Get();
    for (uint32_t i = 0; i < host->GetNApplications(); ++i)
    {
        port += DynamicCast<OverlayTcpNode>(host->GetApplication(i)) ? 1 : 0;
    }
    return static_cast<uint32_t>(port);
}

} // namespace

ScenarioOverlayNode::ScenarioOverlayNode(SimulatedWorld& world,
                                         std::shared_ptr<OverlayNodeKeeper> keeper)
    : SimulatedPart(world),
      m_keeper(std::move(keeper)),
      m_keeping(py::cast(m_keeper))
{
}

std::shared_ptr<ScenarioOverlayNode>
ScenarioOverlayNode::Install(const ScenarioHost& host,
                             const py::object& algorithm,
                             const OverlayEngineParams& params,
                             const py::dict& knobs)
{
    SimulatedWorld& world = host.World();
    OverlayHelper helper;
    helper.SetEngine(params);
    const AttributeValues values = ReadKnobs("an overlay node", knobs, OverlayTcpNode::GetTypeId());
    for (const auto& [name, value] : values)
    {
        helper.SetAttribute(name, *value);
    }
    std::shared_ptr<ScenarioOverlayNode> made(
        new ScenarioOverlayNode(world, std::make_shared<OverlayNodeKeeper>()));
    OverlayNodeKeeper& keeper = *made->m_keeper;
    auto adapted = AdaptAlgorithm(algorithm, made->m_keeping, world.FailingNode());
    host.ReservePort(NextPort(host.GetNode(), values));
    keeper.node = helper.Install(host.GetNode(), std::move(adapted));
    made->m_id = keeper.node->GetId();
    world.Add(made);
    const std::weak_ptr<ScenarioOverlayNode> weak = made;
    keeper.node->Engine().SetDeliverCallback([weak](const MessagePtr& message) {
        if (const auto self = weak.lock())
        {
            self->DeliverMessage(message);
        }
    });
    return made;
}

void
ScenarioOverlayNode::DeliverMessage(const MessagePtr& message)
{
    const MessageHeader& header = message->header;
    m_delivered.Add({World().Now(), header.app, header.sequence, header.PayloadBytes()});
    if (m_onDeliver && !m_onDeliver.is_none())
    {
        World().Call("of node " + ToText(m_id), m_onDeliver, PythonMessage{m_keeping, message});
    }
}

void
ScenarioOverlayNode::Act(const std::function<void()>& action)
{
    World().Act(action);
}

EngineCounters
ScenarioOverlayNode::Counters() const
{
    return FindWorld() != nullptr ? m_keeper->node->Engine().GetCounters() : m_counters;
}

void
ScenarioOverlayNode::DoLeave()
{
    m_counters = Counters();
    m_onDeliver = py::none();
}

void
BindOverlayNodes(py::module_& module, HostClass& host)
{
    const py::class_<OverlayNodeKeeper, std::shared_ptr<OverlayNodeKeeper>> keeper(
        module,
        "_OverlayNodeKeeper",
        "Keeps the memory of messages.");
    using Node = ScenarioOverlayNode;
    py::class_<Node, std::shared_ptr<Node>>(
        module,
        "OverlayNode",
        "An overlay node on a host: an engine with an algorithm, on TCP (iOverlay).")
        .def_property_readonly("id", &Node::Id, "Who it is: address and port.")
        .def(
            "introduce",
            [](Node& node, const std::vector<std::shared_ptr<Node>>& others) {
                std::vector<NodeId> ids;
                ids.reserve(others.size());
                for (const auto& other : others)
                {
                    if (!other || !other->IsOpen())
                    {
                        throw ParameterError("others has " +
                                             std::string(other ? "a node of a simulation that has "
                                                                 "ended"
                                                               : "None") +
                                             ", allowed: overlay nodes of this simulation");
                    }
                    ids.push_back(other->Id());
                }
                OverlayEngine& engine = node.Engine();
                const MessagePtr message = MakeBootReply(engine, ids);
                node.Act([&engine, &message] { engine.Tell(message); });
            },
            py::arg("others"),
            "Tell the node whom it may know, as an observer does when it boots.")
        .def(
            "tell",
            [](Node& node,
               uint32_t type,
               uint32_t app,
               const py::object& payload,
               const MessageParameters& parameters) {
                OverlayEngine& engine = node.Engine();
                const MessagePtr message = MakeControl(engine, type, app, payload, parameters);
                node.Act([&engine, &message] { engine.Tell(message); });
            },
            py::arg("type"),
            py::arg("app") = 0,
            py::arg("payload") = py::bytes(),
            py::kw_only(),
            py::arg("parameters") = py::none(),
            "Let the algorithm process a control message, as if its observer said it.")
        .def(
            "start_source",
            [](Node& node,
               uint32_t app,
               uint32_t bytes,
               const py::object& rate,
               const std::optional<uint32_t>& messages) {
                const PacedSourceParams params = ReadSource(bytes, rate, messages);
                OverlayEngine& engine = node.Engine();
                node.Act([&engine, &params, app] {
                    engine.StartSource(app, std::make_unique<PacedSource>(params));
                    engine.Resume();
                });
            },
            py::arg("app"),
            py::kw_only(),
            py::arg("bytes") = PacedSourceParams().bytes,
            py::arg("rate") = py::none(),
            py::arg("messages") = py::none(),
            "Let it be the source of an application: equal messages at a rate, or back to back.")
        .def(
            "stop_source",
            [](Node& node, uint32_t app) { node.Engine().StopSource(app); },
            py::arg("app"),
            "End a source.")
        .def(
            "crash",
            [](Node& node) { node.Act([&node] { node.Engine().Crash(); }); },
            "It is gone; its peers see a reset.")
        .def(
            "terminate",
            [](Node& node) { node.Act([&node] { node.Engine().Terminate(); }); },
            "It ends in peace.")
        .def("on_deliver",
             &Node::OnDeliver,
             py::arg("callback"),
             "Call callback(message) for data that is delivered here; None for nobody.")
        .def_property_readonly(
            "counters",
            [](const Node& node) { return ToDict(node.Counters()); },
            "What its engine counted, by name.")
        .def_property_readonly(
            "delivered",
            [](const Node& node) { return node.Delivered().ToNumpy(); },
            "Data that was delivered here: time_s, app, sequence, bytes.");

    host.def(
        "overlay_node",
        [](const ScenarioHost& self,
           const py::object& algorithm,
           const py::object& total,
           const py::object& up,
           const py::object& down,
           uint32_t buffer,
           const std::string& policy,
           const std::shared_ptr<Node>& observer,
           const std::optional<uint64_t>& seed,
           const py::kwargs& knobs) {
            OverlayEngineParams params = ReadEngineParams(total, up, down, buffer, policy);
            params.observer = observer ? observer->Id() : NodeId();
            params.seed = seed.value_or(self.GetNode()->GetId());
            return Node::Install(self, algorithm, params, knobs);
        },
        py::arg("algorithm"),
        py::kw_only(),
        py::arg("total") = py::none(),
        py::arg("up") = py::none(),
        py::arg("down") = py::none(),
        py::arg("buffer") = OverlayEngineParams().bufferMessages,
        py::arg("policy") = "lossless",
        py::arg("observer") = py::none(),
        py::arg("seed") = py::none(),
        "Install an overlay node with an algorithm of qos_overlay.overlay, or your own, and "
        "emulated bandwidths. Further keywords are attributes of OverlayTcpNode, such as "
        "segment_size.");
}

} // namespace qos
} // namespace ns3
