/* SPDX-License-Identifier: GPL-2.0-only */

#include "link-table.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

uint32_t
LinkTable::Find(NodeId peer) const
{
    if (peer.IsNone())
    {
        return NONE; // free places have no peer either
    }
    if (m_index)
    {
        const auto found = m_index->find(peer);
        return found == m_index->end() ? NONE : found->second;
    }
    for (uint32_t number = 0; number < End(); ++number)
    {
        if (m_links[number].peer == peer)
        {
            return number;
        }
    }
    return NONE;
}

uint32_t
LinkTable::Add(NodeId peer)
{
    uint32_t number = End();
    if (Count() == End())
    {
        m_links.emplace_back();
    }
    else
    {
        const auto isFree = [](const Place& place) { return !place.link; };
        const auto free = std::find_if(m_links.begin(), m_links.end(), isFree);
        number = static_cast<uint32_t>(free - m_links.begin());
    }
    m_links[number].link = std::make_unique<EngineLink>();
    m_links[number].peer = peer;
    if (m_index)
    {
        m_index->emplace(peer, number);
    }
    else if (Count() > FEW)
    {
        m_index = std::make_unique<std::unordered_map<NodeId, uint32_t>>();
        for (uint32_t i = 0; i < End(); ++i)
        {
            if (m_links[i].link)
            {
                m_index->emplace(m_links[i].peer, i);
            }
        }
    }
    return number;
}

void
LinkTable::Remove(uint32_t number)
{
    if (m_index)
    {
        m_index->erase(m_links[number].peer);
    }
    m_links[number] = Place();
}

uint32_t
LinkTable::Count() const
{
    if (m_index)
    {
        return static_cast<uint32_t>(m_index->size());
    }
    const auto isThere = [](const Place& place) { return place.link != nullptr; };
    return static_cast<uint32_t>(std::count_if(m_links.begin(), m_links.end(), isThere));
}

} // namespace qos
} // namespace ns3
