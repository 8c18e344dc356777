/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_REQUEST_READER_H
#define QOS_HTTP_REQUEST_READER_H

#include "http-request.h"
#include "http-status.h"

#include "ns3/byte-view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Finds the requests in a stream of bytes, wherever the stream is cut.
 *
 * It takes GET and HEAD of HTTP/1.0 and HTTP/1.1. A head has at most MOST_HEAD bytes, empty lines
 * before it included, and MOST_LINES lines of fields. Lines end with a line feed, with or without a
 * carriage return before it. A request that brings a body is refused, and one of HTTP/1.1 that does
 * not name exactly one host. Of a head that is read it keeps a line at a time. After a fault
 * nothing more is read: nobody knows where the next request begins.
 *
 * Source: RFC 9112, sections 2 to 5.
 */
class HttpRequestReader
{
  public:
    static constexpr std::size_t MOST_HEAD = 8192; //!< bytes of a head
    static constexpr uint32_t MOST_LINES = 100;    //!< fields of a head

    /**
     * Read until a request is complete or turns out to be none.
     * @param bytes the next ones of the stream
     * @return how many were read: all, unless it is done before their end; 0 if it was done before
     */
    std::size_t Read(ByteView bytes);

    /** @return whether a request is complete, or there is a fault */
    bool IsDone() const
    {
        return m_isComplete || m_fault;
    }

    /** @return whether there is nothing of a request, not even of an incomplete one */
    bool IsEmpty() const
    {
        return m_bytes == 0;
    }

    /** @return what the request is refused with; nothing if it is none of those that are */
    std::optional<HttpStatus> Fault() const
    {
        return m_fault;
    }

    /**
     * Go on to the next request.
     * @return the one that is complete; nothing if none is, and nothing changes then
     */
    std::optional<HttpRequest> Take();

  private:
    /** @param byte the next one */
    void ReadByte(char byte);

    /** A line is complete. */
    void ReadLine();

    /** @param line the first one, not empty */
    void ReadRequestLine(std::string_view line);

    /** @param line one of the others, not empty */
    void ReadFieldLine(std::string_view line);

    /**
     * @param name of a field
     * @param value of the field
     */
    void ReadField(std::string_view name, std::string_view value);

    /** @param value of a field Connection: names with commas between them */
    void ReadConnection(std::string_view value);

    /** @param value of a field Range */
    void ReadRange(std::string_view value);

    /** The head is complete. */
    void Finish();

    HttpRequest m_request;             //!< as far as it was read
    std::string m_line;                //!< that is not complete
    std::size_t m_bytes = 0;           //!< of the head so far
    uint32_t m_lines = 0;              //!< fields so far
    uint32_t m_hosts = 0;              //!< fields Host so far
    uint32_t m_ranges = 0;             //!< fields Range so far
    bool m_hasRequestLine = false;     //!< the first line was read
    bool m_isFirstVersion = false;     //!< HTTP/1.0
    bool m_wantsClose = false;         //!< "Connection: close"
    bool m_wantsMore = false;          //!< "Connection: keep-alive"
    bool m_isConditional = false;      //!< the range depends on a version of the file
    bool m_isComplete = false;         //!< see IsDone()
    std::optional<HttpStatus> m_fault; //!< see Fault()
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_REQUEST_READER_H
