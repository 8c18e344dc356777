/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/status-report.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr NodeId PARENT{0x0A000001, 7000};
constexpr NodeId CHILD{0x0A000002, 7001};

/** @return a report of a node with a parent and a child */
StatusReport
Example()
{
    StatusReport report;
    report.uptime = 66051ms; // 0x00010203
    report.links = {{PARENT, Direction::In, 10, 0, 100000, 20ms, 3},
                    {CHILD, Direction::Out, 0, 9, 99999, 0us, 0}};
    report.apps = {{1, 2, PARENT, {CHILD}}, {9, 0, {}, {}}};
    report.total = Bitrate::FromBitsPerSecond(1600000);
    report.up = Bitrate::FromBitsPerSecond(8);
    return report;
}

const std::vector<uint8_t> EXAMPLE = {
    0,  1, 2,    3,                                         // uptime
    0,  2,                                                  // directions of links
    10, 0, 0,    1,    0x1B, 0x58, 1, 10, 0,                // peer, direction, buffers
    0,  1, 0x86, 0xA0,                                      // rate
    0,  0, 0x4E, 0x20,                                      // rtt
    0,  0, 0,    3,                                         // lost
    10, 0, 0,    2,    0x1B, 0x59, 0, 0,  9,                // the other one
    0,  1, 0x86, 0x9F, 0,    0,    0, 0,  0, 0, 0, 0,       //
    0,  2,                                                  // applications
    0,  0, 0,    1,    0,    2,                             // app, degree
    10, 0, 0,    1,    0x1B, 0x58,                          // parent
    0,  1,                                                  // children
    10, 0, 0,    2,    0x1B, 0x59,                          //
    0,  0, 0,    9,    0,    0,    0, 0,  0, 0, 0, 0, 0, 0, // the other one
    0,  3, 0x0D, 0x40,                                      // total
    0,  0, 0,    1,                                         // up
    0,  0, 0,    0                                          // down
};

TEST(StatusReportTest, HasTheLayoutOfTheRegistry)
{
    EXPECT_EQ(*Example().Write(), EXAMPLE);
}

TEST(StatusReportTest, IsReadAsItWasWritten)
{
    const auto report = StatusReport::Read(EXAMPLE);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->uptime, 66051ms);
    ASSERT_EQ(report->links.size(), 2U);
    const LinkStatus& in = report->links[0];
    EXPECT_EQ(in.peer, PARENT);
    EXPECT_EQ(in.direction, Direction::In);
    EXPECT_EQ(in.inputMessages, 10);
    EXPECT_EQ(in.outputMessages, 0);
    EXPECT_EQ(in.rate, 100000U);
    EXPECT_EQ(in.rtt, 20ms);
    EXPECT_EQ(in.lost, 3U);
    EXPECT_EQ(report->links[1].direction, Direction::Out);
    EXPECT_EQ(report->links[1].outputMessages, 9);
    ASSERT_NE(report->FindApp(1), nullptr);
    EXPECT_EQ(report->FindApp(1)->degree, 2);
    EXPECT_EQ(report->FindApp(1)->parent, PARENT);
    EXPECT_EQ(report->FindApp(1)->children, std::vector<NodeId>{CHILD});
    ASSERT_NE(report->FindApp(9), nullptr);
    EXPECT_TRUE(report->FindApp(9)->parent.IsNone());
    EXPECT_EQ(report->FindApp(2), nullptr);
    EXPECT_EQ(report->total.BitsPerSecond(), 1600000U);
    EXPECT_EQ(report->up.BitsPerSecond(), 8U);
    EXPECT_EQ(report->down.BitsPerSecond(), 0U);
}

TEST(StatusReportTest, ThatIsCutAnywhereOrTooLongIsRefused)
{
    for (std::size_t size = 0; size < EXAMPLE.size(); ++size)
    {
        EXPECT_FALSE(StatusReport::Read(ByteView(EXAMPLE.data(), size))) << size << " bytes";
    }
    std::vector<uint8_t> longer = EXAMPLE;
    longer.push_back(0);
    EXPECT_FALSE(StatusReport::Read(longer));
}

TEST(StatusReportTest, OfADirectionThatThereIsNotIsRefused)
{
    std::vector<uint8_t> bytes = EXAMPLE;
    bytes[12] = 2;
    EXPECT_FALSE(StatusReport::Read(bytes));
}

TEST(StatusReportTest, LeavesOutWhatIsBeyondItsLimits)
{
    StatusReport report;
    report.links.resize(StatusReport::MOST_LINKS + 1);
    report.apps.resize(StatusReport::MOST_APPS + 1);
    for (AppStatus& app : report.apps)
    {
        app.children.resize(100, CHILD);
    }
    const Payload payload = report.Write();
    EXPECT_LT(payload->size(), 65536U);
    const auto read = StatusReport::Read(*payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->links.size(), StatusReport::MOST_LINKS);
    EXPECT_EQ(read->apps.size(), StatusReport::MOST_APPS);
    EXPECT_EQ(read->apps[59].children.size(), 100U);
    EXPECT_EQ(read->apps[60].children.size(), 0U) << "6000 of all applications";
}

TEST(StatusReportTest, ThatPromisesMoreThanItsLimitsIsRefused)
{
    std::vector<uint8_t> links(6 + 1025 * 21 + 14, 0);
    links[4] = 1025 >> 8U;
    links[5] = 1025 & 0xFF;
    EXPECT_FALSE(StatusReport::Read(links));
    StatusReport report;
    report.apps.resize(2);
    report.apps[0].children.resize(StatusReport::MOST_CHILDREN, CHILD);
    std::vector<uint8_t> bytes = *report.Write();
    ASSERT_TRUE(StatusReport::Read(bytes));
    bytes[bytes.size() - 13] = 1; // the second application has a child too
    bytes.insert(bytes.end() - 12, NodeId::BYTES, 1);
    EXPECT_FALSE(StatusReport::Read(bytes));
}

TEST(StatusReportTest, SaysTheMostThereIsRoomFor)
{
    StatusReport report;
    report.uptime = std::chrono::hours{24 * 365};
    report.links = {{CHILD, Direction::Out, 0, 0, 0, 2h, 0}};
    report.total = Bitrate::FromBitsPerSecond(1);
    report.up = Bitrate::FromBitsPerSecond(1'000'000'000'000);
    const auto read = StatusReport::Read(*report.Write());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->uptime, 4294967295ms);
    EXPECT_EQ(read->links[0].rtt, 4294967295us);
    EXPECT_EQ(read->total.BitsPerSecond(), 8U) << "0 would be unlimited";
    EXPECT_EQ(read->up.BitsPerSecond(), 34359738360U) << "8 x (2^32 - 1)";
}

} // namespace
} // namespace qos
} // namespace ns3
