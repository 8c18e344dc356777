/* SPDX-License-Identifier: GPL-2.0-only */

#include "max-min-share.h"

namespace ns3
{
namespace qos
{

double
MaxMinShare(const std::vector<ShareClaim>& claims, std::size_t which, double capacity)
{
    // the level rises as the small claims are met; it ends below the smallest that is not
    double level = 0;
    double before = -1;
    while (level > before)
    {
        before = level;
        double left = capacity;
        double weights = claims[which].weight;
        for (std::size_t i = 0; i < claims.size(); ++i)
        {
            const ShareClaim& claim = claims[i];
            if (i == which)
            {
                continue;
            }
            if (claim.demand <= level * claim.weight)
            {
                left -= claim.demand;
            }
            else
            {
                weights += claim.weight;
            }
        }
        level = left / weights;
    }
    return before * claims[which].weight;
}

} // namespace qos
} // namespace ns3
