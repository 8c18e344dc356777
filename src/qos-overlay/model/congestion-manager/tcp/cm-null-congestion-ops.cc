/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-null-congestion-ops.h"

#include "ns3/tcp-socket-state.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmNullCongestionOps);

TypeId
CmNullCongestionOps::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CmNullCongestionOps")
                            .SetParent<TcpCongestionOps>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CmNullCongestionOps>();
    return tid;
}

std::string
CmNullCongestionOps::GetName() const
{
    return "CmNullCongestionOps";
}

uint32_t
CmNullCongestionOps::GetSsThresh(Ptr<const TcpSocketState> state, uint32_t /* bytesInFlight */)
{
    return state->m_ssThresh;
}

void
CmNullCongestionOps::IncreaseWindow(Ptr<TcpSocketState> /* state */, uint32_t /* segmentsAcked */)
{
}

Ptr<TcpCongestionOps>
CmNullCongestionOps::Fork()
{
    return CopyObject<CmNullCongestionOps>(this);
}

} // namespace qos
} // namespace ns3
