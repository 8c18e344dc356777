/* SPDX-License-Identifier: GPL-2.0-only */

#include "lateness-probe.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace qos
{

LatenessProbe::LatenessProbe(Time interval)
    : m_simulator(DynamicCast<RealtimeSimulatorImpl>(Simulator::GetImplementation())),
      m_interval(interval),
      m_next(Simulator::Schedule(interval, &LatenessProbe::Look, this))
{
}

LatenessProbe::~LatenessProbe()
{
    Simulator::Cancel(m_next);
}

void
LatenessProbe::Look()
{
    m_latenessMs.push_back((m_simulator->RealtimeNow() - Simulator::Now()).ToDouble(Time::MS));
    m_next = Simulator::Schedule(m_interval, &LatenessProbe::Look, this);
}

} // namespace qos
} // namespace ns3
