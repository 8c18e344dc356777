/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-rtt-estimator.h"

#include "ns3/time-conversion.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmRttEstimator);

TypeId
CmRttEstimator::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CmRttEstimator")
                            .SetParent<RttMeanDeviation>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CmRttEstimator>();
    return tid;
}

void
CmRttEstimator::Measurement(Time sample)
{
    RttMeanDeviation::Measurement(sample);
    m_sample = ToCore(sample);
}

Ptr<RttEstimator>
CmRttEstimator::Copy() const
{
    return CopyObject<CmRttEstimator>(Ptr<const CmRttEstimator>(this));
}

Nanoseconds
CmRttEstimator::TakeSample()
{
    const Nanoseconds sample = m_sample;
    m_sample = CM_NO_RTT;
    return sample;
}

void
CmRttEstimator::Adopt(const NetworkState& state)
{
    if (state.IsValid())
    {
        m_estimatedRtt = ToSimulator(state.srtt);
        m_estimatedVariation = ToSimulator(state.rttdev);
        m_nSamples = std::max(m_nSamples, 1U);
    }
}

} // namespace qos
} // namespace ns3
