/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-network.h"

#include "ns3/ipv4.h"
#include "ns3/join.h"
#include "ns3/parameter-error.h"
#include "ns3/time-conversion.h"
#include "ns3/traffic-control-layer.h"

#include <utility>

namespace ns3
{
namespace qos
{

std::shared_ptr<ScenarioHost>
ScenarioNetwork::Host(const std::string& name) const
{
    const auto found = m_numbers.find(name);
    if (found == m_numbers.end())
    {
        constexpr std::size_t MOST = 10;
        std::vector<std::string> names;
        for (const auto& host : m_hosts)
        {
            names.push_back(names.size() == MOST ? "..." : host->Name());
            if (names.size() > MOST)
            {
                break;
            }
        }
        throw ParameterError("host is '" + name + "', allowed: " + Join(names));
    }
    return m_hosts[found->second];
}

std::shared_ptr<ScenarioHost>
ScenarioNetwork::AddHost(const Ptr<Node>& node, const std::string& name, Ipv4Address address)
{
    if (!m_numbers.emplace(name, m_hosts.size()).second)
    {
        throw ParameterError("host '" + name +
                             "' is there already, allowed: names that are not "
                             "used");
    }
    auto host = std::make_shared<ScenarioHost>(World(), node, name, address);
    World().Add(host);
    m_hosts.push_back(host);
    return host;
}

void
ScenarioNetwork::Close() const
{
    if (IsOpen())
    {
        SimulatedWorld::End();
    }
}

void
ScenarioNetwork::DoLeave()
{
    m_now = Now();
    m_events = Events();
}

ScenarioDumbbell::ScenarioDumbbell(SimulatedWorld& world, const DumbbellTopology::Params& params)
    : ScenarioNetwork(world),
      m_topology(std::make_unique<DumbbellTopology>(params))
{
    const auto addressOf = [](const Ptr<Node>& node) {
        constexpr uint32_t UPLINK = 1;
        return node->GetObject<Ipv4>()->GetAddress(UPLINK, 0).GetLocal();
    };
    for (uint32_t pair = 0; pair < params.pairs; ++pair)
    {
        const std::string number = std::to_string(pair);
        m_left.push_back(
            AddHost(m_topology->Left().Get(pair), "left" + number, m_topology->LeftAddress(pair)));
        m_right.push_back(AddHost(m_topology->Right().Get(pair),
                                  "right" + number,
                                  m_topology->RightAddress(pair)));
    }
    const NodeContainer& routers = m_topology->Routers();
    AddHost(routers.Get(0), "left_router", addressOf(routers.Get(0)));
    AddHost(routers.Get(1), "right_router", addressOf(routers.Get(1)));
    const auto deviceAt = [this](uint32_t side) {
        return DynamicCast<PointToPointNetDevice>(m_topology->Bottleneck().Get(side));
    };
    m_forward = ScenarioLink::Make(world,
                                   "left_router to right_router",
                                   deviceAt(0),
                                   m_topology->BottleneckDisc());
    const auto control = routers.Get(1)->GetObject<TrafficControlLayer>();
    m_backward = ScenarioLink::Make(world,
                                    "right_router to left_router",
                                    deviceAt(1),
                                    control->GetRootQueueDiscOnDevice(deviceAt(1)));
    world.SetNextStream(m_topology->NextStream());
}

void
ScenarioDumbbell::AddBackground(const std::string& kind,
                                const BackgroundSetup& setup,
                                const BackgroundTraffic::Hosts& hosts)
{
    SimulatedWorld& world = World();
    auto traffic = BackgroundTraffics().Create(kind, setup);
    BackgroundTraffic::Hosts own = hosts;
    own.port = static_cast<uint16_t>(own.port + m_backgrounds.size());
    for (uint64_t i = 0, pair = own.firstPair; i < own.pairs && pair < m_right.size(); ++i, ++pair)
    {
        m_right[pair]->ReservePort(own.port);
    }
    world.UseStreams(traffic->Install(*m_topology, own, world.NextStream()));
    m_backgrounds.push_back(std::move(traffic));
}

void
ScenarioDumbbell::DoLeave()
{
    ScenarioNetwork::DoLeave();
    m_backgrounds.clear();
    m_topology.reset();
}

ScenarioStar::ScenarioStar(SimulatedWorld& world,
                           const StarTopology::Params& params,
                           const std::vector<Nanoseconds>& delays)
    : ScenarioNetwork(world),
      m_topology(std::make_unique<StarTopology>(params))
{
    for (const Nanoseconds delay : delays)
    {
        const uint32_t number = m_topology->AddHost(ToSimulator(delay));
        AddHost(m_topology->Hosts().Get(number),
                "host" + std::to_string(number),
                m_topology->Address(number));
    }
    world.SetNextStream(m_topology->NextStream());
}

void
ScenarioStar::DoLeave()
{
    ScenarioNetwork::DoLeave();
    m_topology.reset();
}

ScenarioGraph::ScenarioGraph(SimulatedWorld& world,
                             const NetworkGraph& graph,
                             const GraphTopology::Params& params)
    : ScenarioNetwork(world),
      m_topology(std::make_unique<GraphTopology>(graph, params))
{
    for (uint32_t node = 0; node < graph.Nodes(); ++node)
    {
        AddHost(m_topology->Nodes().Get(node), graph.NameOf(node), m_topology->Address(node));
    }
    for (uint32_t link = 0; link < graph.Links(); ++link)
    {
        const GraphLink& ends = graph.LinkAt(link);
        for (const auto& [from, to] :
             {std::pair(ends.first, ends.second), std::pair(ends.second, ends.first)})
        {
            const std::string& source = graph.NameOf(from);
            const std::string& target = graph.NameOf(to);
            m_linkNumbers[{source, target}] = m_links.size();
            m_links.push_back(ScenarioLink::Make(
                world,
                source + " to " + target,
                DynamicCast<PointToPointNetDevice>(m_topology->Device(link, from))));
        }
    }
    world.SetNextStream(m_topology->NextStream());
}

std::shared_ptr<ScenarioLink>
ScenarioGraph::Link(const std::string& from, const std::string& to) const
{
    const auto found = m_linkNumbers.find({Host(from)->Name(), Host(to)->Name()});
    if (found == m_linkNumbers.end())
    {
        throw ParameterError("there is no link from '" + from + "' to '" + to +
                             "', allowed: hosts at the ends of a link");
    }
    return m_links[found->second];
}

void
ScenarioGraph::DoLeave()
{
    ScenarioNetwork::DoLeave();
    m_topology.reset();
}

} // namespace qos
} // namespace ns3
