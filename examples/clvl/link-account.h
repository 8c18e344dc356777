/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_ACCOUNT_H
#define QOS_LINK_ACCOUNT_H

#include "ns3/clvl-entry.h"
#include "ns3/clvl-exit.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Packets that were lost on a virtual link: what did not come out, as far as its ends agree to
 * that. What they do not agree to is missing in it, and left over in an account.
 *
 * The exit does not know of the first and of the last packets if these are lost, the entry not of
 * all that it has no report of.
 * @param entry of the link
 * @param exit of the link
 * @return packets
 */
uint64_t LostOn(const ClvlEntry& entry, const ClvlExit& exit);

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_ACCOUNT_H
