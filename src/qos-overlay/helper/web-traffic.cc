/* SPDX-License-Identifier: GPL-2.0-only */

#include "web-traffic.h"

#include "ns3/pointer.h"
#include "ns3/three-gpp-http-client.h"
#include "ns3/three-gpp-http-helper.h"
#include "ns3/three-gpp-http-server.h"
#include "ns3/three-gpp-http-variables.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/** With timestamps and the headers of IP and TCP a segment fills a packet of 1500 bytes. The 1460
 * of ns-3's model would be cut in two. */
constexpr uint32_t SEGMENT = 1448;

/**
 * @param application a client or a server
 * @return what its random decisions come from
 */
Ptr<ThreeGppHttpVariables>
VariablesOf(const Ptr<Application>& application)
{
    PointerValue variables;
    application->GetAttribute("Variables", variables);
    return variables.Get<ThreeGppHttpVariables>();
}

} // namespace

WebTraffic::WebTraffic(const Params& params)
    : m_params(params)
{
    if (params.sessions == 0 || params.mainBytes == 0 || params.embeddedBytes == 0 ||
        params.thinkTime <= Time(0))
    {
        throw std::invalid_argument(
            "Web traffic has " + std::to_string(params.sessions) + " sessions, objects of " +
            std::to_string(params.mainBytes) + " and " + std::to_string(params.embeddedBytes) +
            " bytes and a think time of " + std::to_string(params.thinkTime.GetSeconds()) +
            " s; all of them must be above 0");
    }
}

int64_t
WebTraffic::DoInstall(const DumbbellTopology& network, const Hosts& hosts, int64_t stream)
{
    // the deviations of the standard's sizes in proportion to their means
    constexpr double MAIN_VARIATION = 25032.0 / 10710;
    constexpr double EMBEDDED_VARIATION = 126168.0 / 7758;
    const auto begin = CreateObject<UniformRandomVariable>();
    begin->SetStream(stream);
    int64_t used = 1;
    for (uint32_t i = 0; i < std::min(hosts.pairs, m_params.sessions); ++i)
    {
        const uint32_t pair = hosts.PairOf(i);
        ThreeGppHttpServerHelper helper(network.LeftAddress(pair));
        const auto server =
            helper.Install(network.Left().Get(pair)).Get(0)->GetObject<ThreeGppHttpServer>();
        server->SetMtuSize(SEGMENT);
        const auto variables = VariablesOf(server);
        variables->SetMainObjectSizeMean(m_params.mainBytes);
        variables->SetMainObjectSizeStdDev(
            static_cast<uint32_t>(MAIN_VARIATION * m_params.mainBytes));
        variables->SetEmbeddedObjectSizeMean(m_params.embeddedBytes);
        variables->SetEmbeddedObjectSizeStdDev(
            static_cast<uint32_t>(EMBEDDED_VARIATION * m_params.embeddedBytes));
        used += variables->AssignStreams(stream + used);
    }
    for (uint32_t i = 0; i < m_params.sessions; ++i)
    {
        const uint32_t pair = hosts.PairOf(i);
        ThreeGppHttpClientHelper helper(network.LeftAddress(pair));
        const auto client = helper.Install(network.Right().Get(pair)).Get(0);
        const auto variables = VariablesOf(client);
        variables->SetReadingTimeMean(m_params.thinkTime);
        used += variables->AssignStreams(stream + used);
        // pages are asked for at the usual rate from the begin on
        client->SetStartTime(Seconds(begin->GetValue(0, m_params.thinkTime.GetSeconds())));
        client->TraceConnectWithoutContext(
            "Rx",
            Callback<void, Ptr<const Packet>, const Address&>(
                [bytes = m_bytes](Ptr<const Packet> packet, const Address& /* from */) {
                    *bytes += packet->GetSize();
                }));
    }
    return used;
}

uint64_t
WebTraffic::ReceivedBytes() const
{
    return *m_bytes;
}

} // namespace qos
} // namespace ns3
