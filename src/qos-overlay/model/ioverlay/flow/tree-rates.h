/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_RATES_H
#define QOS_TREE_RATES_H

#include "overlay-tree.h"

#include <vector>

/**
 * @file
 * @ingroup qos-ioverlay-flow
 * The rates that a finished tree settles at, without simulating a message: for trees too large for
 * that, and to compare simulations with. The source always has something to send, and the bandwidth
 * of every node, the source's too, is one budget for what comes in and what goes out.
 *
 * Headers, control messages and start-up are not in it.
 */

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-flow
 * The rate at which all nodes receive if no message is ever dropped (DropPolicy::Lossless): the
 * slowest node holds up its parent, and that one everybody else. It is the least bandwidth / degree
 * of a node, one over the largest stress.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for the back-pressure; the equation is derived.
 * @param tree a tree
 * @return bit/s; infinite if no node that has a link is limited
 */
double LosslessRate(const OverlayTree& tree);

/**
 * @ingroup qos-ioverlay-flow
 * The rate at which each node receives if a child that is slow misses messages, and others do not
 * suffer: the max-min fair one. All rates rise together; when the bandwidth of a node is used up,
 * the rates of its links stay, and those of all links below it. So nobody receives more than its
 * parent.
 *
 * Takes O(n log n) for n nodes.
 *
 * Source: reconstructed; the remark on Figure 5 of iOverlay (Middleware 2004) is true of these
 * rates, and not of LosslessRate().
 * @param tree a tree
 * @return bit/s by node, 0 for the root, to which nothing comes; infinite where nothing limits them
 */
std::vector<double> IndependentRates(const OverlayTree& tree);

/**
 * @ingroup qos-ioverlay-flow
 * The largest LosslessRate() of all trees of some nodes: the "ideal" of Figure 7 of iOverlay
 * (Middleware 2004), as a rate. Whatever the root is, a tree exists if the links that every node
 * can carry at the rate are at least one, and twice the number of links of a tree in all.
 *
 * Source: derived.
 * @param bandwidths of the nodes, none of them 0 for unlimited
 * @return bit/s; infinite for less than two nodes
 * @throw std::invalid_argument if a node is unlimited
 */
double BestLosslessRate(const std::vector<Bitrate>& bandwidths);

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_RATES_H
