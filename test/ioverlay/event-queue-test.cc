/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/event-queue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <utility>

namespace ns3
{
namespace qos
{
namespace
{

/** How far events lie in the future: usual distance in nanoseconds, share of those far beyond. */
class EventQueueTest : public testing::TestWithParam<std::pair<int64_t, double>>
{
};

TEST_P(EventQueueTest, TakesEventsByTimeAndThoseOfATimeAsTheyCame)
{
    const int64_t distance = GetParam().first;
    const double far = GetParam().second;
    std::mt19937_64 random(5); // the seed
    EventQueue<int> queue;
    std::map<std::pair<Nanoseconds, uint64_t>, int> expected;
    Nanoseconds now{0};
    uint64_t added = 0;
    const auto add = [&] {
        const bool isFar = std::uniform_real_distribution<double>(0, 1)(random) < far;
        const int64_t most = isFar ? distance * 1000 : distance;
        const Nanoseconds at =
            now + Nanoseconds{std::uniform_int_distribution<int64_t>(0, most)(random)};
        queue.Add(at, static_cast<int>(added));
        expected.emplace(std::make_pair(at, added), static_cast<int>(added));
        ++added;
    };
    for (const int most : {1, 10, 3000, 100, 20000})
    {
        while (queue.Size() < static_cast<std::size_t>(most))
        {
            add();
        }
        for (int i = 0; i < 30000 && !queue.IsEmpty(); ++i)
        {
            ASSERT_EQ(queue.Next().what, expected.begin()->second);
            const auto event = queue.Take();
            ASSERT_EQ(event.what, expected.begin()->second);
            ASSERT_EQ(event.at, expected.begin()->first.first);
            expected.erase(expected.begin());
            now = event.at;
            // the size stays about the same, and goes to 0 in the end
            for (int more = i < 20000 ? static_cast<int>(random() % 3) : 0; more > 0; --more)
            {
                if (queue.Size() < static_cast<std::size_t>(most))
                {
                    add();
                }
            }
        }
        ASSERT_EQ(queue.Size(), expected.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Distances,
                         EventQueueTest,
                         testing::Values(std::make_pair(0, 0.0),
                                         std::make_pair(10, 0.1),
                                         std::make_pair(1'000'000, 0.0),
                                         std::make_pair(1'000'000, 0.3)));

} // namespace
} // namespace qos
} // namespace ns3
