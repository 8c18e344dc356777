/* SPDX-License-Identifier: GPL-2.0-only */

#include "coupled-congestion-ops.h"

#include "ns3/simulator.h"
#include "ns3/tcp-socket-state.h"
#include "ns3/time-conversion.h"

#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CoupledCongestionOps);

TypeId
CoupledCongestionOps::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CoupledCongestionOps")
                            .SetParent<TcpCongestionOps>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CoupledCongestionOps>();
    return tid;
}

CoupledCongestionOps::CoupledCongestionOps() = default;

CoupledCongestionOps::CoupledCongestionOps(const CoupledCongestionOps& other)
    : TcpCongestionOps(other),
      m_window(other.m_window)
{
}

CoupledCongestionOps::~CoupledCongestionOps()
{
    if (m_member)
    {
        m_window->Leave(*m_member);
    }
}

void
CoupledCongestionOps::SetWindow(std::shared_ptr<CoupledWindow> window)
{
    m_window = std::move(window);
}

std::string
CoupledCongestionOps::GetName() const
{
    return "CoupledCongestionOps";
}

void
CoupledCongestionOps::Init(Ptr<TcpSocketState> /* state */)
{
}

void
CoupledCongestionOps::Join(const TcpSocketState& state)
{
    if (!m_member)
    {
        m_member = m_window->Join(state.m_segmentSize);
    }
}

uint32_t
CoupledCongestionOps::GetSsThresh(Ptr<const TcpSocketState> state, uint32_t /* bytesInFlight */)
{
    Join(*PeekPointer(state));
    // the only sign of a mark before ns-3.48; losses are told by CongestionStateSet()
    if (state->m_ecnState == TcpSocketState::ECN_ECE_RCVD &&
        state->m_congState != TcpSocketState::CA_RECOVERY)
    {
        m_window->Congested(CongestionSignal::Mark, ToCore(Simulator::Now()));
    }
    return m_window->PartOf(*m_member);
}

void
CoupledCongestionOps::IncreaseWindow(Ptr<TcpSocketState> /* state */, uint32_t /* segmentsAcked */)
{
}

void
CoupledCongestionOps::CwndEvent(Ptr<TcpSocketState> state, TcpSocketState::TcpCAEvent_t event)
{
    if (event == TcpSocketState::CA_EVENT_TX_START)
    {
        Join(*PeekPointer(state));
        state->m_cWnd = m_window->PartOf(*m_member);
        state->m_cWndInfl = state->m_cWnd;
    }
}

void
CoupledCongestionOps::CongestionStateSet(Ptr<TcpSocketState> state,
                                         TcpSocketState::TcpCongState_t newState)
{
    Join(*PeekPointer(state));
    if (newState == TcpSocketState::CA_LOSS)
    {
        m_window->Congested(CongestionSignal::Persistent, ToCore(Simulator::Now()));
    }
    else if (newState == TcpSocketState::CA_RECOVERY)
    {
        m_window->Congested(CongestionSignal::Transient, ToCore(Simulator::Now()));
    }
}

bool
CoupledCongestionOps::HasCongControl() const
{
    return true;
}

void
CoupledCongestionOps::CongControl(Ptr<TcpSocketState> state,
                                  const TcpRateOps::TcpRateConnection& /* connection */,
                                  const TcpRateOps::TcpRateSample& sample)
{
    Join(*PeekPointer(state));
    m_window->SetInFlight(*m_member, sample.m_priorInFlight);
    m_window->Acknowledged(state->m_lastAckedSackedBytes,
                           ToCore(state->m_lastRtt.Get()),
                           ToCore(Simulator::Now()));
    if (state->m_bytesInFlight.Get() == 0)
    {
        m_window->SetInFlight(*m_member, 0);
    }
    state->m_cWnd = m_window->PartOf(*m_member);
    state->m_cWndInfl = state->m_cWnd;
}

Ptr<TcpCongestionOps>
CoupledCongestionOps::Fork()
{
    return CopyObject<CoupledCongestionOps>(this);
}

} // namespace qos
} // namespace ns3
