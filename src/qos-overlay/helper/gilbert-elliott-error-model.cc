/* SPDX-License-Identifier: GPL-2.0-only */

#include "gilbert-elliott-error-model.h"

#include "ns3/double.h"
#include "ns3/gilbert-elliott-loss.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(GilbertElliottErrorModel);

TypeId
GilbertElliottErrorModel::GetTypeId()
{
    using Self = GilbertElliottErrorModel;
    static TypeId tid =
        TypeId("ns3::qos::GilbertElliottErrorModel")
            .SetParent<LossErrorModel>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute(
                "ToBad",
                "Probability that a good path is bad for the next packet.",
                DoubleValue(0),
                MakeDoubleAccessor(&Self::Set<&Self::m_toBad>, &Self::Get<&Self::m_toBad>),
                MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "ToGood",
                "Probability that a bad path is good for the next packet.",
                DoubleValue(1),
                MakeDoubleAccessor(&Self::Set<&Self::m_toGood>, &Self::Get<&Self::m_toGood>),
                MakeDoubleChecker<double>(1e-12, 1))
            .AddAttribute(
                "GoodLoss",
                "Probability of a loss on a good path.",
                DoubleValue(0),
                MakeDoubleAccessor(&Self::Set<&Self::m_goodLoss>, &Self::Get<&Self::m_goodLoss>),
                MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "BadLoss",
                "Probability of a loss on a bad path.",
                DoubleValue(1),
                MakeDoubleAccessor(&Self::Set<&Self::m_badLoss>, &Self::Get<&Self::m_badLoss>),
                MakeDoubleChecker<double>(0, 1));
    return tid;
}

GilbertElliottErrorModel::GilbertElliottErrorModel()
    : LossErrorModel(2)
{
}

std::unique_ptr<LossProcess>
GilbertElliottErrorModel::MakeProcess() const
{
    return std::make_unique<GilbertElliottLoss>(
        GilbertElliottLoss::Params{m_toBad, m_toGood, m_goodLoss, m_badLoss},
        GilbertElliottLoss::Sources{Source(0), Source(1)});
}

} // namespace qos
} // namespace ns3
