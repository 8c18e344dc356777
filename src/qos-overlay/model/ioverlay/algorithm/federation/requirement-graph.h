/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REQUIREMENT_GRAPH_H
#define QOS_REQUIREMENT_GRAPH_H

#include "service-graph.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-federation
 * What a federation has to consist of: services, and which stream goes from which to which. A
 * directed graph without cycles, whose vertices are numbered such that edges rise. Vertex 0 is the
 * source, the last one the sink; every other one is on a way from the one to the other. A service
 * occurs once.
 *
 * Source: iOverlay (Middleware 2004), section 3.3; that the vertices come in order is ours, so that
 * no message can hold a cycle.
 */
class RequirementGraph
{
  public:
    /** The number of a vertex. */
    using Vertex = uint8_t;

    /** A stream from a vertex to another. */
    struct Edge
    {
        Vertex from; //!< makes it
        Vertex to;   //!< takes it; the greater number

        /**
         * @param other another edge
         * @return whether it is the same
         */
        bool operator==(Edge other) const
        {
            return from == other.from && to == other.to;
        }
    };

    static constexpr std::size_t MOST_VERTICES = 32; //!< of a requirement
    static constexpr std::size_t MOST_EDGES = 255;   //!< of a requirement

    /**
     * @param services of the vertices, by number
     * @param edges in any order
     * @throw std::invalid_argument if that is not a requirement, with the reason
     */
    RequirementGraph(std::vector<ServiceId> services, std::vector<Edge> edges);

    /**
     * @param services of the vertices, by number
     * @param edges in any order
     * @return the requirement; nothing if it is none
     */
    static std::optional<RequirementGraph> From(std::vector<ServiceId> services,
                                                std::vector<Edge> edges);

    /** @return how many vertices there are, 2 or more */
    Vertex Vertices() const
    {
        return static_cast<Vertex>(m_services.size());
    }

    /** @return the last vertex */
    Vertex Sink() const
    {
        return static_cast<Vertex>(m_services.size() - 1);
    }

    /** @return all edges, by the vertex where they begin, then by that where they end */
    const std::vector<Edge>& Edges() const
    {
        return m_edges;
    }

    /** @return the services, by vertex */
    const std::vector<ServiceId>& Services() const
    {
        return m_services;
    }

    /**
     * @param vertex a vertex
     * @return its service
     */
    ServiceId ServiceOf(Vertex vertex) const
    {
        return m_services[vertex];
    }

    /**
     * @param vertex a vertex
     * @return where its streams go, in order
     */
    const std::vector<Vertex>& Successors(Vertex vertex) const
    {
        return m_successors[vertex];
    }

    /**
     * @param vertex a vertex
     * @return where streams come from, in order
     */
    const std::vector<Vertex>& Predecessors(Vertex vertex) const
    {
        return m_predecessors[vertex];
    }

    /**
     * @param vertex a vertex, not the source
     * @return the vertex whose instance chooses its instance: the first of its predecessors
     */
    Vertex ChooserOf(Vertex vertex) const
    {
        return m_predecessors[vertex].front();
    }

    /**
     * @param other another requirement
     * @return whether it is the same
     */
    bool operator==(const RequirementGraph& other) const
    {
        return m_services == other.m_services && m_edges == other.m_edges;
    }

  private:
    RequirementGraph() = default;

    /**
     * Fill this, if that is a requirement.
     * @param services of the vertices
     * @param edges of them
     * @return what is wrong; empty if nothing is
     */
    std::string Fill(std::vector<ServiceId> services, std::vector<Edge> edges);

    std::vector<ServiceId> m_services;               //!< see Services()
    std::vector<Edge> m_edges;                       //!< see Edges()
    std::vector<std::vector<Vertex>> m_successors;   //!< see Successors()
    std::vector<std::vector<Vertex>> m_predecessors; //!< see Predecessors()
};

} // namespace qos
} // namespace ns3

#endif // QOS_REQUIREMENT_GRAPH_H
