/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_PATTERN_H
#define QOS_HTTP_PATTERN_H

#include "http-content.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * What a file contains that is on no disk. It depends on the offset only, so that a receiver can
 * check each byte by itself, and differs where bytes are missing, doubled or in another order:
 *
 *     (offset * 0x9e3779b97f4a7c15 mod 2^64) / 2^56
 *
 * @param offset of a byte in the file
 * @return the byte
 */
constexpr uint8_t
HttpFileByte(uint64_t offset)
{
    constexpr uint64_t FACTOR = 0x9e3779b97f4a7c15; // 2^64 by the golden ratio
    constexpr uint32_t SHIFT = 56;
    return static_cast<uint8_t>((offset * FACTOR) >> SHIFT);
}

/**
 * @ingroup qos-cm-application
 * A file whose bytes are those of HttpFileByte().
 */
class HttpPattern : public HttpContent
{
  public:
    /** @param size of the file, bytes */
    explicit HttpPattern(uint64_t size)
        : m_size(size)
    {
    }

    uint64_t Size() const override
    {
        return m_size;
    }

    bool Read(uint64_t offset, MutableByteView to) const override;

  private:
    uint64_t m_size; //!< bytes
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_PATTERN_H
