/* SPDX-License-Identifier: GPL-2.0-only */

#include "long-tcp-traffic.h"

#include "ns3/file-source.h"
#include "ns3/inet-socket-address.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

LongTcpTraffic::LongTcpTraffic(const Params& params)
    : m_params(params)
{
    if (params.flows == 0)
    {
        throw std::invalid_argument("there are 0 long TCP flows; there must be 1 or more");
    }
}

int64_t
LongTcpTraffic::DoInstall(const DumbbellTopology& network, const Hosts& hosts, int64_t stream)
{
    const auto begin = CreateObject<UniformRandomVariable>();
    begin->SetStream(stream);
    const auto addressOf = [&network, &hosts](uint32_t pair) {
        return AddressValue(InetSocketAddress(network.RightAddress(pair), hosts.port));
    };
    for (uint32_t i = 0; i < std::min(hosts.pairs, m_params.flows); ++i)
    {
        const auto sink = CreateObject<FileSink>();
        sink->SetAttribute("Local", addressOf(hosts.PairOf(i)));
        sink->SetTcpOptions(m_params.tcp);
        network.Right().Get(hosts.PairOf(i))->AddApplication(sink);
        m_sinks.push_back(sink);
    }
    for (uint32_t i = 0; i < m_params.flows; ++i)
    {
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote", addressOf(hosts.PairOf(i)));
        source->SetTcpOptions(m_params.tcp);
        source->SetStartTime(Seconds(begin->GetValue(0, m_params.startWithin.GetSeconds())));
        network.Left().Get(hosts.PairOf(i))->AddApplication(source);
    }
    return 1;
}

uint64_t
LongTcpTraffic::ReceivedBytes() const
{
    uint64_t bytes = 0;
    for (const auto& sink : m_sinks)
    {
        bytes += sink->GetReceivedBytes();
    }
    return bytes;
}

} // namespace qos
} // namespace ns3
