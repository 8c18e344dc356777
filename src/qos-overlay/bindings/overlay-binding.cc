/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-binding.h"

#include "constructed-object.h"
#include "engine-argument.h"
#include "option-arguments.h"
#include "python-network.h"
#include "quantity-argument.h"

#include "ns3/paced-source.h"
#include "ns3/parameter-error.h"
#include "ns3/snake-case.h"
#include "ns3/static-relay.h"
#include "ns3/tree-algorithm.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @return the types of messages that have names, in the order of their numbers */
std::vector<std::pair<std::string, uint32_t>>
MessageTypes()
{
    std::vector<std::pair<std::string, uint32_t>> types;
    for (uint32_t type = 0; type < static_cast<uint32_t>(MessageType::User); ++type)
    {
        if (const MessageTypeInfo* info = FindMessageType(static_cast<MessageType>(type)))
        {
            std::string name = ToSnakeCase(info->name);
            std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) {
                return static_cast<char>(std::toupper(letter));
            });
            types.emplace_back(name, type);
        }
    }
    return types;
}

/** @param module gets what messages are made of */
void
BindMessages(py::module_& module)
{
    py::class_<NodeId>(module, "NodeId", "Who an overlay node is: address and published port.")
        .def(py::init([](uint32_t ip, uint16_t port) {
                 return NodeId{ip, port};
             }),
             py::arg("ip"),
             py::arg("port"))
        .def_readonly("ip", &NodeId::ip, "IPv4 address as a number.")
        .def_readonly("port", &NodeId::port, "Published port.")
        .def("__bool__", [](NodeId id) { return !id.IsNone(); })
        .def(
            "__eq__",
            [](NodeId id, NodeId other) { return id == other; },
            py::is_operator())
        .def(
            "__lt__",
            [](NodeId id, NodeId other) { return id < other; },
            py::is_operator())
        .def("__hash__", [](NodeId id) { return std::hash<NodeId>()(id); })
        .def("__str__", [](NodeId id) { return ToText(id); })
        .def("__repr__", [](NodeId id) { return "<NodeId " + ToText(id) + ">"; });

    py::enum_<Verdict>(module, "Verdict", "What an algorithm did with a message.")
        .value("DONE", Verdict::Done, "Nothing that the engine has to remember.")
        .value("ABSORBED", Verdict::Absorbed, "It has taken data in, to send something else later.")
        .value("HOLD", Verdict::Hold, "It keeps the message until Engine.release().");

    py::enum_<EdgeRole>(module, "EdgeRole", "What a peer is to an application at a node.")
        .value("UPSTREAM", EdgeRole::Upstream, "Messages come from it.")
        .value("DOWNSTREAM", EdgeRole::Downstream, "Messages go to it.");

    const auto findCycles = [](PyHeapTypeObject* heapType) {
        heapType->ht_type.tp_flags |= Py_TPFLAGS_HAVE_GC;
        heapType->ht_type.tp_traverse = [](PyObject* self, visitproc visit, void* arg) -> int {
            Py_VISIT(Py_TYPE(self));
            const auto* message = FindConstructed<PythonMessage>(self);
            return message == nullptr ? 0 : visit(message->network.ptr(), arg);
        };
    };
    const auto headerOf = [](const PythonMessage& message) -> const MessageHeader& {
        return message.message->header;
    };
    py::class_<PythonMessage>(module,
                              "Message",
                              py::custom_type_setup(findCycles),
                              "A message; never changed once it was sent.")
        .def_property_readonly(
            "type",
            [headerOf](const PythonMessage& m) { return static_cast<uint32_t>(headerOf(m).type); },
            "What it says: a number of MessageType, or of your own from USER on.")
        .def_property_readonly(
            "originator",
            [headerOf](const PythonMessage& m) { return headerOf(m).originator; },
            "Who made it; not the last hop.")
        .def_property_readonly(
            "app",
            [headerOf](const PythonMessage& m) { return headerOf(m).app; },
            "Its application; 0 for the engines.")
        .def_property_readonly(
            "sequence",
            [headerOf](const PythonMessage& m) { return headerOf(m).sequence; },
            "Its number.")
        .def_property_readonly(
            "size",
            [headerOf](const PythonMessage& m) { return headerOf(m).PayloadBytes(); },
            "Bytes of payload.")
        .def_property_readonly(
            "ttl",
            [headerOf](const PythonMessage& m) { return headerOf(m).ttl; },
            "Hops that it has left.")
        .def_property_readonly(
            "payload",
            [](const PythonMessage& m) {
                const ByteView bytes = m.message->Bytes();
                return py::bytes(reinterpret_cast<const char*>(bytes.data), bytes.size);
            },
            "Its bytes as far as they are known: none if only their number is.")
        .def_property_readonly(
            "parameters",
            [headerOf](const PythonMessage& m) -> std::optional<std::pair<int32_t, int32_t>> {
                if (!headerOf(m).hasParameters)
                {
                    return std::nullopt;
                }
                return std::make_pair(headerOf(m).Parameter(0), headerOf(m).Parameter(1));
            },
            "Two numbers in place of sequence and payload; None if it has none.")
        .def_property_readonly(
            "peer",
            [headerOf](const PythonMessage& m) { return headerOf(m).Peer(); },
            "The node that a message of the engine is about, such as BROKEN_LINK.")
        .def_property_readonly(
            "born",
            [](const PythonMessage& m) { return InSeconds(m.message->born); },
            "When it was made, in seconds.");
    module.def("message_types", &MessageTypes, "Names and numbers of the types of messages.");
}

