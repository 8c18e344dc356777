/* SPDX-License-Identifier: GPL-2.0-only */

#include "self-similar-traffic.h"

#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/onoff-application.h"
#include "ns3/pointer.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param mean in seconds
 * @param shape above 1
 * @return such times
 */
PointerValue
Pareto(Time mean, double shape)
{
    const auto times = CreateObject<ParetoRandomVariable>();
    times->SetAttribute("Scale", DoubleValue(mean.GetSeconds() * (shape - 1) / shape));
    times->SetAttribute("Shape", DoubleValue(shape));
    return PointerValue(times);
}

} // namespace

Time
SelfSimilarTraffic::Params::MeanOff() const
{
    const double whole = static_cast<double>(peak.GetBitRate()) * sources;
    return Seconds(meanOn.GetSeconds() * (whole / static_cast<double>(load.GetBitRate()) - 1));
}

SelfSimilarTraffic::SelfSimilarTraffic(const Params& params)
    : m_params(params)
{
    if (!(params.shape > 1 && params.shape < 2))
    {
        std::ostringstream text;
        text << "the Pareto shape is " << params.shape << "; it must be above 1 and below 2";
        throw std::invalid_argument(text.str());
    }
    if (params.meanOn <= Time(0))
    {
        throw std::invalid_argument("the mean time of sending must be above 0");
    }
    if (params.load.GetBitRate() == 0 ||
        params.load.GetBitRate() >= params.peak.GetBitRate() * params.sources)
    {
        std::ostringstream text;
        text << "the mean load is " << params.load << "; it must be above 0 and below that of "
             << params.sources << " sources that always send, "
             << DataRate(params.peak.GetBitRate() * params.sources);
        throw std::invalid_argument(text.str());
    }
}

int64_t
SelfSimilarTraffic::DoInstall(const DumbbellTopology& network, const Hosts& hosts, int64_t stream)
{
    const TypeIdValue udp(UdpSocketFactory::GetTypeId());
    const auto begin = CreateObject<UniformRandomVariable>();
    begin->SetStream(stream);
    int64_t used = 1;
    const auto addressOf = [&network, &hosts](uint32_t pair) {
        return AddressValue(InetSocketAddress(network.RightAddress(pair), hosts.port));
    };
    for (uint32_t i = 0; i < std::min(hosts.pairs, m_params.sources); ++i)
    {
        const auto sink = CreateObject<PacketSink>();
        sink->SetAttribute("Protocol", udp);
        sink->SetAttribute("Local", addressOf(hosts.PairOf(i)));
        network.Right().Get(hosts.PairOf(i))->AddApplication(sink);
        m_sinks.push_back(sink);
    }
    for (uint32_t i = 0; i < m_params.sources; ++i)
    {
        const auto source = CreateObject<OnOffApplication>();
        source->SetAttribute("Protocol", udp);
        source->SetAttribute("Remote", addressOf(hosts.PairOf(i)));
        source->SetAttribute("DataRate", DataRateValue(m_params.peak));
        source->SetAttribute("PacketSize", UintegerValue(m_params.packetBytes));
        source->SetAttribute("OnTime", Pareto(m_params.meanOn, m_params.shape));
        source->SetAttribute("OffTime", Pareto(m_params.MeanOff(), m_params.shape));
        used += source->AssignStreams(stream + used);
        source->SetStartTime(Seconds(begin->GetValue(0, m_params.startWithin.GetSeconds())));
        network.Left().Get(hosts.PairOf(i))->AddApplication(source);
    }
    return used;
}

uint64_t
SelfSimilarTraffic::ReceivedBytes() const
{
    uint64_t bytes = 0;
    for (const auto& sink : m_sinks)
    {
        bytes += sink->GetTotalRx();
    }
    return bytes;
}

} // namespace qos
} // namespace ns3
