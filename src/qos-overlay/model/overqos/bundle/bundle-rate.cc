/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-rate.h"

#include "ns3/bundle-pipe-registry.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

BundleRate::BundleRate(const BundleRateParams& params)
    : m_params(params),
      m_pipe(BundlePipes().Create(params.pipe, params.pipeParams)),
      m_counter(params.counter),
      m_history(params.history)
{
    m_pipe->SetConfiguredCeiling(params.ceiling);
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
    report.isApplicationLimited = isLimited;
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

Bitrate
BundleRate::Data() const
{
    const double available = static_cast<double>(Total().BitsPerSecond()) * (1 - m_share);
    const auto data = std::max<uint64_t>(static_cast<uint64_t>(available), 1);
    const uint64_t most = m_most.BitsPerSecond();
    return Bitrate::FromBitsPerSecond(most == 0 ? data : std::min(data, most));
}

} // namespace qos
} // namespace ns3
