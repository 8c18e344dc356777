/* SPDX-License-Identifier: GPL-2.0-only */

#include "peer-settings.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

const PeerSettings*
PeerSettingsTable::Find(NodeId peer) const
{
    if (!m_settings)
    {
        return nullptr;
    }
    const auto isPeer = [peer](const PeerSettings& settings) { return settings.peer == peer; };
    const auto found = std::find_if(m_settings->begin(), m_settings->end(), isPeer);
    return found == m_settings->end() ? nullptr : &*found;
}

PeerSettings&
PeerSettingsTable::Of(NodeId peer)
{
    if (!m_settings)
    {
        m_settings = std::make_unique<std::vector<PeerSettings>>();
    }
    const auto isPeer = [peer](const PeerSettings& settings) { return settings.peer == peer; };
    const auto found = std::find_if(m_settings->begin(), m_settings->end(), isPeer);
    if (found != m_settings->end())
    {
        return *found;
    }
    m_settings->emplace_back();
    m_settings->back().peer = peer;
    return m_settings->back();
}

} // namespace qos
} // namespace ns3
