/* SPDX-License-Identifier: GPL-2.0-only */

#include "network-binding.h"

#include "../option-arguments.h"
#include "../quantity-argument.h"
#include "scenario-network.h"

#include "ns3/background-registry.h"
#include "ns3/boolean.h"
#include "ns3/experiment-request.h"
#include "ns3/nstime.h"
#include "ns3/object-text.h"
#include "ns3/queue-disc.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/time-conversion.h"

#include <pybind11/stl.h>

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * Begin a simulation.
 * @tparam Kind of network
 * @tparam Arguments of its constructor
 * @param seed as Python gave it
 * @param arguments behind the world
 * @return the network
 */
template <typename Kind, typename... Arguments>
std::shared_ptr<Kind>
Make(const py::object& seed, const Arguments&... arguments)
{
    SimulatedWorld& world = SimulatedWorld::BeginNew(ParseSeed(py::str(seed).cast<std::string>()));
    auto network = std::make_shared<Kind>(world, arguments...);
    world.Add(network);
    return network;
}

/**
 * @param value a rate of a link
 * @param name of the argument
 * @return the rate
 */
DataRate
ReadLinkRate(const py::object& value, const char* name)
{
    if (value.is_none())
    {
        throw ParameterError(std::string(name) +
                             " is None, allowed: a rate above 0 with a unit, such as '10Mbps'");
    }
    return DataRate(ReadRate(value, name).BitsPerSecond());
}

/**
 * @param value how many packets a queue holds
 * @param name of the argument
 * @return how many
 */
uint32_t
ReadQueue(const py::object& value, const char* name)
{
    constexpr uint64_t MOST = 1000000;
    return static_cast<uint32_t>(ReadWhole(value, name, 1, MOST));
}

/**
 * @param name of a class of ns-3
 * @return the same, the congestion control of TCP
 */
std::string
ReadTcp(const std::string& name)
{
    TypeId tid;
    if (!TypeId::LookupByNameFailSafe(name, &tid) ||
        !tid.IsChildOf(TcpCongestionOps::GetTypeId()) || !tid.HasConstructor())
    {
        throw ParameterError("tcp is '" + name +
                             "', allowed: a class of ns-3 for TCP's congestion control, such as "
                             "ns3::TcpLinuxReno or ns3::TcpCubic");
    }
    return name;
}

/**
 * ns-3 looks at the configuration of a queue disc when the simulation begins, and ends the process.
 * @param text of the queue disc
 * @param disc it
 * @throws ParameterError if it could not hold packets back on a device
 */
void
CheckQueueDisc(const std::string& text, const QueueDisc& disc)
{
    const std::string which = "queue_disc is '" + text + "'";
    if (disc.GetWakeMode() == QueueDisc::WAKE_CHILD)
    {
        throw ParameterError(which + ", which needs a child for each queue of the device, allowed: "
                                     "one that holds packets itself, such as ns3::RedQueueDisc");
    }
    BooleanValue l4s;
    TimeValue threshold;
    if (disc.GetAttributeFailSafe("UseL4s", l4s) && l4s.Get() &&
        disc.GetAttributeFailSafe("CeThreshold", threshold) && threshold.Get() == Time::Max())
    {
        throw ParameterError(which + " without a threshold, allowed: UseL4s with a CeThreshold");
    }
}

/**
 * @param value text of a queue disc, or None
 * @return makes it; without a type for None
 */
ObjectFactory
ReadQueueDisc(const py::object& value)
{
    ObjectFactory factory;
    if (value.is_none())
    {
        return factory;
    }
    const auto text = py::str(value).cast<std::string>();
    TypeId tid;
    if (!IsObjectText(text) ||
        !TypeId::LookupByNameFailSafe(text.substr(0, text.find('[')), &tid) ||
        !tid.IsChildOf(QueueDisc::GetTypeId()) || !tid.HasConstructor())
    {
        throw ParameterError("queue_disc is '" + text +
                             "', allowed: None, or a queue disc of ns-3 such as "
                             "ns3::RedQueueDisc[MinTh=15|MaxTh=45]");
    }
    std::istringstream(text) >> factory;
    CheckQueueDisc(text, *factory.Create<QueueDisc>());
    return factory;
}

/**
 * @param kind of traffic
 * @param knobs as Python gave them
 * @return the setup for this kind
 */
