/* SPDX-License-Identifier: GPL-2.0-only */

#include "layered-rate-source.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(LayeredRateSource);

TypeId
LayeredRateSource::GetTypeId()
{
    using Self = LayeredRateSource;
    static TypeId tid =
        TypeId("ns3::qos::LayeredRateSource")
            .SetParent<LayeredSource>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("RateDown",
                          "It is told if the rate falls below this times the last one told "
                          "(cm_thresh).",
                          DoubleValue(0.8),
                          MakeDoubleAccessor(&Self::m_rateDown),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("RateUp",
                          "It is told if the rate rises above this times the last one told "
                          "(cm_thresh).",
                          DoubleValue(1.25),
                          MakeDoubleAccessor(&Self::m_rateUp),
                          MakeDoubleChecker<double>(1, 1e9));
    return tid;
}

void
LayeredRateSource::DoStart()
{
    CmThresholds thresholds;
    thresholds.rateDown = m_rateDown;
    thresholds.rateUp = m_rateUp;
    NS_ABORT_MSG_UNLESS(Manager().SetThresholds(GetFlow(), thresholds) == CmStatus::Ok,
                        "the Congestion Manager refuses the thresholds " << m_rateDown << " and "
                                                                         << m_rateUp);
    Manager().RegisterUpdate(GetFlow(), this);
    m_clock.emplace(DatagramBytes(), LayerRate(), ToCore(Simulator::Now()));
    Arm();
}

void
LayeredRateSource::DoStop()
{
    m_tick.Cancel();
}

void
LayeredRateSource::Tick()
{
    SendDatagram();
    m_clock->Tick();
    Arm();
}

void
LayeredRateSource::Arm()
{
    m_tick.Cancel();
    m_tick = Simulator::Schedule(ToSimulator(m_clock->Due()) - Simulator::Now(),
                                 &LayeredRateSource::Tick,
                                 this);
}

void
LayeredRateSource::CmappUpdate(CmFlowId /* flow */, const NetworkState& state)
{
    ++m_updates;
    if (Adapt(state))
    {
        m_clock->SetRate(LayerRate(), ToCore(Simulator::Now()));
        Arm();
    }
}

} // namespace qos
} // namespace ns3
