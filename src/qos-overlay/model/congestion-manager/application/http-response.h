/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_RESPONSE_H
#define QOS_HTTP_RESPONSE_H

#include "http-content.h"
#include "http-request.h"
#include "http-status.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * The bytes that answer a request, one after another: a head, and a file or what is wrong.
 *
 * It says how long it is, so that the connection can go on, and whether it does. It has no date:
 * equal simulations send equal bytes.
 *
 * Source: RFC 9112, section 4; RFC 9110.
 */
class HttpResponse
{
  public:
    /**
     * Answer a request with a file, or with the part of it that is asked for.
     * @param request what is asked for
     * @param content of the file
     */
    HttpResponse(const HttpRequest& request, std::shared_ptr<const HttpContent> content);

    /**
     * Refuse a request. The response has a line of text that says so.
     * @param status why, from 400
     * @param request is understood, and the connection may go on
     */
    HttpResponse(HttpStatus status, const HttpRequest& request);

    /**
     * Refuse what was not understood, and end the connection.
     * @param status why, from 400
     */
    explicit HttpResponse(HttpStatus status);

    /** @return how the request ends */
    HttpStatus Status() const
    {
        return m_status;
    }

    /** @return whether the connection can serve another request afterwards */
    bool KeepsAlive() const
    {
        return m_keepsAlive;
    }

    /** @return bytes that are left */
    uint64_t Left() const
    {
        return m_text.size() - m_textTaken + m_rest.bytes;
    }

    /**
     * Look at the next bytes.
     * @param to gets them; it is not longer than Left()
     * @return whether it got them all; otherwise the file cannot be read any more
     */
    bool Peek(MutableByteView to) const;

    /** @param bytes that are taken, not more than Left() */
    void Skip(uint64_t bytes);

  private:
    /**
     * Write a response without a file, which says the status in a line of text.
     * @param request that is refused
     * @param fields of the head that not every response has, each with its end of line
     */
    void WriteRefusal(const HttpRequest& request, const std::string& fields);

    /**
     * Write the head.
     * @param bytes of what follows
     * @param fields of the head that not every response has, each with its end of line
     */
    void WriteHead(uint64_t bytes, const std::string& fields);

    HttpStatus m_status;                          //!< how the request ends
    bool m_keepsAlive;                            //!< see KeepsAlive()
    std::string m_text;                           //!< the head, and what goes before the file
    std::size_t m_textTaken = 0;                  //!< bytes of the text
    HttpSpan m_rest;                              //!< of the file, what is not taken
    std::shared_ptr<const HttpContent> m_content; //!< the file, or null
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_RESPONSE_H
