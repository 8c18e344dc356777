/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/compact-working-set.h"
#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/static-relay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param number of a cache line
 * @return its address, at which nothing need be
 */
const void*
AddressOf(CacheLine number)
{
    // NOLINTNEXTLINE(performance-no-int-to-ptr): nothing is there
    return reinterpret_cast<const void*>(number * CACHE_LINE);
}

constexpr CacheLine ORIGIN = CacheLine{1} << 40U; //!< far from both ends

TEST(CompactWorkingSet, HasWhatItWasGivenHereOrElsewhere)
{
    CompactWorkingSet compact;
    for (const std::size_t size : {0U, 1U, 11U, 12U, 13U, 40U, 12U, 255U, 300U, 5U})
    {
        WorkingSet set;
        for (std::size_t i = 0; i < size; ++i)
        {
            set.Add(AddressOf(ORIGIN + 7 * i - 100));
        }
        compact.Set(AddressOf(ORIGIN), set, size / 2);
        const std::size_t kept = std::min<std::size_t>(size, 255);
        const std::vector<CacheLine> all = compact.Lines(AddressOf(ORIGIN), false);
        const auto end = set.Lines().begin() + static_cast<std::ptrdiff_t>(kept);
        EXPECT_EQ(all, std::vector<CacheLine>(set.Lines().begin(), end)) << size;
        const std::vector<CacheLine> first = compact.Lines(AddressOf(ORIGIN), true);
        EXPECT_EQ(first.size(), std::min<std::size_t>(size / 2, 255)) << size;
        EXPECT_TRUE(std::equal(first.begin(), first.end(), all.begin())) << size;
    }
}

TEST(CompactWorkingSet, LeavesOutWhatIsTooFarFromTheOrigin)
{
    WorkingSet set;
    set.Add(AddressOf(ORIGIN + (CacheLine{1} << 31U)));
    set.Add(AddressOf(ORIGIN + 1));
    set.Add(AddressOf(ORIGIN - (CacheLine{1} << 31U)));
    CompactWorkingSet compact;
    compact.Set(AddressOf(ORIGIN), set, 2);
    EXPECT_EQ(compact.Lines(AddressOf(ORIGIN), false),
              (std::vector<CacheLine>{ORIGIN + 1, ORIGIN - (CacheLine{1} << 31U)}));
    EXPECT_EQ(compact.Lines(AddressOf(ORIGIN), true), std::vector<CacheLine>{ORIGIN + 1});
}

TEST(CompactWorkingSet, IsSetAnewWheneverTheTasksHaveDoubled)
{
    CompactWorkingSet compact;
    for (int round = 0; round < 2; ++round)
    {
        std::vector<uint32_t> at;
        for (uint32_t task = 1; task <= 600; ++task)
        {
            if (compact.Count())
            {
                at.push_back(task);
            }
        }
        EXPECT_EQ(at, (std::vector<uint32_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}));
        compact.Restart();
    }
}

/**
 * @param others nodes that do nothing: with more of them memory is let come earlier
 * @return when each of some messages reached the last of three nodes
 */
std::vector<Nanoseconds>
Arrivals(uint32_t others)
{
    std::vector<Nanoseconds> arrivals;
    FastNetwork network;
    for (uint32_t i = 0; i < 3 + others; ++i)
    {
        OverlayEngineParams params;
        params.limits.total = KBps(100);
        auto relay = std::make_unique<StaticRelay>();
        if (i < 2)
        {
            relay->AddRoute(1, network.IdOf(i + 1));
        }
        relay->SetDelivers(i == 2);
        network.AddNode(params, std::move(relay));
    }
    network.Engine(2).SetDeliverCallback(
        [&](const MessagePtr& /* message */) { arrivals.push_back(network.Now()); });
    network.Engine(0).StartSource(1, std::make_unique<PacedSource>(PacedSourceParams()));
    network.Engine(0).Resume();
    network.Advance(std::chrono::seconds{20});
    return arrivals;
}

TEST(FastNetwork, LetsMemoryComeWithoutADifference)
{
    const std::vector<Nanoseconds> alone = Arrivals(0);
    EXPECT_GT(alone.size(), 100U);
    EXPECT_EQ(alone, Arrivals(1000));
    EXPECT_EQ(alone, Arrivals(5000));
}

} // namespace
} // namespace qos
} // namespace ns3
