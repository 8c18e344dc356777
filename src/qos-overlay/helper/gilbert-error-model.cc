/* SPDX-License-Identifier: GPL-2.0-only */

#include "gilbert-error-model.h"

#include "ns3/double.h"
#include "ns3/gilbert-loss.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(GilbertErrorModel);

TypeId
GilbertErrorModel::GetTypeId()
{
    using Self = GilbertErrorModel;
    static TypeId tid =
        TypeId("ns3::qos::GilbertErrorModel")
            .SetParent<LossErrorModel>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("LossRate",
                          "Share of the packets that are lost.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::Set<&Self::m_loss>, &Self::Get<&Self::m_loss>),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "MeanBurst",
                "Mean number of packets in a burst.",
                DoubleValue(1),
                MakeDoubleAccessor(&Self::Set<&Self::m_burst>, &Self::Get<&Self::m_burst>),
                MakeDoubleChecker<double>(1));
    return tid;
}

GilbertErrorModel::GilbertErrorModel()
    : LossErrorModel(2)
{
}

std::unique_ptr<LossProcess>
GilbertErrorModel::MakeProcess() const
{
    return std::make_unique<GilbertLoss>(GilbertLoss::Params{m_loss, m_burst},
                                         GilbertLoss::Sources{Source(0), Source(1)});
}

} // namespace qos
} // namespace ns3
