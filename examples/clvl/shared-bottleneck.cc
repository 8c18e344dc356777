/* SPDX-License-Identifier: GPL-2.0-only */

#include "shared-bottleneck.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

constexpr Nanoseconds SLOT = std::chrono::milliseconds{20};
constexpr double SLOT_SECONDS = 0.02;
constexpr double BITS = 8;
constexpr double SEGMENT_BYTES = 1000;
constexpr double SEGMENT_GROWTH = 0.5; // per round trip, with delayed acknowledgments
constexpr double LEAST_ROUND_TRIP = 0.02;
constexpr double MOST_ROUND_TRIP = 0.3;
constexpr double LEAST_TIMEOUT = 1; // s
constexpr double MEAN_ON = 1;       // s
constexpr double ON_SHARE = 0.3;
constexpr double SHAPE = 1.4; // of the Pareto distributions: H = 0.8

/**
 * @param params of a bottleneck
 * @return sources that together have the load of its bursts: at least one if there is any
 */
std::size_t
CountBursts(const SharedBottleneckParams& params)
{
    const double count = std::round(params.burstLoad / (params.burstPeak * ON_SHARE));
    return static_cast<std::size_t>(params.burstLoad > 0 ? std::max(count, 1.0) : 0);
}

} // namespace

SharedBottleneck::SharedBottleneck(const SharedBottleneckParams& params,
                                   const Ptr<UniformRandomVariable>& random)
    : m_params(params),
      m_random(random),
      m_long(params.longFlows),
      m_bursts(CountBursts(params)),
      m_burstPeak(m_bursts.empty()
                      ? 0
                      : params.burstLoad / (ON_SHARE * static_cast<double>(m_bursts.size())))
{
    // a window of hundreds of packets is found in minutes: they have been there for long
    const double share = params.capacityBps * (1 - params.burstLoad) / (params.longFlows + 1);
    for (LongFlow& flow : m_long)
    {
        flow.roundTrip = m_random->GetValue(LEAST_ROUND_TRIP, MOST_ROUND_TRIP);
        flow.window = std::max(share / BITS * flow.roundTrip / SEGMENT_BYTES, 1.0);
    }
    for (Burst& burst : m_bursts)
    {
        burst.isOn = m_random->GetValue(0, 1) < ON_SHARE;
        burst.until = Pareto(MEAN_ON) * m_random->GetValue(0, 1);
    }
}

double
SharedBottleneck::BytesPerSlot() const
{
    return m_params.capacityBps / BITS * SLOT_SECONDS;
}

std::optional<Nanoseconds>
SharedBottleneck::Pass(uint32_t bytes, Nanoseconds now)
{
    while (static_cast<int64_t>(m_slots + 1) * SLOT <= now)
    {
        EndSlot();
    }
    m_bundleBytes += bytes;
    if (m_loss > 0 && m_random->GetValue(0, 1) < m_loss)
    {
        return std::nullopt;
    }
    constexpr double NANO = 1e9;
    const double seconds = (m_queueBytes + bytes) * BITS / m_params.capacityBps;
    return Nanoseconds{static_cast<int64_t>(seconds * NANO)};
}

void
SharedBottleneck::EndSlot()
{
    const double others = SendLong() + SendBursts();
    const double arrived = others + m_bundleBytes;
    const double wanted = m_queueBytes + arrived - BytesPerSlot();
    m_loss = arrived > 0 ? std::clamp((wanted - m_params.bufferBytes) / arrived, 0.0, 1.0) : 0;
    m_queueBytes = std::clamp(wanted, 0.0, m_params.bufferBytes);
    m_othersBytes += others;
    m_bundleBytes = 0;
    ++m_slots;
}

double
SharedBottleneck::SendLong()
{
    const double now = static_cast<double>(m_slots) * SLOT_SECONDS;
    const double queueing = m_queueBytes * BITS / m_params.capacityBps;
    double bytes = 0;
    for (LongFlow& flow : m_long)
    {
        const double roundTrip = flow.roundTrip + queueing;
        const double rounds = SLOT_SECONDS / roundTrip;
        const double packets = flow.window * rounds;
        bytes += packets * SEGMENT_BYTES;
        if (m_loss > 0 && now >= flow.deaf &&
            m_random->GetValue(0, 1) > std::pow(1 - m_loss, packets))
        {
            // below a packet per round trip there are timeouts, which last a second at least
            flow.window = std::max(flow.window / 2, std::min(roundTrip / LEAST_TIMEOUT, 1.0));
            flow.deaf = now + roundTrip;
        }
        else
        {
            flow.window += SEGMENT_GROWTH * rounds;
        }
    }
    return bytes;
}

double
SharedBottleneck::SendBursts()
{
    if (m_params.isSteady)
    {
        return m_params.burstLoad * BytesPerSlot();
    }
    constexpr double MEAN_OFF = MEAN_ON * (1 - ON_SHARE) / ON_SHARE;
    const double now = static_cast<double>(m_slots) * SLOT_SECONDS;
    double sending = 0;
    for (Burst& burst : m_bursts)
    {
        while (burst.until <= now)
        {
            burst.isOn = !burst.isOn;
            burst.until += Pareto(burst.isOn ? MEAN_ON : MEAN_OFF);
        }
        sending += burst.isOn ? 1 : 0;
    }
    return sending * m_burstPeak * BytesPerSlot();
}

double
SharedBottleneck::Pareto(double mean)
{
    const double least = mean * (SHAPE - 1) / SHAPE;
    // above 0: a draw of 0 would be an endless time
    return least * std::pow(1 - m_random->GetValue(0, 1), -1 / SHAPE);
}

} // namespace qos
} // namespace ns3
