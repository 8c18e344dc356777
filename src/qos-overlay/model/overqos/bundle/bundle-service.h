/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_SERVICE_H
#define QOS_BUNDLE_SERVICE_H

#include "ns3/bundle-packet.h"
#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-bundle
 * What the entry of a virtual link does for its packets beyond recovery: which lost ones are worth
 * a repair, and which others pay for it.
 *
 * Source: OverQoS (NSDI 2004), section 2.2.
 */
class BundleService
{
  public:
    virtual ~BundleService() = default;

    /**
     * A packet arrives. What is dropped here takes neither room in the queue nor bandwidth.
     * @param packet the packet
     * @param now the time
     * @return whether it is queued; it is dropped if not
     */
    virtual bool Admits(const BundlePacket& packet, Nanoseconds now) = 0;

    /**
     * A packet was lost, and the link may send it again.
     * @param packet the packet; its bytes are not there
     * @param repairs how often it was sent again before, in vain
     * @param now the time
     * @return whether to; it stays lost if not
     */
    virtual bool Repairs(const BundlePacket& packet, uint32_t repairs, Nanoseconds now) = 0;

    /**
     * A packet stays lost: repairs were in vain, or it gets none.
     * @param packet the packet; its bytes are not there
     * @param repairs how often it was sent again
     * @param now the time
     */
    virtual void StaysLost(const BundlePacket& packet, uint32_t repairs, Nanoseconds now) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_SERVICE_H
