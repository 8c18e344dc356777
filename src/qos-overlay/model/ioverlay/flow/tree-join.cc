/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-join.h"

#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param tree a tree
 * @param random where from
 * @return a member, each as likely as another
 */
uint32_t
AnyMember(const GrowingTree& tree, NodeRandom& random)
{
    return static_cast<uint32_t>(random.Uniform() * tree.Size());
}

/**
 * @param tree a tree
 * @param entry the member that is asked
 * @return who offers to become the parent
 *
 * With the present stress a query comes to no member twice, so that it need not list where it was:
 * a hop leads to less stress, or to the same nearer to the source.
 */
FoundParent
FollowQuery(const GrowingTree& tree, uint32_t entry)
{
    FoundParent found{entry};
    while (true)
    {
        const uint32_t next = tree.LeastStressedNeighbour(found.node);
        if (next == OverlayTree::NONE)
        {
            return found;
        }
        const double own = tree.Stress(found.node);
        const double other = tree.Stress(next);
        const bool isUpward = next == tree.Parent(found.node);
        if (other > own || (other == own && !isUpward))
        {
            return found;
        }
        found = {next, found.hops + 1};
    }
}

} // namespace

GrowingTree::GrowingTree(Bitrate source)
    : m_nodes{{OverlayTree::NONE, OverlayTree::NONE, OverlayTree::NONE, 0, source, 0}}
{
}

uint32_t
GrowingTree::Add(uint32_t parent, Bitrate bandwidth)
{
    const uint32_t node = Size();
    Node& above = m_nodes[parent];
    const uint32_t sibling = std::exchange(above.newestChild, node);
    ++above.degree;
    above.stress = NodeStress(above.degree, above.bandwidth);
    m_nodes.push_back({parent, OverlayTree::NONE, sibling, 1, bandwidth, NodeStress(1, bandwidth)});
    return node;
}

uint32_t
GrowingTree::LeastStressedNeighbour(uint32_t node) const
{
    uint32_t least = OverlayTree::NONE;
    const auto offer = [this, &least](uint32_t neighbour) {
        if (least == OverlayTree::NONE || m_nodes[neighbour].stress <= m_nodes[least].stress)
        {
            least = neighbour;
        }
    };
    // the last of equals stays
    for (uint32_t child = m_nodes[node].newestChild; child != OverlayTree::NONE;
         child = m_nodes[child].nextSibling)
    {
        offer(child);
    }
    if (m_nodes[node].parent != OverlayTree::NONE)
    {
        offer(m_nodes[node].parent);
    }
    return least;
}

OverlayTree
GrowingTree::Finish() const
{
    std::vector<uint32_t> parents;
    std::vector<Bitrate> bandwidths;
    parents.reserve(m_nodes.size());
    bandwidths.reserve(m_nodes.size());
    for (const Node& node : m_nodes)
    {
        parents.push_back(node.parent);
        bandwidths.push_back(node.bandwidth);
    }
    return {std::move(parents), std::move(bandwidths)};
}

FoundParent
UnicastJoin::Find(const GrowingTree& /* tree */, NodeRandom& /* random */)
{
    return {0};
}

FoundParent
RandomJoin::Find(const GrowingTree& tree, NodeRandom& random)
{
    return {AnyMember(tree, random)};
}

NodeStressJoin::NodeStressJoin(uint32_t queries)
    : m_queries(queries)
{
    if (queries == 0)
    {
        throw std::invalid_argument("a node that joins asks 0 members; it must ask at least 1");
    }
}

FoundParent
NodeStressJoin::Find(const GrowingTree& tree, NodeRandom& random)
{
    FoundParent best = FollowQuery(tree, AnyMember(tree, random));
    for (uint32_t i = 1; i < m_queries; ++i)
    {
        const FoundParent other = FollowQuery(tree, AnyMember(tree, random));
        const uint32_t hops = best.hops + other.hops;
        if (tree.StressWithChild(other.node) < tree.StressWithChild(best.node))
        {
            best = other;
        }
        best.hops = hops;
    }
    return best;
}

FoundParent
LeastStressJoin::Find(const GrowingTree& tree, NodeRandom& /* random */)
{
    for (auto node = static_cast<uint32_t>(m_members.Size()); node < tree.Size(); ++node)
    {
        Rekey(tree, node);
        if (node > 0)
        {
            Rekey(tree, tree.Parent(node));
        }
    }
    return {m_members.Top()};
}

} // namespace qos
} // namespace ns3