/** @param module gets the engine as algorithms see it */
void
BindEngine(py::module_& module)
{
    py::class_<PythonEngine, std::shared_ptr<PythonEngine>>(
        module,
        "Engine",
        "What an algorithm may ask of its engine, while that calls it.")
        .def_property_readonly(
            "id",
            [](const PythonEngine& engine) { return engine.Get().Self(); },
            "The node's own id.")
        .def_property_readonly(
            "observer",
            [](const PythonEngine& engine) { return engine.Get().Observer(); },
            "The observer's id; false if there is none.")
        .def_property_readonly(
            "now",
            [](const PythonEngine& engine) { return InSeconds(engine.Get().Now()); },
            "The time in seconds.")
        .def_property_readonly(
            "upstream",
            [](const PythonEngine& engine) { return engine.Get().Upstream(); },
            "The last hop of the message; false if it came from this node.")
        .def_property_readonly(
            "total_bandwidth",
            [](const PythonEngine& engine) {
                constexpr double BITS = 8;
                return static_cast<double>(engine.Get().TotalBandwidth().BitsPerSecond()) / BITS;
            },
            "Emulated bandwidth of the node in bytes per second; 0 if it is not limited.")
        .def(
            "random",
            [](const PythonEngine& engine) { return engine.Get().Random(); },
            "A random number of the node's own stream, from 0 to below 1.")
        .def(
            "make",
            [](const PythonEngine& engine,
               uint32_t type,
               uint32_t app,
               const py::object& payload,
               uint32_t sequence,
               const std::optional<std::pair<int32_t, int32_t>>& parameters,
               uint8_t ttl) {
                MessageHeader header = ToHeader(type, app, sequence, parameters, ttl);
                Payload bytes = parameters ? nullptr : ToPayload(payload, header);
                return engine.Wrap(engine.Get().Make(header, std::move(bytes)));
            },
            py::arg("type"),
            py::arg("app") = 0,
            py::arg("payload") = py::bytes(),
            py::kw_only(),
            py::arg("sequence") = 0,
            py::arg("parameters") = py::none(),
            py::arg("ttl") = 0,
            "A message of this node. `payload` is bytes, or their number if only that matters.")
        .def(
            "send",
            [](const PythonEngine& engine, const PythonMessage& message, NodeId to) {
                engine.Get().Send(message.message, to);
            },
            py::arg("message"),
            py::arg("to"),
            "Send data as it came, or a message of make(). Data waits for room or is dropped, as "
            "the policy says.")
        .def(
            "deliver",
            [](const PythonEngine& engine, const PythonMessage& message) {
                engine.Get().Deliver(message.message);
            },
            py::arg("message"),
            "Hand data to the application of this node.")
        .def(
            "release",
            [](const PythonEngine& engine, const PythonMessage& message) {
                engine.Get().Release(message.message);
            },
            py::arg("message"),
            "A message that was held is not needed any more.")
        .def(
            "start_timer",
            [](const PythonEngine& engine, const py::object& after, int32_t id) {
                engine.Get().StartTimer(ReadTime(after, "after"), id);
            },
            py::arg("after"),
            py::arg("id") = 0,
            "Ask for a message of type TIMER whose first parameter is `id`.")
        .def(
            "add_edge",
            [](const PythonEngine& engine, uint32_t app, NodeId peer, EdgeRole role) {
                engine.Get().AddEdge(app, peer, role);
            },
            py::arg("app"),
            py::arg("peer"),
            py::arg("role"),
            "Say what a peer is to an application, so that the engine can tell of failures.")
        .def(
            "remove_edge",
            [](const PythonEngine& engine, uint32_t app, NodeId peer, EdgeRole role) {
                engine.Get().RemoveEdge(app, peer, role);
            },
            py::arg("app"),
            py::arg("peer"),
            py::arg("role"),
            "A peer is that to an application no longer.")
        .def(
            "measure",
            [](const PythonEngine& engine, NodeId peer) { engine.Get().Measure(peer); },
            py::arg("peer"),
            "Measure round trip and bandwidth to a node; MEASURE_REPLY tells.");
}

