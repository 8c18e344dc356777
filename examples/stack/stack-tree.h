/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STACK_TREE_H
#define QOS_STACK_TREE_H

#include "ns3/data-rate.h"
#include "ns3/overlay-bed.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** Who becomes the parent of a viewer. */
enum StackTreeRule
{
    STACK_STRESS_AWARE, //!< the least stressed member that its query finds
    STACK_RANDOM,       //!< the member where its query enters
    STACK_UNICAST       //!< the server
};

/** A tree that overlay nodes have built. */
struct StackTree
{
    std::vector<uint32_t> parents; //!< of each node; 0 for the first, which has none
    OverlayBedRun run;             //!< what it took
};

/**
 * @ingroup qos-examples
 * Let overlay nodes build a multicast tree: they run on messages without packets, before the
 * packets that the tree is for.
 * @param rule who becomes the parent
 * @param rates of the links of the nodes, which are their bandwidths; the first is the source
 * @param stream number of the random stream
 * @return the tree
 */
StackTree BuildStackTree(StackTreeRule rule, const std::vector<DataRate>& rates, int64_t stream);

} // namespace qos
} // namespace ns3

#endif // QOS_STACK_TREE_H
