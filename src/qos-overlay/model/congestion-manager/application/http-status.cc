/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-status.h"

namespace ns3
{
namespace qos
{

std::string
ToText(HttpStatus status)
{
    const std::string number = std::to_string(static_cast<uint16_t>(status));
    switch (status)
    {
    case HttpStatus::Ok:
        return number + " OK";
    case HttpStatus::PartialContent:
        return number + " Partial Content";
    case HttpStatus::BadRequest:
        return number + " Bad Request";
    case HttpStatus::Forbidden:
        return number + " Forbidden";
    case HttpStatus::NotFound:
        return number + " Not Found";
    case HttpStatus::MethodNotAllowed:
        return number + " Method Not Allowed";
    case HttpStatus::RequestTimeout:
        return number + " Request Timeout";
    case HttpStatus::UriTooLong:
        return number + " URI Too Long";
    case HttpStatus::RangeNotSatisfiable:
        return number + " Range Not Satisfiable";
    case HttpStatus::HeaderFieldsTooLarge:
        return number + " Request Header Fields Too Large";
    case HttpStatus::InternalServerError:
        return number + " Internal Server Error";
    case HttpStatus::ServiceUnavailable:
        return number + " Service Unavailable";
    case HttpStatus::HttpVersionNotSupported:
        return number + " HTTP Version Not Supported";
    }
    return number + " Unknown";
}

} // namespace qos
} // namespace ns3
