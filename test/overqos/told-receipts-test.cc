/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/told-receipts.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <utility>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint32_t EXIT = 7;

/** What an entry that begins to number its packets at some data number is told. */
class ToldReceiptsTest : public testing::TestWithParam<uint32_t>
{
  protected:
    /**
     * @param delivered packets, since the first one
     * @param lost packets
     * @param sent packets
     * @param exit incarnation of the exit
     * @return what is learnt of it
     */
    std::optional<std::pair<uint32_t, uint32_t>> Take(uint32_t delivered,
                                                      uint32_t lost,
                                                      uint32_t sent,
                                                      uint32_t exit = EXIT)
    {
        ClvlReport report;
        report.exitIncarnation = exit;
        report.delivered = DELIVERED_BEFORE + delivered;
        report.lost = LOST_BEFORE + lost;
        const auto progress = m_told.Take(report, GetParam(), GetParam() + sent);
        return progress ? std::optional(std::pair(progress->delivered, progress->lost))
                        : std::nullopt;
    }

    static constexpr uint32_t DELIVERED_BEFORE = UINT32_MAX - 10; // in an earlier life of the entry
    static constexpr uint32_t LOST_BEFORE = UINT32_MAX - 1;

    ToldReceipts m_told;
};

TEST_P(ToldReceiptsTest, TheDifferencesOfTwoReportsAreLearnt)
{
    EXPECT_FALSE(Take(10, 1, 20)) << "the first one has no predecessor";
    EXPECT_EQ(Take(15, 3, 30), std::pair(5U, 2U));
    EXPECT_EQ(Take(15, 3, 30), std::pair(0U, 0U));
    EXPECT_EQ(Take(1000, 20, 1020), std::pair(985U, 17U));
}

TEST_P(ToldReceiptsTest, AnotherExitBeginsAnew)
{
    Take(10, 1, 20);
    EXPECT_FALSE(Take(500, 100, 30, EXIT + 1));
    EXPECT_EQ(Take(505, 101, 40, EXIT + 1), std::pair(5U, 1U));
}

TEST_P(ToldReceiptsTest, WhatWasNeverSentIsNotBelieved)
{
    for (const auto& [delivered, lost] : {std::pair(10'000U, 1U), {10U, 0x80000000U}})
    {
        Take(10, 1, 20);
        EXPECT_FALSE(Take(delivered, lost, 40));
        EXPECT_FALSE(Take(30, 2, 50)) << "it begins anew";
        EXPECT_EQ(Take(32, 3, 60), std::pair(2U, 1U));
    }
}

TEST_P(ToldReceiptsTest, AForgedFirstReportDoesNotMakeAllOthersIncredible)
{
    EXPECT_FALSE(Take(0U - 100'000, 1, 20));
    EXPECT_FALSE(Take(10, 1, 20));
    EXPECT_FALSE(Take(15, 1, 30));
    EXPECT_EQ(Take(20, 2, 40), std::pair(5U, 1U));
}

TEST_P(ToldReceiptsTest, WhatGoesBackIsNotBelieved)
{
    Take(10, 1, 200);
    EXPECT_EQ(Take(150, 1, 200), std::pair(140U, 0U)) << "forged, and within what was sent";
    EXPECT_FALSE(Take(30, 2, 200));
    EXPECT_EQ(Take(60, 3, 200), std::pair(30U, 1U));
}

INSTANTIATE_TEST_SUITE_P(FirstNumber, ToldReceiptsTest, testing::Values(0U, UINT32_MAX - 25));

} // namespace
} // namespace qos
} // namespace ns3