/** @param module gets algorithms of C++ */
void
BindAlgorithms(py::module_& module)
{
    const py::class_<Algorithm, std::shared_ptr<Algorithm>> builtIn(
        module,
        "BuiltInAlgorithm",
        "An algorithm of C++, for one node.");
    py::class_<StaticRelay, Algorithm, std::shared_ptr<StaticRelay>>(
        module,
        "StaticRelay",
        "Sends data where it is told to.")
        .def(py::init([](bool delivers) {
                 auto relay = std::make_shared<StaticRelay>();
                 relay->SetDelivers(delivers);
                 return relay;
             }),
             py::arg("delivers") = false)
        .def("add_route",
             &StaticRelay::AddRoute,
             py::arg("app"),
             py::arg("to"),
             "Data of an application goes to this node too.");

    const std::map<std::string, TreeRule> rules = {{"stress_aware", TreeRule::StressAware},
                                                   {"random", TreeRule::Random},
                                                   {"unicast", TreeRule::Unicast}};
    const std::map<std::string, TreeRepair> repairs = {{"local", TreeRepair::Local},
                                                       {"domino", TreeRepair::Domino}};
    py::class_<TreeAlgorithm, Algorithm, std::shared_ptr<TreeAlgorithm>>(
        module,
        "TreeAlgorithm",
        "Multicast trees: a node joins below a member that it finds by a query (iOverlay, section "
        "3.2).")
        .def(py::init([rules, repairs](const std::string& rule,
                                       const std::string& repair,
                                       const py::object& exchange) {
                 TreeParams params;
                 params.rule = ReadWord(py::str(rule), "rule", rules);
                 params.repair = ReadWord(py::str(repair), "repair", repairs);
                 params.exchange = ReadTime(exchange, "exchange");
                 return std::make_shared<TreeAlgorithm>(params);
             }),
             py::arg("rule") = "stress_aware",
             py::arg("repair") = "local",
             py::arg("exchange") = "5s")
        .def("become_root", &TreeAlgorithm::BecomeRoot, py::arg("app"), "Be the root of a tree.")
        .def(
            "parent",
            [](const TreeAlgorithm& tree, uint32_t app) {
                const TreeMembership* membership = tree.Membership(app);
                return membership == nullptr ? NodeId() : membership->parent.id;
            },
            py::arg("app"),
            "The node's parent; false if it has none.")
        .def(
            "children",
            [](const TreeAlgorithm& tree, uint32_t app) {
                std::vector<NodeId> children;
                if (const TreeMembership* membership = tree.Membership(app))
                {
                    for (const TreeNeighbour& child : membership->children)
                    {
                        children.push_back(child.id);
                    }
                }
                return children;
            },
            py::arg("app"),
            "The node's children, in the order in which they came.");
}

