/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-overqos.h"

#include "knob-arguments.h"

#include "ns3/classifier-registry.h"
#include "ns3/inet-socket-address.h"
#include "ns3/join.h"
#include "ns3/nstime.h"
#include "ns3/parameter-error.h"
#include "ns3/socket.h"
#include "ns3/time-conversion.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

constexpr uint32_t MOST_OVERLAYS = 16;    // networks of 16 bits in 172.16.0.0/12
constexpr std::size_t MOST_NODES = 65534; // addresses in one of them

/**
 * @param overlay number of an overlay
 * @param node number of one of its nodes, from 1
 * @return the node's address in the overlay
 */
Ipv4Address
TunnelAddress(uint32_t overlay, uint32_t node)
{
    constexpr uint32_t BITS = 16;
    return Ipv4Address(Ipv4Address("172.16.0.0").Get() + (overlay << BITS) + node);
}

/**
 * @param knobs of a tunnel
 * @throws ParameterError if there is no such classifier
 */
void
CheckClassifier(const py::dict& knobs)
{
    if (!knobs.contains("classifier"))
    {
        return;
    }
    const auto name = py::str(knobs["classifier"]).cast<std::string>();
    const auto names = Classifiers().Names();
    if (std::find(names.begin(), names.end(), name) == names.end())
    {
        throw ParameterError("classifier is '" + name + "', allowed: " + Join(names));
    }
}

/**
 * @param knobs of nodes
 * @param factory gets them
 */
void
ApplyNodeKnobs(const py::dict& knobs, ObjectFactory& factory)
{
    if (knobs.contains("number"))
    {
        throw ParameterError("number of an overlay node is given, allowed: the numbers that nodes "
                             "get in their order");
    }
    SetKnobs("overlay node", knobs, factory);
}

/**
 * @param counts numbers by name
 * @return a dictionary
 */
py::dict
ToDict(const NamedCounts& counts)
{
    py::dict dict;
    for (const auto& [name, count] : counts)
    {
        dict[py::str(name)] = count;
    }
    return dict;
}

/**
 * @param name as sentences have it
 * @return the same as a key
 */
std::string
DropKey(std::string name)
{
    std::replace(name.begin(), name.end(), ' ', '_');
    return "dropped_" + name;
}

/**
 * @param node an overlay node
 * @param tunnel of the node
 * @return what they counted
 */
NamedCounts
CountersOf(OverqosNode& node, const OverqosTunnel& tunnel)
{
    const OverqosRouter* router = node.GetRouter();
    NamedCounts counts{{"injected", router != nullptr ? router->Injected() : 0},
                       {"delivered", router != nullptr ? router->Delivered() : 0}};
    for (std::size_t i = 0; i < ROUTER_DROP_REASONS; ++i)
    {
        const auto reason = static_cast<RouterDropReason>(i);
        counts.emplace_back(DropKey(RouterDropReasonName(reason)),
                            router != nullptr ? router->Dropped(reason) : 0);
    }
    counts.emplace_back("malformed", router != nullptr ? router->Malformed() : 0);
    counts.emplace_back("foreign", node.GetForeign());
    counts.emplace_back("unsent", node.GetUnsent());
    counts.emplace_back("refused", node.GetRefused());
    counts.emplace_back("tunnel_received", tunnel.GetReceived());
    counts.emplace_back("tunnel_unknown", tunnel.GetUnknown());
    return counts;
}

/**
 * @param sender entry of a virtual link; null if its node does not run
 * @param receiver exit of the link; null if its node does not run
 * @return what they counted
 */
