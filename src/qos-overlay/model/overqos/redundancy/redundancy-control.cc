/* SPDX-License-Identifier: GPL-2.0-only */

#include "redundancy-control.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double MOST_LOSS = 0.9;      // of a window that a code can make good
constexpr double MOST_RESIDUAL = 0.5;  // of packets that were lost one window after the other
constexpr uint32_t OUTAGE_WINDOWS = 3; // lost in a row
constexpr uint32_t OUTAGE_FRAMES = 60; // lost in a row: no burst takes as many

} // namespace

RedundancyControl::RedundancyControl(const RedundancyControlParams& params)
    : m_choice(params.policy, params.choice),
      m_losses(params.losses),
      m_target(params.target),
      m_isClosedLoop(params.target.isClosedLoop),
      m_q(params.target.target),
      m_mostRedundancy(params.choice.mostRedundancy)
{
    Choose();
}

std::optional<LossDistribution::Handle>
RedundancyControl::AddWindow(Nanoseconds now, uint32_t lost, uint32_t sent)
{
    TellRtt();
    if (m_lost < OUTAGE_FRAMES || m_lost < MOST_RESIDUAL * m_packets)
    {
        m_target.AddWindow(m_lost, m_packets);
    }
    m_lost = 0;
    m_packets = 0;
    if (lost < MOST_LOSS * sent)
    {
        m_lostWindows.clear();
        m_lostFrames = 0;
        m_isOutage = false;
    }
    else
    {
        m_lostFrames += lost;
        const bool isLong = m_lostWindows.size() + 1 >= OUTAGE_WINDOWS;
        if (m_isOutage || (isLong && m_lostFrames >= OUTAGE_FRAMES))
        {
            ForgetOutage();
            return std::nullopt;
        }
    }
    const LossDistribution::Handle handle = m_losses.Add(now, lost, sent);
    if (m_lostFrames > 0)
    {
        m_lostWindows.push_back(handle);
    }
    Choose();
    return handle;
}

void
RedundancyControl::ForgetOutage()
{
    ++m_outageWindows;
    for (const LossDistribution::Handle window : m_lostWindows)
    {
        m_outageWindows += m_losses.Remove(window) ? 1 : 0;
    }
    m_lostWindows.clear();
    m_isOutage = true;
    Choose();
}

void
RedundancyControl::Amend(LossDistribution::Handle window, uint32_t lost)
{
    m_losses.Amend(window, lost);
}

void
RedundancyControl::AddResidual(uint32_t delivered, uint32_t lost)
{
    m_packets += delivered + lost;
    m_lost += lost;
}

void
RedundancyControl::AddSecondRound(uint32_t lost, uint32_t sent)
{
    m_secondRound.Add(lost, sent);
}

void
RedundancyControl::TellRtt()
{
    if (m_leastRtt != FOREVER && m_losses.NoteRtt(m_leastRtt))
    {
        m_secondRound.Restart();
    }
    m_leastRtt = FOREVER;
}

uint32_t
RedundancyControl::RepairParity(uint32_t packets, uint32_t windowPackets)
{
    if (!m_current.codesRepairs)
    {
        return 0;
    }
    const uint32_t usual = ParityPackets(packets, m_current.secondRound);
    if (!m_isClosedLoop || m_current.isStartUp)
    {
        return usual;
    }
    const uint32_t needed = m_smallBlocks.Parity(packets,
                                                 SecondRoundLossRate(),
                                                 m_target.Target() * windowPackets,
                                                 ParityPackets(packets, m_mostRedundancy));
    return m_target.Factor() < 1 ? std::max(usual, needed) : needed;
}

void
RedundancyControl::AddMissing(uint32_t packets)
{
    m_repairCost.AddExpected(packets * RepairsPerLoss(m_current, m_losses.Tail()));
}

void
RedundancyControl::AddRepairs(uint32_t frames)
{
    m_repairCost.AddSent(frames);
}

RedundancyDecision
RedundancyControl::Wanted() const
{
    const double aim = m_target.Target();
    RedundancyDecision decision = m_choice.Choose(m_losses, aim);
    decision.aim = aim;
    if (aim == m_q)
    {
        return decision;
    }
    RedundancyDecision forTarget = m_choice.Choose(m_losses, m_q);
    forTarget.aim = m_q;
    if (!decision.isFeasible && forTarget.residual < decision.residual)
    {
        return forTarget; // a policy may give up what it cannot do
    }
    decision.isFeasible = forTarget.isFeasible;
    return decision;
}

void
RedundancyControl::Choose()
{
    m_current = Wanted();
    m_current.firstRound = m_firstDamped.Apply(std::min(m_current.firstRound, m_mostRedundancy));
    m_current.secondRound = m_secondDamped.Apply(std::min(m_current.secondRound, m_mostRedundancy));
    Reckon(m_current, m_losses.Tail(), m_repairCost.Factor());
}

} // namespace qos
} // namespace ns3
