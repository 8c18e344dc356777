/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ALLOCATION_WATCH_H
#define QOS_ALLOCATION_WATCH_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * Watches operator new and delete while it lives, in this program and in the libraries that it
 * uses. One at a time.
 */
class AllocationWatch
{
  public:
    AllocationWatch();
    ~AllocationWatch();

    AllocationWatch(const AllocationWatch&) = delete;
    AllocationWatch& operator=(const AllocationWatch&) = delete;

    /** @return allocations so far */
    uint64_t Count() const;

    /** @return bytes allocated and not freed again since, with what the allocator rounds up to */
    int64_t Bytes() const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_ALLOCATION_WATCH_H
