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
    constexpr std::size_t MOST = 1U << 18U;
    if (m_latenessMs.size() == MOST)
    {
        for (std::size_t i = 0; i < MOST / 2; ++i)
        {
            m_latenessMs[i] = m_latenessMs[2 * i];
        }
        m_latenessMs.resize(MOST / 2);
        m_interval = m_interval + m_interval;
    }
    const double late = (m_simulator->RealtimeNow() - Simulator::Now()).ToDouble(Time::MS);
    m_latenessMs.push_back(late);
    m_mostMs = std::fmax(m_mostMs, late);
    m_next = Simulator::Schedule(m_interval, &LatenessProbe::Look, this);
}

} // namespace qos
} // namespace ns3
