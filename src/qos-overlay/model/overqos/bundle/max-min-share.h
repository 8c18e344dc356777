/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MAX_MIN_SHARE_H
#define QOS_MAX_MIN_SHARE_H

#include <cstddef>
#include <vector>

namespace ns3
{
namespace qos
{

/** What one of several wants of something that they share. */
struct ShareClaim
{
    double weight = 1; //!< how much is due to it, beside the others; above 0
    double demand = 0; //!< what it wants; infinity: all that it can get
};

/**
 * @ingroup qos-overqos-bundle
 * What one of several would get if it wanted all, by weighted max-min fairness: those that want
 * less than is due to them get what they want, the others share what is left by their weights.
 *
 * For those that do want all, these are their shares, and the shares fill the whole. Another one
 * learns from it what it may take from now on.
 *
 * Source: max-min fairness is that of Bertsekas and Gallager, Data Networks, section 6.5.2.
 *
 * @param claims of all
 * @param which of them it is about
 * @param capacity what they share
 * @return its share
 */
double MaxMinShare(const std::vector<ShareClaim>& claims, std::size_t which, double capacity);

} // namespace qos
} // namespace ns3

#endif // QOS_MAX_MIN_SHARE_H