BackgroundSetup
ReadBackground(const std::string& kind, const py::kwargs& knobs)
{
    BackgroundSetup setup;
    OptionArguments arguments("background " + kind, knobs);
    const auto time = [&arguments](const char* name, Time& knob) {
        if (const py::object value = arguments.Take(name))
        {
            knob = ToSimulator(ReadTime(value, name));
        }
    };
    const auto count = [&arguments](const char* name, uint32_t& knob) {
        if (const py::object value = arguments.Take(name))
        {
            knob = ReadWhole32(value, name, 1);
        }
    };
    const auto rate = [&arguments](const char* name, DataRate& knob) {
        if (const py::object value = arguments.Take(name))
        {
            knob = ReadLinkRate(value, name);
        }
    };
    if (kind == "tcp")
    {
        count("flows", setup.tcp.flows);
        time("start_within", setup.tcp.startWithin);
    }
    else if (kind == "selfsimilar")
    {
        count("sources", setup.selfSimilar.sources);
        rate("load", setup.selfSimilar.load);
        rate("peak", setup.selfSimilar.peak);
        time("mean_on", setup.selfSimilar.meanOn);
        count("packet_bytes", setup.selfSimilar.packetBytes);
        time("start_within", setup.selfSimilar.startWithin);
    }
    else if (kind == "web")
    {
        count("sessions", setup.web.sessions);
        time("think_time", setup.web.thinkTime);
    }
    else
    {
        throw ParameterError("background is '" + kind +
                             "', allowed: " + Join(BackgroundTraffics().Names()));
    }
    arguments.RequireAllTaken();
    return setup;
}

/** What all graphs have. */
struct GraphKnobs
{
    GraphLinkParams link;                          //!< of each link
    std::string tcp = GraphTopology::Params().tcp; //!< congestion control of TCP
    py::object seed = py::int_(1);                 //!< of the simulation
};

/**
 * @param knobs of links, among others
 * @param link gets those that are given
 */
void
TakeLink(OptionArguments& knobs, GraphLinkParams& link)
{
    if (const py::object value = knobs.Take("rate"))
    {
        link.rate = ReadLinkRate(value, "rate");
    }
    if (const py::object value = knobs.Take("delay"))
    {
        link.delay = ToSimulator(ReadTime(value, "delay"));
    }
    if (const py::object value = knobs.Take("queue"))
    {
        link.queuePackets = ReadQueue(value, "queue");
    }
}

/**
 * @param given as Python gave it
 * @return what the graph to come has
 */
GraphKnobs
ReadGraphKnobs(const py::kwargs& given)
{
    GraphKnobs knobs;
    OptionArguments arguments("a graph", given);
    TakeLink(arguments, knobs.link);
    if (const py::object value = arguments.Take("tcp"))
    {
        knobs.tcp = ReadTcp(py::str(value).cast<std::string>());
    }
    if (const py::object value = arguments.Take("seed"))
    {
        knobs.seed = value;
    }
    arguments.RequireAllTaken();
    return knobs;
}

/**
 * @param graph gets a link
 * @param numbers of its nodes by name
 * @param link two names, and perhaps a dict of what is not as usual
 * @param defaults what is usual
 */
void
AddLink(NetworkGraph& graph,
        std::map<std::string, uint32_t>& numbers,
        const py::handle& link,
        const GraphLinkParams& defaults)
{
    const auto sequence = PySequence_Check(link.ptr()) != 0
                              ? py::tuple(py::reinterpret_borrow<py::object>(link))
                              : py::tuple();
    const bool hasKnobs = sequence.size() == 3 && py::isinstance<py::dict>(sequence[2]);
    if (sequence.size() != 2 && !hasKnobs)
    {
        throw ParameterError("a link is " + py::repr(link).cast<std::string>() +
                             ", allowed: (source, target) or (source, target, {\"rate\": ..., "
                             "\"delay\": ..., \"queue\": ...})");
    }
    GraphLinkParams params = defaults;
    OptionArguments knobs("a link", hasKnobs ? py::dict(sequence[2]) : py::dict());
    TakeLink(knobs, params);
    knobs.RequireAllTaken();
    const auto number = [&graph, &numbers](const py::handle& end) {
        const auto name = py::str(end).cast<std::string>();
        const auto found = numbers.find(name);
        return found != numbers.end() ? found->second : numbers[name] = graph.AddNode(name);
    };
    const uint32_t first = number(sequence[0]);
    graph.AddLink(first, number(sequence[1]), params);
}

/**
 * @param graph what to build
 * @param knobs how
 * @return the network
 */
std::shared_ptr<ScenarioGraph>
MakeGraph(const NetworkGraph& graph, const GraphKnobs& knobs)
{
    graph.CheckConnected(); // before the simulation that is there ends
    GraphTopology::Params params;
    params.tcp = knobs.tcp;
    return Make<ScenarioGraph>(knobs.seed, graph, params);
}

} // namespace

