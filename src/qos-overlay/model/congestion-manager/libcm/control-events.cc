/* SPDX-License-Identifier: GPL-2.0-only */

#include "control-events.h"

#include <utility>

namespace ns3
{
namespace qos
{

void
FlowQueue::Add(CmFlowId flow)
{
    if (m_at.count(flow) == 0)
    {
        m_at[flow] = m_order.insert(m_order.end(), flow);
    }
}

void
FlowQueue::Remove(CmFlowId flow)
{
    const auto found = m_at.find(flow);
    if (found != m_at.end())
    {
        m_order.erase(found->second);
        m_at.erase(found);
    }
}

void
FlowQueue::MoveToEnd(CmFlowId flow)
{
    m_order.splice(m_order.end(), m_order, m_at.at(flow));
}

ControlEvents::ControlEvents(const GrantLedger& ledger)
    : m_ledger(ledger)
{
}

void
ControlEvents::Granted(CmFlowId flow)
{
    m_granted.Add(flow);
}

void
ControlEvents::Changed(CmFlowId flow)
{
    m_changed.Add(flow);
}

void
ControlEvents::Seen(CmFlowId flow)
{
    m_changed.Remove(flow);
}

void
ControlEvents::ForgetGrants(CmFlowId flow)
{
    m_granted.Remove(flow);
}

bool
ControlEvents::IsWritable()
{
    while (!m_granted.IsEmpty())
    {
        const CmFlowId first = m_granted.Flows().front();
        if (m_ledger.GrantsOf(first) > 0)
        {
            return true;
        }
        m_granted.Remove(first);
    }
    return false;
}

std::vector<CmFlowId>
ControlEvents::Sendable(std::size_t most)
{
    // the grants of each flow that holds some, in order
    std::vector<std::pair<CmFlowId, uint32_t>> holders;
    const std::vector<CmFlowId> asked(m_granted.Flows().begin(), m_granted.Flows().end());
    for (const CmFlowId flow : asked)
    {
        const uint32_t grants = m_ledger.GrantsOf(flow);
        if (grants > 0)
        {
            holders.emplace_back(flow, grants);
        }
        else
        {
            m_granted.Remove(flow);
        }
    }
    std::vector<CmFlowId> sendable;
    bool isMore = true;
    for (uint32_t turn = 0; isMore; ++turn)
    {
        isMore = false;
        for (const auto& [flow, grants] : holders)
        {
            if (grants > turn && sendable.size() < most)
            {
                sendable.push_back(flow);
                m_granted.MoveToEnd(flow);
                isMore = true;
            }
        }
    }
    return sendable;
}

std::vector<CmFlowId>
ControlEvents::ChangedFlows() const
{
    return {m_changed.Flows().begin(), m_changed.Flows().end()};
}

} // namespace qos
} // namespace ns3
