/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_REQUEST_H
#define QOS_HTTP_REQUEST_H

#include "http-range.h"

#include <optional>
#include <string>
#include <string_view>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * What somebody asks for over HTTP/1.0 or HTTP/1.1: a file, or only how large it is.
 */
struct HttpRequest
{
    bool isHead = false;            //!< HEAD: the head of the response and nothing else; or GET
    bool keepsAlive = false;        //!< the connection can serve another request afterwards
    std::string path;               //!< see ReadPath()
    std::optional<HttpRange> range; //!< which part; none: all of the file

    /**
     * Find out which file a request means.
     * @param target of a request: "/a%20file?query", or the same behind "http://" and a host
     * @return the path without query and percent-encoding. It begins with "/", has neither control
     *     characters nor a segment "..", and may have empty segments. Nothing if it would be
     *     something else.
     */
    static std::optional<std::string> ReadPath(std::string_view target);
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_REQUEST_H
