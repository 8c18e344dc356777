/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/bundle-receiver.h"
#include "ns3/bundle-sender.h"
#include "ns3/clvl-wire.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds ONE_WAY = 50ms; //!< delay of the path

/** A datagram on its way. */
struct Flight
{
    Nanoseconds arrival{0};
    std::vector<uint8_t> bytes;
};

// A rate that falls because repairs wait for it would make them wait longer.
TEST(BundleSenderTest, WhatARepairWaitsForTheRateIsNoPartOfTheRoundTripTime)
{
    Nanoseconds now{0};
    std::deque<Flight> frames;
    std::deque<Flight> reports;
    int sent = 0;
    BundleSenderParams params;
    params.rate.constant = Bitrate::FromBitsPerSecond(80'000); // 10 datagrams per second
    params.burstBytes = 1000;
    BundleSender sender(params, 1, [&](ByteView datagram) {
        if (++sent % 3 != 0) // a third is lost
        {
            frames.push_back({now + ONE_WAY, {datagram.begin(), datagram.end()}});
        }
    });
    BundleReceiver receiver(
        BundleReceiverParams(),
        2,
        [&](ByteView datagram) {
            reports.push_back({now + ONE_WAY, {datagram.begin(), datagram.end()}});
        },
        [](const BundlePacket& /* packet */) {});
    const std::vector<uint8_t> bytes(954);
    BundlePacket packet;
    packet.data = bytes.data();
    packet.size = static_cast<uint32_t>(bytes.size());
    Nanoseconds longest{0};
    while (now < 60s)
    {
        while (sender.Waiting() < 5)
        {
            sender.Enqueue(packet, now);
        }
        now = std::min({frames.empty() ? FOREVER : frames.front().arrival,
                        reports.empty() ? FOREVER : reports.front().arrival,
                        std::max(now, std::min(sender.NextEvent(), receiver.NextEvent()))});
        if (!frames.empty() && frames.front().arrival <= now)
        {
            receiver.Receive(ReadFrame(frames.front().bytes)->frame, now);
            frames.pop_front();
        }
        if (!reports.empty() && reports.front().arrival <= now)
        {
            BundleReport report;
            ASSERT_TRUE(ReadReport(reports.front().bytes, report));
            sender.Receive(report.report, now);
            reports.pop_front();
            longest = std::max(longest, sender.Link().Rtt());
        }
        receiver.Advance(now);
        sender.Advance(now);
    }
    EXPECT_GT(sender.Link().GetPacketCounters().sent, 200U);
    EXPECT_LE(longest, 2 * ONE_WAY + 1ms);
}

} // namespace
} // namespace qos
} // namespace ns3
