/* SPDX-License-Identifier: GPL-2.0-only */

#include "cascade-account.h"

#include "link-account.h"

namespace ns3
{
namespace qos
{

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
        lost += LostOn(chain.Entry(link).Link(), chain.Exit(link).Link());
        waiting += chain.Entry(link).Waiting();
    }
}

} // namespace qos
} // namespace ns3
