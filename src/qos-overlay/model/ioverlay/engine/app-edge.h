/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_APP_EDGE_H
#define QOS_APP_EDGE_H

#include "engine-api.h"

#include "ns3/node-id.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a peer is to an application. */
struct AppEdge
{
    uint32_t app;  //!< the application
    NodeId peer;   //!< the peer
    EdgeRole role; //!< what it is
};

} // namespace qos
} // namespace ns3

#endif // QOS_APP_EDGE_H
