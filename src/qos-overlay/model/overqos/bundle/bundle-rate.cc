/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-rate.h"

#include "ns3/bundle-pipe-registry.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr int64_t MOST_ROUND_TRIPS = 3;                              // that b_max counts
constexpr Nanoseconds MOST_SILENCE = std::chrono::milliseconds{500}; // or for this time

} // namespace

BundleRate::BundleRate(const BundleRateParams& params)
    : m_params(params),
      m_pipe(BundlePipes().Create(params.pipe, params.pipeParams)),
      m_counter(params.counter),
      m_history(params.history)
{
    m_pipe->SetCeiling(params.ceiling);
    m_pipe->SetFlows(std::max(params.flows, 1.0));
}

void
BundleRate::CountPacket(uint64_t flow, Nanoseconds now)
{
    m_counter.Add(flow, now);
}

void
BundleRate::Report(const LinkObservation& observation,
                   double share,
                   bool isLimited,
                   uint32_t mostKbps,
                   Nanoseconds now)
{
    constexpr uint64_t KILO = 1000;
    m_share = share;
    m_most = Bitrate::FromBitsPerSecond(mostKbps * KILO);
    m_mostUntil =
        mostKbps == 0 ? FOREVER : now + std::max(MOST_ROUND_TRIPS * m_pipe->Rtt(), MOST_SILENCE);
    if (m_params.flows <= 0)
    {
        m_pipe->SetFlows(m_counter.Flows(now));
    }
    PipeReport report;
    report.now = now;
    report.received = observation.received;
    report.lost = observation.lost;
    report.hasLossEvent = observation.lost > 0;
    report.rtt = observation.roundTrip.value_or(Nanoseconds{0});
    report.isApplicationLimited = isLimited || IsHeldBack();
    m_pipe->Report(report);
    if (now >= m_nextSample && !IsInSlowStart())
    {
        m_history.Add(Data(), now);
        m_nextSample = now + m_pipe->Rtt();
    }
}

Bitrate
BundleRate::Total() const
{
    return m_params.constant == Bitrate() ? m_pipe->Rate() : m_params.constant;
}

void
BundleRate::Advance(Nanoseconds now)
{
    m_pipe->Advance(now);
    if (now >= m_mostUntil)
    {
        // the successor has not been heard: it may have room again, and no way to say so
        m_most = Bitrate();
        m_mostUntil = FOREVER;
    }
}

Bitrate
BundleRate::Available() const
{
    const double available = static_cast<double>(Total().BitsPerSecond()) * (1 - m_share);
    return Bitrate::FromBitsPerSecond(std::max<uint64_t>(static_cast<uint64_t>(available), 1));
}

Bitrate
BundleRate::Data() const
{
    return IsHeldBack() ? m_most : Available();
}

} // namespace qos
} // namespace ns3