NamedCounts
CountersOf(const BundleSender* sender, const BundleReceiver* receiver)
{
    const PacketCounters packets =
        sender != nullptr ? sender->Link().GetPacketCounters() : PacketCounters();
    const EntryCounters entry = sender != nullptr ? sender->Link().GetCounters() : EntryCounters();
    const ExitCounters exit = receiver != nullptr ? receiver->Link().GetCounters() : ExitCounters();
    NamedCounts counts{
        {"sent", packets.sent},
        {"delivered", packets.delivered},
        {"lost", packets.lost},
        {"unprotected", packets.unprotected},
        {"unknown", packets.unknown},
        {"arrived", receiver != nullptr ? receiver->Link().Receipts().Delivered() : 0},
        {"repaired", exit.repaired}};
    for (std::size_t i = 0; i < BUNDLE_DROP_REASONS; ++i)
    {
        const auto reason = static_cast<BundleDropReason>(i);
        counts.emplace_back(DropKey(BundleDropReasonName(reason)),
                            sender != nullptr ? sender->Dropped(reason) : 0);
    }
    counts.insert(counts.end(),
                  {{"data_frames", entry.dataFrames},
                   {"parity_frames", entry.parityFrames},
                   {"repair_frames", entry.repairFrames},
                   {"repair_parity_frames", entry.repairParityFrames},
                   {"probe_frames", entry.probeFrames},
                   {"withdrawn_frames", entry.withdrawnFrames},
                   {"frames_used", exit.frames},
                   {"frames_lost", receiver != nullptr ? receiver->Link().Frames().Lost() : 0},
                   {"reports", exit.reports},
                   {"sent_bytes", sender != nullptr ? sender->SentBytes() : 0},
                   {"report_bytes", receiver != nullptr ? receiver->SentBytes() : 0}});
    return counts;
}

} // namespace

ScenarioOverqosNode::ScenarioOverqosNode(std::shared_ptr<ScenarioHost> host,
                                         const Ptr<OverqosNode>& node,
                                         const Ptr<OverqosTunnel>& tunnel,
                                         std::shared_ptr<ScenarioHost> there)
    : SimulatedPart(host->World()),
      m_host(std::move(host)),
      m_tunnelHost(std::move(there)),
      m_node(node),
      m_tunnel(tunnel),
      m_number(m_node->GetNumber())
{
}

void
ScenarioOverqosNode::RequirePort() const
{
    UintegerValue port;
    GetNode()->GetAttribute("Port", port);
    const auto probe = Socket::CreateSocket(m_host->GetNode(), UdpSocketFactory::GetTypeId());
    const InetSocketAddress own(m_host->Address(), static_cast<uint16_t>(port.Get()));
    const bool isFree = probe->Bind(own) == 0;
    probe->Close();
    if (!isFree)
    {
        throw ParameterError("port " + std::to_string(port.Get()) + " of host " + m_host->Name() +
                             " is taken, allowed: another one for each overlay");
    }
}

void
ScenarioOverqosNode::Start() const
{
    if (GetNode()->GetRouter() == nullptr)
    {
        RequirePort();
        m_node->Start();
    }
}

NamedCounts
ScenarioOverqosNode::Counters() const
{
    return m_node ? CountersOf(*m_node, *m_tunnel) : m_last;
}

void
ScenarioOverqosNode::DoLeave()
{
    m_last = Counters();
    m_node = nullptr;
    m_tunnel = nullptr;
}

ScenarioOverqosLink::ScenarioOverqosLink(std::shared_ptr<ScenarioOverqosNode> from,
                                         std::shared_ptr<ScenarioOverqosNode> to,
                                         uint16_t number)
    : SimulatedPart(from->World()),
      m_from(std::move(from)),
      m_to(std::move(to)),
      m_entry(m_from->GetNode()),
      m_exit(m_to->GetNode()),
      m_number(number)
{
}

std::shared_ptr<ScenarioOverqosLink>
ScenarioOverqosLink::Make(std::shared_ptr<ScenarioOverqosNode> from,
                          std::shared_ptr<ScenarioOverqosNode> to,
                          uint16_t number)
{
    const std::shared_ptr<ScenarioOverqosLink> link(
        new ScenarioOverqosLink(std::move(from), std::move(to), number));
    // a trace may outlive this object, and holds it by a weak pointer
    const std::weak_ptr<ScenarioOverqosLink> weak = link;
    link->m_entry->TraceConnectWithoutContext(
        "LinkState",
        Callback<void, uint16_t, const OverqosLinkState&>(
            [weak, number](uint16_t bundle, const OverqosLinkState& state) {
                const auto self = weak.lock();
                if (self && bundle == number)
                {
                    self->Record(state);
                }
            }));
    link->World().Add(link);
    return link;
}

