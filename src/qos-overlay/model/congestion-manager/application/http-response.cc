/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-response.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr const char* END = "\r\n"; //!< of a line

} // namespace

HttpResponse::HttpResponse(const HttpRequest& request, std::shared_ptr<const HttpContent> content)
    : m_status(HttpStatus::Ok),
      m_keepsAlive(request.keepsAlive)
{
    const uint64_t size = content->Size();
    const std::string ofAll = "/" + std::to_string(size) + END;
    HttpSpan span{0, size};
    std::string fields =
        std::string("Content-Type: application/octet-stream") + END + "Accept-Ranges: bytes" + END;
    if (request.range)
    {
        const auto part = request.range->Of(size);
        if (!part)
        {
            m_status = HttpStatus::RangeNotSatisfiable;
            WriteRefusal(request, "Content-Range: bytes *" + ofAll);
            return;
        }
        m_status = HttpStatus::PartialContent;
        span = *part;
        fields += "Content-Range: bytes " + std::to_string(span.begin) + "-" +
                  std::to_string(span.begin + span.bytes - 1) + ofAll;
    }
    WriteHead(span.bytes, fields);
    if (!request.isHead)
    {
        m_rest = span;
        m_content = std::move(content);
    }
}

HttpResponse::HttpResponse(HttpStatus status, const HttpRequest& request)
    : m_status(status),
      m_keepsAlive(request.keepsAlive)
{
    const bool isMethod = status == HttpStatus::MethodNotAllowed;
    WriteRefusal(request, isMethod ? std::string("Allow: GET, HEAD") + END : std::string());
}

HttpResponse::HttpResponse(HttpStatus status)
    : HttpResponse(status, HttpRequest())
{
}

void
HttpResponse::WriteRefusal(const HttpRequest& request, const std::string& fields)
{
    const std::string text = ToText(m_status) + "\n";
    WriteHead(text.size(), std::string("Content-Type: text/plain") + END + fields);
    m_text += request.isHead ? "" : text;
}

void
HttpResponse::WriteHead(uint64_t bytes, const std::string& fields)
{
    m_text = "HTTP/1.1 " + ToText(m_status) + END;
    m_text += fields;
    m_text += "Content-Length: " + std::to_string(bytes) + END;
    m_text += std::string("Connection: ") + (m_keepsAlive ? "keep-alive" : "close") + END + END;
}

bool
HttpResponse::Peek(MutableByteView to) const
{
    const std::size_t text = std::min(to.size, m_text.size() - m_textTaken);
    std::copy_n(m_text.data() + m_textTaken, text, to.data);
    return text == to.size ||
           m_content->Read(m_rest.begin, MutableByteView(to.data + text, to.size - text));
}

void
HttpResponse::Skip(uint64_t bytes)
{
    const uint64_t text = std::min<uint64_t>(bytes, m_text.size() - m_textTaken);
    m_textTaken += text;
    m_rest.begin += bytes - text;
    m_rest.bytes -= bytes - text;
}

} // namespace qos
} // namespace ns3
