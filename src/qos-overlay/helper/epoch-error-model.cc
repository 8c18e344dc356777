/* SPDX-License-Identifier: GPL-2.0-only */

#include "epoch-error-model.h"

#include "ns3/double.h"
#include "ns3/epoch-loss.h"
#include "ns3/nstime.h"
#include "ns3/time-conversion.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(EpochErrorModel);

TypeId
EpochErrorModel::GetTypeId()
{
    using Self = EpochErrorModel;
    static TypeId tid = TypeId("ns3::qos::EpochErrorModel")
                            .SetParent<LossErrorModel>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<Self>()
                            .AddAttribute("QuietTime",
                                          "Length of a quiet epoch.",
                                          TimeValue(Seconds(5)),
                                          MakeTimeAccessor(&Self::Set<&Self::m_quietTime>,
                                                           &Self::Get<&Self::m_quietTime>),
                                          MakeTimeChecker(NanoSeconds(1), Seconds(1000000)))
                            .AddAttribute("QuietLoss",
                                          "Share of the packets that are lost in a quiet epoch.",
                                          DoubleValue(0.001),
                                          MakeDoubleAccessor(&Self::Set<&Self::m_quietLoss>,
                                                             &Self::Get<&Self::m_quietLoss>),
                                          MakeDoubleChecker<double>(0, 1))
                            .AddAttribute("QuietBurst",
                                          "Mean number of packets in a burst in a quiet epoch.",
                                          DoubleValue(1),
                                          MakeDoubleAccessor(&Self::Set<&Self::m_quietBurst>,
                                                             &Self::Get<&Self::m_quietBurst>),
                                          MakeDoubleChecker<double>(1))
                            .AddAttribute("BusyTime",
                                          "Length of a busy epoch.",
                                          TimeValue(MilliSeconds(700)),
                                          MakeTimeAccessor(&Self::Set<&Self::m_busyTime>,
                                                           &Self::Get<&Self::m_busyTime>),
                                          MakeTimeChecker(NanoSeconds(1), Seconds(1000000)))
                            .AddAttribute("BusyLoss",
                                          "Share of the packets that are lost in a busy epoch.",
                                          DoubleValue(0.05),
                                          MakeDoubleAccessor(&Self::Set<&Self::m_busyLoss>,
                                                             &Self::Get<&Self::m_busyLoss>),
                                          MakeDoubleChecker<double>(0, 1))
                            .AddAttribute("BusyBurst",
                                          "Mean number of packets in a burst in a busy epoch.",
                                          DoubleValue(1),
                                          MakeDoubleAccessor(&Self::Set<&Self::m_busyBurst>,
                                                             &Self::Get<&Self::m_busyBurst>),
                                          MakeDoubleChecker<double>(1));
    return tid;
}

EpochErrorModel::EpochErrorModel()
    : LossErrorModel(3)
{
}

std::unique_ptr<LossProcess>
EpochErrorModel::MakeProcess() const
{
    const EpochLoss::Params params{{ToCore(m_quietTime), {m_quietLoss, m_quietBurst}},
                                   {ToCore(m_busyTime), {m_busyLoss, m_busyBurst}}};
    return std::make_unique<EpochLoss>(params, EpochLoss::Sources{Source(0), Source(1), Source(2)});
}

void
EpochErrorModel::SetParams(const EpochLoss::Params& params)
{
    Set<&EpochErrorModel::m_quietTime>(ToSimulator(params.quiet.duration));
    Set<&EpochErrorModel::m_quietLoss>(params.quiet.loss.loss);
    Set<&EpochErrorModel::m_quietBurst>(params.quiet.loss.burst);
    Set<&EpochErrorModel::m_busyTime>(ToSimulator(params.busy.duration));
    Set<&EpochErrorModel::m_busyLoss>(params.busy.loss.loss);
    Set<&EpochErrorModel::m_busyBurst>(params.busy.loss.burst);
}

} // namespace qos
} // namespace ns3
