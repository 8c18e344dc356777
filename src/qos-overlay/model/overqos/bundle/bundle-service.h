/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_SERVICE_H
#define QOS_BUNDLE_SERVICE_H

#include "ns3/bundle-packet.h"
#include "ns3/units.h"

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
     * A packet is about to be sent for the first time.
     * @param packet the packet
     * @param now the time
     * @return whether to send it; it is dropped if not
     */
    virtual bool Admits(const BundlePacket& packet, Nanoseconds now) = 0;

    /**
     * A packet was lost and may be sent again.
     * @param packet the packet; its bytes are not there
     * @param now the time
     * @return whether to; it stays lost if not
     */
    virtual bool Repairs(const BundlePacket& packet, Nanoseconds now) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_SERVICE_H
