/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SERVICE_GRAPH_H
#define QOS_SERVICE_GRAPH_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** The number of a service; all its instances have it. */
using ServiceId = uint16_t;

/**
 * @ingroup qos-ioverlay-federation
 * Which services may follow which: the observer tells it to every instance.
 *
 * Source: iOverlay (Middleware 2004), section 3.3 (service federation).
 */
class ServiceGraph
{
  public:
    /** The output of a service is the input of another. */
    struct Edge
    {
        ServiceId from; //!< makes a stream
        ServiceId to;   //!< takes it
    };

    static constexpr std::size_t MOST_EDGES = 255; //!< that a message has room for

    ServiceGraph() = default;

    /** @param edges of services; those beyond MOST_EDGES are left out */
    explicit ServiceGraph(std::vector<Edge> edges)
        : m_edges(std::move(edges))
    {
        m_edges.resize(std::min(m_edges.size(), MOST_EDGES));
    }

    /** @return all edges */
    const std::vector<Edge>& Edges() const
    {
        return m_edges;
    }

    /**
     * @param from a service
     * @param to a service
     * @return whether the second may follow the first
     */
    bool HasEdge(ServiceId from, ServiceId to) const
    {
        return std::any_of(m_edges.begin(), m_edges.end(), [from, to](Edge edge) {
            return edge.from == from && edge.to == to;
        });
    }

    /**
     * @param one a service
     * @param other a service
     * @return whether one of them may follow the other
     */
    bool AreNeighbours(ServiceId one, ServiceId other) const
    {
        return HasEdge(one, other) || HasEdge(other, one);
    }

    /**
     * @param service a service
     * @return the services that may follow it, in order, each once
     */
    std::vector<ServiceId> Downstream(ServiceId service) const
    {
        std::vector<ServiceId> services;
        for (const Edge edge : m_edges)
        {
            if (edge.from == service)
            {
                services.push_back(edge.to);
            }
        }
        return Sorted(std::move(services));
    }

    /**
     * @param service a service
     * @return the services before or after it, in order, each once
     */
    std::vector<ServiceId> Neighbours(ServiceId service) const
    {
        std::vector<ServiceId> services = Downstream(service);
        for (const Edge edge : m_edges)
        {
            if (edge.to == service)
            {
                services.push_back(edge.from);
            }
        }
        return Sorted(std::move(services));
    }

  private:
    /**
     * @param services some services
     * @return the same in order, each once
     */
    static std::vector<ServiceId> Sorted(std::vector<ServiceId> services)
    {
        std::sort(services.begin(), services.end());
        services.erase(std::unique(services.begin(), services.end()), services.end());
        return services;
    }

    std::vector<Edge> m_edges; //!< see Edges()
};

} // namespace qos
} // namespace ns3

#endif // QOS_SERVICE_GRAPH_H
