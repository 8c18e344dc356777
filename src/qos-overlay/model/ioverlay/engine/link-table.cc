/* SPDX-License-Identifier: GPL-2.0-only */

#include "link-table.h"

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
    if (m_free.empty())
    {
        m_links.emplace_back();
    }
    else
    {
        number = m_free.back();
        m_free.pop_back();
    }
    m_links[number].link = std::make_unique<EngineLink>();
    m_links[number].link->peer = peer;
    m_links[number].peer = peer;
    ++m_count;
    if (m_index)
    {
        m_index->emplace(peer, number);
    }
    else if (m_count > FEW)
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
    m_free.push_back(number);
    --m_count;
}

} // namespace qos
} // namespace ns3
