/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_GROUPS_H
#define QOS_STREAM_GROUPS_H

#include "packet-arrival.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * Which streams are linked, and which unit of messages each group drops at present.
 *
 * Groups are recycled when their last member has left.
 */
class StreamGroups
{
  public:
    /**
     * @param stream a stream
     * @return whether it is in a group
     */
    bool IsLinked(StreamId stream) const;

    /**
     * Make a group.
     * @param streams its members, none of them in a group
     */
    void Link(const std::vector<StreamId>& streams);

    /**
     * Take a stream out of its group, if it is in one.
     * @param stream the stream
     */
    void Leave(StreamId stream);

    /**
     * @param stream a stream
     * @param unit of a message, 0 for none
     * @return whether the group of the stream drops that unit
     */
    bool Drops(StreamId stream, uint64_t unit) const;

    /**
     * Let a group drop a unit, and no other one any more.
     * @param stream a linked stream
     * @param unit the unit
     */
    void Drop(StreamId stream, uint64_t unit);

    /**
     * @param stream a linked stream
     * @return the members of its group, itself among them
     */
    const std::vector<StreamId>& MembersOf(StreamId stream) const;

    /** @return how many groups there is room for: as many as there ever were at a time */
    std::size_t Capacity() const
    {
        return m_groups.size();
    }

  private:
    static constexpr uint32_t NO_GROUP = UINT32_MAX; //!< of a stream that is not linked

    /** Streams that are linked. */
    struct Group
    {
        std::vector<StreamId> members; //!< of the group, in the order they were named
        uint64_t droppedUnit = 0;      //!< the unit that is dropped, 0 for none
    };

    std::vector<uint32_t> m_groupOf; //!< StreamId -> its group
    std::vector<Group> m_groups;     //!< pool of groups
    std::vector<uint32_t> m_free;    //!< groups without members
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_GROUPS_H
