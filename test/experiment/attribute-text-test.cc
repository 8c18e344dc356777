/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Texts for attributes of every kind: what is read, what is written, what is refused. Many of the
 * refused texts would end the process in ns-3's own parsers.
 */

#include "ns3/attribute-text.h"
#include "ns3/boolean.h"
#include "ns3/byte-count.h"
#include "ns3/callback.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/integer.h"
#include "ns3/nstime.h"
#include "ns3/number-list.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/random-variable-stream.h"
#include "ns3/ranged-checker.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <functional>

namespace ns3
{
namespace qos
{
namespace
{

enum Colour
{
    RED,
    GREEN
};

/** @return a maker of checkers, because ns-3's statics must exist before a checker does */
using CheckerSource = std::function<Ptr<const AttributeChecker>()>;

struct Good
{
    CheckerSource checker;
    const char* text;
    const char* canonical;
};

class GoodAttributeText : public testing::TestWithParam<Good>
{
};

TEST_P(GoodAttributeText, IsReadAndWritten)
{
    const auto checker = GetParam().checker();
    const auto value = ParseAttribute(GetParam().text, checker);
    ASSERT_TRUE(value);
    EXPECT_EQ(FormatAttribute(*value, checker), GetParam().canonical);
    const auto again = ParseAttribute(GetParam().canonical, checker);
    ASSERT_TRUE(again);
    EXPECT_EQ(FormatAttribute(*again, checker), GetParam().canonical);
}

Ptr<const AttributeChecker>
AnyDuration()
{
    return MakeTimeChecker();
}

Ptr<const AttributeChecker>
Ratio()
{
    return MakeDoubleChecker<double>(0, 1);
}

Ptr<const AttributeChecker>
Small()
{
    return MakeUintegerChecker<uint8_t>(1, 200);
}

Ptr<const AttributeChecker>
Signed()
{
    return MakeIntegerChecker<int32_t>();
}

Ptr<const AttributeChecker>
Colours()
{
    return MakeEnumChecker(RED, "red", GREEN, "green");
}

Ptr<const AttributeChecker>
Buffer()
{
    return MakeByteCountChecker(1, 65536);
}

Ptr<const AttributeChecker>
LinkRate()
{
    return MakeRateChecker(DataRate(1000), DataRate("2.5Gbps"));
}

Ptr<const AttributeChecker>
Weights()
{
    return MakeNumberListChecker(0.5, 9);
}

Ptr<const AttributeChecker>
Names()
{
    return MakeNameChecker([] { return std::vector<std::string>{"edf", "fifo"}; });
}

INSTANTIATE_TEST_SUITE_P(All,
                         GoodAttributeText,
                         testing::Values(Good{Ratio, "0.02", "0.02"},
                                         Good{Ratio, "2e-2", "0.02"},
                                         Good{Ratio, "0.1", "0.1"},
                                         Good{Ratio, "0.30000000000000004", "0.30000000000000004"},
                                         Good{Small, "200", "200"},
                                         Good{Signed, "-7", "-7"},
                                         Good{MakeBooleanChecker, "true", "true"},
                                         Good{MakeBooleanChecker, "0", "false"},
                                         Good{AnyDuration, "60", "60s"},
                                         Good{AnyDuration, "500ms", "500ms"},
                                         Good{AnyDuration, "2.5ms", "2.5ms"},
                                         Good{AnyDuration, "1500ms", "1.5s"},
                                         Good{AnyDuration, "2min", "120s"},
                                         Good{AnyDuration, "-3us", "-3us"},
                                         Good{AnyDuration, "0ms", "0s"},
                                         Good{MakeDataRateChecker, "10Mbps", "10Mbps"},
                                         Good{MakeDataRateChecker, "1.448Mbps", "1.448Mbps"},
                                         Good{MakeDataRateChecker, "125kB/s", "1Mbps"},
                                         Good{MakeDataRateChecker, "64000", "64kbps"},
                                         Good{LinkRate, "1kbps", "1kbps"},
                                         Good{LinkRate, "2500Mbps", "2.5Gbps"},
                                         Good{MakeQueueSizeChecker, "100p", "100p"},
                                         Good{MakeQueueSizeChecker, "2kp", "2000p"},
                                         Good{MakeQueueSizeChecker, "64KiB", "65536B"},
                                         Good{Buffer, "65536", "64KiB"},
                                         Good{Weights, "3:2:1", "3:2:1"},
                                         Good{Weights, "0.5", "0.5"},
                                         Good{Colours, "green", "green"},
                                         Good{Names, "edf", "edf"},
                                         Good{MakeStringChecker, "", ""},
                                         Good{MakeTypeIdChecker, "ns3::Object", "ns3::Object"}));

struct Bad
{
    CheckerSource checker;
    const char* text;
};

class BadAttributeText : public testing::TestWithParam<Bad>
{
};

TEST_P(BadAttributeText, IsRefused)
{
    EXPECT_FALSE(ParseAttribute(GetParam().text, GetParam().checker()));
}

INSTANTIATE_TEST_SUITE_P(All,
                         BadAttributeText,
                         testing::Values(Bad{Ratio, ""},
                                         Bad{Ratio, "1.01"},
                                         Bad{Ratio, "nan"},
                                         Bad{Ratio, "inf"},
                                         Bad{Ratio, "0,5"},
                                         Bad{Ratio, "0.5 "},
                                         Bad{Small, "0"},
                                         Bad{Small, "201"},
                                         Bad{Small, "-1"},
                                         Bad{Small, "1.0"},
                                         Bad{Small, "99999999999999999999999"},
                                         Bad{Signed, "2147483648"},
                                         Bad{MakeBooleanChecker, "yes"},
                                         Bad{AnyDuration, "soon"},
                                         Bad{AnyDuration, "5 s"},
                                         Bad{AnyDuration, "5sec"},
                                         Bad{AnyDuration, "1e30s"},
                                         Bad{MakeDataRateChecker, "10Mbit"},
                                         Bad{MakeDataRateChecker, "-1Mbps"},
                                         Bad{MakeDataRateChecker, "Mbps"},
                                         Bad{MakeDataRateChecker, "1e30bps"},
                                         Bad{LinkRate, "0bps"},
                                         Bad{LinkRate, "999bps"},
                                         Bad{LinkRate, "2500000001"},
                                         Bad{MakeQueueSizeChecker, "100"},
                                         Bad{MakeQueueSizeChecker, "-1p"},
                                         Bad{MakeQueueSizeChecker, "5000000000p"},
                                         Bad{Buffer, "0"},
                                         Bad{Buffer, "65537"},
                                         Bad{Weights, "3:2:0"},
                                         Bad{Weights, "3::1"},
                                         Bad{Weights, ":3"},
                                         Bad{Weights, "3,2,1"},
                                         Bad{Colours, "blue"},
                                         Bad{Colours, "red|green"},
                                         Bad{Colours, ""},
                                         Bad{Names, "sfq"},
                                         Bad{MakeTypeIdChecker, "ns3::NoSuchThing"}));

TEST(AttributeText, SaysWhatIsAllowed)
{
    const auto allowed = [](Ptr<const AttributeChecker> checker) {
        return DescribeAttribute(checker)->allowed;
    };
    EXPECT_EQ(allowed(Ratio()), "a number from 0 to 1");
    EXPECT_EQ(allowed(MakeDoubleChecker<double>()), "a number");
    EXPECT_EQ(allowed(MakeDoubleChecker<double>(0)), "a number of at least 0");
    EXPECT_EQ(allowed(Small()), "a whole number from 1 to 200");
    EXPECT_EQ(allowed(MakeUintegerChecker<uint64_t>(1)), "a whole number of at least 1");
    EXPECT_EQ(allowed(AnyDuration()), "a duration such as 500ms or 60s");
    EXPECT_EQ(allowed(MakeTimeChecker(Seconds(1), Seconds(3600))),
              "a duration such as 500ms or 60s, from 1s to 3600s");
    EXPECT_EQ(allowed(Buffer()), "an amount of data such as 64KiB, 64kB or 65536, from 1 to 64KiB");
    EXPECT_EQ(allowed(MakeDataRateChecker()), "a rate such as 10Mbps");
    EXPECT_EQ(allowed(LinkRate()), "a rate such as 10Mbps, from 1kbps to 2.5Gbps");
    EXPECT_EQ(allowed(Weights()),
              "numbers with colons between them such as 3:2:1, each from 0.5 to 9");
    EXPECT_EQ(allowed(Colours()), "one of red, green");
    EXPECT_EQ(allowed(Names()), "one of edf, fifo");
    EXPECT_EQ(allowed(MakeStringChecker()), "any text");
}

TEST(AttributeText, KnowsChoices)
{
    EXPECT_EQ(DescribeAttribute(Colours())->choices, (std::vector<std::string>{"red", "green"}));
    EXPECT_EQ(DescribeAttribute(Names())->type, "choice");
    EXPECT_EQ(DescribeAttribute(MakeBooleanChecker())->type, "truth");
    EXPECT_TRUE(DescribeAttribute(Ratio())->choices.empty());
}

TEST(AttributeText, ReadsObjects)
{
    const auto checker = MakePointerChecker<RandomVariableStream>();
    const auto value = ParseAttribute("ns3::ConstantRandomVariable[Constant=3]", checker);
    ASSERT_TRUE(value);
    const auto* pointer = dynamic_cast<const PointerValue*>(PeekPointer(value));
    EXPECT_EQ(pointer->Get<RandomVariableStream>()->GetValue(), 3.0);
    for (const char* bad : {"ns3::ConstantRandomVariable[Constant=x]",
                            "ns3::ConstantRandomVariable[Content=3]",
                            "ns3::ConstantRandomVariable[Constant=3",
                            "ns3::ConstantRandomVariable[Constant]",
                            "ns3::RandomVariableStream",
                            "ns3::Object",
                            "nonsense"})
    {
        EXPECT_FALSE(ParseAttribute(bad, checker)) << bad;
    }
}

TEST(AttributeText, KnowsWhatCannotBeWritten)
{
    EXPECT_FALSE(DescribeAttribute(MakeCallbackChecker()).has_value());
    EXPECT_FALSE(ParseAttribute("anything", MakeCallbackChecker()));
}

} // namespace
} // namespace qos
} // namespace ns3
