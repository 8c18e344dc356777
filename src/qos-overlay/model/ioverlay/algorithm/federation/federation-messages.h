/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEDERATION_MESSAGES_H
#define QOS_FEDERATION_MESSAGES_H

#include "requirement-graph.h"
#include "service-graph.h"

#include "ns3/overlay-message.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * @file
 * @ingroup qos-ioverlay-federation
 * What the observer and the instances of services say to each other: the payloads of the control
 * messages. Reading returns nothing if a payload is not exactly what it should be.
 *
 * Source: iOverlay (Middleware 2004), section 3.3, for sAssign, sAware, sFederate and what they
 * mean; the fields and the other messages are reconstructed.
 */

namespace ns3
{
namespace qos
{

/** MessageType::SAssign: provide a service. */
struct FederationAssign
{
    ServiceId service = 0;  //!< which
    uint32_t bandwidth = 0; //!< of streams that the instance can take, bytes per second; 0: any
    ServiceGraph graph;     //!< which services may follow which

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the order
     */
    static std::optional<FederationAssign> Read(ByteView bytes);
};

/** How wide it goes on from an instance. */
struct OnwardWidth
{
    ServiceId service = 0; //!< to the instances of this service
    uint32_t width = 0;    //!< the widest way to one of them, bytes per second

    /**
     * @param other another one
     * @return whether it says the same
     */
    bool operator==(OnwardWidth other) const
    {
        return service == other.service && width == other.width;
    }
};

/** MessageType::SAware: there is an instance of a service. */
struct InstanceAware
{
    ServiceId service = 0;           //!< which
    NodeId instance;                 //!< who provides it
    uint32_t bandwidth = 0;          //!< of streams that it can still take, bytes per second
    uint32_t number = 0;             //!< of what the instance says; the same wherever it is relayed
    bool isDirect = false;           //!< from the instance itself, and for the receiver only
    std::vector<OnwardWidth> onward; //!< at most 255; only if it is direct

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the advertisement
     */
    static std::optional<InstanceAware> Read(ByteView bytes);
};

/**
 * MessageType::SFederate and MessageType::SFedFail: the token that walks a requirement. The session
 * is the application of the message.
 */
struct FederationToken
{
    using Vertex = RequirementGraph::Vertex; //!< of the requirement

    /**
     * @param requirement of the federation
     * @param rate of the stream, bytes per second; 0: what there is
     */
    explicit FederationToken(RequirementGraph requirement, uint32_t rate = 0)
        : graph(std::move(requirement)),
          demand(rate),
          nodes(graph.Vertices())
    {
    }

    RequirementGraph graph;    //!< what the federation has to consist of
    uint32_t demand;           //!< rate of the stream, bytes per second; 0: what there is
    Vertex cursor = 0;         //!< whose turn it is; in sFedFail, the vertex that failed
    std::vector<NodeId> nodes; //!< the instance of each vertex; none if it is not chosen yet

    /**
     * @param node a node
     * @return its vertex; nothing if it has none
     */
    std::optional<Vertex> VertexOf(NodeId node) const;

    /** @return whether all vertices have an instance */
    bool IsComplete() const;

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the token; its nodes differ from each other
     */
    static std::optional<FederationToken> Read(ByteView bytes);
};

/** MessageType::SFedAck: all are chosen. */
struct FederationMap
{
    std::vector<NodeId> nodes; //!< the instance of each vertex

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the map; its nodes are some, and differ from each other
     */
    static std::optional<FederationMap> Read(ByteView bytes);
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEDERATION_MESSAGES_H
