/* SPDX-License-Identifier: GPL-2.0-only */

#include "link-population.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double KILO = 1e3;
constexpr double MEGA = 1e6;
constexpr double BITS = 8;

} // namespace

LinkPopulation::LinkPopulation(const Ptr<UniformRandomVariable>& random)
    : m_random(random)
{
}

LinkPopulation::Kind
LinkPopulation::KindOf(uint32_t node)
{
    constexpr uint32_t KOREA = 6;
    constexpr uint32_t CANADA = 7;
    constexpr uint32_t COMPANIES = 8;
    constexpr uint32_t BROADBAND = 11;
    return node < KOREA       ? Kind::Europe
           : node < CANADA    ? Kind::Korea
           : node < COMPANIES ? Kind::Canada
           : node < BROADBAND ? Kind::Company
                              : Kind::Broadband;
}

const char*
LinkPopulation::NameOf(Kind kind)
{
    constexpr std::array<const char*, 5> NAMES{"europe", "korea", "canada", "company", "broadband"};
    return NAMES[static_cast<std::size_t>(kind)];
}

double
LinkPopulation::LogUniform(double least, double most)
{
    return least * std::pow(most / least, m_random->GetValue(0, 1));
}

double
LinkPopulation::AccessRate(Kind kind, bool isUp)
{
    switch (kind)
    {
    case Kind::Company:
        return LogUniform(1.5 * MEGA, 10 * MEGA);
    case Kind::Broadband:
        return isUp ? LogUniform(128 * KILO, 512 * KILO) : LogUniform(0.75 * MEGA, 3 * MEGA);
    default:
        return LogUniform(10 * MEGA, 100 * MEGA);
    }
}

double
LinkPopulation::RoundTripMs(Kind from, Kind to)
{
    const auto isAny = [from, to](Kind kind) { return from == kind || to == kind; };
    double ms = 0;
    if (isAny(Kind::Korea))
    {
        ms = isAny(Kind::Europe) ? m_random->GetValue(280, 350) : m_random->GetValue(150, 220);
    }
    else if (from == Kind::Europe && to == Kind::Europe)
    {
        ms = m_random->GetValue(20, 60);
    }
    else
    {
        ms = isAny(Kind::Europe) ? m_random->GetValue(90, 170) : m_random->GetValue(20, 90);
    }
    for (const Kind end : {from, to})
    {
        ms += end == Kind::Broadband ? m_random->GetValue(10, 30) : 0;
    }
    return ms;
}

PopulationLink
LinkPopulation::Draw()
{
    constexpr uint32_t NODES = 19;
    constexpr double LEAST_BUFFER = 20'000;
    const uint32_t entry = m_random->GetInteger(0, NODES - 1);
    const uint32_t other = m_random->GetInteger(0, NODES - 2);
    const Kind from = KindOf(entry);
    const Kind to = KindOf(other < entry ? other : other + 1);
    const double up = AccessRate(from, true);
    const double down = AccessRate(to, false);
    PopulationLink link;
    link.from = NameOf(from);
    link.to = NameOf(to);
    SharedBottleneckParams& path = link.bottleneck;
    path.capacityBps = std::min(up, down);
    path.roundTrip = Nanoseconds{static_cast<int64_t>(RoundTripMs(from, to) * MEGA)};
    path.bufferBytes =
        std::max(path.capacityBps / BITS * m_random->GetValue(0.05, 0.25), LEAST_BUFFER);
    if ((up < down ? from : to) == Kind::Broadband)
    {
        path.longFlows = m_random->GetInteger(0, 3);
        path.burstLoad = m_random->GetValue(0, 0.4);
        path.burstPeak = 0.25;
    }
    else
    {
        path.longFlows = static_cast<uint32_t>(std::round(LogUniform(3, 60)));
        path.burstLoad = m_random->GetValue(0.2, 0.8);
        path.burstPeak = 0.05;
    }
    return link;
}

} // namespace qos
} // namespace ns3
