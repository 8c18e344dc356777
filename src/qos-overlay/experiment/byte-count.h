/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BYTE_COUNT_H
#define QOS_BYTE_COUNT_H

#include "ns3/attribute-helper.h"
#include "ns3/attribute.h"

#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * An amount of data, written as `64KiB`, `64kB` or `65536`; units B, kB, MB, GB (powers of 1000),
 * KiB, MiB, GiB (powers of 1024).
 *
 * As an attribute: `ByteCountValue(ByteCount(65536))`, `MakeByteCountAccessor(&Class::m_member)`,
 * `MakeByteCountChecker(min, max)`.
 */
class ByteCount
{
  public:
    /** Nothing. */
    ByteCount() = default;

    /** @param bytes the amount */
    explicit ByteCount(uint64_t bytes)
        : m_bytes(bytes)
    {
    }

    /**
     * @param text an amount as people write it
     * @return it, nothing if the text is bad
     */
    static std::optional<ByteCount> Parse(const std::string& text);

    /** @return the amount in bytes */
    uint64_t Get() const
    {
        return m_bytes;
    }

    /** @return the shortest usual text for it, such as "64KiB" or "100kB" */
    std::string ToString() const;

  private:
    uint64_t m_bytes = 0; //!< the amount
};

/**
 * @param os a stream
 * @param count an amount
 * @return the stream, with the amount's text written to it
 */
std::ostream& operator<<(std::ostream& os, const ByteCount& count);

/**
 * @param is a stream, in state fail afterwards if its next word is no amount
 * @param count set to what was read
 * @return the stream
 */
std::istream& operator>>(std::istream& is, ByteCount& count);

ATTRIBUTE_VALUE_DEFINE(ByteCount);
ATTRIBUTE_ACCESSOR_DEFINE(ByteCount);

/**
 * @param min the smallest amount allowed, bytes
 * @param max the largest amount allowed, bytes
 * @return a checker of ByteCount attributes
 */
Ptr<const AttributeChecker> MakeByteCountChecker(
    uint64_t min = 0,
    uint64_t max = std::numeric_limits<uint64_t>::max());

} // namespace qos
} // namespace ns3

#endif // QOS_BYTE_COUNT_H
