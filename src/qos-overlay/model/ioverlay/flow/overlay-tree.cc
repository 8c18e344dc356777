/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-tree.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

OverlayTree::OverlayTree(std::vector<uint32_t> parents, std::vector<Bitrate> bandwidths)
    : m_parents(std::move(parents)),
      m_bandwidths(std::move(bandwidths))
{
    if (m_parents.size() != m_bandwidths.size())
    {
        throw std::invalid_argument("there are " + std::to_string(m_bandwidths.size()) +
                                    " bandwidths for " + std::to_string(m_parents.size()) +
                                    " nodes of a tree; each node must have one");
    }
    if (m_parents.empty() || m_parents.size() >= NONE)
    {
        throw std::invalid_argument("a tree has " + std::to_string(m_parents.size()) +
                                    " nodes; it must have 1 to " + std::to_string(NONE - 1));
    }
    Descend(SortChildren());
}

uint32_t
OverlayTree::SortChildren()
{
    const uint32_t size = Size();
    uint32_t root = NONE;
    m_firstChild.assign(std::size_t{size} + 1, 0);
    for (uint32_t node = 0; node < size; ++node)
    {
        const uint32_t parent = m_parents[node];
        if (parent == NONE)
        {
            if (root != NONE)
            {
                throw std::invalid_argument(
                    "nodes " + std::to_string(root) + " and " + std::to_string(node) +
                    " of a tree have no parent; exactly one must have none");
            }
            root = node;
        }
        else if (parent >= size)
        {
            throw std::invalid_argument("the parent of node " + std::to_string(node) +
                                        " of a tree is " + std::to_string(parent) +
                                        "; it must be below " + std::to_string(size));
        }
        else
        {
            ++m_firstChild[parent + 1];
        }
    }
    if (root == NONE)
    {
        throw std::invalid_argument(
            "every node of a tree has a parent; exactly one must have none");
    }
    std::partial_sum(m_firstChild.begin(), m_firstChild.end(), m_firstChild.begin());
    m_children.resize(size - 1);
    std::vector<uint32_t> next = m_firstChild;
    for (uint32_t node = 0; node < size; ++node)
    {
        if (node != root)
        {
            m_children[next[m_parents[node]]++] = node;
        }
    }
    return root;
}

void
OverlayTree::Descend(uint32_t root)
{
    m_depths.assign(Size(), NONE);
    m_topDown.reserve(Size());
    m_depths[root] = 0;
    m_topDown.push_back(root);
    for (std::size_t i = 0; i < m_topDown.size(); ++i)
    {
        const uint32_t node = m_topDown[i];
        for (const uint32_t child : Children(node))
        {
            m_depths[child] = m_depths[node] + 1;
            m_topDown.push_back(child);
        }
    }
    if (m_topDown.size() < Size())
    {
        const auto lost = std::find(m_depths.begin(), m_depths.end(), NONE) - m_depths.begin();
        throw std::invalid_argument("node " + std::to_string(lost) +
                                    " of a tree is in or below a circle of parents; every node "
                                    "must be below the root");
    }
}

} // namespace qos
} // namespace ns3
