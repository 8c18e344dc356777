/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/byte-count.h"

#include <gtest/gtest.h>

#include <sstream>
#include <tuple>

namespace ns3
{
namespace qos
{
namespace
{

/** A text, the bytes it means, and the text that is written for them. */
using Spelling = std::tuple<const char*, uint64_t, const char*>;

class ByteCountSpelling : public testing::TestWithParam<Spelling>
{
};

TEST_P(ByteCountSpelling, IsReadAndWritten)
{
    const auto& [text, bytes, canonical] = GetParam();
    const auto count = ByteCount::Parse(text);
    ASSERT_TRUE(count.has_value());
    EXPECT_EQ(count->Get(), bytes);
    EXPECT_EQ(count->ToString(), canonical);
    EXPECT_EQ(ByteCount::Parse(count->ToString())->Get(), bytes);
}

INSTANTIATE_TEST_SUITE_P(All,
                         ByteCountSpelling,
                         testing::Values(Spelling{"0", 0, "0"},
                                         Spelling{"64KiB", 65536, "64KiB"},
                                         Spelling{"64kB", 64000, "64kB"},
                                         Spelling{"64KB", 64000, "64kB"},
                                         Spelling{"65536", 65536, "64KiB"},
                                         Spelling{"1500B", 1500, "1500"},
                                         Spelling{"1.5KiB", 1536, "1536"},
                                         Spelling{"2MB", 2000000, "2MB"},
                                         Spelling{"3GiB", 3221225472, "3GiB"},
                                         Spelling{"18446744073709551615",
                                                  18446744073709551615U,
                                                  "18446744073709551615"}));

class BadByteCount : public testing::TestWithParam<const char*>
{
};

TEST_P(BadByteCount, IsRefused)
{
    EXPECT_FALSE(ByteCount::Parse(GetParam()).has_value());
    std::istringstream stream(GetParam());
    ByteCount count(7);
    stream >> count;
    EXPECT_TRUE(stream.fail());
    EXPECT_EQ(count.Get(), 7U);
}

INSTANTIATE_TEST_SUITE_P(All,
                         BadByteCount,
                         testing::Values("",
                                         "KiB",
                                         "-1",
                                         "64k",
                                         "64kib",
                                         "1e30",
                                         "inf",
                                         "nan",
                                         "0x10",
                                         "18446744073709551616",
                                         "1p"));

} // namespace
} // namespace qos
} // namespace ns3
