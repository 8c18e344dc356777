/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REPAIR_CHOICE_H
#define QOS_REPAIR_CHOICE_H

#include "bundle-packet.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * Chooses which lost packets are worth a repair.
 */
class RepairChoice
{
  public:
    virtual ~RepairChoice() = default;

    /**
     * @param packet that was lost and may be sent again; its bytes are not there
     * @param repairs how often it was sent again before, in vain
     * @return whether to; it stays lost if not
     */
    virtual bool Repairs(const BundlePacket& packet, uint32_t repairs) = 0;

    /**
     * A packet stays lost.
     * @param packet the packet; its bytes are not there
     * @param repairs how often it was sent again
     */
    virtual void StaysLost(const BundlePacket& packet, uint32_t repairs) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_REPAIR_CHOICE_H
