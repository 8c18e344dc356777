/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What is seen in a run, as lines of JSON: a heading, then what has changed.
 */

#include "sample-writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

namespace ns3
{
namespace qos
{
namespace
{

/** @return a table of rates of two hosts each */
SeenTable
Rates(const std::vector<std::vector<Cell>>& rows)
{
    Table table({{"from", ""}, {"to", ""}, {"rate", "KBps"}});
    for (const auto& row : rows)
    {
        table.AddRow(row);
    }
    return {"rates", 2, table};
}

/** @return a table of hosts */
SeenTable
Hosts(const std::vector<std::string>& names)
{
    Table table(std::vector<Column>{{"name", ""}});
    for (const std::string& name : names)
    {
        table.AddRow({name});
    }
    return {"hosts", 1, table};
}

TEST(SampleWriter, WritesAHeadingAndThenWhatHasChanged)
{
    std::ostringstream out;
    SampleWriter writer(out);
    writer.Write(Nanoseconds{0}, {Rates({{"a", "b", 1.5}, {"a", "c", 2}}), Hosts({"a", "b"})});
    writer.Write(std::chrono::milliseconds{20},
                 {Rates({{"a", "b", 1.5}, {"a", "c", 3}, {"b", "c", NAN}}), Hosts({"a", "b"})});
    writer.Write(std::chrono::seconds{1}, {Rates({{"a", "c", 3}}), Hosts({"b"})});
    writer.Write(std::chrono::seconds{2}, {Rates({{"a", "c", 3}}), Hosts({"b"})});
    EXPECT_EQ(out.str(),
              R"({"tables":{"rates":{"keys":2,"columns":[{"name":"from","unit":""},)"
              R"({"name":"to","unit":""},{"name":"rate","unit":"KBps"}]},)"
              R"("hosts":{"keys":1,"columns":[{"name":"name","unit":""}]}}})"
              "\n"
              R"({"t":0,"rates":{"set":[["a","b",1.5],["a","c",2]]},)"
              R"("hosts":{"set":[["a"],["b"]]}})"
              "\n"
              R"({"t":0.02,"rates":{"set":[["a","c",3],["b","c",null]]}})"
              "\n"
              R"({"t":1,"rates":{"gone":[["a","b"],["b","c"]]},"hosts":{"gone":[["a"]]}})"
              "\n"
              R"({"t":2})"
              "\n");
}

TEST(SampleWriter, KeepsNamesApartWhateverIsInThem)
{
    std::ostringstream out;
    SampleWriter writer(out);
    writer.Write(Nanoseconds{0}, {Rates({{"a\",\"b", "c", 1}, {"a", "b\",\"c", 1}})});
    writer.Write(Nanoseconds{1}, {Rates({{"a", "b\",\"c", 1}})});
    EXPECT_EQ(out.str().substr(out.str().rfind("{\"t\"")),
              R"({"t":1e-09,"rates":{"gone":[["a\",\"b","c"]]}})"
              "\n");
}

} // namespace
} // namespace qos
} // namespace ns3
