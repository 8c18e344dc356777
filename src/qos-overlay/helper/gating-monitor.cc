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
    ++m_unused[flow.id];
    const auto used = static_cast<double>(macroflow.Outstanding() + macroflow.Reserved());
    const double allowed = std::max(macroflow.Window(), static_cast<double>(macroflow.Mtu()));
    m_violations += used > allowed ? 1 : 0;
}

void
GatingMonitor::Charged(CmFlowId flow, uint32_t /* bytes */)
{
    ++m_packets;
    uint64_t& unused = m_unused[flow];
    m_ungranted += unused == 0 ? 1 : 0;
    // a grant may also have been given back or have lapsed: no more are left than are reserved
    const CmFlow* const state = m_manager->GetFlowState(flow);
    const uint32_t mtu = std::max(m_manager->Mtu(flow), 1U);
    const uint64_t reserved = state ? (state->reserved + mtu - 1) / mtu : 0;
    unused = std::min(unused - std::min<uint64_t>(unused, 1), reserved);
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
