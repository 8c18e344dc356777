/* SPDX-License-Identifier: GPL-2.0-only */

#include "gating-monitor.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

GatingMonitor::GatingMonitor(const Ptr<CongestionManager>& manager)
    : m_manager(manager)
{
    m_manager->AddObserver(*this);
    m_manager->TraceConnectWithoutContext("Charge", MakeCallback(&GatingMonitor::Charged, this));
}

GatingMonitor::~GatingMonitor()
{
    m_manager->RemoveObserver(*this);
    m_manager->TraceDisconnectWithoutContext("Charge", MakeCallback(&GatingMonitor::Charged, this));
}

void
GatingMonitor::Granted(const Macroflow& macroflow, const CmFlow& flow)
{
    ++m_grants;
    ++m_flows[flow.id].unused;
    const auto used = static_cast<double>(macroflow.Outstanding() + macroflow.Reserved());
    const double allowed = std::max(macroflow.Window(), static_cast<double>(macroflow.Mtu()));
    m_violations += used > allowed ? 1 : 0;
}

void
GatingMonitor::Charged(CmFlowId flow, uint32_t /* bytes */)
{
    ++m_packets;
    const CmFlow* const state = m_manager->GetFlowState(flow);
    if (!state)
    {
        return;
    }
    Account& own = m_flows[flow];
    // a grant that was given back or has lapsed is seen by the Congestion Manager only
    const uint64_t ungranted = state->counters.ungrantedBytes;
    m_ungranted += own.unused == 0 || ungranted > own.ungrantedBytes ? 1 : 0;
    own.ungrantedBytes = ungranted;
    own.unused =
        std::min(own.unused - std::min<uint64_t>(own.unused, 1), state->reserved / state->mtu);
}

uint64_t
GatingMonitor::Leftovers() const
{
    uint64_t left = 0;
    for (const Macroflow* macroflow : m_manager->GetMacroflows())
    {
        left += macroflow->Outstanding() + macroflow->Reserved() + macroflow->Pending();
    }
    return left;
}

} // namespace qos
} // namespace ns3
