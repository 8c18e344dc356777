/* SPDX-License-Identifier: GPL-2.0-only */

#include "gilbert-error-model.h"

#include "ns3/double.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(GilbertErrorModel);

TypeId
GilbertErrorModel::GetTypeId()
{
    using Self = GilbertErrorModel;
    static TypeId tid = TypeId("ns3::qos::GilbertErrorModel")
                            .SetParent<ErrorModel>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<Self>()
                            .AddAttribute("LossRate",
                                          "Share of the packets that are lost.",
                                          DoubleValue(0),
                                          MakeDoubleAccessor(&Self::m_loss),
                                          MakeDoubleChecker<double>(0, 1))
                            .AddAttribute("MeanBurst",
                                          "Mean number of packets in a burst.",
                                          DoubleValue(1),
                                          MakeDoubleAccessor(&Self::m_burst),
                                          MakeDoubleChecker<double>(1));
    return tid;
}

GilbertErrorModel::GilbertErrorModel()
    : m_begin(CreateObject<UniformRandomVariable>()),
      m_end(CreateObject<UniformRandomVariable>())
{
}

int64_t
GilbertErrorModel::AssignStreams(int64_t stream)
{
    m_begin->SetStream(stream);
    m_end->SetStream(stream + 1);
    return 2;
}

bool
GilbertErrorModel::DoCorrupt(Ptr<Packet> /* packet */)
{
    if (!m_isBad)
    {
        m_isBad = m_begin->GetValue(0, 1) < m_loss / (m_burst * (1 - m_loss) + m_loss);
    }
    const bool isLost = m_isBad;
    if (m_isBad)
    {
        m_isBad = m_end->GetValue(0, 1) >= 1 / m_burst;
    }
    return isLost;
}

void
GilbertErrorModel::DoReset()
{
    m_isBad = false;
}

} // namespace qos
} // namespace ns3
