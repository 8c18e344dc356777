/* SPDX-License-Identifier: GPL-2.0-only */

#include "federation-messages.h"

#include "ns3/payload-reader.h"
#include "ns3/payload-writer.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param nodes some, or none, in any order
 * @return whether no node occurs twice
 */
bool
Differ(std::vector<NodeId> nodes)
{
    std::sort(nodes.begin(), nodes.end());
    const auto twice = std::adjacent_find(nodes.begin(), nodes.end(), [](NodeId a, NodeId b) {
        return a == b && !a.IsNone();
    });
    return twice == nodes.end();
}

} // namespace

Payload
FederationAssign::Write() const
{
    PayloadWriter writer;
    writer.Write16(service).Write32(bandwidth);
    writer.Write8(static_cast<uint8_t>(graph.Edges().size()));
    for (const ServiceGraph::Edge edge : graph.Edges())
    {
        writer.Write16(edge.from).Write16(edge.to);
    }
    return writer.Finish();
}

std::optional<FederationAssign>
FederationAssign::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    FederationAssign assign;
    assign.service = reader.Read16();
    assign.bandwidth = reader.Read32();
    std::vector<ServiceGraph::Edge> edges(reader.Read8());
    for (ServiceGraph::Edge& edge : edges)
    {
        edge.from = reader.Read16();
        edge.to = reader.Read16();
    }
    assign.graph = ServiceGraph(std::move(edges));
    return reader.IsWhole() ? std::make_optional(std::move(assign)) : std::nullopt;
}

Payload
InstanceAware::Write() const
{
    constexpr std::size_t MOST = 255;
    const std::size_t count = std::min(onward.size(), MOST);
    PayloadWriter writer;
    writer.Write16(service).WriteId(instance).Write32(bandwidth).Write32(number);
    writer.Write8(isDirect ? 1 : 0).Write8(static_cast<uint8_t>(count));
    for (std::size_t i = 0; i < count; ++i)
    {
        writer.Write16(onward[i].service).Write32(onward[i].width);
    }
    return writer.Finish();
}

std::optional<InstanceAware>
InstanceAware::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    InstanceAware aware;
    aware.service = reader.Read16();
    aware.instance = reader.ReadId();
    aware.bandwidth = reader.Read32();
    aware.number = reader.Read32();
    const uint8_t kind = reader.Read8();
    aware.isDirect = kind == 1;
    aware.onward.resize(reader.Read8());
    for (OnwardWidth& onward : aware.onward)
    {
        onward.service = reader.Read16();
        onward.width = reader.Read32();
    }
    const bool isSound = reader.IsWhole() && kind <= 1 && !aware.instance.IsNone() &&
                         (aware.isDirect || aware.onward.empty());
    return isSound ? std::make_optional(std::move(aware)) : std::nullopt;
}

std::optional<FederationToken::Vertex>
FederationToken::VertexOf(NodeId node) const
{
    const auto found = std::find(nodes.begin(), nodes.end(), node);
    const auto vertex = static_cast<Vertex>(found - nodes.begin());
    return found == nodes.end() || node.IsNone() ? std::nullopt : std::make_optional(vertex);
}

bool
FederationToken::IsComplete() const
{
    return std::none_of(nodes.begin(), nodes.end(), [](NodeId node) { return node.IsNone(); });
}

Payload
FederationToken::Write() const
{
    PayloadWriter writer;
    writer.Write32(demand).Write8(cursor).Write8(graph.Vertices());
    for (const ServiceId service : graph.Services())
    {
        writer.Write16(service);
    }
    writer.Write8(static_cast<uint8_t>(graph.Edges().size()));
    for (const RequirementGraph::Edge edge : graph.Edges())
    {
        writer.Write8(edge.from).Write8(edge.to);
    }
    for (const NodeId node : nodes)
    {
        writer.WriteId(node);
    }
    return writer.Finish();
}

std::optional<FederationToken>
FederationToken::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    const uint32_t demand = reader.Read32();
    const uint8_t cursor = reader.Read8();
    std::vector<ServiceId> services(reader.Read8());
    for (ServiceId& service : services)
    {
        service = reader.Read16();
    }
    std::vector<RequirementGraph::Edge> edges(reader.Read8());
    for (RequirementGraph::Edge& edge : edges)
    {
        edge.from = reader.Read8();
        edge.to = reader.Read8();
    }
    auto graph = RequirementGraph::From(std::move(services), std::move(edges));
    if (!graph || cursor >= graph->Vertices())
    {
        return std::nullopt;
    }
    FederationToken token(std::move(*graph), demand);
    token.cursor = cursor;
    for (NodeId& node : token.nodes)
    {
        node = reader.ReadId();
    }
    const bool isSound = reader.IsWhole() && Differ(token.nodes);
    return isSound ? std::make_optional(std::move(token)) : std::nullopt;
}

Payload
FederationMap::Write() const
{
    return PayloadWriter().WriteIds(nodes).Finish();
}

std::optional<FederationMap>
FederationMap::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    FederationMap map;
    map.nodes = reader.ReadIds();
    const bool isSound = reader.IsWhole() && Differ(map.nodes);
    return isSound ? std::make_optional(std::move(map)) : std::nullopt;
}

} // namespace qos
} // namespace ns3
