/* SPDX-License-Identifier: GPL-2.0-only */

#include "round-robin-flow-scheduler.h"

#include <algorithm>
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
    std::size_t size = std::max<std::size_t>(m_line.size(), 1);
    while (size <= member)
    {
        size *= 2;
    }
    if (size > m_line.size())
    {
        Resize(size);
    }
}

void
RoundRobinFlowScheduler::Resize(std::size_t size)
{
    std::vector<MemberId> line;
    line.reserve(size);
    while (Waiting() > 0)
    {
        line.push_back(TakeFirst());
    }
    m_begin = 0;
    m_end = static_cast<uint32_t>(line.size());
    line.resize(size);
    m_line = std::move(line);
    m_mask = static_cast<uint32_t>(size) - 1;
}

void
RoundRobinFlowScheduler::Leave(MemberId member)
{
    SetActive(member, false);
    const uint32_t end = m_end;
    m_end = m_begin;
    for (uint32_t place = m_begin; place != end; ++place)
    {
        const MemberId waiting = m_line[place & m_mask];
        if (waiting != member)
        {
            Append(waiting);
        }
    }
}

void
RoundRobinFlowScheduler::SetWeight(MemberId /* member */, double /* weight */)
{
}

void
RoundRobinFlowScheduler::Request(MemberId member)
{
    Append(member);
}

MemberId
RoundRobinFlowScheduler::Next(uint32_t /* mtu */)
{
    return TakeFirst();
}

bool
RoundRobinFlowScheduler::KeepsCredit() const
{
    return false;
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
RandomRoundRobinFlowScheduler::Next(uint32_t /* mtu */)
{
    return Waiting() > 1 ? TakeFirstOrSecond(m_bits->Next()) : TakeFirst();
}

} // namespace qos
} // namespace ns3
