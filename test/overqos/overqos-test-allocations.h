/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_TEST_ALLOCATIONS_H
#define QOS_OVERQOS_TEST_ALLOCATIONS_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * Counts calls of operator new while it lives, in this program and in the libraries that it uses.
 * One at a time.
 */
class OverqosAllocations
{
  public:
    OverqosAllocations();
    ~OverqosAllocations();

    OverqosAllocations(const OverqosAllocations&) = delete;
    OverqosAllocations& operator=(const OverqosAllocations&) = delete;

    /** @return calls so far */
    uint64_t Count() const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_TEST_ALLOCATIONS_H
