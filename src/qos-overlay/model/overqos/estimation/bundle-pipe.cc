/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-pipe.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/** The timer is no faster, whatever a peer makes of the round-trip time. */
constexpr Nanoseconds LEAST_TIMER = std::chrono::milliseconds{1};

/**
 * @param what a knob, for the error
 * @param value its value
 * @param isGood whether it is allowed
 * @param allowed what is allowed, for the error
 * @throws std::invalid_argument if it is not
 */
void
Require(const std::string& what, double value, bool isGood, const std::string& allowed)
{
    if (!isGood)
    {
        throw std::invalid_argument("the " + what + " of a pipe is " + std::to_string(value) +
                                    "; it must be " + allowed);
    }
}

} // namespace

BundlePipe::BundlePipe(const BundlePipeParams& params)
    : m_params(params),
      m_window(params.initialWindow)
{
    Require("packet size", params.packetSize, params.packetSize > 0, "at least 1 byte");
    Require("least window", params.leastWindow, params.leastWindow > 0, "above 0 packets");
    Require("initial window",
            params.initialWindow,
            params.initialWindow >= params.leastWindow,
            "at least the least window, " + std::to_string(params.leastWindow));
    Require("initial round-trip time",
            static_cast<double>(params.initialRtt.count()),
            params.initialRtt > Nanoseconds{0},
            "above 0 ns");
    Require("increase of the reference",
            params.referenceAlpha,
            params.referenceAlpha > 0,
            "above 0 packets");
    Require("growth without use", params.unusedGrowth, params.unusedGrowth >= 1, "at least 1");
    Require("number of silent rounds", params.silentRounds, params.silentRounds > 0, "at least 1");
}

void
BundlePipe::SetFlows(double flows)
{
    m_flows = flows >= 1 ? flows : 1;
}

void
BundlePipe::Send(Nanoseconds now)
{
    Advance(now);
    if (m_hasSent && now - m_lastSend > std::max(m_params.idle, m_params.silentRounds * Rtt()))
    {
        Restart();
        m_silentSince = FOREVER;
    }
    m_hasSent = true;
    m_lastSend = now;
    if (m_silentSince == FOREVER)
    {
        m_silentSince = now;
        m_nextHalving = now + std::max(m_params.silentRounds * Rtt(), LEAST_TIMER);
    }
}

void
BundlePipe::Advance(Nanoseconds now)
{
    while (m_silentSince != FOREVER && m_nextHalving <= now)
    {
        m_window = std::max(m_window / 2, m_params.leastWindow);
        if (m_nextHalving - m_silentSince >= m_params.silence)
        {
            Restart();
            m_silentSince = FOREVER; // until the next packet
            return;
        }
        m_nextHalving += std::max(m_params.silentRounds * Rtt(), LEAST_TIMER);
    }
}

void
BundlePipe::Restart()
{
    m_window = std::min(m_window, m_params.initialWindow);
    m_isInSlowStart = true;
    m_isCounting = false;
    DoRestart();
}

void
BundlePipe::Report(const PipeReport& report)
{
    // the far end may well report that nothing arrives
    if (report.received > 0 || report.lost > 0)
    {
        m_silentSince = FOREVER; // until the next packet
    }
    if (report.rtt > Nanoseconds{0})
    {
        m_rtt.Add(report.rtt);
        m_latestRtt = report.rtt;
    }
    CountRound(report);
    const bool isAnswered = report.hasLossEvent && report.now >= m_answeredUntil;
    DoReport(report, isAnswered, m_window);
    if (isAnswered)
    {
        m_answeredUntil = report.now + Rtt();
        const double window = m_isInSlowStart ? m_window / 2 : DoDecrease(m_window);
        m_isInSlowStart = false;
        m_window = std::max(window, m_params.leastWindow);
    }
    else if (!report.hasLossEvent)
    {
        Grow(report);
    }
}

void
BundlePipe::CountRound(const PipeReport& report)
{
    m_roundPackets += static_cast<double>(report.received);
    const Nanoseconds elapsed = report.now - m_roundBegin;
    if (m_isCounting && elapsed < Rtt())
    {
        return;
    }
    const double rounds =
        m_isCounting ? static_cast<double>(elapsed.count()) / static_cast<double>(Rtt().count())
                     : 1;
    m_achieved = m_isCounting ? m_roundPackets / rounds : static_cast<double>(report.received);
    m_isCounting = true;
    m_roundBegin = report.now;
    m_roundPackets = 0;
}

void
BundlePipe::Grow(const PipeReport& report)
{
    // a report may cover more than a round trip, because another one was lost
    const double acknowledged = std::min(static_cast<double>(report.received), m_window);
    double window = m_window + acknowledged;
    if (!m_isInSlowStart)
    {
        // nothing grows faster than slow start
        window = std::min(DoIncrease(m_window, acknowledged / m_window), window);
    }
    if (report.isApplicationLimited || WindowRate() > Ceiling())
    {
        const double largest = m_params.unusedGrowth * m_achieved;
        window = std::min(window, std::max(largest, m_window));
    }
    m_window = std::max(window, m_params.leastWindow);
}

void
BundlePipe::DoReport(const PipeReport& /* report */, bool /* isAnswered */, double /* window */)
{
}

double
BundlePipe::Ceiling() const
{
    return m_ceiling == Bitrate() ? std::numeric_limits<double>::infinity()
                                  : static_cast<double>(m_ceiling.BitsPerSecond());
}

double
BundlePipe::WindowRate() const
{
    constexpr double BITS_PER_BYTE = 8;
    const Nanoseconds latest = m_rtt.HasSample() ? m_latestRtt : m_params.initialRtt;
    const double rtt = std::chrono::duration<double>(std::max(latest, Nanoseconds{1})).count();
    return m_window * m_params.packetSize * BITS_PER_BYTE / rtt;
}

Bitrate
BundlePipe::Rate() const
{
    constexpr double MOST = 1e18; // fits into 64 bits
    // 0 would be "infinitely fast"
    return Bitrate::FromBitsPerSecond(
        static_cast<uint64_t>(std::clamp(std::min(WindowRate(), Ceiling()), 1.0, MOST)));
}

} // namespace qos
} // namespace ns3
