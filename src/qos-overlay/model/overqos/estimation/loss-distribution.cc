/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-distribution.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/** The weight of a window. */
constexpr int64_t WHOLE = int64_t{1} << 32;

/**
 * @param lost packets of a window
 * @param sent packets of the window
 * @throws std::invalid_argument if this cannot be
 */
void
CheckWindow(uint32_t lost, uint32_t sent)
{
    if (lost > sent || sent == 0)
    {
        throw std::invalid_argument("a window lost " + std::to_string(lost) + " of " +
                                    std::to_string(sent) +
                                    " packets; it must have sent at least 1 and lost no more");
    }
}

} // namespace

Eigen::ArrayXd
TailLoss(const Eigen::ArrayXd& shares)
{
    const Eigen::Index bins = shares.size() - 1;
    const Eigen::ArrayXd loss =
        shares * Eigen::ArrayXd::LinSpaced(shares.size(), 0, static_cast<double>(bins)) /
        static_cast<double>(bins);
    Eigen::ArrayXd tail = Eigen::ArrayXd::Zero(shares.size());
    for (Eigen::Index j = bins; j > 0; --j)
    {
        tail[j - 1] = tail[j] + loss[j];
    }
    return tail;
}

double
LeastRedundancy(const Eigen::ArrayXd& tail, double target)
{
    const double* const end = tail.data() + tail.size();
    const double* const least = std::lower_bound(tail.data(), end, target, std::greater<double>());
    // the last value is 0
    return static_cast<double>(std::min(least, end - 1) - tail.data()) /
           static_cast<double>(tail.size() - 1);
}

LossDistribution::LossDistribution(const LossDistributionParams& params)
    : m_params(params),
      m_weights(Eigen::Array<int64_t, Eigen::Dynamic, 1>::Zero(params.bins + 1)),
      m_tail(Eigen::ArrayXd::Zero(params.bins + 1))
{
    if (params.bins == 0 || params.windows == 0 || params.routeWindows == 0 ||
        params.routeBlocks == 0 || !(params.routeChange > 0) || !(params.samplesPerTail > 0))
    {
        throw std::invalid_argument("a loss distribution has " + std::to_string(params.bins) +
                                    " bins, " + std::to_string(params.windows) +
                                    " windows and knobs of its restart; all must be above 0");
    }
    m_windows.resize(params.windows);
}

LossDistribution::Handle
LossDistribution::Add(Nanoseconds now, uint32_t lost, uint32_t sent)
{
    CheckWindow(lost, sent);
    if (m_count > 0 && now - m_latest > m_params.idle)
    {
        Restart();
    }
    m_latest = now;
    Window& window = m_windows[m_next % m_windows.size()];
    if (m_count < m_windows.size())
    {
        ++m_count;
    }
    else if (window.sent > 0)
    {
        Count(window, -1);
    }
    window = {lost, sent};
    Count(window, 1);
    return m_next++;
}

LossDistribution::Window*
LossDistribution::Find(Handle window)
{
    if (window >= m_next || m_next - window > m_count)
    {
        return nullptr;
    }
    Window& found = m_windows[window % m_windows.size()];
    return found.sent > 0 ? &found : nullptr;
}

bool
LossDistribution::Amend(Handle window, uint32_t lost)
{
    Window* const old = Find(window);
    if (old == nullptr)
    {
        return false;
    }
    CheckWindow(lost, old->sent);
    Count(*old, -1);
    old->lost = lost;
    Count(*old, 1);
    return true;
}

bool
LossDistribution::Remove(Handle window)
{
    Window* const old = Find(window);
    if (old == nullptr)
    {
        return false;
    }
    Count(*old, -1);
    *old = {0, 0};
    return true;
}

void
LossDistribution::Count(const Window& window, int64_t sign)
{
    const uint64_t scaled = static_cast<uint64_t>(window.lost) * m_params.bins;
    const auto bin = static_cast<Eigen::Index>(scaled / window.sent);
    const uint64_t rest = scaled % window.sent;
    const auto above = static_cast<int64_t>(rest * static_cast<uint64_t>(WHOLE) / window.sent);
    m_weights[bin] += sign * (WHOLE - above);
    if (above > 0)
    {
        m_weights[bin + 1] += sign * above;
    }
    m_known = sign > 0 ? m_known + 1 : m_known - 1;
    m_isStale = true;
}

bool
LossDistribution::NoteRtt(Nanoseconds rtt)
{
    m_leastRtt = m_rtts == 0 ? rtt : std::min(m_leastRtt, rtt);
    if (++m_rtts < m_params.routeWindows)
    {
        return false;
    }
    m_rtts = 0;
    m_routeRtts.push_back(m_leastRtt);
    if (HasRouteChanged())
    {
        // Restart() would forget the new route, too
        m_routeRtts.erase(m_routeRtts.begin(), m_routeRtts.end() - m_params.routeBlocks);
        ForgetWindows();
        return true;
    }
    const std::size_t most =
        m_windows.size() / m_params.routeWindows + std::size_t{2} * m_params.routeBlocks;
    if (m_routeRtts.size() > most)
    {
        m_routeRtts.pop_front();
    }
    return false;
}

bool
LossDistribution::HasRouteChanged() const
{
    // as many blocks before, or there is no range that could be left
    if (m_routeRtts.size() < std::size_t{2} * m_params.routeBlocks)
    {
        return false;
    }
    const auto split = m_routeRtts.end() - m_params.routeBlocks;
    const auto [least, most] = std::minmax_element(m_routeRtts.begin(), split);
    const auto [newLeast, newMost] = std::minmax_element(split, m_routeRtts.end());
    const auto isFarAbove = [this](Nanoseconds higher, Nanoseconds lower) {
        return static_cast<double>(higher.count()) >
               static_cast<double>(lower.count()) * (1 + m_params.routeChange);
    };
    return isFarAbove(*newLeast, *most) || isFarAbove(*least, *newMost);
}

void
LossDistribution::Restart()
{
    m_routeRtts.clear();
    m_rtts = 0;
    ForgetWindows();
}

void
LossDistribution::ForgetWindows()
{
    m_count = 0;
    m_known = 0;
    m_weights.setZero();
    m_isStale = true;
}

double
LossDistribution::Mean() const
{
    return Tail()[0];
}

const Eigen::ArrayXd&
LossDistribution::Tail() const
{
    if (m_isStale)
    {
        m_isStale = false;
        const double whole =
            static_cast<double>(WHOLE) * static_cast<double>(std::max<std::size_t>(m_known, 1));
        m_tail = TailLoss(m_weights.cast<double>() / whole);
    }
    return m_tail;
}

double
LossDistribution::G(double redundancy) const
{
    constexpr double ROUNDING = 1e-9; // j/n times n is j
    const double bin = std::clamp(redundancy, 0.0, 1.0) * m_params.bins;
    return Tail()[static_cast<Eigen::Index>(std::floor(bin + ROUNDING))];
}

bool
LossDistribution::HasEnoughFor(double probability) const
{
    return m_count == m_windows.size() || m_known >= m_params.enoughWindows ||
           static_cast<double>(m_known) * std::min(probability, 1.0) >= m_params.samplesPerTail;
}

} // namespace qos
} // namespace ns3
