/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_APP_TOPOLOGY_H
#define QOS_APP_TOPOLOGY_H

#include "observer.h"

#include "ns3/node-id.h"
#include "ns3/units.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** Where a node is drawn. */
struct TopologyPoint
{
    double x = 0; //!< to the right: a longitude, if it is a map
    double y = 0; //!< downwards
};

/** A node of an application. */
struct TopologyNode
{
    NodeId id;           //!< who
    uint16_t degree = 0; //!< its edges, as it says
    Bitrate bandwidth;   //!< emulated, in and out together; 0: unlimited
    TopologyPoint point; //!< where it is drawn
};

/** An edge of an application: data goes along it. */
struct TopologyEdge
{
    std::size_t from = 0;     //!< place of the upstream among the nodes
    std::size_t to = 0;       //!< place of the downstream
    bool isConfirmed = false; //!< both ends say so
};

/**
 * @ingroup qos-ioverlay-observer
 * Who sends to whom for an application, as the latest reports of the nodes say, and as text for
 * programs that draw it. The same reports make the same text.
 *
 * Reports are not all of one moment: while the topology changes, an end of an edge may know of it
 * before the other one does.
 */
struct AppTopology
{
    /** Where a node is drawn. */
    using Places = std::function<TopologyPoint(NodeId)>;

    uint32_t app = 0;                //!< the application
    std::vector<TopologyNode> nodes; //!< that are something to it, in their order
    std::vector<TopologyEdge> edges; //!< between them, in their order

    /**
     * @param observer has the reports
     * @param app an application
     * @param places of nodes; empty: on a circle
     * @return its topology
     */
    static AppTopology Of(const Observer& observer, uint32_t app, const Places& places = nullptr);

    /** @return as Graphviz draws it: edges that one end alone knows are dashed */
    std::string ToDot() const;

    /** @return one JSON object: app, nodes, edges */
    std::string ToJson() const;

    /** @return as NetAnim shows it: one node for each, with its id, one link for each edge */
    std::string ToNetAnim() const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_APP_TOPOLOGY_H
