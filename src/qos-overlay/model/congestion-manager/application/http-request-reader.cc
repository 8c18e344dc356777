/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-request-reader.h"

#include "http-text.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param text any
 * @return whether it is a version of HTTP, of one digit on both sides of the dot
 */
bool
IsVersion(std::string_view text)
{
    constexpr std::string_view FORM = "HTTP/1.1";
    const auto isDigit = [](char byte) { return byte >= '0' && byte <= '9'; };
    return text.size() == FORM.size() &&
           std::equal(text.begin(), text.end(), FORM.begin(), [isDigit](char byte, char form) {
               return isDigit(form) ? isDigit(byte) : byte == form;
           });
}

} // namespace

std::size_t
HttpRequestReader::Read(ByteView bytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size && !IsDone())
    {
        ReadByte(static_cast<char>(bytes[taken++]));
    }
    return taken;
}

std::optional<HttpRequest>
HttpRequestReader::Take()
{
    if (!m_isComplete)
    {
        return std::nullopt;
    }
    return std::exchange(*this, HttpRequestReader()).m_request;
}

void
HttpRequestReader::ReadByte(char byte)
{
    const bool isAfterReturn = !m_line.empty() && m_line.back() == '\r';
    if (++m_bytes > MOST_HEAD)
    {
        m_fault = m_hasRequestLine ? HttpStatus::HeaderFieldsTooLarge : HttpStatus::UriTooLong;
    }
    else if (byte == '\n')
    {
        if (isAfterReturn)
        {
            m_line.pop_back();
        }
        ReadLine();
        m_line.clear();
    }
    else if (isAfterReturn || (HttpText::IsControl(byte) && byte != '\r' && byte != '\t'))
    {
        m_fault = HttpStatus::BadRequest;
    }
    else
    {
        m_line += byte;
    }
}

void
HttpRequestReader::ReadLine()
{
    if (!m_hasRequestLine)
    {
        // some clients send an empty line behind a request
        if (!m_line.empty())
        {
            ReadRequestLine(m_line);
        }
    }
    else if (m_line.empty())
    {
        Finish();
    }
    else
    {
        ReadFieldLine(m_line);
    }
}

void
HttpRequestReader::ReadRequestLine(std::string_view line)
{
    constexpr std::size_t MAJOR = 5; // in HTTP/1.1
    constexpr std::size_t MINOR = 7;
    m_hasRequestLine = true;
    const std::size_t first = line.find(' ');
    const std::size_t second = line.rfind(' ');
    if (first == second)
    {
        m_fault = HttpStatus::BadRequest;
        return;
    }
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, second - first - 1);
    const std::string_view version = line.substr(second + 1);
    auto path = HttpRequest::ReadPath(target);
    const bool isRequest = HttpText::IsToken(method) && IsVersion(version) &&
                           target.find(' ') == std::string_view::npos;
    if (isRequest && version[MAJOR] != '1')
    {
        m_fault = HttpStatus::HttpVersionNotSupported;
    }
    else if (isRequest && method != "GET" && method != "HEAD")
    {
        m_fault = HttpStatus::MethodNotAllowed;
    }
    else if (!isRequest || !path)
    {
        m_fault = HttpStatus::BadRequest;
    }
    else
    {
        m_request.path = std::move(*path);
        m_request.isHead = method == "HEAD";
        m_isFirstVersion = version[MINOR] == '0';
    }
}

void
HttpRequestReader::ReadFieldLine(std::string_view line)
{
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (++m_lines > MOST_LINES)
    {
        m_fault = HttpStatus::HeaderFieldsTooLarge;
    }
    else if (colon == std::string_view::npos || !HttpText::IsToken(name))
    {
        m_fault = HttpStatus::BadRequest;
    }
    else
    {
        ReadField(name, HttpText::Trim(line.substr(colon + 1)));
    }
}

void
HttpRequestReader::ReadField(std::string_view name, std::string_view value)
{
    if (HttpText::IsSameText(name, "Host"))
    {
        ++m_hosts;
    }
    else if (HttpText::IsSameText(name, "Connection"))
    {
        ReadConnection(value);
    }
    else if (HttpText::IsSameText(name, "Range"))
    {
        ReadRange(value);
    }
    else if (HttpText::IsSameText(name, "If-Range"))
    {
        m_isConditional = true;
    }
    else if (HttpText::IsSameText(name, "Transfer-Encoding") ||
             (HttpText::IsSameText(name, "Content-Length") && value != "0"))
    {
        // a body, which would be taken for the next request
        m_fault = HttpStatus::BadRequest;
    }
}

void
HttpRequestReader::ReadConnection(std::string_view value)
{
    while (!value.empty())
    {
        const std::size_t comma = std::min(value.find(','), value.size());
        const std::string_view option = HttpText::Trim(value.substr(0, comma));
        m_wantsClose |= HttpText::IsSameText(option, "close");
        m_wantsMore |= HttpText::IsSameText(option, "keep-alive");
        value.remove_prefix(std::min(comma + 1, value.size()));
    }
}

void
HttpRequestReader::ReadRange(std::string_view value)
{
    ++m_ranges;
    m_request.range = HttpRange::FromText(value);
}

void
HttpRequestReader::Finish()
{
    if (m_hosts > 1 || (m_hosts == 0 && !m_isFirstVersion))
    {
        m_fault = HttpStatus::BadRequest;
        return;
    }
    m_request.keepsAlive = !m_wantsClose && (m_wantsMore || !m_isFirstVersion);
    if (m_ranges > 1 || m_isConditional || m_request.isHead)
    {
        // no file here has a version, so that a condition does not hold; nobody asks for two ranges
        m_request.range.reset();
    }
    m_isComplete = true;
}

} // namespace qos
} // namespace ns3
