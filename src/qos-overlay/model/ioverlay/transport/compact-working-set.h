/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_COMPACT_WORKING_SET_H
#define QOS_COMPACT_WORKING_SET_H

#include "ns3/prefetch.h"
#include "ns3/working-set.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-transport
 * The working set of a node, as it was when last looked at: it tells at once where memory lies, so
 * that it can come while other nodes are at work. To follow the pointers of the node would mean to
 * wait for each of them.
 *
 * It lies in a cache line, with more elsewhere if there is more.
 */
class alignas(CACHE_LINE) CompactWorkingSet
{
  public:
    /**
     * Count a task of the node.
     * @return whether the working set is to be set anew: whenever the tasks have doubled
     */
    bool Count()
    {
        ++m_tasks;
        return (m_tasks & (m_tasks - 1)) == 0;
    }

    /** Count from the beginning: the node has changed. */
    void Restart()
    {
        m_tasks = 0;
    }

    /**
     * @param origin near which most of it lies
     * @param set all that the node touches, without what lies at the origin
     * @param arrival how many lines of it, the first ones, it takes when a message arrives
     */
    void Set(const void* origin, const WorkingSet& set, std::size_t arrival);

    /** Let that of it come that lies elsewhere. */
    void PrefetchMore() const
    {
        Prefetch(m_more.get(), sizeof(int32_t) * m_roomForMore);
    }

    /**
     * Let the memory of the node come.
     * @param origin as Set() had it
     * @param isArrival whether a message arrives
     */
    void PrefetchMemory(const void* origin, bool isArrival) const
    {
        ForEach(origin, isArrival, PrefetchLine);
    }

    /**
     * @param origin as Set() had it
     * @param isArrival whether a message arrives
     * @return the cache lines that are touched then
     */
    std::vector<CacheLine> Lines(const void* origin, bool isArrival) const
    {
        std::vector<CacheLine> lines;
        ForEach(origin, isArrival, [&lines](CacheLine line) { lines.push_back(line); });
        return lines;
    }

  private:
    static constexpr uint32_t HERE = 12; //!< lines that have a place in the object

    /**
     * @tparam Use `void(CacheLine)`
     * @param origin as Set() had it
     * @param isArrival whether a message arrives
     * @param use gets the cache lines that are touched then
     */
    template <typename Use>
    void ForEach(const void* origin, bool isArrival, Use use) const
    {
        const CacheLine line = CacheLineOf(origin);
        const uint32_t count = isArrival ? m_arrival : m_count;
        for (uint32_t i = 0; i < std::min(count, HERE); ++i)
        {
            use(line + static_cast<CacheLine>(m_here[i]));
        }
        for (uint32_t i = HERE; i < count; ++i)
        {
            use(line + static_cast<CacheLine>(m_more[i - HERE]));
        }
    }

    uint32_t m_tasks = 0;              //!< since the node changed
    uint8_t m_count = 0;               //!< of lines
    uint8_t m_arrival = 0;             //!< of those that an arrival takes: the first ones
    uint8_t m_roomForMore = 0;         //!< lines that have a place elsewhere
    std::array<int32_t, HERE> m_here;  //!< the first ones, from the origin
    std::unique_ptr<int32_t[]> m_more; //!< the others
};

} // namespace qos
} // namespace ns3

#endif // QOS_COMPACT_WORKING_SET_H
