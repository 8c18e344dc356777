/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CASCADE_ACCOUNT_H
#define QOS_CASCADE_ACCOUNT_H

#include "overlay-chain.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What has become of the packets of a flow from the first to the last node of a chain.
 */
struct CascadeAccount
{
    /** Nothing has been sent. */
    CascadeAccount() = default;

    /** @param chain whose nodes are asked now */
    explicit CascadeAccount(const OverlayChain& chain);

    /** @return packets that will never come out */
    uint64_t Gone() const
    {
        return entryDrops + nodeDrops + orderDrops + otherDrops + lost;
    }

    uint64_t injected = 0;   //!< packets that entered the overlay
    uint64_t entryDrops = 0; //!< for which the first link had no rate
    uint64_t nodeDrops = 0;  //!< for which a later link had no rate
    uint64_t orderDrops = 0; //!< whose place in the order was over
    uint64_t otherDrops = 0; //!< without a route, or that crossed too many links
    uint64_t lost = 0;       //!< on links
    uint64_t waiting = 0;    //!< for the rate of a link, or for packets before them
};

} // namespace qos
} // namespace ns3

#endif // QOS_CASCADE_ACCOUNT_H
