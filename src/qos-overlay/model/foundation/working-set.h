/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_WORKING_SET_H
#define QOS_WORKING_SET_H

#include "prefetch.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * The memory that a task touches, collected from the objects that take part in it: each adds where
 * it lies, and what it points to. It is a hint, for Prefetch().
 */
class WorkingSet
{
  public:
    /** Be empty again, with the memory that there is. */
    void Clear()
    {
        m_lines.clear();
    }

    /**
     * @param address what is touched; null: nothing
     * @param bytes as many as are touched
     */
    void Add(const void* address, std::size_t bytes = 1)
    {
        const CacheLine end = CacheLineAfter(address, bytes);
        for (CacheLine line = CacheLineOf(address); address != nullptr && line < end; ++line)
        {
            if (std::find(m_lines.begin(), m_lines.end(), line) == m_lines.end())
            {
                m_lines.push_back(line);
            }
        }
    }

    /** @return all of it, each line once, in the order of adding */
    const std::vector<CacheLine>& Lines() const
    {
        return m_lines;
    }

  private:
    std::vector<CacheLine> m_lines; //!< see Lines()
};

} // namespace qos
} // namespace ns3

#endif // QOS_WORKING_SET_H
