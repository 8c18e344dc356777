/* SPDX-License-Identifier: GPL-2.0-only */

#include "coupled-window.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

CoupledWindow::Member
CoupledWindow::Join(uint32_t segmentBytes)
{
    if (segmentBytes > m_segmentBytes)
    {
        m_segmentBytes = segmentBytes;
        m_controller.SetMtu(segmentBytes);
    }
    const auto free = std::find_if(m_members.begin(), m_members.end(), [](const State& state) {
        return !state.isOpen;
    });
    const auto member = static_cast<Member>(free - m_members.begin());
    if (free == m_members.end())
    {
        m_members.emplace_back();
    }
    m_members[member].isOpen = true;
    return member;
}

void
CoupledWindow::Leave(Member member)
{
    SetInFlight(member, 0);
    m_members[member] = State();
}

void
CoupledWindow::SetInFlight(Member member, uint32_t bytes)
{
    uint32_t& own = m_members[member].inFlight;
    m_active += (bytes > 0 ? 1U : 0U) - (own > 0 ? 1U : 0U);
    m_inFlight += bytes;
    m_inFlight -= own;
    own = bytes;
}

void
CoupledWindow::Acknowledged(uint64_t bytes, Nanoseconds rtt, Nanoseconds now)
{
    if (rtt > Nanoseconds{0})
    {
        m_rtt.Add(rtt);
    }
    CongestionReport report;
    report.now = now;
    report.resolved = bytes;
    report.received = bytes;
    report.srtt = m_rtt.Srtt();
    // a part is used in whole segments, so that each member may leave one open
    const uint64_t inUse = m_inFlight + uint64_t{m_active} * m_segmentBytes;
    report.isWindowUsed = m_controller.Window() < static_cast<double>(inUse) + m_segmentBytes;
    m_controller.Report(report);
}

void
CoupledWindow::Congested(CongestionSignal signal, Nanoseconds now)
{
    // a timeout says more than the mark that came just before
    if (now < m_recoverUntil && signal <= m_answered)
    {
        return;
    }
    m_answered = signal;
    m_recoverUntil = now + m_rtt.Srtt();
    CongestionReport report;
    report.now = now;
    report.signal = signal;
    report.srtt = m_rtt.Srtt();
    m_controller.Report(report);
}

uint32_t
CoupledWindow::PartOf(Member member) const
{
    const uint32_t others = m_active - (m_members[member].inFlight > 0 ? 1 : 0);
    const double part = m_controller.Window() / (others + 1.0);
    return std::max(static_cast<uint32_t>(part), m_segmentBytes);
}

} // namespace qos
} // namespace ns3
