/* SPDX-License-Identifier: GPL-2.0-only */

#include "federation-session.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

std::optional<unsigned>
FederationSession::StreamFrom(NodeId node) const
{
    const auto& predecessors = Graph().Predecessors(vertex);
    for (unsigned stream = 0; stream < predecessors.size(); ++stream)
    {
        if (token.nodes[predecessors[stream]] == node)
        {
            return stream;
        }
    }
    return std::nullopt;
}

bool
FederationSession::Acknowledge(NodeId from, const FederationMap& map)
{
    if (!isVisited || isOpen || map.nodes.size() != token.nodes.size() ||
        map.nodes[vertex] != token.nodes[vertex])
    {
        return false;
    }
    if (m_acknowledged != 0 && map.nodes != token.nodes)
    {
        return false;
    }
    std::optional<Vertex> said;
    for (const Vertex next : Graph().Successors(vertex))
    {
        if (Graph().ChooserOf(next) == vertex && map.nodes[next] != token.nodes[next])
        {
            return false;
        }
        said = map.nodes[next] == from ? next : said;
    }
    if (!said)
    {
        return false;
    }
    token.nodes = map.nodes;
    m_acknowledged |= 1U << *said;
    return true;
}

bool
FederationSession::IsAcknowledged() const
{
    const auto& successors = Graph().Successors(vertex);
    return std::all_of(successors.begin(), successors.end(), [this](Vertex next) {
        return (m_acknowledged >> next & 1U) != 0;
    });
}

std::vector<NodeId>
FederationSession::Withdraw(Vertex failed)
{
    std::vector<NodeId> withdrawn;
    std::vector<bool> isGone(Graph().Vertices(), false);
    isGone[failed] = true;
    token.nodes[failed] = NodeId();
    for (std::size_t next = failed + 1U; next < token.nodes.size(); ++next)
    {
        NodeId& node = token.nodes[next];
        if (isGone[Graph().ChooserOf(static_cast<Vertex>(next))] && !node.IsNone())
        {
            isGone[next] = true;
            withdrawn.push_back(node);
            node = NodeId();
        }
    }
    return withdrawn;
}

} // namespace qos
} // namespace ns3
