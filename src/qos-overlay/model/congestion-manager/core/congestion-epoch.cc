/* SPDX-License-Identifier: GPL-2.0-only */

#include "congestion-epoch.h"

namespace ns3
{
namespace qos
{

void
CongestionEpoch::Begin(CongestionSignal signal, Nanoseconds now, const Path& path)
{
    constexpr uint64_t DUPLICATES = 3; // later packets arrive before one is known to be lost
    m_until = now + path.srtt;
    m_atMost = path.outstanding > 0 ? now + path.timeout : now;
    m_resolvedUntil = m_resolved + path.outstanding + DUPLICATES * path.mtu;
    if (signal == CongestionSignal::Persistent)
    {
        m_persistentAt = now;
    }
}

} // namespace qos
} // namespace ns3
