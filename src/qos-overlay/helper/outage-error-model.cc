/* SPDX-License-Identifier: GPL-2.0-only */

#include "outage-error-model.h"

#include "ns3/nstime.h"
#include "ns3/outage-loss.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(OutageErrorModel);

TypeId
OutageErrorModel::GetTypeId()
{
    using Self = OutageErrorModel;
    static TypeId tid =
        TypeId("ns3::qos::OutageErrorModel")
            .SetParent<LossErrorModel>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Other",
                          "Model whose process says what is lost outside outages; none: nothing. "
                          "The process is of this model's own.",
                          PointerValue(),
                          MakePointerAccessor(&Self::SetOther, &Self::GetOther),
                          MakePointerChecker<LossErrorModel>())
            .AddAttribute(
                "Interval",
                "Mean time from the begin of an outage to that of the next.",
                TimeValue(Seconds(60)),
                MakeTimeAccessor(&Self::Set<&Self::m_interval>, &Self::Get<&Self::m_interval>),
                MakeTimeChecker(NanoSeconds(1), Seconds(1000000)))
            .AddAttribute(
                "Shortest",
                "Length of the shortest outage.",
                TimeValue(MilliSeconds(500)),
                MakeTimeAccessor(&Self::Set<&Self::m_shortest>, &Self::Get<&Self::m_shortest>),
                MakeTimeChecker(NanoSeconds(1), Seconds(1000000)))
            .AddAttribute(
                "Longest",
                "Length of the longest outage.",
                TimeValue(Seconds(3)),
                MakeTimeAccessor(&Self::Set<&Self::m_longest>, &Self::Get<&Self::m_longest>),
                MakeTimeChecker(NanoSeconds(1), Seconds(1000000)));
    return tid;
}

OutageErrorModel::OutageErrorModel()
    : LossErrorModel(2)
{
}

std::unique_ptr<LossProcess>
OutageErrorModel::MakeProcess() const
{
    return std::make_unique<OutageLoss>(
        OutageLoss::Params{ToCore(m_interval), ToCore(m_shortest), ToCore(m_longest)},
        m_other ? m_other->MakeProcess() : nullptr,
        OutageLoss::Sources{Source(0), Source(1)});
}

int64_t
OutageErrorModel::AssignStreams(int64_t stream)
{
    const int64_t own = LossErrorModel::AssignStreams(stream);
    return own + (m_other ? m_other->AssignStreams(stream + own) : 0);
}

bool
OutageErrorModel::IsOut()
{
    return static_cast<OutageLoss&>(Process()).IsOut(ToCore(Simulator::Now()));
}

void
OutageErrorModel::SetOther(Ptr<LossErrorModel> other)
{
    Set<&OutageErrorModel::m_other>(other);
}

Ptr<LossErrorModel>
OutageErrorModel::GetOther() const
{
    return m_other;
}

} // namespace qos
} // namespace ns3
