/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/working-set.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** Memory that begins with a cache line. */
struct alignas(CACHE_LINE) Lines
{
    std::array<std::byte, 4 * CACHE_LINE> bytes; //!< four of them
};

TEST(WorkingSet, HasEachLineOnceInTheOrderOfAdding)
{
    const Lines memory{};
    const CacheLine first = CacheLineOf(&memory);
    WorkingSet set;
    set.Add(&memory.bytes[2 * CACHE_LINE + 7]);
    set.Add(&memory.bytes[CACHE_LINE - 1], 2);          // the end of the first, and a byte more
    set.Add(&memory.bytes[2 * CACHE_LINE], CACHE_LINE); // known
    set.Add(&memory.bytes[3 * CACHE_LINE], 0);
    set.Add(nullptr, CACHE_LINE);
    EXPECT_EQ(set.Lines(), (std::vector<CacheLine>{first + 2, first, first + 1}));
    set.Clear();
    EXPECT_TRUE(set.Lines().empty());
}

} // namespace
} // namespace qos
} // namespace ns3
