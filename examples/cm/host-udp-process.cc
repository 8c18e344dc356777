/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-udp-process.h"

#include "ns3/inet-socket-address.h"
#include "ns3/seq-ts-header.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

HostUdpProcess::HostUdpProcess(MeteredHost& host, const Params& params)
    : HostProcess(host),
      m_params(params),
      m_channels(params.batch)
{
}

HostUdpProcess::~HostUdpProcess()
{
    for (const Channel& channel : m_channels)
    {
        if (channel.socket)
        {
            channel.socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        }
    }
}

void
HostUdpProcess::Open()
{
    uint16_t port = m_params.port;
    m_opened = Simulator::Now();
    for (Channel& channel : m_channels)
    {
        channel.peer = InetSocketAddress(Host().GetClientAddress(), port++);
        OpenChannel(channel);
        channel.socket->SetRecvCallback(MakeCallback(&HostUdpProcess::Arrived, this));
    }
}

bool
HostUdpProcess::IsReady()
{
    return CanSend() || std::any_of(m_channels.begin(), m_channels.end(), [](const auto& channel) {
               return channel.socket->GetRxAvailable() > 0;
           });
}

void
HostUdpProcess::Round()
{
    TakeAcknowledgments();
    Report();
    SendWhatCanBe();
    if (m_reported == m_params.packets)
    {
        Close();
    }
}

uint64_t
HostUdpProcess::Sent() const
{
    return m_sent;
}

bool
HostUdpProcess::HasMore() const
{
    return !IsDone();
}

uint64_t
HostUdpProcess::Room() const
{
    return std::min(m_params.packets - m_sent, m_params.window - (m_sent - m_reported));
}

Ptr<Packet>
HostUdpProcess::NextDatagram()
{
    SeqTsHeader header;
    Cpu().Count(HostOperation::GetTimeOfDay);
    Cpu().Count(HostOperation::Send);
    Cpu().Count(HostOperation::CopiedByte, m_params.size);
    header.SetSeq(static_cast<uint32_t>(m_sent++));
    const auto packet = Create<Packet>(m_params.size - header.GetSerializedSize());
    packet->AddHeader(header);
    return packet;
}

void
HostUdpProcess::Arrived(Ptr<Socket> /* socket */)
{
    Wake();
}

void
HostUdpProcess::TakeAcknowledgments()
{
    for (const Channel& channel : m_channels)
    {
        if (const auto packet = channel.socket->Recv())
        {
            Take(channel, packet);
        }
    }
}

void
HostUdpProcess::Take(const Channel& channel, const Ptr<Packet>& packet)
{
    SeqTsHeader header;
    Cpu().Count(HostOperation::Recv);
    Cpu().Count(HostOperation::CopiedByte, packet->GetSize());
    if (packet->GetSize() != header.GetSerializedSize() || m_acknowledged == m_sent)
    {
        ++m_refused;
        return;
    }
    packet->RemoveHeader(header);
    Cpu().Count(HostOperation::GetTimeOfDay);
    if (header.GetTs() < m_opened || header.GetTs() > Simulator::Now())
    {
        ++m_refused;
        return;
    }
    ++m_acknowledged;
    CmReport report;
    report.flow = channel.flow;
    report.nsent = m_params.size;
    report.nrecd = m_params.size;
    report.rtt = (Simulator::Now() - header.GetTs()).GetMicroSeconds();
    m_reports.push_back(report);
}

void
HostUdpProcess::Report()
{
    while (m_reports.size() >= m_params.batch || (!m_reports.empty() && m_acknowledged == m_sent))
    {
        const std::size_t count = std::min<std::size_t>(m_reports.size(), m_params.batch);
        const auto end = m_reports.begin() + static_cast<std::ptrdiff_t>(count);
        uint64_t done = 0;
        if (m_params.batch == 1)
        {
            const CmReport& one = m_reports.front();
            done = Api().cm_update(one.flow, one.nsent, one.nrecd, one.lossmode, one.rtt) == 0;
        }
        else
        {
            done =
                static_cast<uint64_t>(std::max(Api().cm_bulk_update({m_reports.begin(), end}), 0));
        }
        m_reports.erase(m_reports.begin(), end);
        m_reported += done;
        m_refused += count - done;
    }
}

void
HostUdpProcess::Close()
{
    for (Channel& channel : m_channels)
    {
        Api().cm_close(channel.flow);
        channel.socket->Close();
        Cpu().Count(HostOperation::Close);
    }
    End();
}

} // namespace qos
} // namespace ns3
