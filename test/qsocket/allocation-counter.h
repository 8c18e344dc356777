/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_ALLOCATION_COUNTER_H
#define QOS_TEST_ALLOCATION_COUNTER_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * Counts calls of operator new while it lives, in this program and in the libraries that it uses.
 * One at a time.
 */
class AllocationCounter
{
  public:
    AllocationCounter();
    ~AllocationCounter();

    AllocationCounter(const AllocationCounter&) = delete;
    AllocationCounter& operator=(const AllocationCounter&) = delete;

    /** @return calls so far */
    uint64_t Count() const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_ALLOCATION_COUNTER_H
