/* SPDX-License-Identifier: GPL-2.0-only */

#include "redundancy-control.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param lost packets
 * @param packets of so many
 * @param share of losses that no redundancy can make good
 * @return whether that is an outage and no congestion
 */
bool
IsOutage(uint32_t lost, uint32_t packets, double share)
{
    constexpr uint32_t LEAST = 10; // fewer packets are lost together in any burst
    return packets >= LEAST && lost > share * packets;
}

} // namespace

RedundancyControl::RedundancyControl(const RedundancyControlParams& params)
    : m_choice(params.policy, params.choice),
      m_losses(params.losses),
      m_target(params.target),
      m_isClosedLoop(params.target.isClosedLoop)
{
    Choose();
}

std::optional<LossDistribution::Handle>
RedundancyControl::AddWindow(Nanoseconds now, uint32_t lost, uint32_t sent)
{
    constexpr double MOST_LOSS = 0.9; // that a window of a code may make good
    constexpr double MOST_RESIDUAL = 0.5;
    if (!IsOutage(m_lost, m_packets, MOST_RESIDUAL))
    {
        m_target.AddWindow(m_lost, m_packets);
    }
    m_lost = 0;
    m_packets = 0;
    if (IsOutage(lost, sent, MOST_LOSS))
    {
        ++m_outageWindows;
        return std::nullopt;
    }
    const LossDistribution::Handle handle = m_losses.Add(now, lost, sent);
    Choose();
    return handle;
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
RedundancyControl::NoteRtt(Nanoseconds rtt)
{
    if (m_losses.NoteRtt(rtt))
    {
        m_secondRound.Restart();
    }
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
    constexpr uint32_t MOST_PER_PACKET = 9; // as a redundancy of 0.9
    const uint32_t needed = m_smallBlocks.Parity(packets,
                                                 SecondRoundLossRate(),
                                                 m_target.Target() * windowPackets,
                                                 MOST_PER_PACKET * packets);
    return m_target.Factor() < 1 ? std::max(usual, needed) : needed;
}

void
RedundancyControl::Choose()
{
    m_current = m_choice.Choose(m_losses, m_target.Target());
    m_current.firstRound = m_firstDamped.Apply(m_current.firstRound);
    m_current.secondRound = m_secondDamped.Apply(m_current.secondRound);
    if (m_current.isStartUp)
    {
        // c = b (1 - r) holds from the first window on, as well as the mean loss is known
        const double repairs = m_current.rounds > 1 ? m_losses.Mean() : 0;
        m_current.overhead = m_current.firstRound / (1 - m_current.firstRound) +
                             repairs / (1 - m_current.secondRound);
    }
}

} // namespace qos
} // namespace ns3
