/* SPDX-License-Identifier: GPL-2.0-only */

#include "observed-nodes.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

uint32_t
ObservedNodes::Find(NodeId id) const
{
    const auto found = m_numbers.find(id);
    return found == m_numbers.end() ? NONE : found->second;
}

uint32_t
ObservedNodes::Add(NodeId id)
{
    if (m_free.empty())
    {
        m_free.push_back(End());
        m_nodes.emplace_back();
    }
    const uint32_t number = m_free.back();
    m_free.pop_back();
    ObservedNode& node = m_nodes[number];
    node = ObservedNode();
    node.id = id;
    node.isAlive = true;
    node.place = m_alive.size();
    m_alive.push_back(number);
    m_numbers[id] = number;
    return number;
}

void
ObservedNodes::Remove(uint32_t number)
{
    ObservedNode& node = m_nodes[number];
    const uint32_t last = m_alive.back();
    m_alive[node.place] = last;
    m_nodes[last].place = node.place;
    m_alive.pop_back();
    m_numbers.erase(node.id);
    node.isAlive = false;
    node.status.reset();
}

void
ObservedNodes::Free(uint32_t number)
{
    m_free.push_back(number);
}

std::vector<NodeId>
ObservedNodes::Sample(std::size_t most, NodeId without, const std::function<double()>& random) const
{
    const uint32_t absent = Find(without);
    const std::size_t skipped = absent == NONE ? m_alive.size() : m_nodes[absent].place;
    const std::size_t count = m_alive.size() - (absent == NONE ? 0 : 1);
    std::vector<std::size_t> chosen;
    chosen.reserve(std::min(most, count));
    for (std::size_t i = count - std::min(most, count); i < count; ++i)
    {
        const auto drawn = static_cast<std::size_t>(random() * static_cast<double>(i + 1));
        const bool isTaken = std::find(chosen.begin(), chosen.end(), drawn) != chosen.end();
        chosen.push_back(isTaken ? i : drawn);
    }
    std::vector<NodeId> nodes;
    nodes.reserve(chosen.size());
    for (const std::size_t place : chosen)
    {
        nodes.push_back(m_nodes[m_alive[place + (place >= skipped ? 1 : 0)]].id);
    }
    return nodes;
}

} // namespace qos
} // namespace ns3
