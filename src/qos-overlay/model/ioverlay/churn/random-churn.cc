/* SPDX-License-Identifier: GPL-2.0-only */

#include "random-churn.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

RandomChurn::RandomChurn(uint32_t first,
                         uint32_t nodes,
                         const DurationLaw& lifetime,
                         const DurationLaw& absence,
                         uint64_t seed)
    : m_lifetime(lifetime),
      m_absence(absence)
{
    m_turns.reserve(nodes);
    for (uint32_t i = 0; i < nodes; ++i)
    {
        const uint32_t node = first + i;
        NodeRandom random(seed ^ NodeRandom(node).Bits());
        const Nanoseconds goes = m_lifetime.Quantile(random.Uniform());
        m_turns.push_back({{goes, node, false}, random});
    }
    std::make_heap(m_turns.begin(), m_turns.end(), IsLater);
}

bool
RandomChurn::IsLater(const Turn& a, const Turn& b)
{
    return a.event.at > b.event.at || (a.event.at == b.event.at && a.event.node > b.event.node);
}

ChurnEvent
RandomChurn::Next() const
{
    return m_turns.empty() ? ChurnEvent{FOREVER, 0, false} : m_turns.front().event;
}

void
RandomChurn::Pop()
{
    if (m_turns.empty())
    {
        return;
    }
    std::pop_heap(m_turns.begin(), m_turns.end(), IsLater);
    Turn& turn = m_turns.back();
    turn.event.isUp = !turn.event.isUp;
    const DurationLaw& law = turn.event.isUp ? m_absence : m_lifetime;
    const Nanoseconds time = law.Quantile(turn.random.Uniform());
    turn.event.at = turn.event.at > FOREVER - time ? FOREVER : turn.event.at + time;
    std::push_heap(m_turns.begin(), m_turns.end(), IsLater);
}

} // namespace qos
} // namespace ns3
