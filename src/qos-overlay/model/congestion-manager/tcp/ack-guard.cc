/* SPDX-License-Identifier: GPL-2.0-only */

#include "ack-guard.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

void
AckGuard::Sent(uint32_t end)
{
    if (m_ends.empty() || IsBefore(m_ends.back(), end))
    {
        m_ends.push_back(end);
        return;
    }
    // a retransmission may be cut in another way than the first time
    const auto place = std::lower_bound(m_ends.begin(), m_ends.end(), end, IsBefore);
    if (*place != end)
    {
        m_ends.insert(place, end);
    }
}

bool
AckGuard::IsEdge(uint32_t sequence) const
{
    if (sequence == m_expected || m_ends.empty())
    {
        return sequence == m_expected;
    }
    const auto place = std::lower_bound(m_ends.begin(), m_ends.end(), sequence, IsBefore);
    return place != m_ends.end() && *place == sequence;
}

void
AckGuard::Acknowledged(uint32_t sequence)
{
    while (!m_ends.empty() && !IsBefore(sequence, m_ends.front()))
    {
        m_ends.pop_front();
    }
    if (sequence != m_expected)
    {
        m_expected = sequence;
        m_duplicates = 0;
    }
}

bool
AckGuard::AcceptDuplicate()
{
    if (m_duplicates == 0)
    {
        // the first of them has not left: it is what the receiver is missing
        m_largest = m_ends.empty() ? 0 : m_ends.size() - 1;
    }
    return ++m_duplicates <= m_largest;
}

} // namespace qos
} // namespace ns3
