/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RED_QUEUE_H
#define QOS_RED_QUEUE_H

#include "ns3/object-factory.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a RED queue of packets is like. */
struct RedQueueParams
{
    uint32_t packets = 100;      //!< that it holds
    double begin = 15;           //!< mean packets from which on it drops
    double end = 45;             //!< mean packets up to which it drops ever more
    uint32_t packetBytes = 1000; //!< mean size of a packet
};

/**
 * @ingroup qos-examples
 * A RED queue, which drops up to a tenth of the packets before it drops all.
 * @param params what it is like
 * @return makes it
 */
ObjectFactory RedQueue(const RedQueueParams& params);

} // namespace qos
} // namespace ns3

#endif // QOS_RED_QUEUE_H
