/* SPDX-License-Identifier: GPL-2.0-only */

#include "compact-working-set.h"

namespace ns3
{
namespace qos
{

void
CompactWorkingSet::Set(const void* origin, const WorkingSet& set, std::size_t arrival)
{
    constexpr std::size_t MOST = UINT8_MAX;
    const auto& lines = set.Lines();
    const auto most = static_cast<uint8_t>(std::min(lines.size(), MOST));
    if (most > HERE + m_roomForMore)
    {
        m_roomForMore = static_cast<uint8_t>(most - HERE);
        m_more = std::make_unique<int32_t[]>(m_roomForMore);
    }
    m_count = 0;
    m_arrival = 0;
    for (std::size_t i = 0; i < most; ++i)
    {
        const auto distance = static_cast<std::intptr_t>(lines[i] - CacheLineOf(origin));
        if (distance != static_cast<int32_t>(distance))
        {
            continue;
        }
        (m_count < HERE ? m_here[m_count] : m_more[m_count - HERE]) =
            static_cast<int32_t>(distance);
        ++m_count;
        m_arrival = i < arrival ? m_count : m_arrival;
    }
}

} // namespace qos
} // namespace ns3
