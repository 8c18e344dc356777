/* SPDX-License-Identifier: GPL-2.0-only */

#include "priority-service.h"

namespace ns3
{
namespace qos
{

PriorityService::PriorityService(const PriorityServiceParams& params)
    : m_flows(params.mostFlows, PaidRecovery(params.recovery))
{
}

bool
PriorityService::Admits(const BundlePacket& packet, Nanoseconds /* now */)
{
    return !m_flows.Of(packet).ShouldDrop(packet);
}

bool
PriorityService::Repairs(const BundlePacket& packet, uint32_t /* repairs */, Nanoseconds /* now */)
{
    return m_flows.Of(packet).PacketLost(packet);
}

void
PriorityService::StaysLost(const BundlePacket& packet, uint32_t repairs, Nanoseconds /* now */)
{
    if (repairs > 0)
    {
        m_flows.Of(packet).RecoveryFailed(packet);
    }
}

} // namespace qos
} // namespace ns3
