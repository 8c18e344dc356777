/* SPDX-License-Identifier: GPL-2.0-only */

#include "stack-scenario.h"

#include "ns3/boolean.h"
#include "ns3/cm-helper.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-udp-socket-factory.h"
#include "ns3/double.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/feedback-receiver.h"
#include "ns3/file-source.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-queue-disc-item.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/qsocket-helper.h"
#include "ns3/random-variable-stream.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/time-conversion.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/web-server.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint16_t WEB_PORT = 80; // of the server

/** Numbers of random streams; each user has room for its own. */
enum StreamBase : int64_t
{
    RATES_STREAM = 1,
    DELAYS_STREAM = 2,
    TREE_STREAM = 3,
    BULK_STREAM = 4,
    WEB_PHASE_STREAM = 5,
    VIDEO_STREAM = 10,
    WEB_STREAM = 1000,
    CROSS_STREAM = 2000,
    CM_STREAM = 9000,
    NETWORK_STREAM = 10000
};

/**
 * @param params of the experiment
 * @return rates of the links of overlay nodes
 */
std::vector<DataRate>
DrawRates(const StackParams& params)
{
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(RATES_STREAM);
    std::vector<DataRate> rates{params.sourceRate};
    for (uint32_t i = 0; i < params.viewers; ++i)
    {
        const double rate = random->GetValue(static_cast<double>(params.leastRate.GetBitRate()),
                                             static_cast<double>(params.mostRate.GetBitRate()));
        rates.emplace_back(static_cast<uint64_t>(rate));
    }
    return rates;
}

/**
 * @param params of the experiment
 * @return what the pictures are like
 */
PictureParams
Pictures(const StackParams& params)
{
    constexpr double BITS = 8;
    // sizes as 15 : 7 : 3
    constexpr double I = 15;
    constexpr double P = 7;
    constexpr double B = 3;
    PictureParams pictures;
    pictures.fps = params.fps;
    double units = 0;
    for (const char kind : pictures.gop)
    {
        units += kind == 'I' ? I : kind == 'P' ? P : B;
    }
    const double groupBytes = static_cast<double>(params.videoRate.GetBitRate()) / BITS *
                              static_cast<double>(pictures.gop.size()) / params.fps;
    pictures.intraBytes = groupBytes * I / units;
    pictures.forwardBytes = groupBytes * P / units;
    pictures.bothBytes = groupBytes * B / units;
    return pictures;
}

/**
 * @param params of the experiment
 * @return options of all TCP connections
 */
TcpOptions
Tcp(const StackParams& params)
{
    TcpOptions options;
    options.segmentBytes = 1200; // fits into a virtual link
    options.initialWindow = params.initialWindow;
    options.hasSack = false; // ns-3.37 fails where SACK meets a full receive window
    return options;
}

/**
 * @param item a packet
 * @param port of TCP
 * @return whether it is from the port
 */
bool
IsFromPort(const Ptr<const QueueDiscItem>& item, uint16_t port)
{
    const auto ip = DynamicCast<const Ipv4QueueDiscItem>(item);
    if (!ip || ip->GetHeader().GetProtocol() != TcpL4Protocol::PROT_NUMBER)
    {
        return false;
    }
    TcpHeader tcp;
    item->GetPacket()->PeekHeader(tcp);
    return tcp.GetSourcePort() == port;
}

/**
 * Give all Web connections of the server one stream, which loses nothing.
 * @param manager of the server's sockets
 * @param device of the server
 */
void
AddWebStream(QSocketManager& manager, const std::string& device)
{
    const auto attributes = std::make_shared<DwcsAttributes>();
    attributes->ipg = ToCore(MilliSeconds(10));
    attributes->streamFlags = DWCS_NON_DROPPABLE;
    const auto carrier = manager.CreateQSocket(UdpSocketFactory::GetTypeId(),
                                               {device, DwcsScheduler::NAME, attributes});
    const QStatus status =
        carrier ? manager.SetFilter(device,
                                    [socket = carrier.value](const auto& view) {
                                        return IsFromPort(view.item, WEB_PORT) ? socket : nullptr;
                                    })
                : carrier.status;
    if (!status)
    {
        throw std::runtime_error("the Web server has no stream: " + status.message);
    }
}

} // namespace