void
ScenarioOverqosLink::Record(const OverqosLinkState& state)
{
    m_states.Add({World().Now(),
                  state.loss,
                  state.residual,
                  state.redundancy,
                  state.firstRedundancy,
                  state.secondRedundancy,
                  state.total.GetBitRate(),
                  state.data.GetBitRate(),
                  state.guaranteeable.GetBitRate(),
                  state.flows,
                  ToCore(state.roundTrip)});
}

NamedCounts
ScenarioOverqosLink::Counters() const
{
    if (!m_entry)
    {
        return m_last;
    }
    OverqosRouter* from = m_entry->GetRouter();
    const OverqosRouter* to = m_exit->GetRouter();
    return CountersOf(from != nullptr ? from->Outgoing(m_number) : nullptr,
                      to != nullptr ? to->Incoming(m_number) : nullptr);
}

void
ScenarioOverqosLink::DoLeave()
{
    m_last = Counters();
    m_entry = nullptr;
    m_exit = nullptr;
}

ScenarioOverqos::ScenarioOverqos(SimulatedWorld& world, uint32_t number)
    : SimulatedPart(world),
      m_number(number),
      m_helper(std::in_place)
{
    constexpr uint32_t FIRST_PORT = 4754;
    m_nodeFactory.SetTypeId(OverqosNode::GetTypeId());
    m_nodeFactory.Set("Port", UintegerValue(FIRST_PORT + number));
}

std::shared_ptr<ScenarioOverqos>
ScenarioOverqos::Make(ScenarioNetwork& network, const py::dict& tunnel, const py::dict& nodes)
{
    SimulatedWorld& world = network.World();
    if (network.Overlays() == MOST_OVERLAYS)
    {
        throw ParameterError("network has " + std::to_string(MOST_OVERLAYS) +
                             " overlays already, allowed: no more");
    }
    const std::shared_ptr<ScenarioOverqos> overlay(new ScenarioOverqos(world, network.Overlays()));
    ApplyNodeKnobs(nodes, overlay->m_nodeFactory);
    ObjectFactory tunnels;
    tunnels.SetTypeId(OverqosTunnel::GetTypeId());
    CheckClassifier(tunnel);
    SetKnobs("tunnel", tunnel, tunnels);
    UintegerValue mtu;
    tunnels.Create<OverqosTunnel>()->GetAttribute("Mtu", mtu);
    overlay->m_tunnelBytes = static_cast<uint32_t>(mtu.Get());
    overlay->m_helper->SetTunnels(tunnels);
    network.CountOverlay();
    world.Add(overlay);
    return overlay;
}

std::shared_ptr<ScenarioOverqosNode>
ScenarioOverqos::Install(const std::shared_ptr<ScenarioHost>& host, const py::dict& knobs)
{
    SimulatedWorld& world = World();
    for (const auto& node : m_nodes)
    {
        if (node->Host()->GetNode() == host->GetNode())
        {
            throw ParameterError("host " + host->Name() +
                                 " has a node of this overlay already, allowed: one on a host");
        }
    }
    if (m_nodes.size() == MOST_NODES)
    {
        throw ParameterError("overlay has " + std::to_string(MOST_NODES) +
                             " nodes already, allowed: no more");
    }
    ObjectFactory factory = m_nodeFactory;
    ApplyNodeKnobs(knobs, factory);
    world.Begin();
    m_helper->SetNodes(factory);
    const Ptr<OverqosNode> node = m_helper->Install(host->GetNode());
    world.UseStreams(node->AssignStreams(world.NextStream()));
    const Ipv4Address address = TunnelAddress(m_number, node->GetNumber());
    const auto tunnel = m_helper->InstallTunnel(node, address, Ipv4Mask("255.255.0.0"));
    auto there = host->At(host->Name() + "/overqos" + std::to_string(m_number), address);
    auto made = std::make_shared<ScenarioOverqosNode>(host, node, tunnel, std::move(there));
    world.Add(made);
    m_nodes.push_back(made);
    TimeValue start;
    node->GetAttribute("StartTime", start);
    if (start.Get().IsZero())
    {
        node->Start(); // and not in an event to come: what is sent next is sent through it
    }
    return made;
}

