/* SPDX-License-Identifier: GPL-2.0-only */

#include "aimd-controller.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

void
AimdController::SetMtu(uint32_t mtu)
{
    m_mtu = mtu;
    m_window = std::max(m_window, m_mtu);
    if (m_isFresh)
    {
        m_window = m_params.initialWindow * m_mtu;
    }
}

void
AimdController::Report(const CongestionReport& report)
{
    m_isFresh = false;
    switch (report.signal)
    {
    case CongestionSignal::Persistent:
        // the threshold first: it is half of the window that was too large
        m_threshold = std::max(m_window * m_params.decrease, 2 * m_mtu);
        m_window = m_mtu;
        return;
    case CongestionSignal::Transient:
    case CongestionSignal::Mark:
        m_window = std::max(m_window * m_params.decrease, m_mtu);
        m_threshold = m_window;
        return;
    case CongestionSignal::None:
        if (report.isWindowUsed && (m_params.growWhileRecovering || !report.isRecovering))
        {
            Grow(static_cast<double>(report.received));
        }
        return;
    }
}

void
AimdController::Grow(double received)
{
    if (m_window < m_threshold)
    {
        m_window = std::min(m_window + received, m_threshold);
    }
    else
    {
        m_window += received * m_mtu / m_window;
    }
}

void
AimdController::Idle(uint32_t timeouts)
{
    constexpr double KEPT = 0.75; // RFC 2861, section 3
    const double restart = std::min(m_window, m_params.initialWindow * m_mtu);
    m_threshold = std::max(m_threshold, KEPT * m_window);
    for (uint32_t i = 0; i < timeouts && m_window > restart; ++i)
    {
        m_window = std::max(m_window / 2, restart);
    }
}

} // namespace qos
} // namespace ns3