void
BindNetworks(py::module_& module)
{
    py::class_<ScenarioNetwork, std::shared_ptr<ScenarioNetwork>>(
        module,
        "Network",
        "Hosts and links. With them a simulation begins; the one before ends.")
        .def_property_readonly("hosts",
                               &ScenarioNetwork::Hosts,
                               "Hosts and routers, in the order in which they were made.")
        .def("host", &ScenarioNetwork::Host, py::arg("name"), "The host of a name.")
        .def_property_readonly(
            "now",
            [](const ScenarioNetwork& network) { return InSeconds(network.Now()); },
            "The time in seconds; after the end, that of the end.")
        .def_property_readonly(
            "events",
            [](const ScenarioNetwork& network) { return network.Events(); },
            "Events that were executed.")
        .def(
            "advance",
            [](const ScenarioNetwork& network, const py::object& time) {
                network.World().Advance(ReadTime(time, "time"));
            },
            py::arg("time"),
            "Let time pass. Raises SimulationError from what a callback raised.")
        .def(
            "after",
            [](const ScenarioNetwork& network,
               const py::object& delay,
               const py::object& callback) {
                network.World().Schedule(ReadTime(delay, "delay"), callback, Nanoseconds{0});
            },
            py::arg("delay"),
            py::arg("callback"),
            "Call callback() once, so long from now.")
        .def(
            "every",
            [](const ScenarioNetwork& network,
               const py::object& period,
               const py::object& callback,
               const py::object& start) {
                const Nanoseconds interval = ReadTime(period, "period");
                if (interval == Nanoseconds{0})
                {
                    throw ParameterError("period is " + py::repr(period).cast<std::string>() +
                                         ", allowed: a time above 0");
                }
                network.World().Schedule(ReadTime(start, "start"), callback, interval);
            },
            py::arg("period"),
            py::arg("callback"),
            py::kw_only(),
            py::arg("start") = 0,
            "Call callback() again and again, first `start` from now.")
        .def("close",
             &ScenarioNetwork::Close,
             "End the simulation; what was recorded stays. Nothing happens if it has ended.")
        .def("__enter__", [](const std::shared_ptr<ScenarioNetwork>& network) { return network; })
        .def("__exit__",
             [](const ScenarioNetwork& network, const py::args& /* raised */) { network.Close(); });

    py::class_<ScenarioDumbbell, ScenarioNetwork, std::shared_ptr<ScenarioDumbbell>>(
        module,
        "Dumbbell",
        "Hosts on the left talk to hosts on the right through one link that all share.")
        .def(py::init([](const py::object& pairs,
                         const py::object& rate,
                         const py::object& delay,
                         const py::object& queue,
                         const py::object& queueDisc,
                         const py::object& accessRate,
                         const py::object& accessDelay,
                         const py::object& accessQueue,
                         const std::string& tcp,
                         const py::object& seed) {
                 DumbbellTopology::Params params;
                 params.pairs = static_cast<uint32_t>(
                     ReadWhole(pairs, "pairs", 1, DumbbellTopology::MOST_PAIRS));
                 params.bottleneckRate = ReadLinkRate(rate, "rate");
                 params.bottleneckDelay = ToSimulator(ReadTime(delay, "delay"));
                 params.queuePackets = ReadQueue(queue, "queue");
                 params.rootQueueDisc = ReadQueueDisc(queueDisc);
                 params.accessRate = ReadLinkRate(accessRate, "access_rate");
                 params.accessDelay = ToSimulator(ReadTime(accessDelay, "access_delay"));
                 params.accessPackets = ReadQueue(accessQueue, "access_queue");
                 params.tcp = ReadTcp(tcp);
                 return Make<ScenarioDumbbell>(seed, params);
             }),
             py::kw_only(),
             py::arg("pairs") = 1,
             py::arg("rate") = "10Mbps",
             py::arg("delay") = "30ms",
             py::arg("queue") = DumbbellTopology::Params().queuePackets,
             py::arg("queue_disc") = py::none(),
             py::arg("access_rate") = "1Gbps",
             py::arg("access_delay") = 0,
             py::arg("access_queue") = DumbbellTopology::Params().accessPackets,
             py::arg("tcp") = DumbbellTopology::Params().tcp,
             py::arg("seed") = 1)
        .def_property_readonly("left", &ScenarioDumbbell::Left, "The hosts on the left.")
        .def_property_readonly("right", &ScenarioDumbbell::Right, "The hosts on the right.")
        .def_property_readonly("bottleneck",
                               &ScenarioDumbbell::Forward,
                               "The shared link from left to right.")
        .def_property_readonly("bottleneck_back",
                               &ScenarioDumbbell::Backward,
                               "The shared link from right to left.")
        .def(
            "add_background",
            [](ScenarioDumbbell& network,
               const std::string& kind,
               const py::object& firstPair,
               const py::object& pairs,
               const py::kwargs& knobs) {
                BackgroundTraffic::Hosts hosts;
                hosts.firstPair = static_cast<uint32_t>(
                    ReadWhole(firstPair, "first_pair", 0, network.Left().size() - 1));
                hosts.pairs = pairs.is_none()
                                  ? static_cast<uint32_t>(network.Left().size()) - hosts.firstPair
                                  : ReadWhole32(pairs, "pairs", 1);
                network.AddBackground(kind, ReadBackground(kind, knobs), hosts);
            },
            py::arg("kind"),
            py::kw_only(),
            py::arg("first_pair") = 0,
            py::arg("pairs") = py::none(),
            "Add traffic of others from left to right: tcp (flows, start_within), selfsimilar "
            "(sources, load, peak, mean_on, packet_bytes, start_within) or web (sessions, "
            "think_time).");

    py::class_<ScenarioGraph, ScenarioNetwork, std::shared_ptr<ScenarioGraph>>(
        module,
        "Graph",
        "Hosts and links of any shape; packets take the way of the least delay. Keywords of all "
        "graphs: rate (100Mbps), delay (1ms) and queue (100 packets) of links, tcp, seed (1).")
        .def(py::init([](const py::iterable& links, const py::kwargs& given) {
                 const GraphKnobs knobs = ReadGraphKnobs(given);
                 NetworkGraph graph;
                 std::map<std::string, uint32_t> numbers;
                 for (const py::handle& link : links)
                 {
                     AddLink(graph, numbers, link, knobs.link);
                 }
                 return MakeGraph(graph, knobs);
             }),
             py::arg("links"))
        .def("link",
             &ScenarioGraph::Link,
             py::arg("source"),
             py::arg("target"),
             "The link from a host to a neighbour, by names.")
        .def_property_readonly("links",
                               &ScenarioGraph::Links,
                               "All directions of links, first those of the first link.")
        .def_static(
            "chain",
            [](const py::object& nodes, const py::kwargs& given) {
                const GraphKnobs knobs = ReadGraphKnobs(given);
                return MakeGraph(NetworkGraph::Chain(ReadWhole32(nodes, "nodes"), knobs.link),
                                 knobs);
            },
            py::arg("nodes"),
            "A chain of hosts: n0 - n1 - n2 and so on.")
        .def_static(
            "tree",
            [](const py::object& children, const py::object& depth, const py::kwargs& given) {
                const GraphKnobs knobs = ReadGraphKnobs(given);
                return MakeGraph(NetworkGraph::Tree(ReadWhole32(children, "children"),
                                                    ReadWhole32(depth, "depth"),
                                                    knobs.link),
                                 knobs);
            },
            py::arg("children"),
            py::arg("depth"),
            "A tree in which all leaves are equally deep; its root is n0, then level by level.");

    py::class_<ScenarioStar, ScenarioNetwork, std::shared_ptr<ScenarioStar>>(
        module,
        "Star",
        "Hosts around a router, each with a delay of its own.")
        .def(py::init([](const py::iterable& delays,
                         const py::object& rate,
                         const py::object& queue,
                         const std::string& tcp,
                         const py::object& seed) {
                 StarTopology::Params params;
                 params.rate = ReadLinkRate(rate, "rate");
                 params.queuePackets = ReadQueue(queue, "queue");
                 params.tcp = ReadTcp(tcp);
                 std::vector<Nanoseconds> read;
                 for (const py::handle& delay : delays)
                 {
                     read.push_back(ReadTime(py::reinterpret_borrow<py::object>(delay), "a delay"));
                 }
                 if (read.size() < 2 || read.size() > StarTopology::MOST_HOSTS)
                 {
                     throw ParameterError("delays are of " + std::to_string(read.size()) +
                                          " hosts, allowed: 2 to " +
                                          std::to_string(StarTopology::MOST_HOSTS));
                 }
                 return Make<ScenarioStar>(seed, params, read);
             }),
             py::arg("delays"),
             py::kw_only(),
             py::arg("rate") = "1Gbps",
             py::arg("queue") = StarTopology::Params().queuePackets,
             py::arg("tcp") = StarTopology::Params().tcp,
             py::arg("seed") = 1);
}

} // namespace qos
} // namespace ns3
