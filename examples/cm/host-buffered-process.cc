/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-buffered-process.h"

#include "ns3/cm-udp-socket-factory.h"
#include "ns3/cm-udp-socket.h"

namespace ns3
{
namespace qos
{

HostBufferedProcess::HostBufferedProcess(MeteredHost& host, const Params& params)
    : HostUdpProcess(host, params),
      m_api(host.GetNode())
{
    m_api.SetMeter(&host.GetCpu());
}

CmApi&
HostBufferedProcess::Api()
{
    return m_api;
}

void
HostBufferedProcess::OpenChannel(Channel& channel)
{
    const Ptr<Node> node = Host().GetNode();
    if (!node->GetObject<CmUdpSocketFactory>())
    {
        node->AggregateObject(CreateObject<CmUdpSocketFactory>());
    }
    Cpu().Count(HostOperation::Connect);
    const auto socket =
        DynamicCast<CmUdpSocket>(Socket::CreateSocket(node, CmUdpSocketFactory::GetTypeId()));
    CmUdpOptions options;
    options.sendBuffer = GetParams().window * GetParams().size;
    socket->SetOptions(options);
    socket->Connect(channel.peer);
    channel.socket = socket;
    channel.flow = m_api.cm_adopt(socket->GetFlow());
}

uint32_t
HostBufferedProcess::SelectSockets() const
{
    return 1;
}

bool
HostBufferedProcess::CanSend()
{
    return Room() > 0;
}

void
HostBufferedProcess::SendWhatCanBe()
{
    for (uint64_t room = Room(); room > 0; --room)
    {
        Channels().front().socket->Send(NextDatagram());
    }
}

} // namespace qos
} // namespace ns3
