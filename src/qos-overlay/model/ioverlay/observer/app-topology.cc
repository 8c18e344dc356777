/* SPDX-License-Identifier: GPL-2.0-only */

#include "app-topology.h"

#include "ns3/rate-on-wire.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param place of a node among the others
 * @param count of the nodes
 * @return its point on a circle in the square from 0 to 100
 */
TopologyPoint
OnCircle(std::size_t place, std::size_t count)
{
    constexpr double MIDDLE = 50;
    constexpr double RADIUS = 45;
    constexpr double TURN = 6.283185307179586;
    const double angle = TURN * static_cast<double>(place) / static_cast<double>(count);
    return {MIDDLE + RADIUS * std::sin(angle), MIDDLE - RADIUS * std::cos(angle)};
}

/**
 * @param number a coordinate
 * @return as text, the same one everywhere
 */
std::string
Fixed(double number)
{
    constexpr std::size_t MOST = 400; // of any double
    constexpr double LEAST = 0.0005;  // less is a zero, which has no sign
    std::array<char, MOST> text{};
    std::snprintf(text.data(), text.size(), "%.3f", std::fabs(number) < LEAST ? 0.0 : number);
    return text.data();
}

/**
 * @param id a node
 * @return as a string in DOT, JSON or XML
 */
std::string
Quoted(NodeId id)
{
    return '"' + ToText(id) + '"';
}

} // namespace

AppTopology
AppTopology::Of(const Observer& observer, uint32_t app, const Places& places)
{
    AppTopology topology;
    topology.app = app;
    std::map<NodeId, std::size_t> place;
    std::vector<const AppStatus*> roles;
    for (const NodeId id : observer.Alive())
    {
        const StatusReport* status = observer.StatusOf(id);
        const AppStatus* role = status == nullptr ? nullptr : status->FindApp(app);
        if (role != nullptr)
        {
            place[id] = topology.nodes.size();
            topology.nodes.push_back({id, role->degree, status->total, {}});
            roles.push_back(role);
        }
    }

    constexpr unsigned UPSTREAM = 1;
    constexpr unsigned DOWNSTREAM = 2;
    std::map<std::pair<std::size_t, std::size_t>, unsigned> said; // by which ends
    const auto say = [&](NodeId from, NodeId to, unsigned end) {
        const auto upstream = place.find(from);
        const auto downstream = place.find(to);
        if (upstream != place.end() && downstream != place.end())
        {
            said[{upstream->second, downstream->second}] |= end;
        }
    };
    for (std::size_t i = 0; i < roles.size(); ++i)
    {
        const NodeId self = topology.nodes[i].id;
        topology.nodes[i].point = places ? places(self) : OnCircle(i, roles.size());
        say(roles[i]->parent, self, DOWNSTREAM);
        for (const NodeId child : roles[i]->children)
        {
            say(self, child, UPSTREAM);
        }
    }
    topology.edges.reserve(said.size());
    for (const auto& [edge, ends] : said)
    {
        topology.edges.push_back({edge.first, edge.second, ends == (UPSTREAM | DOWNSTREAM)});
    }
    return topology;
}

std::string
AppTopology::ToDot() const
{
    std::string text = "digraph app" + std::to_string(app) + " {\n";
    for (const TopologyNode& node : nodes)
    {
        text += "  " + Quoted(node.id) + " [pos=\"" + Fixed(node.point.x) + ',' +
                Fixed(-node.point.y) + "\"];\n";
    }
    for (const TopologyEdge& edge : edges)
    {
        text += "  " + Quoted(nodes[edge.from].id) + " -> " + Quoted(nodes[edge.to].id) +
                (edge.isConfirmed ? ";\n" : " [style=dashed];\n");
    }
    return text + "}\n";
}

std::string
AppTopology::ToJson() const
{
    std::string text = "{\"app\":" + std::to_string(app) + ",\"nodes\":[";
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        const TopologyNode& node = nodes[i];
        text += std::string(i == 0 ? "" : ",") + "{\"id\":" + Quoted(node.id) +
                ",\"degree\":" + std::to_string(node.degree) +
                ",\"bandwidth\":" + std::to_string(RateToWire(node.bandwidth)) +
                ",\"x\":" + Fixed(node.point.x) + ",\"y\":" + Fixed(node.point.y) + '}';
    }
    text += "],\"edges\":[";
    for (std::size_t i = 0; i < edges.size(); ++i)
    {
        const TopologyEdge& edge = edges[i];
        text += std::string(i == 0 ? "" : ",") + "{\"from\":" + Quoted(nodes[edge.from].id) +
                ",\"to\":" + Quoted(nodes[edge.to].id) +
                ",\"confirmed\":" + (edge.isConfirmed ? "true" : "false") + '}';
    }
    return text + "]}\n";
}

std::string
AppTopology::ToNetAnim() const
{
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<anim ver=\"netanim-3.109\" filetype=\"animation\">\n";
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        const std::string number = '"' + std::to_string(i) + '"';
        text += "<node id=" + number + " sysId=\"0\" locX=\"" + Fixed(nodes[i].point.x) +
                "\" locY=\"" + Fixed(nodes[i].point.y) + "\"/>\n<nu p=\"d\" t=\"0\" id=" + number +
                " descr=" + Quoted(nodes[i].id) + "/>\n";
    }
    for (const TopologyEdge& edge : edges)
    {
        text += "<link fromId=\"" + std::to_string(edge.from) + "\" toId=\"" +
                std::to_string(edge.to) + "\" fd=\"\" td=\"\" ld=\"\"/>\n";
    }
    return text + "</anim>\n";
}

} // namespace qos
} // namespace ns3
