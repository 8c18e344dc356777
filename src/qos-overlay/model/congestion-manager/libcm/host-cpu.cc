/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-cpu.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <utility>

namespace ns3
{
namespace qos
{

HostCpu::HostCpu(const HostCosts& costs)
    : HostMeter(costs)
{
}

HostCpu::~HostCpu()
{
    m_run.Cancel();
}

void
HostCpu::Submit(Step step)
{
    m_steps.push_back(std::move(step));
    Arm();
}

void
HostCpu::DoSpend(Nanoseconds cost)
{
    m_freeAt = Max(m_freeAt, Simulator::Now()) + ToSimulator(cost);
}

void
HostCpu::Arm()
{
    if (!m_steps.empty() && m_run.IsExpired())
    {
        const Time wait = Max(m_freeAt - Simulator::Now(), Time(0));
        m_run = Simulator::Schedule(wait, &HostCpu::Run, this);
    }
}

void
HostCpu::Run()
{
    if (m_freeAt <= Simulator::Now())
    {
        const Step step = std::move(m_steps.front());
        m_steps.pop_front();
        step();
        // nothing is for free: a process that counts nothing must not stop the simulated time
        m_freeAt = Max(m_freeAt, Simulator::Now() + TimeStep(1));
    }
    Arm();
}

} // namespace qos
} // namespace ns3