StackPlan
PlanStack(const StackParams& params)
{
    StackPlan plan;
    StackNetwork::Params& network = plan.network;
    network.serverRate = params.serverRate;
    network.rates = DrawRates(params);
    const auto delays = CreateObject<UniformRandomVariable>();
    delays->SetStream(DELAYS_STREAM);
    for (std::size_t i = 0; i < network.rates.size(); ++i)
    {
        network.delays.push_back(Seconds(delays->GetValue(0.005, 0.025)));
    }
    network.loss = params.loss;
    network.burst = params.burst;
    StackTree tree = BuildStackTree(params.tree, network.rates, TREE_STREAM);
    network.parents = std::move(tree.parents);
    plan.treeRun = tree.run;
    network.firstStream = NETWORK_STREAM;
    if (params.hasOverqos)
    {
        ObjectFactory links("ns3::qos::OverqosLinkConfig");
        links.Set("Flows", DoubleValue(params.linkFlows));
        links.Set("ResidualTarget", DoubleValue(params.residualTarget));
        links.Set("QueueTime", TimeValue(params.playout));
        network.virtualLinks = links;
        network.order = params.order;
    }
    return plan;
}

StackScenario::StackScenario(const StackParams& params, const StackNetwork::Params& network)
    : m_params(params),
      m_parents(network.parents),
      m_network(network)
{
    AddVideo();
    AddWeb();
    AddOthers();
}

const StackNetwork&
StackScenario::GetNetwork() const
{
    return m_network;
}

const PictureServer&
StackScenario::GetServer() const
{
    return *m_server;
}

const std::vector<Ptr<PictureRelay>>&
StackScenario::GetViewers() const
{
    return m_viewers;
}

const std::vector<Ptr<WebClient>>&
StackScenario::GetWebClients() const
{
    return m_webClients;
}

const std::vector<Ptr<FileSink>>&
StackScenario::GetBulkSinks() const
{
    return m_bulkSinks;
}

void
StackScenario::AddVideo()
{
    const Ptr<Node> host = m_network.Server();
    PictureServerParams video;
    video.pictures = Pictures(m_params);
    video.deadline = m_params.deadline;
    video.patience = m_params.patience;
    video.stream = VIDEO_STREAM;
    video.sockets = UdpSocketFactory::GetTypeId();
    if (m_params.hasManager)
    {
        CmHelper helper;
        helper.Set("InitialWindow", UintegerValue(m_params.initialWindow));
        helper.SetUdp("Acknowledged", BooleanValue(true));
        helper.Install(host);
        CmHelper::AssignStreams(NodeContainer(host), CM_STREAM);
        video.sockets = CmUdpSocketFactory::GetTypeId();
    }
    if (m_params.hasQSockets)
    {
        const auto options = std::make_shared<DwcsOptions>();
        options->meaning = DeadlinePolicy::COMPLETE;
        QSocketHelper scheduler(DwcsScheduler::NAME);
        scheduler.SetOptions(options);
        const Ptr<QSocketManager> manager = scheduler.Install(m_network.ServerDevice());
        const auto attributes = std::make_shared<DwcsAttributes>();
        attributes->ipg = ToCore(Seconds(1 / m_params.fps));
        attributes->oln = m_params.oln;
        attributes->old = m_params.old;
        const std::string device = manager->NameOf(m_network.ServerDevice());
        video.qos = QosParams{device, DwcsScheduler::NAME, attributes};
        AddWebStream(*manager, device);
    }
    m_server = CreateObject<PictureServer>();
    m_server->SetParams(video);
    m_server->SetStartTime(Seconds(1));
    m_server->SetStopTime(m_params.duration);
    host->AddApplication(m_server);
    for (uint32_t i = 1; i <= m_params.viewers; ++i)
    {
        const auto viewer = CreateObject<PictureRelay>();
        const InetSocketAddress local(Ipv4Address::GetAny(), VIDEO_PORT);
        const bool isNear = m_parents[i] == 0;
        if (isNear)
        {
            m_server->AddReceiver(InetSocketAddress(m_network.ViewerAddress(i), VIDEO_PORT));
        }
        if (isNear && m_params.hasManager)
        {
            const auto feedback = CreateObject<FeedbackReceiver>();
            feedback->SetAttribute("Local", AddressValue(local));
            feedback->TraceConnectWithoutContext("Rx",
                                                 MakeCallback(&PictureRelay::TakeStamped, viewer));
            m_network.Host(i)->AddApplication(feedback);
        }
        else
        {
            viewer->SetLocal(local);
        }
        for (uint32_t child = 1; child <= m_params.viewers; ++child)
        {
            if (m_parents[child] == i)
            {
                viewer->AddChild(InetSocketAddress(m_network.ViewerAddress(child), VIDEO_PORT));
            }
        }
        m_network.Host(i)->AddApplication(viewer);
        m_viewers.push_back(viewer);
    }
}

