/* SPDX-License-Identifier: GPL-2.0-only */

#include "stack-tree.h"

#include "../overlay/make-overlay-bed.h"
#include "../overlay/tree-overlay.h"

namespace ns3
{
namespace qos
{

StackTree
BuildStackTree(StackTreeRule rule, const std::vector<DataRate>& rates, int64_t stream)
{
    constexpr double BITS_OF_KB = 8000;
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    TreeOverlayParams params;
    for (uint32_t i = 0; i < rates.size(); ++i)
    {
        params.bandwidths.push_back(static_cast<double>(rates[i].GetBitRate()) / BITS_OF_KB);
        if (i != TreeOverlay::SOURCE)
        {
            params.joiners.push_back(i);
        }
    }
    params.tree.rule = rule == STACK_STRESS_AWARE ? TreeRule::StressAware
                       : rule == STACK_RANDOM     ? TreeRule::Random
                                                  : TreeRule::Unicast;
    params.leastDelay = std::chrono::milliseconds{10};
    params.mostDelay = std::chrono::milliseconds{50};
    TreeOverlay overlay(params, random, MakeOverlayBed(false));
    while (!overlay.IsComplete())
    {
        overlay.JoinNext();
    }
    overlay.Pass(std::chrono::seconds{10}); // for the last ones
    StackTree tree;
    tree.parents.resize(rates.size());
    for (uint32_t i = 1; i < rates.size(); ++i)
    {
        tree.parents[i] = overlay.ParentOf(i).value_or(TreeOverlay::SOURCE);
    }
    tree.run = overlay.Bed().OutsideSimulator();
    return tree;
}

} // namespace qos
} // namespace ns3
