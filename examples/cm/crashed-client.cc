/* SPDX-License-Identifier: GPL-2.0-only */

#include "crashed-client.h"

namespace ns3
{
namespace qos
{

CrashedClient::CrashedClient(const Ptr<CongestionManager>& manager,
                             const FlowKey& key,
                             uint32_t mtu,
                             uint32_t packets)
    : m_manager(manager)
{
    FlowDescription description;
    description.key = key;
    description.mtu = mtu;
    m_manager->Open(description, m_flow);
    m_manager->RegisterSend(m_flow, this);
    m_manager->Request(m_flow, packets);
}

CrashedClient::~CrashedClient()
{
    m_manager->Close(m_flow);
}

void
CrashedClient::CmappSend(CmFlowId flow)
{
    m_manager->Notify(flow, m_manager->Mtu(flow), GrantDelivery::Now);
}

} // namespace qos
} // namespace ns3
