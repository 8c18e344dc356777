/* SPDX-License-Identifier: GPL-2.0-only */

#include "libcm.h"

#include <utility>

namespace ns3
{
namespace qos
{

const Time Libcm::LATENCY = MicroSeconds(5);

Libcm::Libcm(const Ptr<Node>& node, uint32_t principal, Time latency)
    : CmApi(node, principal),
      m_control(Manager(), latency)
{
}

Libcm::~Libcm()
{
    CloseAll();
}

void
Libcm::SetMeter(HostMeter* meter)
{
    CmApi::SetMeter(meter);
    m_control.SetMeter(meter);
}

void
Libcm::UseOwnLoop()
{
    m_control.SetNotification([this] {
        if (HostMeter* const meter = Meter())
        {
            meter->Count(HostOperation::Select);
            meter->Count(HostOperation::SelectSocket);
        }
        Dispatch();
    });
}

void
Libcm::UseSignal(std::function<void()> handler)
{
    if (!handler)
    {
        m_control.SetNotification(nullptr);
        return;
    }
    m_control.SetNotification([this, handler = std::move(handler)] {
        if (HostMeter* const meter = Meter())
        {
            meter->Count(HostOperation::Signal);
        }
        handler();
    });
}

void
Libcm::Select(Time timeout, CmControlSocket::SelectCallback callback)
{
    m_control.Select(timeout, std::move(callback));
}

uint32_t
Libcm::Poll()
{
    if (HostMeter* const meter = Meter())
    {
        meter->Count(HostOperation::Select);
        meter->Count(HostOperation::SelectSocket);
    }
    return Dispatch();
}

uint32_t
Libcm::Dispatch()
{
    const auto life = Life();
    uint32_t made = m_control.HasException() ? DispatchNews() : 0;
    if (!life.expired() && m_control.IsWritable())
    {
        made += DispatchGrants();
    }
    return made;
}

uint32_t
Libcm::DispatchNews()
{
    const auto life = Life();
    uint32_t made = 0;
    for (const CmFlowId flow : m_control.GetChanged())
    {
        NetworkState state;
        if (m_control.GetState(flow, state) == CmStatus::Ok && CallUpdate(flow, state))
        {
            ++made;
            if (life.expired())
            {
                break;
            }
        }
    }
    return made;
}

uint32_t
Libcm::DispatchGrants()
{
    const auto life = Life();
    uint32_t made = 0;
    for (const CmFlowId flow : m_control.GetSendable())
    {
        if (CallSend(flow))
        {
            ++made;
            if (life.expired())
            {
                break;
            }
        }
    }
    return made;
}

CmSender&
Libcm::GrantTaker()
{
    return m_control.GrantTaker();
}

CmListener&
Libcm::NewsTaker()
{
    return m_control.NewsTaker();
}

GrantDelivery
Libcm::Delivery() const
{
    // a grant sets a bit, and calls nobody
    return GrantDelivery::Now;
}

void
Libcm::ForgetGrants(CmFlowId flow)
{
    m_control.ForgetGrants(flow);
}

void
Libcm::ForgetNews(CmFlowId flow)
{
    m_control.ForgetNews(flow);
}

} // namespace qos
} // namespace ns3
