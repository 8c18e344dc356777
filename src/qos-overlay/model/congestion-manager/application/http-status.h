/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_STATUS_H
#define QOS_HTTP_STATUS_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * How a request over HTTP ends; RFC 9110, section 15, and RFC 6585.
 */
enum class HttpStatus : uint16_t
{
    Ok = 200,                     //!< the file follows
    PartialContent = 206,         //!< a part of the file follows
    BadRequest = 400,             //!< it is no request, or its path is none
    Forbidden = 403,              //!< there is something else than a file that may be read
    NotFound = 404,               //!< there is no such file
    MethodNotAllowed = 405,       //!< neither GET nor HEAD
    RequestTimeout = 408,         //!< its end did not come
    UriTooLong = 414,             //!< its first line is too long
    RangeNotSatisfiable = 416,    //!< the file has no byte of the part
    HeaderFieldsTooLarge = 431,   //!< its head is too long
    InternalServerError = 500,    //!< the host cannot read its files
    ServiceUnavailable = 503,     //!< there are too many connections
    HttpVersionNotSupported = 505 //!< neither HTTP/1.0 nor HTTP/1.1
};

/**
 * @ingroup qos-cm-application
 * @param status how a request ends
 * @return the same as a response says it, such as "404 Not Found"
 */
std::string ToText(HttpStatus status);

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_STATUS_H
