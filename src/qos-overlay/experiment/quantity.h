/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QUANTITY_H
#define QOS_QUANTITY_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/**
 * @file
 * @ingroup qos-experiment
 * Numbers with units as people write them: `10Mbps`, `2.5ms`, `64KiB`.
 *
 * ns-3's own parsers of such texts abort the process on a bad one, and round `1.448Mbps` down by
 * one bit. These return nothing instead, and round to the nearest.
 */

namespace ns3
{
namespace qos
{

/** A unit and how many base units it is. */
struct Unit
{
    std::string_view name; //!< as written behind the number
    double scale;          //!< in base units (nanoseconds, bits per second, bytes, packets)
};

/**
 * Read a plain number.
 * @param text the whole text, without blanks
 * @return the number, nothing if the text is not exactly one finite number
 */
std::optional<double> ParseNumber(std::string_view text);

/**
 * Read a plain whole number.
 * @tparam Integer int64_t or uint64_t
 * @param text the whole text, without blanks
 * @return the number, nothing if the text is not exactly one that fits the type
 */
template <typename Integer>
std::optional<Integer> ParseInteger(std::string_view text);

/**
 * Read a number with a unit.
 * @param text the whole text; blanks are not allowed
 * @param units the units allowed; an empty name allows a number without one
 * @return the amount in base units, nothing if number or unit are bad
 */
std::optional<double> ParseQuantity(std::string_view text, const std::vector<Unit>& units);

/**
 * Read a number with a unit that must come to a whole count of base units.
 * @param text the whole text
 * @param units the units allowed
 * @param max the largest count allowed
 * @return the count, rounded to the nearest; nothing if the text is bad, negative or more than max
 */
std::optional<uint64_t> ParseCount(std::string_view text,
                                   const std::vector<Unit>& units,
                                   uint64_t max);

/**
 * Write a number as the shortest text that reads back as the same number.
 * @param value the number
 * @return the text, such as "0.1" or "20"
 */
std::string FormatNumber(double value);

/**
 * Write an amount exactly, in the largest unit that gives a number of at least 1.
 * @param amount in base units
 * @param units from the smallest (scale 1) to the largest; powers of ten
 * @return the text, such as "2.5ms"; zero is written in the largest unit
 */
std::string FormatDecimal(uint64_t amount, const std::vector<Unit>& units);

} // namespace qos
} // namespace ns3

#endif // QOS_QUANTITY_H
