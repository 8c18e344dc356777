/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-alf-process.h"

#include "ns3/inet-socket-address.h"
#include "ns3/udp-socket-factory.h"

#include <netinet/in.h>

#include <algorithm>

namespace ns3
{
namespace qos
{

HostAlfProcess::HostAlfProcess(MeteredHost& host, const Params& params, bool connects)
    : HostUdpProcess(host, params),
      m_connects(connects),
      m_libcm(host.GetNode())
{
    m_libcm.SetMeter(&host.GetCpu());
    m_libcm.GetControlSocket().SetNotification([this] { Wake(); });
}

CmApi&
HostAlfProcess::Api()
{
    return m_libcm;
}

void
HostAlfProcess::OpenChannel(Channel& channel)
{
    if (m_connects)
    {
        OpenConnected(channel);
    }
    else
    {
        OpenUnconnected(channel);
    }
    m_libcm.cm_register_send(channel.flow,
                             [this, &channel](CmFlowId /* flow */) { Send(channel); });
}

void
HostAlfProcess::OpenConnected(Channel& channel)
{
    Address local;
    Cpu().Count(HostOperation::Connect);
    channel.socket = Socket::CreateSocket(Host().GetNode(), UdpSocketFactory::GetTypeId());
    channel.socket->Bind(InetSocketAddress(Host().GetAddress(), 0));
    channel.socket->Connect(channel.peer);
    channel.socket->GetSockName(local);
    channel.flow =
        m_libcm.cm_open(local, channel.peer, IPPROTO_UDP, 0, static_cast<int>(GetParams().size));
}

void
HostAlfProcess::OpenUnconnected(Channel& channel)
{
    channel.socket = Socket::CreateSocket(Host().GetNode(), UdpSocketFactory::GetTypeId());
    channel.socket->Bind();
    channel.flow = m_libcm.cm_open(channel.peer, static_cast<int>(GetParams().size));
}

uint32_t
HostAlfProcess::SelectSockets() const
{
    constexpr uint32_t CONTROL_SOCKET = 1;
    return GetParams().batch + CONTROL_SOCKET;
}

bool
HostAlfProcess::CanSend()
{
    return m_libcm.GetControlSocket().IsReady() || Room() > m_requested;
}

void
HostAlfProcess::SendWhatCanBe()
{
    Request();
    m_libcm.Dispatch();
    Notify();
}

void
HostAlfProcess::Request()
{
    const uint64_t wanted = Room() - std::min(Room(), m_requested);
    if (wanted == 0)
    {
        return;
    }
    if (Channels().size() == 1)
    {
        m_libcm.cm_request(Channels().front().flow, static_cast<int>(wanted));
    }
    else
    {
        std::vector<CmFlowId> flows;
        for (uint64_t i = 0; i < wanted; ++i)
        {
            flows.push_back(Channels()[m_next].flow);
            m_next = (m_next + 1) % Channels().size();
        }
        m_libcm.cm_bulk_request(flows);
    }
    m_requested += wanted;
}

void
HostAlfProcess::Send(const Channel& channel)
{
    --m_requested;
    const auto packet = NextDatagram();
    if (m_connects)
    {
        channel.socket->Send(packet);
        return;
    }
    channel.socket->SendTo(packet, 0, channel.peer);
    m_notices.push_back({channel.flow, GetParams().size});
}

void
HostAlfProcess::Notify()
{
    if (GetParams().batch > 1 && !m_notices.empty())
    {
        m_libcm.cm_bulk_notify(m_notices);
    }
    else
    {
        for (const CmNotice& notice : m_notices)
        {
            m_libcm.cm_notify(notice.flow, notice.nsent);
        }
    }
    m_notices.clear();
}

} // namespace qos
} // namespace ns3
