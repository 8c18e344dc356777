/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NUMBER_LIST_H
#define QOS_NUMBER_LIST_H

#include "ns3/attribute-helper.h"
#include "ns3/attribute.h"

#include <initializer_list>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * Numbers with colons between them, such as the weights `3:2:1`.
 *
 * (Commas separate the values of a parameter study, so a list that is one value has colons.)
 * As an attribute: `NumberListValue(NumberList{3, 2, 1})`,
 * `MakeNumberListAccessor(&Class::m_member)`, `MakeNumberListChecker(min, max)`.
 */
class NumberList
{
  public:
    /** An empty list; no text reads as one. */
    NumberList() = default;

    /** @param numbers the numbers */
    NumberList(std::initializer_list<double> numbers)
        : m_numbers(numbers)
    {
    }

    /** @param numbers the numbers */
    explicit NumberList(std::vector<double> numbers)
        : m_numbers(std::move(numbers))
    {
    }

    /**
     * @param text numbers with colons between them
     * @return the list, nothing if the text is bad
     */
    static std::optional<NumberList> Parse(const std::string& text);

    /** @return the numbers */
    const std::vector<double>& Get() const
    {
        return m_numbers;
    }

    /** @return the text, such as "3:2:1" */
    std::string ToString() const;

  private:
    std::vector<double> m_numbers; //!< the numbers
};

/**
 * @param os a stream
 * @param list a list
 * @return the stream, with the list's text written to it
 */
std::ostream& operator<<(std::ostream& os, const NumberList& list);

/**
 * @param is a stream, in state fail afterwards if its next word is no list
 * @param list set to what was read
 * @return the stream
 */
std::istream& operator>>(std::istream& is, NumberList& list);

ATTRIBUTE_VALUE_DEFINE(NumberList);
ATTRIBUTE_ACCESSOR_DEFINE(NumberList);

/**
 * @param min the smallest number allowed
 * @param max the largest number allowed
 * @return a checker of NumberList attributes
 */
Ptr<const AttributeChecker> MakeNumberListChecker(
    double min = std::numeric_limits<double>::lowest(),
    double max = std::numeric_limits<double>::max());

} // namespace qos
} // namespace ns3

#endif // QOS_NUMBER_LIST_H
