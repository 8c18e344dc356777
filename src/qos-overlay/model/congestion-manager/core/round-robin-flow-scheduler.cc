/* SPDX-License-Identifier: GPL-2.0-only */

#include "round-robin-flow-scheduler.h"

#include <utility>

namespace ns3
{
namespace qos
{

void
RoundRobinFlowScheduler::Join(MemberId member)
{
    if (member >= m_isActive.size())
    {
        m_isActive.resize(member + 1);
    }
}

void
RoundRobinFlowScheduler::Leave(MemberId member)
{
    m_waiting.Remove(member);
    SetActive(member, false);
}

void
RoundRobinFlowScheduler::SetWeight(MemberId /* member */, double /* weight */)
{
}

void
RoundRobinFlowScheduler::Request(MemberId member)
{
    m_waiting.PushBack(0, member);
}

MemberId
RoundRobinFlowScheduler::Next(uint32_t /* mtu */)
{
    const MemberId member = m_waiting.Front(0);
    m_waiting.Remove(member);
    return member;
}

void
RoundRobinFlowScheduler::Used(MemberId /* member */, uint32_t /* granted */, uint32_t /* used */)
{
}

void
RoundRobinFlowScheduler::SetActive(MemberId member, bool isActive)
{
    if (m_isActive[member] != isActive)
    {
        m_isActive[member] = isActive;
        m_activeMembers += isActive ? 1 : -1;
    }
}

double
RoundRobinFlowScheduler::Share(MemberId member) const
{
    const uint32_t others = m_activeMembers - (m_isActive[member] ? 1 : 0);
    return 1.0 / (others + 1.0);
}

RandomRoundRobinFlowScheduler::RandomRoundRobinFlowScheduler(std::shared_ptr<RandomBits> bits)
    : m_bits(std::move(bits))
{
}

MemberId
RandomRoundRobinFlowScheduler::Next(uint32_t mtu)
{
    if (Waiting() > 1 && m_bits->Next())
    {
        Rotate();
    }
    return RoundRobinFlowScheduler::Next(mtu);
}

} // namespace qos
} // namespace ns3
