/* SPDX-License-Identifier: GPL-2.0-only */

#include "backlogged-bundle.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t WAITING = 50; // packets that always wait

} // namespace

BackloggedBundle::BackloggedBundle(OverqosHelper& overlay,
                                   const Ptr<Node>& from,
                                   const Address& fromAddress,
                                   const Ptr<Node>& to,
                                   const Address& toAddress,
                                   const Params& params)
    : m_params(params),
      m_from(overlay.Install(from)),
      m_to(overlay.Install(to)),
      m_bundle(overlay.Connect(m_from, fromAddress, m_to, toAddress)),
      m_body(params.packetBytes)
{
    m_from->SetRoute(m_to->GetNumber(), m_bundle);
    // the number in the body and not that in the header, which counts by flow
    m_to->SetDeliverCallback([this](const BundlePacket& packet) {
        uint32_t number = 0;
        std::memcpy(&number, packet.data, sizeof(number));
        m_record.Delivered(number);
    });
    Simulator::Schedule(params.begin, &BackloggedBundle::Fill, this);
}

void
BackloggedBundle::Fill()
{
    const Time interval = MilliSeconds(2);
    if (!m_isSlowStartOver && !Sender().Rate().IsInSlowStart())
    {
        m_isSlowStartOver = true;
        m_inSlowStart = m_sent;
    }
    while (!IsDone() && Sender().Waiting() < WAITING)
    {
        const auto number = static_cast<uint32_t>(m_sent);
        std::memcpy(m_body.data(), &number, sizeof(number));
        BundlePacket packet;
        packet.data = m_body.data();
        packet.size = static_cast<uint32_t>(m_body.size());
        packet.flow = number % m_params.flows;
        packet.egress = m_to->GetNumber();
        m_record.Sent(false);
        ++m_sent;
        m_from->Inject(packet);
    }
    if (!IsDone())
    {
        Simulator::Schedule(interval, &BackloggedBundle::Fill, this);
    }
}

} // namespace qos
} // namespace ns3
