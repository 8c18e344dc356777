/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_CONTENT_H
#define QOS_HTTP_CONTENT_H

#include "ns3/byte-view.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * What a file consists of that is served. It is never in memory as a whole.
 */
class HttpContent
{
  public:
    HttpContent() = default;
    virtual ~HttpContent() = default;
    HttpContent(const HttpContent&) = delete;
    HttpContent& operator=(const HttpContent&) = delete;

    /** @return bytes of the file; always the same */
    virtual uint64_t Size() const = 0;

    /**
     * @param offset of the first byte that is wanted
     * @param to gets the bytes; all of them are below Size()
     * @return whether it got them all; otherwise what it got is undefined
     */
    virtual bool Read(uint64_t offset, MutableByteView to) const = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_CONTENT_H