void
StackScenario::AddWeb()
{
    const auto server = CreateObject<WebServer>();
    server->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), WEB_PORT)));
    server->SetAttribute("SocketFactory",
                         TypeIdValue(m_params.hasManager ? CmTcpSocketFactory::GetTypeId()
                                                         : TcpSocketFactory::GetTypeId()));
    server->SetTcpOptions(Tcp(m_params));
    m_network.Server()->AddApplication(server);
    const auto phase = CreateObject<UniformRandomVariable>();
    phase->SetStream(WEB_PHASE_STREAM);
    const double requests =
        std::floor((m_params.duration - Seconds(1)).GetSeconds() / m_params.webGap.GetSeconds());
    int64_t stream = WEB_STREAM;
    for (uint32_t i = 1; i <= m_params.viewers; ++i)
    {
        const auto client = CreateObject<WebClient>();
        client->SetAttribute("Remote",
                             AddressValue(InetSocketAddress(m_network.ServerAddress(), WEB_PORT)));
        client->SetAttribute("FileSize", UintegerValue(m_params.webSize.Get()));
        client->SetAttribute("Requests",
                             UintegerValue(static_cast<uint32_t>(std::max(requests, 1.0))));
        client->SetAttribute("Gap", TimeValue(m_params.webGap));
        client->SetAttribute("Jitter", TimeValue(MilliSeconds(200)));
        client->SetTcpOptions(Tcp(m_params));
        stream += client->AssignStreams(stream);
        client->SetStartTime(Seconds(1 + phase->GetValue(0, m_params.webGap.GetSeconds())));
        m_network.Host(i)->AddApplication(client);
        m_webClients.push_back(client);
    }
}

void
StackScenario::AddOthers()
{
    constexpr uint16_t BULK_PORT = 6000;
    constexpr uint16_t CROSS_PORT = 7000;
    constexpr double PEAK = 2; // over the mean
    const auto start = CreateObject<UniformRandomVariable>();
    start->SetStream(BULK_STREAM);
    for (uint32_t i = 0; i < m_params.bulkFlows; ++i)
    {
        const auto port = static_cast<uint16_t>(BULK_PORT + i);
        const auto sink = CreateObject<FileSink>();
        sink->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), port)));
        sink->SetTcpOptions(Tcp(m_params));
        m_network.Host(0)->AddApplication(sink);
        m_bulkSinks.push_back(sink);
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote",
                             AddressValue(InetSocketAddress(m_network.GatewayAddress(), port)));
        source->SetAttribute("Bytes", UintegerValue(uint64_t{1} << 40U));
        source->SetTcpOptions(Tcp(m_params));
        source->SetStartTime(Seconds(start->GetValue(1, 2)));
        source->SetStopTime(m_params.duration);
        m_network.Server()->AddApplication(source);
    }
    for (uint32_t i = 1; i <= m_params.viewers && m_params.crossLoad > 0; ++i)
    {
        const Ptr<Node> host = m_network.Host(i);
        DataRateValue rate;
        host->GetDevice(1)->GetAttribute("DataRate", rate);
        const InetSocketAddress to(m_network.LinkAddress(i), CROSS_PORT);
        PacketSinkHelper(UdpSocketFactory::GetTypeId().GetName(), to).Install(host);
        OnOffHelper others(UdpSocketFactory::GetTypeId().GetName(), to);
        others.SetAttribute("OnTime", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
        others.SetAttribute("OffTime", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
        others.SetAttribute("PacketSize", UintegerValue(1000));
        others.SetAttribute(
            "DataRate",
            DataRateValue(DataRate(static_cast<uint64_t>(
                PEAK * m_params.crossLoad * static_cast<double>(rate.Get().GetBitRate())))));
        ApplicationContainer installed = others.Install(m_network.CrossHost());
        installed.Start(MilliSeconds(500));
        installed.Stop(m_params.duration);
    }
    OnOffHelper(UdpSocketFactory::GetTypeId().GetName(), Address())
        .AssignStreams(NodeContainer(m_network.CrossHost()), CROSS_STREAM);
}

} // namespace qos
} // namespace ns3
