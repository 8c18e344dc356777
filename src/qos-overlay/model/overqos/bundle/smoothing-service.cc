/* SPDX-License-Identifier: GPL-2.0-only */

#include "smoothing-service.h"

namespace ns3
{
namespace qos
{

SmoothingService::SmoothingService(const SmoothingServiceParams& params)
    : m_flows(params.mostFlows, DropDebt(params.debt))
{
}

bool
SmoothingService::Admits(const BundlePacket& packet, Nanoseconds now)
{
    return !m_flows.Of(packet).ShouldDrop(packet.mayDrop, now);
}

bool
SmoothingService::Repairs(const BundlePacket& packet, uint32_t /* repairs */, Nanoseconds now)
{
    m_flows.Of(packet).PacketRecovered(now);
    return true;
}

void
SmoothingService::StaysLost(const BundlePacket& /* packet */,
                            uint32_t /* repairs */,
                            Nanoseconds /* now */)
{
    // what was sent for it is owed all the same
}

} // namespace qos
} // namespace ns3
