/* SPDX-License-Identifier: GPL-2.0-only */

#include "requirement-graph.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

RequirementGraph::RequirementGraph(std::vector<ServiceId> services, std::vector<Edge> edges)
{
    const std::string fault = Fill(std::move(services), std::move(edges));
    if (!fault.empty())
    {
        throw std::invalid_argument(fault);
    }
}

std::optional<RequirementGraph>
RequirementGraph::From(std::vector<ServiceId> services, std::vector<Edge> edges)
{
    RequirementGraph graph;
    const bool isSound = graph.Fill(std::move(services), std::move(edges)).empty();
    return isSound ? std::make_optional(std::move(graph)) : std::nullopt;
}

std::string
RequirementGraph::Fill(std::vector<ServiceId> services, std::vector<Edge> edges)
{
    if (services.size() < 2 || services.size() > MOST_VERTICES)
    {
        return "a requirement has 2 to " + std::to_string(MOST_VERTICES) + " vertices, not " +
               std::to_string(services.size());
    }
    if (edges.size() > MOST_EDGES)
    {
        return "a requirement has at most " + std::to_string(MOST_EDGES) + " edges, not " +
               std::to_string(edges.size());
    }
    std::vector<ServiceId> sorted = services;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
    {
        return "service " + std::to_string(*twice) + " occurs twice in a requirement; once is all";
    }
    std::sort(edges.begin(), edges.end(), [](Edge a, Edge b) {
        return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
    const auto repeated = std::adjacent_find(edges.begin(), edges.end());
    if (repeated != edges.end())
    {
        return "the edge from vertex " + std::to_string(repeated->from) + " to " +
               std::to_string(repeated->to) + " is there twice; once is all";
    }
    m_successors.resize(services.size());
    m_predecessors.resize(services.size());
    for (const Edge edge : edges)
    {
        if (edge.from >= edge.to || edge.to >= services.size())
        {
            return "an edge goes from vertex " + std::to_string(edge.from) + " to " +
                   std::to_string(edge.to) + "; it goes to a greater one below " +
                   std::to_string(services.size());
        }
        m_successors[edge.from].push_back(edge.to);
        m_predecessors[edge.to].push_back(edge.from);
    }
    for (std::size_t vertex = 0; vertex < services.size(); ++vertex)
    {
        const bool isReached = vertex == 0 || !m_predecessors[vertex].empty();
        const bool goesOn = vertex + 1 == services.size() || !m_successors[vertex].empty();
        if (!isReached || !goesOn)
        {
            return "vertex " + std::to_string(vertex) +
                   " is on no way from the source (0) to the "
                   "sink (" +
                   std::to_string(services.size() - 1) + ")";
        }
    }
    m_services = std::move(services);
    m_edges = std::move(edges);
    return {};
}

} // namespace qos
} // namespace ns3
