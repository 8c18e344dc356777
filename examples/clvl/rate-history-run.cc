/* SPDX-License-Identifier: GPL-2.0-only */

#include "rate-history-run.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t FRAME_BYTES = 1000; // UDP payload, as the pipe counts
constexpr uint32_t WIRE_BYTES = 1028;
constexpr uint32_t REORDER_FRAMES = 3;
constexpr double KILO = 1000;

/** @return the knobs of r, in the open loop */
RedundancyControlParams
ControlParams()
{
    RedundancyControlParams params;
    params.target.isClosedLoop = false;
    return params;
}

} // namespace

RateHistoryRun::RateHistoryRun(SharedBottleneck& bottleneck,
                               Nanoseconds roundTrip,
                               const BundleRateParams& rate)
    : m_bottleneck(bottleneck),
      m_roundTrip(roundTrip),
      m_rate(rate),
      m_control(ControlParams())
{
}

GuaranteeOutcome
RateHistoryRun::Run(const GuaranteeTimes& times)
{
    GuaranteeOutcome outcome;
    RunUntil(times.warmup);
    m_sum = 0;
    m_samples = 0;
    RunUntil(times.warmup + times.history);
    const auto least = m_rate.History().Guaranteeable();
    if (!least || m_samples == 0)
    {
        return outcome;
    }
    outcome.meanKbps = m_sum / static_cast<double>(m_samples);
    outcome.leastKbps = static_cast<double>(least->BitsPerSecond()) / KILO;
    m_least = least->BitsPerSecond();
    m_samples = 0;
    m_below = 0;
    RunUntil(times.warmup + times.history + times.following);
    outcome.samples = static_cast<double>(m_samples);
    outcome.violations = static_cast<double>(m_below) / outcome.samples;
    outcome.loss = static_cast<double>(m_lost) / static_cast<double>(m_frames);
    return outcome;
}

void
RateHistoryRun::RunUntil(Nanoseconds end)
{
    while (true)
    {
        const Nanoseconds arrival = m_flights.empty() ? FOREVER : m_flights.front().arrival;
        const Nanoseconds report = m_returns.empty() ? FOREVER : m_returns.front().arrival;
        const Nanoseconds timer = m_rate.NextEvent();
        const Nanoseconds next = std::min({m_nextSend, arrival, report, timer});
        if (next > end)
        {
            m_now = end;
            return;
        }
        m_now = std::max(m_now, next);
        if (next == report)
        {
            Learn();
        }
        else if (next == arrival)
        {
            Arrive();
        }
        else if (next == timer)
        {
            m_rate.Advance(m_now);
        }
        else
        {
            Send();
        }
    }
}

void
RateHistoryRun::Send()
{
    constexpr double BITS = 8;
    constexpr double NANO = 1e9;
    m_rate.Send(m_now);
    const auto delay = m_bottleneck.Pass(WIRE_BYTES, m_now);
    // a lost frame leaves a gap in the order: it counts from when its neighbour arrives
    const Nanoseconds arrival = delay ? m_now + *delay + m_roundTrip / 2 : m_lastArrival;
    m_lastArrival = std::max(arrival, m_lastArrival);
    m_flights.push_back({m_now, m_lastArrival, !delay});
    const double seconds = FRAME_BYTES * BITS / static_cast<double>(m_rate.Total().BitsPerSecond());
    m_nextSend = m_now + Nanoseconds{static_cast<int64_t>(seconds * NANO)};
}

void
RateHistoryRun::Arrive()
{
    const Flight flight = m_flights.front();
    m_flights.pop_front();
    if (flight.isLost)
    {
        m_missing.push_back(0);
        return;
    }
    ++m_received;
    m_latestSent = flight.sent;
    for (uint32_t& later : m_missing)
    {
        ++later;
    }
    bool hasFound = false;
    while (!m_missing.empty() && m_missing.front() >= REORDER_FRAMES)
    {
        m_missing.pop_front();
        ++m_found;
        hasFound = true;
    }
    if (hasFound || m_now >= m_reportAt)
    {
        Report();
    }
}

void
RateHistoryRun::Report()
{
    Return answer;
    answer.arrival = m_now + m_roundTrip / 2;
    answer.sent = m_latestSent;
    answer.observation.isNews = true;
    answer.observation.received = m_received;
    answer.observation.lost = m_found;
    m_returns.push_back(answer);
    m_received = 0;
    m_found = 0;
    m_reportAt = m_now + m_roundTrip;
}

void
RateHistoryRun::Learn()
{
    Return answer = m_returns.front();
    m_returns.pop_front();
    LinkObservation& observation = answer.observation;
    observation.roundTrip = m_now - answer.sent;
    m_control.NoteRtt(*observation.roundTrip);
    m_frames += observation.received + observation.lost;
    m_lost += observation.lost;
    m_windowFrames += observation.received + observation.lost;
    m_windowLost += observation.lost;
    if (m_now >= m_windowEnd && m_windowFrames > 0)
    {
        m_control.AddWindow(m_now, m_windowLost, m_windowFrames);
        m_windowFrames = 0;
        m_windowLost = 0;
        m_windowEnd = m_now + *observation.roundTrip;
    }
    m_rate.Report(observation, m_control.Current().Share(), false, 0, m_now);
    if (m_now >= m_nextSample && !m_rate.IsInSlowStart())
    {
        const uint64_t data = m_rate.Data().BitsPerSecond();
        m_sum += static_cast<double>(data) / KILO;
        ++m_samples;
        m_below += data < m_least ? 1 : 0;
        m_nextSample = m_now + *observation.roundTrip;
    }
}

} // namespace qos
} // namespace ns3
