/* SPDX-License-Identifier: GPL-2.0-only */

#include "first-round-loss.h"

#include "ns3/clvl-wire.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(FirstRoundLoss);

TypeId
FirstRoundLoss::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::FirstRoundLoss")
                            .SetParent<ErrorModel>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<FirstRoundLoss>();
    return tid;
}

bool
FirstRoundLoss::DoCorrupt(Ptr<Packet> packet)
{
    constexpr std::size_t PPP = 2;
    constexpr std::size_t IPV4 = 20;
    constexpr std::size_t UDP = 8;
    constexpr std::size_t BEFORE = PPP + IPV4 + UDP;
    m_bytes.resize(packet->GetSize());
    packet->CopyData(m_bytes.data(), packet->GetSize());
    if (m_bytes.size() < BEFORE)
    {
        return false;
    }
    const auto frame = ReadFrame({m_bytes.data() + BEFORE, m_bytes.size() - BEFORE});
    return frame && frame->frame.round == CodingRound::First && m_model->IsCorrupt(packet);
}

void
FirstRoundLoss::DoReset()
{
    m_model->Reset();
}

} // namespace qos
} // namespace ns3
