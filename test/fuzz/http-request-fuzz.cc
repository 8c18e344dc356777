/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/http-pattern.h"
#include "ns3/http-request-reader.h"
#include "ns3/http-response.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * A stream of bytes from anybody over HTTP, in pieces as long as the first byte says: it means the
 * same as in one piece, every path is one, and every answer has the length that it says.
 */

using namespace ns3::qos;

namespace
{

/** @param isSound what must be so */
void
Require(bool isSound)
{
    if (!isSound)
    {
        std::abort();
    }
}

/** @param request that was read */
void
CheckAnswer(const HttpRequest& request)
{
    constexpr uint64_t SIZE = 1000;
    const std::string& path = request.path;
    Require(!path.empty() && path.front() == '/' && path.size() < HttpRequestReader::MOST_HEAD);
    Require((path + "/").find("/../") == std::string::npos);
    Require(std::none_of(path.begin(), path.end(), [](char byte) {
        return static_cast<uint8_t>(byte) < ' ' || byte == '\x7f';
    }));
    HttpResponse response(request, std::make_shared<const HttpPattern>(SIZE));
    std::vector<uint8_t> bytes(response.Left());
    Require(response.Peek(bytes));
    response.Skip(bytes.size());
    Require(response.Left() == 0 && bytes.size() < SIZE + SIZE);
}

/**
 * @param bytes of a stream
 * @param most bytes of a piece
 * @return the requests, and the status if it ends with a fault
 */
std::vector<std::string>
ReadAll(ByteView bytes, std::size_t most)
{
    std::vector<std::string> found;
    HttpRequestReader reader;
    while (bytes.size > 0 && !reader.Fault())
    {
        const std::size_t piece = std::min(most, bytes.size);
        const std::size_t taken = reader.Read(ByteView(bytes.data, piece));
        Require(taken > 0 && (taken == piece || reader.IsDone()));
        bytes = ByteView(bytes.data + taken, bytes.size - taken);
        if (const auto request = reader.Take())
        {
            CheckAnswer(*request);
            found.push_back((request->isHead ? "H" : "G") + request->path +
                            (request->keepsAlive ? "+" : "-") + (request->range ? "r" : ""));
        }
    }
    if (const auto fault = reader.Fault())
    {
        found.push_back(ToText(*fault));
    }
    return found;
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    if (size > 0)
    {
        const ByteView bytes(data + 1, size - 1);
        Require(ReadAll(bytes, 1U + data[0]) == ReadAll(bytes, size));
    }
    return 0;
}
