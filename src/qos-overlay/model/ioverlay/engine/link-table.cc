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
        const auto found = m_index->byPeer.find(peer);
        return found == m_index->byPeer.end() ? NONE : found->second;
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
LinkTable::FindFree() const
{
    if (m_index)
    {
        return m_index->free.empty() ? End() : m_index->free.back();
    }
    const auto isFree = [](const Place& place) { return !place.link; };
    const auto free = std::find_if(m_links.begin(), m_links.end(), isFree);
    return static_cast<uint32_t>(free - m_links.begin());
}

uint32_t
LinkTable::Add(NodeId peer)
{
    const uint32_t number = FindFree();
    if (number == End())
    {
        m_links.emplace_back();
    }
    else if (m_index)
    {
        m_index->free.pop_back();
    }
    m_links[number].link = std::make_unique<EngineLink>();
    m_links[number].peer = peer;
    if (m_index)
    {
        m_index->byPeer.emplace(peer, number);
    }
    else if (End() > FEW)
    {
        m_index = std::make_unique<Index>(); // none is free: the new one would be there
        for (uint32_t i = 0; i < End(); ++i)
        {
            m_index->byPeer.emplace(m_links[i].peer, i);
        }
    }
    return number;
}

void
LinkTable::Remove(uint32_t number)
{
    if (m_index)
    {
        m_index->byPeer.erase(m_links[number].peer);
        m_index->free.push_back(number);
    }
    m_links[number] = Place();
}

uint32_t
LinkTable::Count() const
{
    if (m_index)
    {
        return static_cast<uint32_t>(m_index->byPeer.size());
    }
    const auto isThere = [](const Place& place) { return place.link != nullptr; };
    return static_cast<uint32_t>(std::count_if(m_links.begin(), m_links.end(), isThere));
}

} // namespace qos
} // namespace ns3
