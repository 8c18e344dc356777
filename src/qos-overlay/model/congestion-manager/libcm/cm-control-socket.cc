/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-control-socket.h"

#include "ns3/simulator.h"

#include <utility>

namespace ns3
{
namespace qos
{

CmControlSocket::CmControlSocket(Ptr<CongestionManager> manager, Time latency)
    : m_manager(manager),
      m_latency(Max(latency, NanoSeconds(1))),
      m_events(*this)
{
}

CmControlSocket::~CmControlSocket()
{
    m_run.Cancel();
    m_timeout.Cancel();
}

void
CmControlSocket::CmappSend(CmFlowId flow)
{
    m_events.Granted(flow);
    Wake();
}

void
CmControlSocket::CmappUpdate(CmFlowId flow, const NetworkState& /* state */)
{
    m_events.Changed(flow);
    Wake();
}

uint32_t
CmControlSocket::GrantsOf(CmFlowId flow) const
{
    const CmFlow* const state = m_manager->GetFlowState(flow);
    return state ? static_cast<uint32_t>(state->reserved / state->mtu) : 0;
}

void
CmControlSocket::ForgetGrants(CmFlowId flow)
{
    m_events.ForgetGrants(flow);
}

void
CmControlSocket::ForgetNews(CmFlowId flow)
{
    m_events.Seen(flow);
}

std::vector<CmFlowId>
CmControlSocket::GetSendable(std::size_t most)
{
    Count(HostOperation::CmSendable);
    return m_events.Sendable(most);
}

std::vector<CmFlowId>
CmControlSocket::GetChanged() const
{
    Count(HostOperation::CmChanged);
    return m_events.ChangedFlows();
}

CmStatus
CmControlSocket::GetState(CmFlowId flow, NetworkState& state)
{
    Count(HostOperation::CmState);
    m_events.Seen(flow);
    return m_manager->Query(flow, state);
}

void
CmControlSocket::Select(Time timeout, SelectCallback callback)
{
    Count(HostOperation::Select);
    Count(HostOperation::SelectSocket);
    m_run.Cancel();
    m_timeout.Cancel();
    m_notification = nullptr;
    m_select = std::move(callback);
    if (!m_select)
    {
        return;
    }
    if (timeout.IsPositive())
    {
        m_timeout = Simulator::Schedule(timeout, &CmControlSocket::TimeOut, this);
    }
    if (IsReady())
    {
        Wake();
    }
}

void
CmControlSocket::SetNotification(std::function<void()> callback)
{
    m_timeout.Cancel();
    m_select = nullptr;
    m_notification = std::move(callback);
    if (!m_notification)
    {
        m_run.Cancel();
    }
    else if (IsReady())
    {
        // what was set before wakes nobody any more; a wake-up under way comes when it was to come
        Wake();
    }
}

void
CmControlSocket::Wake()
{
    if ((m_select || m_notification) && m_run.IsExpired())
    {
        m_run = Simulator::Schedule(m_latency, &CmControlSocket::Run, this);
    }
}

void
CmControlSocket::Run()
{
    // the grant that woke it may have lapsed
    if (!IsReady())
    {
        return;
    }
    // the callback may end the process
    if (m_select)
    {
        m_timeout.Cancel();
        const SelectCallback callback = std::exchange(m_select, nullptr);
        callback(true);
        return;
    }
    const auto callback = m_notification;
    callback();
}

void
CmControlSocket::TimeOut()
{
    m_run.Cancel();
    const SelectCallback callback = std::exchange(m_select, nullptr);
    callback(IsReady());
}

} // namespace qos
} // namespace ns3