Ptr<OverqosLinkConfig>
ScenarioOverqos::ReadLink(const py::dict& knobs) const
{
    ObjectFactory factory;
    factory.SetTypeId(OverqosLinkConfig::GetTypeId());
    SetKnobs("virtual link", knobs, factory);
    const auto config = factory.Create<OverqosLinkConfig>();
    const BundleSenderParams sender = config->ForSender(1);
    if (sender.link.mostPacketBytes < m_tunnelBytes)
    {
        throw ParameterError("most_packet_bytes is " + std::to_string(sender.link.mostPacketBytes) +
                             ", allowed: at least the mtu of the tunnels, which is " +
                             std::to_string(m_tunnelBytes));
    }
    // a router that nobody uses says now what is wrong, and not in the simulation
    OverqosRouter router({}, OverqosRouter::Callbacks());
    router.AddOutgoing(sender, 1);
    router.AddIncoming(config->ForReceiver(1), 1);
    return config;
}

ScenarioOverqos::LinkPair
ScenarioOverqos::Connect(const std::shared_ptr<ScenarioOverqosNode>& first,
                         const std::shared_ptr<ScenarioOverqosNode>& second,
                         const py::dict& there,
                         const py::dict& back)
{
    World();
    for (const auto& node : {first, second})
    {
        if (std::find(m_nodes.begin(), m_nodes.end(), node) == m_nodes.end())
        {
            throw ParameterError("node of " + node->Host()->Name() +
                                 " is of another overlay, allowed: nodes that this one has "
                                 "installed");
        }
    }
    if (first == second)
    {
        throw ParameterError("virtual link from " + first->Host()->Name() +
                             " to itself, allowed: between two nodes");
    }
    constexpr std::size_t MOST_LINKS = 65534; // numbers of 16 bits, two for each pair
    if (m_links.size() == MOST_LINKS)
    {
        throw ParameterError("overlay has " + std::to_string(MOST_LINKS) +
                             " virtual links already, allowed: no more");
    }
    const Ptr<OverqosLinkConfig> thereConfig = ReadLink(there);
    const Ptr<OverqosLinkConfig> backConfig = ReadLink(back);
    for (const auto& node : {first, second})
    {
        if (!HasLink(node))
        {
            node->RequirePort(); // it takes its port now
        }
    }
    const uint16_t number = m_helper->Connect(first->GetNode(),
                                              first->Host()->Address(),
                                              second->GetNode(),
                                              second->Host()->Address(),
                                              thereConfig,
                                              backConfig);
    m_helper->SetRoutes();
    LinkPair links{ScenarioOverqosLink::Make(first, second, number),
                   ScenarioOverqosLink::Make(second, first, static_cast<uint16_t>(number + 1))};
    m_links.push_back(links.first);
    m_links.push_back(links.second);
    return links;
}

bool
ScenarioOverqos::HasLink(const std::shared_ptr<ScenarioOverqosNode>& node) const
{
    return std::any_of(m_links.begin(), m_links.end(), [&node](const auto& link) {
        return link->From() == node;
    });
}

void
ScenarioOverqos::DoLeave()
{
    m_helper.reset();
}

