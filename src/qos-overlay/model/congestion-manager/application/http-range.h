/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_RANGE_H
#define QOS_HTTP_RANGE_H

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace ns3
{
namespace qos
{

/** Bytes of a file that lie one after another. */
struct HttpSpan
{
    uint64_t begin = 0; //!< offset of the first one
    uint64_t bytes = 0; //!< how many
};

/**
 * @ingroup qos-cm-application
 * The part of a file that a request asks for, whose size it need not know.
 *
 * Source: RFC 9110, section 14.1.2, of which it is a single range.
 */
struct HttpRange
{
    std::optional<uint64_t> first;                        //!< offset; none: the last bytes
    uint64_t last = std::numeric_limits<uint64_t>::max(); //!< offset, not below first; if that is
                                                          //!< none, how many bytes

    /**
     * @param value of a field Range, such as "bytes=0-499", "bytes=500-" or "bytes=-500". A number
     *     that is too large for 64 bits is the largest one of these.
     * @return the range; nothing if it is none, or has several parts, or another unit
     */
    static std::optional<HttpRange> FromText(std::string_view value);

    /**
     * @param size of a file, bytes
     * @return what the file has of the range, at least a byte; nothing if it has none
     */
    std::optional<HttpSpan> Of(uint64_t size) const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_RANGE_H
