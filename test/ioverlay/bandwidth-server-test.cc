/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/bandwidth-server.h"
#include "ns3/kbps.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint32_t BYTES = 5000;

TEST(BandwidthServerTest, TransmitsOneMessageAfterTheOther)
{
    BandwidthServer server;
    server.SetRate(KBps(100), seconds{0});
    EXPECT_EQ(server.Start(BYTES, seconds{1}), milliseconds{1050});
    EXPECT_EQ(server.FreeAt(), milliseconds{1050});
}

TEST(BandwidthServerTest, AMessageInServiceGoesOnAtTheNewRate)
{
    BandwidthServer server;
    server.SetRate(KBps(100), seconds{0});
    server.Start(BYTES, seconds{0});
    server.SetRate(KBps(200), milliseconds{20}); // 3000 bytes are left
    EXPECT_EQ(server.FreeAt(), milliseconds{35});
    server.SetRate(Bitrate(), milliseconds{30});
    EXPECT_EQ(server.FreeAt(), milliseconds{30}) << "unlimited";
    server.SetRate(Bitrate::FromBitsPerSecond(8), milliseconds{30});
    EXPECT_EQ(server.Start(1, milliseconds{30}), milliseconds{1030}) << "1 byte per second";
}

TEST(BandwidthServerTest, AnotherIntervalHoldsFromTheNextMessageOn)
{
    BandwidthServer server;
    server.SetRate(KBps(1), seconds{0});
    server.Start(BYTES, seconds{0});
    for (const Nanoseconds interval : {milliseconds{100}, milliseconds{200}})
    {
        server.SetInterval(interval);
        server.SetRate(KBps(1), seconds{1});
        EXPECT_EQ(server.FreeAt(), seconds{5}) << "4000 bytes are left";
    }
    server.SetRate(KBps(2), seconds{1});
    EXPECT_EQ(server.FreeAt(), seconds{3});
    EXPECT_EQ(server.Start(100, seconds{3}), seconds{3});
}

TEST(BandwidthServerTest, ServesJobsInTurnAndPassesOverThoseThatMayNot)
{
    BandwidthServer server;
    for (const BandwidthServer::Job job : {7U, 8U, 9U})
    {
        server.Add(job);
    }
    const auto opens = [](BandwidthServer::Job job) {
        return job == 7 ? Nanoseconds{seconds{5}} : job == 8 ? seconds{3} : seconds{0};
    };
    Nanoseconds next{0};
    EXPECT_EQ(server.Take(seconds{1}, opens, next), 9U);
    EXPECT_EQ(server.Take(seconds{1}, opens, next), std::nullopt);
    EXPECT_EQ(next, seconds{3});
    EXPECT_EQ(server.Take(seconds{6}, opens, next), 7U);
    server.Remove(8);
    EXPECT_EQ(server.Waiting(), 0U);
}

/** A server whose bytes are counted by intervals, or not. */
class AnyBandwidthServer : public testing::TestWithParam<Nanoseconds>
{
};

TEST_P(AnyBandwidthServer, NeverServesMoreThanTheRateAndAMessage)
{
    std::mt19937 random(11); // the seed
    BandwidthServer server;
    server.SetInterval(GetParam());
    server.SetRate(KBps(20), seconds{0});

    struct Served
    {
        Nanoseconds at;
        uint32_t bytes;
    };

    std::vector<Served> served;
    Nanoseconds now{0};
    uint64_t total = 0;
    while (now < seconds{100})
    {
        const uint32_t bytes = 1 + static_cast<uint32_t>(random() % BYTES);
        served.push_back({server.Start(bytes, now), bytes});
        total += bytes;
        now = std::max(now, server.FreeAt());
        if (random() % 50 == 0)
        {
            now += milliseconds{random() % 1000}; // nobody has anything to send
        }
    }
    // an interval's bytes may all pass at its end, and the next one's at once after it
    const double burst = BYTES + 20e3 * 2 * std::chrono::duration<double>(GetParam()).count();
    for (std::size_t first = 0; first < served.size(); first += 7)
    {
        double bytes = 0;
        for (std::size_t last = first; last < std::min(first + 200, served.size()); ++last)
        {
            bytes += served[last].bytes;
            const auto span = std::chrono::duration<double>(served[last].at - served[first].at);
            ASSERT_LE(bytes, 20e3 * span.count() + burst);
        }
    }
    EXPECT_GT(static_cast<double>(total), 0.6 * 20e3 * 100) << "it serves, too";
}

INSTANTIATE_TEST_SUITE_P(Both,
                         AnyBandwidthServer,
                         testing::Values(Nanoseconds{0}, Nanoseconds{milliseconds{100}}));

} // namespace
} // namespace qos
} // namespace ns3
