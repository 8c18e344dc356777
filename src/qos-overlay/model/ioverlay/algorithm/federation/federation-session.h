/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEDERATION_SESSION_H
#define QOS_FEDERATION_SESSION_H

#include "federation-messages.h"
#include "stream-merge.h"

#include "ns3/units.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-federation
 * What an instance knows of one federation that it is part of. It is forgotten if nothing happens
 * for a while.
 */
class FederationSession
{
  public:
    using Vertex = RequirementGraph::Vertex; //!< of the requirement

    /**
     * @param application of its data
     * @param place of this instance in the requirement
     * @param known the requirement, and what is chosen
     */
    FederationSession(uint32_t application, Vertex place, FederationToken known)
        : app(application),
          vertex(place),
          token(std::move(known))
    {
    }

    uint32_t app;                 //!< application of its data
    Vertex vertex;                //!< place of this instance
    FederationToken token;        //!< as it was last here
    bool isReserved = false;      //!< whether its demand is taken from the bandwidth here
    bool isVisited = false;       //!< whether the token was here
    bool isOpen = false;          //!< whether data flows
    std::vector<NodeId> excluded; //!< instances that this one does not choose any more
    NodeId passedTo;              //!< who got the token
    Nanoseconds expires{0};       //!< when it is forgotten
    StreamMerge merge;            //!< of what comes in

    /** @return the requirement */
    const RequirementGraph& Graph() const
    {
        return token.graph;
    }

    /**
     * @param node a node
     * @return which of the streams that come in is from it, from 0; nothing if none is
     */
    std::optional<unsigned> StreamFrom(NodeId node) const;

    /**
     * The instances after this one are ready, as one of them says.
     * @param from who says so
     * @param map of all instances
     * @return whether it may be true
     */
    bool Acknowledge(NodeId from, const FederationMap& map);

    /** @return whether all instances after this one are ready */
    bool IsAcknowledged() const;

    /**
     * Choose anew for a vertex, and for all vertices whose choosers are not part of this any more.
     * @param failed the vertex
     * @return the instances that had been chosen for the others
     */
    std::vector<NodeId> Withdraw(Vertex failed);

  private:
    uint32_t m_acknowledged = 0; //!< a bit for each vertex
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEDERATION_SESSION_H
