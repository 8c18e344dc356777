/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/experiment-result.h"
#include "ns3/snake-case.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

TEST(SnakeCase, SplitsWords)
{
    EXPECT_EQ(ToSnakeCase("DeviceQueue"), "device_queue");
    EXPECT_EQ(ToSnakeCase("Fps"), "fps");
    EXPECT_EQ(ToSnakeCase("RTTMin"), "rtt_min");
    EXPECT_EQ(ToSnakeCase("Layer2Rate"), "layer2_rate");
    EXPECT_EQ(ToSnakeCase("Q"), "q");
    EXPECT_EQ(ToSnakeCase(""), "");
}

TEST(Metric, CoversItsFamily)
{
    const Metric share{"share_<n>", "", ""};
    EXPECT_TRUE(Covers(share, "share_12"));
    EXPECT_FALSE(Covers(share, "share_"));
    EXPECT_FALSE(Covers(share, "share_a"));
    EXPECT_FALSE(Covers(share, "my_share_1"));
    const Metric call{"<call>_ns", "ns", ""};
    EXPECT_TRUE(Covers(call, "qsendto_ns"));
    EXPECT_FALSE(Covers(call, "_ns"));
    EXPECT_FALSE(Covers(call, "qsendto_ms"));
    EXPECT_FALSE(Covers({"loss", "", ""}, "losses"));
}

TEST(Result, KeepsMetricsInOrder)
{
    Result result({{"b", "", ""}, {"a", "", ""}});
    result.AddMetric("b", 1);
    result.AddMetric("a", 2);
    ASSERT_EQ(result.GetMetrics().size(), 2U);
    EXPECT_EQ(result.GetMetrics()[0].first, "b");
    EXPECT_EQ(result.GetMetric("a"), 2);
    EXPECT_THROW(result.GetMetric("c"), std::out_of_range);
}

TEST(Result, RefusesWhatIsNotDeclaredOrTwice)
{
    Result result({{"a", "", ""}});
    EXPECT_THROW(result.AddMetric("b", 1), std::logic_error);
    result.AddMetric("a", 1);
    EXPECT_THROW(result.AddMetric("a", 1), std::logic_error);
    result.AddTable("t", {{"x", "s"}});
    EXPECT_THROW(result.AddTable("t", {}), std::logic_error);
}

TEST(Table, StaysWhereItIs)
{
    Result result({});
    Table& first = result.AddTable("first", {{"x", "s"}, {"what", ""}});
    for (int i = 0; i < 100; ++i)
    {
        result.AddTable("table" + std::to_string(i), {});
    }
    first.AddRow({1, "one"}).AddRow({2.5, std::string("more")});
    const Table& found = result.GetTables().front().second;
    ASSERT_EQ(found.GetRows().size(), 2U);
    EXPECT_EQ(std::get<double>(found.GetRows()[0][0].Get()), 1.0);
    EXPECT_EQ(std::get<std::string>(found.GetRows()[1][1].Get()), "more");
}

TEST(Table, RefusesRowsOfAnotherWidth)
{
    Table table({{"x", ""}, {"y", ""}});
    EXPECT_THROW(table.AddRow({1}), std::logic_error);
    EXPECT_THROW(table.AddRow({1, 2, 3}), std::logic_error);
    EXPECT_TRUE(table.GetRows().empty());
}

} // namespace
} // namespace qos
} // namespace ns3
