/* SPDX-License-Identifier: GPL-2.0-only */

#include "layered-record.h"

#include "ns3/quantile.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double MEGA = 1e6;
constexpr double BITS_PER_BYTE = 8;

/**
 * @param rate a rate
 * @return the same in Mbit/s
 */
double
ToMbps(Bitrate rate)
{
    return static_cast<double>(rate.BitsPerSecond()) / MEGA;
}

} // namespace

LayeredRecord::LayeredRecord(uint32_t packetBytes)
    : m_datagramBits(BITS_PER_BYTE * packetBytes)
{
}

void
LayeredRecord::Observe(const Ptr<LayeredSource>& source)
{
    m_source = source;
    source->TraceConnectWithoutContext("State", MakeCallback(&LayeredRecord::Learned, this));
    source->TraceConnectWithoutContext("Layer", MakeCallback(&LayeredRecord::Switched, this));
    source->TraceConnectWithoutContext("Feedback", MakeCallback(&LayeredRecord::Reported, this));
    m_layerRate.Set(Time(0), ToMbps(source->GetLayers().RateOf(0)));
}

void
LayeredRecord::Observe(const Ptr<FeedbackReceiver>& client)
{
    m_hasClient = true;
    client->TraceConnectWithoutContext("Rx", MakeCallback(&LayeredRecord::Arrived, this));
}

void
LayeredRecord::Learned(const NetworkState& state)
{
    if (!state.IsValid())
    {
        return;
    }
    if (!m_firstWindow)
    {
        const double srtt = std::chrono::duration<double>(state.srtt).count();
        m_firstWindow = state.rate * srtt / m_datagramBits;
    }
    m_known.Set(Simulator::Now(), state.rate / MEGA);
}

void
LayeredRecord::Switched(std::size_t /* before */, std::size_t after)
{
    m_layerRate.Set(Simulator::Now(), ToMbps(m_source->GetLayers().RateOf(after)));
}

void
LayeredRecord::Reported(const CmFeedback& /* feedback */)
{
    m_reports.push_back(Simulator::Now());
}

void
LayeredRecord::Arrived(Ptr<const Packet> /* packet */,
                       const CmDataHeader& /* header */,
                       const Address& /* from */)
{
    m_arrivals.push_back(Simulator::Now());
}

double
LayeredRecord::ReceivedRate(Time begin, Time end) const
{
    if (!m_hasClient)
    {
        return NAN;
    }
    const auto first = std::lower_bound(m_arrivals.begin(), m_arrivals.end(), begin);
    const auto last = std::lower_bound(first, m_arrivals.end(), end);
    return static_cast<double>(last - first) * m_datagramBits / (end - begin).GetSeconds() / MEGA;
}

double
LayeredRecord::ReceivedRate() const
{
    return m_arrivals.size() < 2 ? 0 : ReceivedRate(m_arrivals.front(), m_arrivals.back());
}

double
LayeredRecord::ReportSpacing(uint32_t packets, Time longest) const
{
    std::vector<double> ratios;
    for (std::size_t i = 1; i < m_reports.size(); ++i)
    {
        const double rate = m_layerRate.Mean(m_reports[i - 1], m_reports[i]) * MEGA;
        const double usual = packets * m_datagramBits / rate;
        if (usual < longest.GetSeconds())
        {
            ratios.push_back((m_reports[i] - m_reports[i - 1]).GetSeconds() / usual);
        }
    }
    return Median(ratios);
}

} // namespace qos
} // namespace ns3
