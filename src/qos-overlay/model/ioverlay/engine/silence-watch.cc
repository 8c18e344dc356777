/* SPDX-License-Identifier: GPL-2.0-only */

#include "silence-watch.h"

namespace ns3
{
namespace qos
{

void
SilenceWatch::Start()
{
    if (!m_isAwake && m_context.params.silence > Nanoseconds{0})
    {
        m_isAwake = true;
        m_context.Wake(m_context.Now() + m_context.params.silence / 2, Wakening::Silence, 0);
    }
}

SilenceWatch::Findings
SilenceWatch::Look(const std::vector<AppEdge>& edges)
{
    Findings findings;
    m_isAwake = false;
    ++m_looks;
    for (const AppEdge& edge : edges)
    {
        if (edge.role != EdgeRole::Upstream)
        {
            continue;
        }
        Start();
        const uint32_t number = m_context.links.Find(edge.peer);
        if (number == LinkTable::NONE || m_context.links[number].state != LinkState::Up)
        {
            continue;
        }
        EngineLink& link = m_context.links[number];
        LinkDetails& details = link.Details();
        if (details.look == m_looks)
        {
            continue; // it is the upstream of several applications
        }
        details.look = m_looks;
        const uint64_t heard = link.counters.received + link.counters.controlReceived;
        if (heard != details.heard || link.counters.received == 0)
        {
            details.heard = heard;
            details.isSuspect = false;
        }
        else if (!details.isSuspect)
        {
            details.isSuspect = true;
            findings.suspects.push_back(edge.peer);
        }
        else
        {
            findings.gone.push_back(edge.peer);
        }
    }
    return findings;
}

} // namespace qos
} // namespace ns3
