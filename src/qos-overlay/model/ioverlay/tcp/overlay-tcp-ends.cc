/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-tcp-ends.h"

#include <utility>

namespace ns3
{
namespace qos
{

uint32_t
OverlayTcpEnds::Add()
{
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_ends.size()));
        m_ends.emplace_back();
    }
    const uint32_t number = m_free.back();
    m_free.pop_back();
    return number;
}

std::unique_ptr<OverlayTcpConnection>
OverlayTcpEnds::Remove(uint32_t number)
{
    Estrange(number);
    OverlayTcpNodeEnd& end = m_ends[number];
    end.deadline.Cancel();
    end.departure.Cancel();
    auto connection = std::move(end.connection);
    end = OverlayTcpNodeEnd();
    m_free.push_back(number);
    return connection;
}

void
OverlayTcpEnds::Clear()
{
    for (OverlayTcpNodeEnd& end : m_ends)
    {
        end.deadline.Cancel();
        end.departure.Cancel();
    }
    m_ends.clear();
    m_free.clear();
    m_byPeer.clear();
}

uint32_t
OverlayTcpEnds::Find(NodeId peer) const
{
    const auto known = m_byPeer.find(peer);
    return known == m_byPeer.end() ? NONE : known->second;
}

void
OverlayTcpEnds::Introduce(uint32_t number, NodeId peer)
{
    m_ends[number].peer = peer;
    m_byPeer[peer] = number;
}

void
OverlayTcpEnds::Estrange(uint32_t number)
{
    const auto known = m_byPeer.find(m_ends[number].peer);
    if (known != m_byPeer.end() && known->second == number)
    {
        m_byPeer.erase(known);
    }
}

} // namespace qos
} // namespace ns3
