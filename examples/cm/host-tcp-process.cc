/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-tcp-process.h"

#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-tcp-socket.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/tcp-linux-reno.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

HostTcpProcess::HostTcpProcess(MeteredHost& host, const Params& params)
    : HostProcess(host),
      m_params(params)
{
}

HostTcpProcess::~HostTcpProcess()
{
    m_check.Cancel();
    if (m_hasFlow)
    {
        m_socket->TraceDisconnectWithoutContext("State",
                                                MakeCallback(&HostTcpProcess::StateChanged, this));
    }
    if (m_socket)
    {
        m_socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                     MakeNullCallback<void, Ptr<Socket>>());
        m_socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    }
}

void
HostTcpProcess::Open()
{
    constexpr uint32_t LINUX_INITIAL_WINDOW = 2; // OSDI 2000, section 4
    m_handshake.first = Note();
    Cpu().Count(HostOperation::Connect);
    m_socket = Socket::CreateSocket(Host().GetNode(),
                                    m_params.usesCm ? CmTcpSocketFactory::GetTypeId()
                                                    : TcpSocketFactory::GetTypeId());
    m_socket->SetAttribute("SegmentSize", UintegerValue(m_params.segment));
    m_socket->SetAttribute("SndBufSize", UintegerValue(m_params.buffer));
    if (!m_params.usesCm)
    {
        m_socket->SetAttribute("InitialCwnd", UintegerValue(LINUX_INITIAL_WINDOW));
        DynamicCast<TcpSocketBase>(m_socket)->SetCongestionControlAlgorithm(
            CreateObject<TcpLinuxReno>());
    }
    m_socket->SetConnectCallback(MakeCallback(&HostTcpProcess::Connected, this),
                                 MakeNullCallback<void, Ptr<Socket>>());
    m_socket->SetSendCallback(MakeCallback(&HostTcpProcess::HasRoom, this));
    m_socket->Bind();
    m_socket->Connect(InetSocketAddress(Host().GetClientAddress(), m_params.port));
    m_hasFlow = HasFlow();
    if (m_hasFlow)
    {
        Cpu().Count(HostOperation::FlowOpen);
        m_socket->TraceConnectWithoutContext("State",
                                             MakeCallback(&HostTcpProcess::StateChanged, this));
    }
}

void
HostTcpProcess::StateChanged(TcpSocket::TcpStates_t /* before */,
                             TcpSocket::TcpStates_t /* after */)
{
    // the socket closes its flow when it has done with the packet that changed its state
    m_check.Cancel();
    m_check = Simulator::ScheduleNow(&HostTcpProcess::CheckFlow, this);
}

void
HostTcpProcess::CheckFlow()
{
    if (m_hasFlow && !HasFlow())
    {
        m_hasFlow = false;
        Cpu().Count(HostOperation::FlowClose);
    }
}

bool
HostTcpProcess::HasFlow() const
{
    const auto socket = DynamicCast<CmTcpSocket>(m_socket);
    return socket && socket->GetFlow() != CM_NONE;
}

void
HostTcpProcess::Connected(Ptr<Socket> /* socket */)
{
    m_isConnected = true;
    m_handshake.second = Note();
    Wake();
}

void
HostTcpProcess::HasRoom(Ptr<Socket> /* socket */, uint32_t room)
{
    Wake();
    if (m_written == m_params.bytes && room >= m_params.buffer && !IsDone())
    {
        End();
    }
}

uint32_t
HostTcpProcess::NextWrite() const
{
    const uint64_t left = m_params.bytes - m_written;
    return static_cast<uint32_t>(std::min<uint64_t>(left, m_params.write));
}

bool
HostTcpProcess::IsReady()
{
    return m_isConnected && HasMore() && m_socket->GetTxAvailable() >= NextWrite();
}

uint32_t
HostTcpProcess::SelectSockets() const
{
    return m_params.selects ? 1 : 0;
}

void
HostTcpProcess::Round()
{
    const uint32_t size = NextWrite();
    Cpu().Count(HostOperation::Send);
    Cpu().Count(HostOperation::CopiedByte, size);
    m_socket->Send(Create<Packet>(size));
    m_written += size;
    if (!HasMore())
    {
        Cpu().Count(HostOperation::Close);
        m_socket->Close();
    }
}

uint64_t
HostTcpProcess::Sent() const
{
    return m_written / m_params.segment;
}

bool
HostTcpProcess::HasMore() const
{
    return m_written < m_params.bytes;
}

} // namespace qos
} // namespace ns3
