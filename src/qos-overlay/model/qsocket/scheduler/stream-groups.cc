/* SPDX-License-Identifier: GPL-2.0-only */

#include "stream-groups.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

bool
StreamGroups::IsLinked(StreamId stream) const
{
    return stream < m_groupOf.size() && m_groupOf[stream] != NO_GROUP;
}

void
StreamGroups::Link(const std::vector<StreamId>& streams)
{
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_groups.size()));
        m_groups.emplace_back();
    }
    const uint32_t group = m_free.back();
    m_free.pop_back();
    m_groups[group] = {streams, 0};
    for (const StreamId stream : streams)
    {
        if (stream >= m_groupOf.size())
        {
            m_groupOf.resize(static_cast<std::size_t>(stream) + 1, NO_GROUP);
        }
        m_groupOf[stream] = group;
    }
}

void
StreamGroups::Leave(StreamId stream)
{
    if (!IsLinked(stream))
    {
        return;
    }
    const uint32_t group = m_groupOf[stream];
    m_groupOf[stream] = NO_GROUP;
    std::vector<StreamId>& members = m_groups[group].members;
    members.erase(std::remove(members.begin(), members.end(), stream), members.end());
    if (members.empty())
    {
        m_free.push_back(group);
    }
}

bool
StreamGroups::Drops(StreamId stream, uint64_t unit) const
{
    return unit != 0 && IsLinked(stream) && m_groups[m_groupOf[stream]].droppedUnit == unit;
}

void
StreamGroups::Drop(StreamId stream, uint64_t unit)
{
    m_groups[m_groupOf[stream]].droppedUnit = unit;
}

const std::vector<StreamId>&
StreamGroups::MembersOf(StreamId stream) const
{
    return m_groups[m_groupOf[stream]].members;
}

} // namespace qos
} // namespace ns3
