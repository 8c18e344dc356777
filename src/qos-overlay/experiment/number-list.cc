/* SPDX-License-Identifier: GPL-2.0-only */

#include "number-list.h"

#include "quantity.h"
#include "ranged-checker.h"

#include "ns3/join.h"

#include <algorithm>
#include <istream>
#include <ostream>

namespace ns3
{
namespace qos
{

std::optional<NumberList>
NumberList::Parse(const std::string& text)
{
    std::vector<double> numbers;
    std::string_view rest = text;
    while (true)
    {
        const size_t colon = rest.find(':');
        const auto number = ParseNumber(rest.substr(0, colon));
        if (!number)
        {
            return std::nullopt;
        }
        numbers.push_back(*number);
        if (colon == std::string_view::npos)
        {
            return NumberList(std::move(numbers));
        }
        rest.remove_prefix(colon + 1);
    }
}

std::string
NumberList::ToString() const
{
    std::vector<std::string> words(m_numbers.size());
    std::transform(m_numbers.begin(), m_numbers.end(), words.begin(), FormatNumber);
    return Join(words, ":");
}

std::ostream&
operator<<(std::ostream& os, const NumberList& list)
{
    return os << list.ToString();
}

std::istream&
operator>>(std::istream& is, NumberList& list)
{
    std::string word;
    is >> word;
    if (auto parsed = NumberList::Parse(word))
    {
        list = std::move(*parsed);
    }
    else
    {
        is.setstate(std::ios_base::failbit);
    }
    return is;
}

ATTRIBUTE_VALUE_IMPLEMENT(NumberList);

Ptr<const AttributeChecker>
MakeNumberListChecker(double min, double max)
{
    std::string allowed;
    if (max != std::numeric_limits<double>::max())
    {
        allowed = "each from " + FormatNumber(min) + " to " + FormatNumber(max);
    }
    else if (min != std::numeric_limits<double>::lowest())
    {
        allowed = "each at least " + FormatNumber(min);
    }
    return ns3::Create<RangedChecker<NumberListValue>>(
        "NumberListValue",
        allowed,
        [min, max](const NumberListValue& value) {
            const NumberList list = value.Get();
            return std::all_of(list.Get().begin(), list.Get().end(), [min, max](double number) {
                return number >= min && number <= max;
            });
        });
}

} // namespace qos
} // namespace ns3