void
BindOverqos(py::module_& module)
{
    py::class_<ScenarioOverqosNode, std::shared_ptr<ScenarioOverqosNode>>(
        module,
        "OverqosNode",
        "An overlay node of OverQoS on a host, with a tunnel for what runs there.")
        .def_property_readonly("host", &ScenarioOverqosNode::Host, "The host.")
        .def_property_readonly("tunnel",
                               &ScenarioOverqosNode::Tunnel,
                               "The host under its address in the overlay: what is sent to it "
                               "from other nodes' hosts goes over virtual links.")
        .def_property_readonly("number",
                               &ScenarioOverqosNode::Number,
                               "Its number in the overlay, from 1.")
        .def_property_readonly(
            "counters",
            [](const ScenarioOverqosNode& node) { return ToDict(node.Counters()); },
            "Packets by name: injected and delivered here, dropped by reason, and what was "
            "refused; "
            "since the node was started last.")
        .def(
            "stop",
            [](const ScenarioOverqosNode& node) { node.GetNode()->Stop(); },
            "Stop now, as in a crash: what the node knew is gone.")
        .def("start", &ScenarioOverqosNode::Start, "Start again, if it was stopped.")
        .def("__repr__", [](const ScenarioOverqosNode& node) {
            return "<OverqosNode on " + node.Host()->Name() + ">";
        });

    py::class_<ScenarioOverqosLink, std::shared_ptr<ScenarioOverqosLink>>(
        module,
        "OverqosLink",
        "A controlled-loss virtual link in one direction.")
        .def_property_readonly("entry", &ScenarioOverqosLink::From, "The node where it begins.")
        .def_property_readonly("exit", &ScenarioOverqosLink::To, "The node where it ends.")
        .def_property_readonly(
            "counters",
            [](const ScenarioOverqosLink& link) { return ToDict(link.Counters()); },
            "What its ends counted, by name: packets sent, and of these delivered, lost, "
            "unprotected "
            "(lost before recovery began) and unknown as the entry knows; arrived and repaired as "
            "the exit knows; dropped at the entry by reason; frames of each kind, frames_used "
            "and frames_lost at the exit; bytes; since the nodes were started last.")
        .def_property_readonly(
            "states",
            [](const ScenarioOverqosLink& link) { return link.States().ToNumpy(); },
            "What its entry knew, at each report of its exit: time_s; loss of frames, and residual "
            "loss of packets behind recovery; redundancy, a share of all frames, and of the blocks "
            "of each round first_redundancy and second_redundancy; total_bps (b), data_bps (c), "
            "guaranteeable_bps (c_min); flows (N); round_trip_s.")
        .def("__repr__", [](const ScenarioOverqosLink& link) {
            return "<OverqosLink " + link.From()->Host()->Name() + " to " +
                   link.To()->Host()->Name() + ">";
        });

    py::class_<ScenarioOverqos, std::shared_ptr<ScenarioOverqos>>(
        module,
        "Overqos",
        "An overlay of OverQoS: nodes on hosts, and virtual links between them.")
        .def(
            py::init([](ScenarioNetwork& network, const py::dict& tunnel, const py::kwargs& knobs) {
                return ScenarioOverqos::Make(network, tunnel, knobs);
            }),
            py::arg("network"),
            py::kw_only(),
            py::arg("tunnel") = py::dict(),
            "An overlay without nodes. `tunnel` has the knobs of tunnels, attributes of "
            "OverqosTunnel (mtu, classifier); the other keywords are those of nodes, attributes "
            "of OverqosNode such as order, order_wait, late_policy, port, signals_most.")
        .def(
            "install",
            [](ScenarioOverqos& overlay,
               const std::shared_ptr<ScenarioHost>& host,
               const py::kwargs& knobs) { return overlay.Install(host, knobs); },
            py::arg("host").none(false),
            "Put a node with a tunnel on a host; returns it. Knobs are those of this node alone.")
        .def(
            "connect",
            [](ScenarioOverqos& overlay,
               const std::shared_ptr<ScenarioOverqosNode>& first,
               const std::shared_ptr<ScenarioOverqosNode>& second,
               const std::optional<py::dict>& back,
               const py::kwargs& knobs) {
                const py::dict knobsBack = knobs.attr("copy")();
                if (back)
                {
                    knobsBack.attr("update")(*back);
                }
                return overlay.Connect(first, second, knobs, knobsBack);
            },
            py::arg("first").none(false),
            py::arg("second").none(false),
            py::kw_only(),
            py::arg("back") = py::none(),
            "Connect two nodes by a virtual link in each direction; returns both, that from the "
            "first to the second node first. Knobs are attributes of OverqosLinkConfig, such as "
            "residual_target, policy, flows, pipe, queue_time; `back` has those of the other "
            "link, where they differ. Routes over the fewest links follow.")
        .def_property_readonly("nodes",
                               &ScenarioOverqos::Nodes,
                               "The nodes, in the order in which they were made.")
        .def_property_readonly("links",
                               &ScenarioOverqos::Links,
                               "The virtual links, in the order in which they were made.");
}

} // namespace qos
} // namespace ns3
