/* SPDX-License-Identifier: GPL-2.0-only */

#include "hierarchical-flow-scheduler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

HierarchicalFlowScheduler::HierarchicalFlowScheduler()
    : m_nodes(1),
      m_lists(1)
{
    m_nodes[ROOT].parent = ABSENT;
}

HierarchicalFlowScheduler::ClassId
HierarchicalFlowScheduler::AddClass(ClassId parent, double weight)
{
    if (parent >= m_nodes.size() || (parent != ROOT && m_nodes[parent].children == 0))
    {
        throw std::invalid_argument("there is no class " + std::to_string(parent));
    }
    if (!(weight > 0))
    {
        throw std::invalid_argument("the weight of a class is " + std::to_string(weight) +
                                    "; it must be above 0");
    }
    const uint32_t added = TakeNode();
    m_nodes[added].parent = parent;
    m_nodes[added].weight = weight;
    m_nodes[added].children = m_lists.AddList();
    return added;
}

void
HierarchicalFlowScheduler::Assign(MemberId member, ClassId target)
{
    const uint32_t leaf = m_leaves[member];
    const bool wasActive = m_nodes[leaf].active > 0;
    const bool wasWaiting = m_nodes[leaf].waiting > 0;
    SetActive(member, false);
    if (wasWaiting)
    {
        Withdraw(leaf);
    }
    Forget(leaf);
    m_nodes[leaf].parent = target;
    SetActive(member, wasActive);
    if (wasWaiting)
    {
        Request(member);
    }
}

void
HierarchicalFlowScheduler::Withdraw(uint32_t leaf)
{
    for (uint32_t node = leaf; node != ABSENT; node = m_nodes[node].parent)
    {
        --m_nodes[node].waiting;
    }
}

uint32_t
HierarchicalFlowScheduler::TakeNode()
{
    if (m_free.empty())
    {
        m_nodes.emplace_back();
        return static_cast<uint32_t>(m_nodes.size() - 1);
    }
    const uint32_t node = m_free.back();
    m_free.pop_back();
    m_nodes[node] = Node();
    return node;
}

void
HierarchicalFlowScheduler::Join(MemberId member)
{
    if (member >= m_leaves.size())
    {
        m_leaves.resize(member + 1, ABSENT);
    }
    const uint32_t leaf = TakeNode();
    m_nodes[leaf].member = member;
    m_leaves[member] = leaf;
}

void
HierarchicalFlowScheduler::Leave(MemberId member)
{
    const uint32_t leaf = m_leaves[member];
    SetActive(member, false);
    if (m_nodes[leaf].waiting > 0)
    {
        Withdraw(leaf);
    }
    Forget(leaf);
    m_leaves[member] = ABSENT;
    m_free.push_back(leaf);
}

void
HierarchicalFlowScheduler::SetWeight(MemberId member, double weight)
{
    Node& leaf = m_nodes[m_leaves[member]];
    Node& parent = m_nodes[leaf.parent];
    if (leaf.active > 0)
    {
        parent.activeWeight += weight - leaf.weight;
    }
    leaf.weight = weight;
    parent.heaviest = std::max(parent.heaviest, weight);
}

void
HierarchicalFlowScheduler::Request(MemberId member)
{
    for (uint32_t node = m_leaves[member]; node != ROOT; node = m_nodes[node].parent)
    {
        Node& own = m_nodes[node];
        ++own.waiting;
        if (!m_lists.Contains(node))
        {
            Node& parent = m_nodes[own.parent];
            const bool isAlone = m_lists.Size(parent.children) == 0;
            parent.heaviest = isAlone ? own.weight : std::max(parent.heaviest, own.weight);
            m_lists.PushBack(parent.children, node);
        }
    }
    ++m_nodes[ROOT].waiting;
}

MemberId
HierarchicalFlowScheduler::Next(uint32_t mtu)
{
    uint32_t node = ROOT;
    do
    {
        --m_nodes[node].waiting;
        node = NextChild(node, mtu);
        m_nodes[node].credit -= mtu;
    } while (m_nodes[node].children != 0);
    --m_nodes[node].waiting;
    return m_nodes[node].member;
}

uint32_t
HierarchicalFlowScheduler::NextChild(uint32_t node, double mtu)
{
    const std::size_t children = m_nodes[node].children;
    uint32_t untilAllHadTurns = m_lists.Size(children);
    while (true)
    {
        const uint32_t first = m_lists.Front(children);
        Node& child = m_nodes[first];
        if (child.waiting == 0)
        {
            Forget(first);
            continue;
        }
        if (!child.hasTurn)
        {
            child.hasTurn = true;
            child.credit += mtu * child.weight / m_nodes[node].heaviest;
        }
        if (child.credit >= mtu)
        {
            return first;
        }
        child.hasTurn = false;
        m_lists.Rotate(children);
        if (untilAllHadTurns-- == 0)
        {
            GiveTurns(node, mtu);
        }
    }
}

void
HierarchicalFlowScheduler::GiveTurns(uint32_t node, double mtu)
{
    const uint32_t front = m_lists.Front(m_nodes[node].children);
    double& heaviest = m_nodes[node].heaviest;
    heaviest = 0; // who was it so far may have left
    for (uint32_t child = front; child != ABSENT; child = m_lists.Next(child))
    {
        heaviest = std::max(heaviest, m_nodes[child].weight);
    }
    double turns = std::numeric_limits<double>::infinity();
    for (uint32_t child = front; child != ABSENT; child = m_lists.Next(child))
    {
        const double missing = 1 - m_nodes[child].credit / mtu;
        turns = std::min(turns, std::ceil(missing * heaviest / m_nodes[child].weight));
    }
    // the last of these turns is given when the child comes to the front
    for (uint32_t child = front; child != ABSENT && turns > 1; child = m_lists.Next(child))
    {
        m_nodes[child].credit += (turns - 1) * mtu * m_nodes[child].weight / heaviest;
    }
}

void
HierarchicalFlowScheduler::Forget(uint32_t node)
{
    m_lists.Remove(node);
    m_nodes[node].credit = 0;
    m_nodes[node].hasTurn = false;
}

void
HierarchicalFlowScheduler::Used(MemberId member, uint32_t granted, uint32_t used)
{
    for (uint32_t node = m_leaves[member]; node != ROOT; node = m_nodes[node].parent)
    {
        if (m_lists.Contains(node))
        {
            m_nodes[node].credit += static_cast<double>(granted) - used;
        }
    }
}

void
HierarchicalFlowScheduler::SetActive(MemberId member, bool isActive)
{
    uint32_t node = m_leaves[member];
    if ((m_nodes[node].active > 0) == isActive)
    {
        return;
    }
    for (; node != ROOT; node = m_nodes[node].parent)
    {
        const bool wasActive = m_nodes[node].active > 0;
        m_nodes[node].active += isActive ? 1 : -1;
        if (wasActive != (m_nodes[node].active > 0))
        {
            Node& parent = m_nodes[m_nodes[node].parent];
            parent.activeWeight += isActive ? m_nodes[node].weight : -m_nodes[node].weight;
        }
    }
}

double
HierarchicalFlowScheduler::Share(MemberId member) const
{
    double share = 1;
    for (uint32_t node = m_leaves[member]; node != ROOT; node = m_nodes[node].parent)
    {
        const Node& own = m_nodes[node];
        const double others = m_nodes[own.parent].activeWeight - (own.active > 0 ? own.weight : 0);
        share *= own.weight / (std::max(others, 0.0) + own.weight);
    }
    return share;
}

} // namespace qos
} // namespace ns3
