/* SPDX-License-Identifier: GPL-2.0-only */

#include "attribute-kind.h"

#include "byte-count.h"
#include "number-list.h"
#include "object-text.h"
#include "quantity.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/nstime.h"
#include "ns3/queue-size.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <array>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

/** Time in ns-3's default resolution; the first unit is 1 ns. */
const std::vector<Unit> TIME_UNITS{{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
/** Units of time that are read but not written; as in ns-3, a plain number is seconds. */
const std::vector<Unit> LONG_TIME_UNITS{{"", 1e9}, {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}};
/** Rates as they are written. */
const std::vector<Unit> RATE_UNITS{{"bps", 1}, {"kbps", 1e3}, {"Mbps", 1e6}, {"Gbps", 1e9}};
/** The other ways in which ns-3 lets a rate be written. */
const std::vector<Unit> OTHER_RATE_UNITS{
    {"", 1},       {"b/s", 1},         {"Bps", 8},         {"B/s", 8},    {"kb/s", 1e3},
    {"Kbps", 1e3}, {"Kb/s", 1e3},      {"kBps", 8e3},      {"kB/s", 8e3}, {"KBps", 8e3},
    {"KB/s", 8e3}, {"Kib/s", 1024},    {"KiB/s", 8192},    {"Mb/s", 1e6}, {"MBps", 8e6},
    {"MB/s", 8e6}, {"Mib/s", 1048576}, {"MiB/s", 8388608}, {"Gb/s", 1e9}, {"GBps", 8e9},
    {"GB/s", 8e9}};
/** Queue sizes in packets. */
const std::vector<Unit> PACKET_UNITS{{"p", 1},
                                     {"kp", 1e3},
                                     {"Kp", 1e3},
                                     {"Kip", 1024},
                                     {"Mp", 1e6}};

/** No span of time that a simulation can hold is longer. */
constexpr double MAX_NANOSECONDS = 9.2e18;

/**
 * A value whose class wraps a number that was parsed.
 * @tparam Value the value class
 * @param parsed the number, if the text was good
 * @return the value, null if there is no number
 */
template <typename Value, typename Parsed>
Ptr<AttributeValue>
Wrap(const std::optional<Parsed>& parsed)
{
    return parsed ? ns3::Create<Value>(*parsed) : Ptr<Value>();
}

/**
 * @tparam Value the expected class
 * @param value some value
 * @return the value as what it is
 */
template <typename Value>
const Value&
As(const AttributeValue& value)
{
    return dynamic_cast<const Value&>(value);
}

/** Writes with the value's own method, for the types that write exactly. */
std::string
Serialize(const AttributeValue& value, Ptr<const AttributeChecker> checker)
{
    return value.SerializeToString(checker);
}

/** Reads with the value's own method, after the caller's range check has approved the text. */
Ptr<AttributeValue>
Deserialize(const std::string& text, Ptr<const AttributeChecker> checker)
{
    const Ptr<AttributeValue> value = checker->Create();
    return value->DeserializeFromString(text, checker) ? value : nullptr;
}

Ptr<AttributeValue>
ParseTruth(const std::string& text, Ptr<const AttributeChecker>)
{
    const bool yes = text == "true" || text == "1";
    const bool no = text == "false" || text == "0";
    return Wrap<BooleanValue>(yes || no ? std::optional(yes) : std::nullopt);
}

/**
 * @param text a text
 * @param checker the checker of an enumeration, which prints "a|b|c"
 * @return whether the text is one of the names
 */
bool
IsChoice(const std::string& text, const AttributeChecker& checker)
{
    const std::string names = "|" + checker.GetUnderlyingTypeInformation() + "|";
    return !text.empty() && text.find('|') == std::string::npos &&
           names.find("|" + text + "|") != std::string::npos;
}

Ptr<AttributeValue>
ParseChoice(const std::string& text, Ptr<const AttributeChecker> checker)
{
    return IsChoice(text, *checker) ? Deserialize(text, checker) : nullptr;
}

/** @return the nanoseconds that a text means, nothing if it is bad or too long for a simulation */
std::optional<double>
ReadNanoseconds(std::string_view text)
{
    auto amount = ParseQuantity(text, TIME_UNITS);
    if (!amount)
    {
        amount = ParseQuantity(text, LONG_TIME_UNITS);
    }
    return amount && std::abs(*amount) < MAX_NANOSECONDS ? amount : std::nullopt;
}

Ptr<AttributeValue>
ParseDuration(const std::string& text, Ptr<const AttributeChecker>)
{
    const auto amount = ReadNanoseconds(text);
    return amount ? ns3::Create<TimeValue>(NanoSeconds(std::llround(*amount))) : Ptr<TimeValue>();
}

std::string
FormatNanoseconds(int64_t amount)
{
    const auto size = static_cast<uint64_t>(amount < 0 ? -amount : amount);
    return (amount < 0 ? "-" : "") + FormatDecimal(size, TIME_UNITS);
}

std::string
FormatDuration(const AttributeValue& value, Ptr<const AttributeChecker>)
{
    return FormatNanoseconds(As<TimeValue>(value).Get().GetNanoSeconds());
}

Ptr<AttributeValue>
ParseRate(const std::string& text, Ptr<const AttributeChecker>)
{
    constexpr uint64_t MAX_BITS_PER_SECOND = 1'000'000'000'000'000;
    auto rate = ParseCount(text, RATE_UNITS, MAX_BITS_PER_SECOND);
    if (!rate)
    {
        rate = ParseCount(text, OTHER_RATE_UNITS, MAX_BITS_PER_SECOND);
    }
    return rate ? ns3::Create<DataRateValue>(DataRate(*rate)) : Ptr<DataRateValue>();
}

std::string
FormatRate(const AttributeValue& value, Ptr<const AttributeChecker>)
{
    return FormatDecimal(As<DataRateValue>(value).Get().GetBitRate(), RATE_UNITS);
}

Ptr<AttributeValue>
ParseQueueSize(const std::string& text, Ptr<const AttributeChecker>)
{
    constexpr uint64_t MAX_SIZE = std::numeric_limits<uint32_t>::max();
    if (const auto packets = ParseCount(text, PACKET_UNITS, MAX_SIZE))
    {
        return ns3::Create<QueueSizeValue>(
            QueueSize(QueueSizeUnit::PACKETS, static_cast<uint32_t>(*packets)));
    }
    const auto bytes = text.empty() || text.back() != 'B' ? std::nullopt : ByteCount::Parse(text);
    if (!bytes || bytes->Get() > MAX_SIZE)
    {
        return nullptr;
    }
    return ns3::Create<QueueSizeValue>(
        QueueSize(QueueSizeUnit::BYTES, static_cast<uint32_t>(bytes->Get())));
}

/**
 * @param printed one end of a range of numbers
 * @return its text; empty if it is just the end of the type
 */
std::string
FormatNumberBound(std::string_view printed)
{
    constexpr double END_OF_INTEGERS = 9.2e18;
    const auto bound = ParseNumber(printed);
    return bound && std::abs(*bound) < END_OF_INTEGERS ? FormatNumber(*bound) : "";
}

/**
 * @param printed one end of a range of times, which ns-3 prints as "+1e+09ns"
 * @return its text; empty if it is just the end of the type
 */
std::string
FormatDurationBound(std::string_view printed)
{
    if (!printed.empty() && printed.front() == '+')
    {
        printed.remove_prefix(1);
    }
    const auto bound = ReadNanoseconds(printed);
    return bound ? FormatNanoseconds(std::llround(*bound)) : "";
}

/**
 * @param printed what a checker with a range prints, such as "double 0:1"
 * @param format writes one end, or nothing if it is open
 * @return "from 0 to 1", "of at least 0", "of at most 1" or nothing
 */
std::string
RangePhrase(const std::string& printed, std::string (*format)(std::string_view))
{
    const size_t space = printed.rfind(' ');
    const size_t colon = printed.find(':', space);
    if (space == std::string::npos || colon == std::string::npos)
    {
        return "";
    }
    const std::string min = format(std::string_view(printed).substr(space + 1, colon - space - 1));
    const std::string max = format(std::string_view(printed).substr(colon + 1));
    if (min.empty() && max.empty())
    {
        return "";
    }
    if (min.empty())
    {
        return "of at most " + max;
    }
    return max.empty() ? "of at least " + min : "from " + min + " to " + max;
}

/** @return the range of numbers behind "a number" */
std::string
NumberRange(const std::string& printed)
{
    const std::string range = RangePhrase(printed, FormatNumberBound);
    return range.empty() ? "" : " " + range;
}

/** @return the range of times behind an example */
std::string
DurationRange(const std::string& printed)
{
    const std::string range = RangePhrase(printed, FormatDurationBound);
    return range.empty() ? "" : ", " + range;
}

/** @return what a RangedChecker says, behind an example */
std::string
OwnRange(const std::string& printed)
{
    return printed.empty() ? "" : ", " + printed;
}

/** @return what a RangedChecker says, behind an example; ns-3's own says only "ns3::DataRate" */
std::string
RateRange(const std::string& printed)
{
    const bool isType = printed.find("DataRate") != std::string::npos;
    return isType ? "" : OwnRange(printed);
}

/** @return what a text checker of ours says; ns-3's own says only "std::string" */
std::string
TextForm(const std::string& printed)
{
    return printed.empty() || printed == "std::string" ? "any text" : printed;
}

/** @return nothing: the meaning says all */
std::string
NoRestriction(const std::string&)
{
    return "";
}

/** The table. Lambdas only where a row needs one line. */
const std::array<AttributeKind, 13> KINDS{{
    {"DoubleValue",
     "number",
     "a number",
     [](const std::string& text, Ptr<const AttributeChecker>) {
         return Wrap<DoubleValue>(ParseNumber(text));
     },
     [](const AttributeValue& value, Ptr<const AttributeChecker>) {
         return FormatNumber(As<DoubleValue>(value).Get());
     },
     NumberRange},
    {"UintegerValue",
     "integer",
     "a whole number",
     [](const std::string& text, Ptr<const AttributeChecker>) {
         return Wrap<UintegerValue>(ParseInteger<uint64_t>(text));
     },
     Serialize,
     NumberRange},
    {"IntegerValue",
     "integer",
     "a whole number",
     [](const std::string& text, Ptr<const AttributeChecker>) {
         return Wrap<IntegerValue>(ParseInteger<int64_t>(text));
     },
     Serialize,
     NumberRange},
    {"BooleanValue", "truth", "true or false", ParseTruth, Serialize, NoRestriction},
    {"TimeValue",
     "duration",
     "a duration such as 500ms or 60s",
     ParseDuration,
     FormatDuration,
     DurationRange},
    {"DataRateValue", "rate", "a rate such as 10Mbps", ParseRate, FormatRate, RateRange},
    {"QueueSizeValue",
     "size",
     "a queue size such as 100p or 64KiB",
     ParseQueueSize,
     Serialize,
     NoRestriction},
    {"ByteCountValue",
     "size",
     "an amount of data such as 64KiB, 64kB or 65536",
     [](const std::string& text, Ptr<const AttributeChecker>) {
         return Wrap<ByteCountValue>(ByteCount::Parse(text));
     },
     Serialize,
     OwnRange},
    {"NumberListValue",
     "list",
     "numbers with colons between them such as 3:2:1",
     [](const std::string& text, Ptr<const AttributeChecker>) {
         return Wrap<NumberListValue>(NumberList::Parse(text));
     },
     Serialize,
     OwnRange},
    {"EnumValue", "choice", "", ParseChoice, Serialize, NoRestriction},
    {"StringValue",
     "text",
     "",
     [](const std::string& text, Ptr<const AttributeChecker>) -> Ptr<AttributeValue> {
         return ns3::Create<StringValue>(text);
     },
     Serialize,
     TextForm},
    {"TypeIdValue",
     "type",
     "the name of a type such as ns3::TcpNewReno",
     [](const std::string& text, Ptr<const AttributeChecker> checker) {
         return IsTypeName(text) ? Deserialize(text, checker) : nullptr;
     },
     Serialize,
     NoRestriction},
    {"PointerValue",
     "object",
     "an object such as ns3::ConstantRandomVariable[Constant=1]",
     [](const std::string& text, Ptr<const AttributeChecker> checker) {
         return IsObjectText(text) ? Deserialize(text, checker) : nullptr;
     },
     Serialize,
     NoRestriction},
}};

} // namespace

const AttributeKind*
FindAttributeKind(const AttributeChecker& checker)
{
    constexpr std::string_view NAMESPACE = "ns3::";
    std::string name = checker.GetValueTypeName();
    if (name.compare(0, NAMESPACE.size(), NAMESPACE) == 0)
    {
        name.erase(0, NAMESPACE.size());
    }
    for (const AttributeKind& kind : KINDS)
    {
        if (name.compare(0, kind.valueType.size(), kind.valueType) == 0)
        {
            return &kind;
        }
    }
    return nullptr;
}

} // namespace qos
} // namespace ns3
