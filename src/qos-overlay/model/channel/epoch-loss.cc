/* SPDX-License-Identifier: GPL-2.0-only */

#include "epoch-loss.h"

#include "loss-checks.h"

namespace ns3
{
namespace qos
{

double
EpochLoss::Params::LossRate() const
{
    const auto quietTime = static_cast<double>(quiet.duration.count());
    const auto busyTime = static_cast<double>(busy.duration.count());
    return (quietTime * quiet.loss.loss + busyTime * busy.loss.loss) / (quietTime + busyTime);
}

EpochLoss::Params
EpochLoss::ModelA(Nanoseconds rtt, double burst)
{
    return {{50 * rtt, {0.001, burst}}, {7 * rtt, {0.05, burst}}};
}

EpochLoss::Params
EpochLoss::ModelB(Nanoseconds rtt, double burst)
{
    return {{100 * rtt, {0.005, burst}}, {20 * rtt, {0.1, burst}}};
}

EpochLoss::EpochLoss(const Params& params, const Sources& sources)
    : m_params(params),
      m_phase(sources.phase),
      m_quiet(params.quiet.loss, {sources.begin, sources.end}),
      m_busy(params.busy.loss, {sources.begin, sources.end})
{
    CheckDuration("the length of a quiet epoch", params.quiet.duration);
    CheckDuration("the length of a busy epoch", params.busy.duration);
}

bool
EpochLoss::IsLost(Nanoseconds now)
{
    return IsBusy(now) ? m_busy.IsLost(now) : m_quiet.IsLost(now);
}

bool
EpochLoss::IsBusy(Nanoseconds now)
{
    if (now >= m_end || !m_hasBegun)
    {
        Enter(now);
    }
    return m_isBusy;
}

void
EpochLoss::Enter(Nanoseconds now)
{
    const Nanoseconds length = m_params.quiet.duration + m_params.busy.duration;
    if (!m_hasBegun)
    {
        m_hasBegun = true;
        m_turn = now -
                 Nanoseconds{static_cast<int64_t>(m_phase() * static_cast<double>(length.count()))};
    }
    m_turn += (now - m_turn) / length * length;
    m_isBusy = now - m_turn >= m_params.quiet.duration;
    m_end = m_turn + (m_isBusy ? length : m_params.quiet.duration);
    m_quiet.Reset();
    m_busy.Reset();
}

void
EpochLoss::Reset()
{
    m_hasBegun = false;
}

} // namespace qos
} // namespace ns3
