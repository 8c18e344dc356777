/* SPDX-License-Identifier: GPL-2.0-only */

#include "cascade-account.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * The exit does not know of the first and of the last packets if these are lost, the entry not of
 * all that it has no report of.
 * @param chain the chain
 * @param link 0 for the first one
 * @return packets that were lost on it: what did not come out, as far as its ends agree to that
 */
uint64_t
LostOn(const OverlayChain& chain, std::size_t link)
{
    const PacketCounters& entry = chain.Entry(link).Link().GetPacketCounters();
    const DataReceipts& exit = chain.Exit(link).Link().Receipts();
    const uint64_t least = std::max(exit.Lost(), entry.lost);
    const uint64_t most = std::max(least, entry.lost + entry.unknown);
    return std::clamp(entry.sent - exit.Delivered(), least, most);
}

} // namespace

CascadeAccount::CascadeAccount(const OverlayChain& chain)
    : injected(chain.Nodes().front()->GetRouter()->Injected())
{
    for (const Ptr<OverqosNode>& node : chain.Nodes())
    {
        const OverqosRouter& router = *node->GetRouter();
        const bool isFirst = node == chain.Nodes().front();
        (isFirst ? entryDrops : nodeDrops) += router.DroppedByLinks();
        orderDrops += router.Dropped(RouterDropReason::Order);
        otherDrops += router.Dropped(RouterDropReason::NoRoute);
        otherDrops += router.Dropped(RouterDropReason::HopLimit);
        waiting += router.Resequencing();
    }
    for (std::size_t link = 0; link < chain.Links(); ++link)
    {
        lost += LostOn(chain, link);
        waiting += chain.Entry(link).Waiting();
    }
}

} // namespace qos
} // namespace ns3