/** @param module gets the network */
void
BindNetwork(py::module_& module)
{
    const auto findCycles = [](PyHeapTypeObject* heapType) {
        heapType->ht_type.tp_flags |= Py_TPFLAGS_HAVE_GC;
        heapType->ht_type.tp_traverse = [](PyObject* self, visitproc visit, void* arg) -> int {
            Py_VISIT(Py_TYPE(self));
            const auto* network = FindConstructed<PythonNetwork>(self);
            return network == nullptr ? 0 : network->Traverse(visit, arg);
        };
    };
    py::class_<PythonNetwork>(module,
                              "FastNetwork",
                              py::custom_type_setup(findCycles),
                              "Overlay nodes and connections, message by message: no packets.")
        .def(py::init<const py::object&>(), py::arg("delay") = "10ms")
        .def(
            "add_node",
            [](const py::object& self,
               const py::object& algorithm,
               const py::object& total,
               const py::object& up,
               const py::object& down,
               uint32_t buffer,
               const std::string& policy,
               const std::optional<NodeId>& observer,
               const std::optional<uint64_t>& seed) {
                auto& network = self.cast<PythonNetwork&>();
                OverlayEngineParams params = ReadEngineParams(total, up, down, buffer, policy);
                params.observer = observer.value_or(NodeId());
                params.seed = seed.value_or(network.Network().Nodes());
                return network.AddNode(self, algorithm, params);
            },
            py::arg("algorithm"),
            py::kw_only(),
            py::arg("total") = py::none(),
            py::arg("up") = py::none(),
            py::arg("down") = py::none(),
            py::arg("buffer") = 10,
            py::arg("policy") = "lossless",
            py::arg("observer") = py::none(),
            py::arg("seed") = py::none(),
            "Add a node; returns its number: 0, 1, 2, ...")
        .def(
            "id_of",
            [](PythonNetwork& network, uint32_t node) { return network.Engine(node).Self(); },
            py::arg("node"),
            "The id of a node.")
        .def(
            "number_of",
            [](PythonNetwork& network, NodeId id) {
                const uint32_t number = network.Network().NumberOf(id);
                if (number >= network.Network().Nodes())
                {
                    throw ParameterError("no node has the id " + ToText(id) +
                                         ", allowed: ids of nodes of this network");
                }
                return number;
            },
            py::arg("id"),
            "The number of the node that has an id.")
        .def("__len__", [](PythonNetwork& network) { return network.Network().Nodes(); })
        .def_property_readonly(
            "now",
            [](PythonNetwork& network) { return InSeconds(network.Network().Now()); },
            "The time in seconds.")
        .def_property_readonly(
            "events",
            [](PythonNetwork& network) { return network.Network().GetCounters().events; },
            "Events that were executed.")
        .def(
            "advance",
            [](PythonNetwork& network, const py::object& time) {
                const Nanoseconds span = ReadTime(time, "time");
                network.Act([&network, span] {
                    network.Network().Advance(network.Network().Now() + span);
                });
            },
            py::arg("time"),
            "Let time pass. Raises SimulationError from what a callback raised.")
        .def(
            "tell",
            [](PythonNetwork& network,
               uint32_t node,
               uint32_t type,
               uint32_t app,
               const py::object& payload,
               const std::optional<std::pair<int32_t, int32_t>>& parameters) {
                OverlayEngine& engine = network.Engine(node);
                const MessagePtr message = MakeControl(engine, type, app, payload, parameters);
                network.Act([&engine, &message] { engine.Tell(message); });
            },
            py::arg("node"),
            py::arg("type"),
            py::arg("app") = 0,
            py::arg("payload") = py::bytes(),
            py::kw_only(),
            py::arg("parameters") = py::none(),
            "Let the algorithm of a node process a control message, as if its observer said it.")
        .def(
            "introduce",
            [](PythonNetwork& network, uint32_t node, const std::vector<uint32_t>& others) {
                std::vector<NodeId> ids;
                ids.reserve(others.size());
                for (const uint32_t other : others)
                {
                    ids.push_back(network.Engine(other).Self());
                }
                OverlayEngine& engine = network.Engine(node);
                const MessagePtr message = MakeBootReply(engine, ids);
                network.Act([&engine, &message] { engine.Tell(message); });
            },
            py::arg("node"),
            py::arg("others"),
            "Tell a node whom it may know, as an observer does when it boots.")
        .def(
            "start_source",
            [](PythonNetwork& network,
               uint32_t node,
               uint32_t app,
               uint32_t bytes,
               const py::object& rate,
               const std::optional<uint32_t>& messages) {
                const PacedSourceParams params = ReadSource(bytes, rate, messages);
                OverlayEngine& engine = network.Engine(node);
                network.Act([&engine, &params, app] {
                    engine.StartSource(app, std::make_unique<PacedSource>(params));
                    engine.Resume();
                });
            },
            py::arg("node"),
            py::arg("app"),
            py::kw_only(),
            py::arg("bytes") = PacedSourceParams().bytes,
            py::arg("rate") = py::none(),
            py::arg("messages") = py::none(),
            "Let a node be the source of an application: equal messages at a rate, or back to "
            "back.")
        .def(
            "stop_source",
            [](PythonNetwork& network, uint32_t node, uint32_t app) {
                network.Engine(node).StopSource(app);
            },
            py::arg("node"),
            py::arg("app"),
            "End a source.")
        .def(
            "crash",
            [](PythonNetwork& network, uint32_t node) { network.Engine(node).Crash(); },
            py::arg("node"),
            "A node is gone; its peers see a reset.")
        .def(
            "terminate",
            [](PythonNetwork& network, uint32_t node) { network.Engine(node).Terminate(); },
            py::arg("node"),
            "A node ends in peace.")
        .def(
            "on_deliver",
            [](const py::object& self, uint32_t node, const py::object& callback) {
                self.cast<PythonNetwork&>().OnDeliver(self, node, callback);
            },
            py::arg("node"),
            py::arg("callback"),
            "Call callback(message) for data that is delivered at a node; None for nobody.")
        .def(
            "counters",
            [](PythonNetwork& network, uint32_t node) {
                return ToDict(network.Engine(node).GetCounters());
            },
            py::arg("node"),
            "What the engine of a node counted, by name.");
}

} // namespace

void
BindOverlay(py::module_& module)
{
    module.doc() = "Overlay nodes on a network of messages. Use qos_overlay.overlay.";
    BindMessages(module);
    BindEngine(module);
    BindAlgorithms(module);
    BindNetwork(module);
}

} // namespace qos
} // namespace ns3
