/* SPDX-License-Identifier: GPL-2.0-only */

#include "byte-count.h"

#include "quantity.h"
#include "ranged-checker.h"

#include <istream>
#include <ostream>

namespace ns3
{
namespace qos
{

namespace
{

/** @return what may stand behind an amount of data */
const std::vector<Unit>&
ByteUnits()
{
    static const std::vector<Unit> units{{"", 1},
                                         {"B", 1},
                                         {"kB", 1e3},
                                         {"KB", 1e3},
                                         {"MB", 1e6},
                                         {"GB", 1e9},
                                         {"KiB", 1024},
                                         {"MiB", 1048576},
                                         {"GiB", 1073741824}};
    return units;
}

} // namespace

std::optional<ByteCount>
ByteCount::Parse(const std::string& text)
{
    const auto bytes = ParseCount(text, ByteUnits(), std::numeric_limits<uint64_t>::max());
    return bytes ? std::optional(ByteCount(*bytes)) : std::nullopt;
}

std::string
ByteCount::ToString() const
{
    for (const char* name : {"GB", "GiB", "MB", "MiB", "kB", "KiB"})
    {
        const auto scale =
            static_cast<uint64_t>(*ParseQuantity(std::string("1") + name, ByteUnits()));
        if (m_bytes != 0 && m_bytes % scale == 0)
        {
            return std::to_string(m_bytes / scale) + name;
        }
    }
    return std::to_string(m_bytes);
}

std::ostream&
operator<<(std::ostream& os, const ByteCount& count)
{
    return os << count.ToString();
}

std::istream&
operator>>(std::istream& is, ByteCount& count)
{
    std::string word;
    is >> word;
    if (const auto parsed = ByteCount::Parse(word))
    {
        count = *parsed;
    }
    else
    {
        is.setstate(std::ios_base::failbit);
    }
    return is;
}

ATTRIBUTE_VALUE_IMPLEMENT(ByteCount);

Ptr<const AttributeChecker>
MakeByteCountChecker(uint64_t min, uint64_t max)
{
    std::string allowed = min == 0 ? "" : "at least " + ByteCount(min).ToString();
    if (max != std::numeric_limits<uint64_t>::max())
    {
        allowed = "from " + ByteCount(min).ToString() + " to " + ByteCount(max).ToString();
    }
    return ns3::Create<RangedChecker<ByteCountValue>>("ByteCountValue",
                                                      allowed,
                                                      [min, max](const ByteCountValue& value) {
                                                          return value.Get().Get() >= min &&
                                                                 value.Get().Get() <= max;
                                                      });
}

} // namespace qos
} // namespace ns3
