/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/http-request-reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/**
 * @file
 * Requests of HTTP, as RFC 9112 and RFC 9110 say what they are, without a network.
 */

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param text in ASCII, or any bytes
 * @return the bytes
 */
ByteView
Bytes(std::string_view text)
{
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/** What became of a request. */
using Outcome = std::variant<std::monostate, HttpRequest, HttpStatus>;

/**
 * @param text of a request
 * @param cut a first piece of so many bytes comes before the rest
 * @return what became of it; nothing if it is incomplete
 */
Outcome
Read(std::string_view text, std::size_t cut = 0)
{
    HttpRequestReader reader;
    const std::size_t taken = reader.Read(Bytes(text.substr(0, cut)));
    EXPECT_TRUE(reader.IsDone() || taken == cut);
    reader.Read(Bytes(text.substr(taken)));
    if (const auto fault = reader.Fault())
    {
        EXPECT_FALSE(reader.Take());
        EXPECT_EQ(reader.Read(Bytes(text)), 0U) << "nothing is read after a fault";
        return *fault;
    }
    const auto request = reader.Take();
    return request ? Outcome(*request) : Outcome();
}

/**
 * @param text of a request
 * @return what it is refused with; Ok if it is complete, PartialContent if it is not
 */
HttpStatus
Verdict(std::string_view text)
{
    const Outcome outcome = Read(text);
    if (const auto* const status = std::get_if<HttpStatus>(&outcome))
    {
        return *status;
    }
    return std::holds_alternative<HttpRequest>(outcome) ? HttpStatus::Ok
                                                        : HttpStatus::PartialContent;
}

/**
 * @param target of a request
 * @return the path, "none" if there is none
 */
std::string
Path(std::string_view target)
{
    return HttpRequest::ReadPath(target).value_or("none");
}

/**
 * @param fields of the head, each with its end of line
 * @param version such as "1.1"
 * @return a request for them
 */
std::string
Get(const std::string& fields, const std::string& version = "1.1")
{
    return "GET / HTTP/" + version + "\r\n" + fields + "\r\n";
}

const char* const CURL = "GET /a%20file?x=%zz HTTP/1.1\r\nHost: 10.0.0.1:8080\r\n"
                         "User-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n";

TEST(HttpRequests, OfCurlAreRead)
{
    const auto request = std::get<HttpRequest>(Read(CURL));
    EXPECT_EQ(request.path, "/a file");
    EXPECT_FALSE(request.isHead);
    EXPECT_TRUE(request.keepsAlive);
    EXPECT_FALSE(request.range);
}

TEST(HttpRequests, OfOneHeadAndOneRangeAreRead)
{
    const auto head = std::get<HttpRequest>(
        Read("HEAD / HTTP/1.0\r\nConnection: Keep-Alive\r\nRange: bytes=0-1\r\n\r\n"));
    EXPECT_TRUE(head.isHead);
    EXPECT_TRUE(head.keepsAlive);
    EXPECT_FALSE(head.range) << "it means GET only";
    const auto part =
        std::get<HttpRequest>(Read(Get("host:\r\nrange: bytes=5-\r\nConnection: close\r\n")));
    ASSERT_TRUE(part.range);
    EXPECT_EQ(part.range->first, 5U);
    EXPECT_FALSE(part.keepsAlive);
}

TEST(HttpRequests, AreTheSameWhereverTheStreamIsCut)
{
    const std::vector<std::string> texts{
        CURL,
        "\r\n\nHEAD http://host/x HTTP/1.1\nHost:host\n\n",
        "GET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nbad line\r\n\r\n",
        "\x16\x03\x01 hello",
    };
    for (const std::string& text : texts)
    {
        const Outcome whole = Read(text);
        for (std::size_t cut = 1; cut <= text.size(); ++cut)
        {
            const Outcome outcome = Read(text, cut);
            ASSERT_EQ(outcome.index(), whole.index()) << text << " cut at " << cut;
            if (const auto* const request = std::get_if<HttpRequest>(&outcome))
            {
                EXPECT_EQ(request->path, std::get<HttpRequest>(whole).path) << cut;
                EXPECT_EQ(request->isHead, std::get<HttpRequest>(whole).isHead) << cut;
            }
            else
            {
                EXPECT_EQ(std::get<HttpStatus>(outcome), std::get<HttpStatus>(whole)) << cut;
            }
        }
    }
}

TEST(HttpRequests, AreIncompleteUpToTheirLastByte)
{
    const std::string text = CURL;
    for (std::size_t size = 0; size < text.size(); ++size)
    {
        HttpRequestReader reader;
        EXPECT_EQ(reader.Read(Bytes(text.substr(0, size))), size);
        EXPECT_FALSE(reader.IsDone()) << size;
        EXPECT_EQ(reader.IsEmpty(), size == 0);
        EXPECT_FALSE(reader.Take());
    }
}

TEST(HttpRequests, FollowEachOther)
{
    const std::string text = Get("Host: a\r\n") + "HEAD /2 HTTP/1.0\r\n\r\n\r\n" + CURL;
    HttpRequestReader reader;
    std::size_t at = 0;
    std::vector<std::string> paths;
    while (at < text.size())
    {
        at += reader.Read(Bytes(std::string_view(text).substr(at)));
        const auto request = reader.Take();
        ASSERT_TRUE(request);
        EXPECT_TRUE(reader.IsEmpty());
        paths.push_back(request->path);
    }
    EXPECT_EQ(paths, (std::vector<std::string>{"/", "/2", "/a file"}));
}

TEST(HttpRequests, KeepTheConnectionAsTheirVersionAndTheirFieldSay)
{
    const auto keeps = [](const std::string& fields, const std::string& version) {
        return std::get<HttpRequest>(Read(Get("Host: a\r\n" + fields, version))).keepsAlive;
    };
    EXPECT_TRUE(keeps("", "1.1"));
    EXPECT_TRUE(keeps("", "1.2"));
    EXPECT_FALSE(keeps("", "1.0"));
    EXPECT_TRUE(keeps("Connection: keep-alive\r\n", "1.0"));
    EXPECT_TRUE(keeps("CONNECTION: , te,\tKEEP-alive ,\r\n", "1.0"));
    EXPECT_FALSE(keeps("Connection: CLOSE\r\n", "1.1"));
    EXPECT_FALSE(keeps("Connection: keep-alive\r\nConnection: te,close\r\n", "1.1"));
    EXPECT_TRUE(keeps("Connection: closed\r\n", "1.1"));
}

TEST(HttpRequests, OfAnotherVersionAreRefused)
{
    for (const char* version : {"0.9", "2.0", "3.1"})
    {
        EXPECT_EQ(Verdict(Get("", version)), HttpStatus::HttpVersionNotSupported) << version;
    }
    for (const char* line :
         {"GET /", "GET / HTTP/1", "GET / http/1.1", "GET / HTTP/1.10", "GET / HTTP/1,1"})
    {
        EXPECT_EQ(Verdict(line + std::string("\r\n\r\n")), HttpStatus::BadRequest) << line;
    }
}

TEST(HttpRequests, OfAnotherMethodAreRefused)
{
    for (const char* method : {"POST", "PUT", "OPTIONS", "get", "GETS", "X"})
    {
        EXPECT_EQ(Verdict(method + std::string(" / HTTP/1.1\r\n")), HttpStatus::MethodNotAllowed)
            << method;
    }
}

TEST(HttpRequests, ThatAreNoneAreRefused)
{
    for (const char* line : {" GET / HTTP/1.1",
                             "GET  / HTTP/1.1",
                             "GET / HTTP/1.1 ",
                             "GET /a b HTTP/1.1",
                             "GET\t/ HTTP/1.1",
                             "GET /\tHTTP/1.1",
                             "GET HTTP/1.1",
                             "G(T / HTTP/1.1",
                             "GET x HTTP/1.1",
                             "GET * HTTP/1.1",
                             "GET /%00 HTTP/1.1",
                             "GET /\x01 HTTP/1.1",
                             "GET /a\rb HTTP/1.1"})
    {
        EXPECT_EQ(Verdict(line + std::string("\r\nHost: a\r\n\r\n")), HttpStatus::BadRequest)
            << line;
    }
    EXPECT_EQ(Verdict(std::string_view("GET /\0 HTTP/1.1\r\n", 17)), HttpStatus::BadRequest);
    EXPECT_EQ(Verdict("\x16"), HttpStatus::BadRequest) << "at once, as by a client that speaks TLS";
}

TEST(HttpRequests, WithAFieldThatIsNoneAreRefused)
{
    for (const char* field : {"no colon",
                              ": nameless",
                              "Name : blank",
                              " folded: line",
                              "\tfolded",
                              "N\x7fme: delete",
                              "Name: bell\a",
                              "Name: carriage\rreturn",
                              "Content-Length: 1",
                              "Content-Length: 00000000000000000000000001",
                              "Content-Length:",
                              "transfer-encoding: chunked"})
    {
        EXPECT_EQ(Verdict(Get("Host: a\r\n" + std::string(field) + "\r\n")), HttpStatus::BadRequest)
            << field;
    }
    EXPECT_EQ(Verdict(Get("Host: a\r\nContent-Length: 0\r\nX:\t\xff \r\n")), HttpStatus::Ok);
}

TEST(HttpRequests, NameOneHost)
{
    EXPECT_EQ(Verdict(Get("", "1.1")), HttpStatus::BadRequest);
    EXPECT_EQ(Verdict(Get("", "1.0")), HttpStatus::Ok);
    EXPECT_EQ(Verdict(Get("Host: a\r\nhost: a\r\n", "1.1")), HttpStatus::BadRequest);
    EXPECT_EQ(Verdict(Get("Host: a\r\nHost: b\r\n", "1.0")), HttpStatus::BadRequest);
}

TEST(HttpRequests, HaveHeadsOfBoundedLength)
{
    constexpr std::size_t MOST = HttpRequestReader::MOST_HEAD;
    const auto longHead = [](std::size_t bytes) {
        const std::string rest = Get("X: \r\n", "1.0");
        return Get("X: " + std::string(bytes - rest.size(), 'x') + "\r\n", "1.0");
    };
    ASSERT_EQ(longHead(MOST).size(), MOST);
    EXPECT_EQ(Verdict(longHead(MOST)), HttpStatus::Ok);
    EXPECT_EQ(Verdict(longHead(MOST + 1)), HttpStatus::HeaderFieldsTooLarge);
    const std::string frame = "GET / HTTP/1.0\r\n\r\n";
    const auto longTarget = [&frame](std::size_t bytes) {
        return "GET /" + std::string(bytes - frame.size(), 'x') + " HTTP/1.0\r\n\r\n";
    };
    EXPECT_EQ(Verdict(longTarget(MOST)), HttpStatus::Ok);
    EXPECT_EQ(Verdict(longTarget(MOST + 3)), HttpStatus::UriTooLong);
    EXPECT_EQ(Verdict(std::string(MOST, 'x')), HttpStatus::PartialContent);
    EXPECT_EQ(Verdict(std::string(MOST + 1, 'x')), HttpStatus::UriTooLong);
    EXPECT_EQ(Verdict(std::string(MOST + 1, '\n')), HttpStatus::UriTooLong)
        << "empty lines in front count";
}

TEST(HttpRequests, HaveABoundedNumberOfFields)
{
    std::string fields;
    for (uint32_t i = 0; i < HttpRequestReader::MOST_LINES; ++i)
    {
        fields += "a:\r\n";
    }
    EXPECT_EQ(Verdict(Get(fields, "1.0")), HttpStatus::Ok);
    EXPECT_EQ(Verdict(Get(fields + "a:\r\n", "1.0")), HttpStatus::HeaderFieldsTooLarge);
}

TEST(HttpPaths, AreDecoded)
{
    EXPECT_EQ(Path("/"), "/");
    EXPECT_EQ(Path("/a/b.c"), "/a/b.c");
    EXPECT_EQ(Path("/%41%7a%2F%2e"), "/Az/.");
    EXPECT_EQ(Path("/%25%32%65"), "/%2e") << "once only";
    EXPECT_EQ(Path("/a?b/../%00"), "/a");
    EXPECT_EQ(Path("/\xc3\xbc"), "/\xc3\xbc");
    EXPECT_EQ(Path("/%c3%BC"), "/\xc3\xbc");
    EXPECT_EQ(Path("//a"), "//a");
    EXPECT_EQ(Path("/..a/b../.../a..b"), "/..a/b../.../a..b");
}

TEST(HttpPaths, MayStandBehindAHost)
{
    EXPECT_EQ(Path("http://host:80/a"), "/a");
    EXPECT_EQ(Path("HTTP://host"), "/");
    EXPECT_EQ(Path("http://host?query"), "/");
    EXPECT_EQ(Path("http:///a"), "/a");
    EXPECT_EQ(Path("https://host/a"), "none");
}

TEST(HttpPaths, ThatAreNoneAreRefused)
{
    for (const char* target : {"",
                               "a",
                               "%2fa",
                               "?",
                               "../a",
                               "/..",
                               "/../etc/passwd",
                               "/a/../../etc",
                               "/a/..",
                               "/%2e%2e/a",
                               "/.%2E",
                               "/a%2f..%2fb",
                               "http://host/../a",
                               "/%",
                               "/%4",
                               "/%4g",
                               "/%+4",
                               "/% 4",
                               "/%0a",
                               "/%7f",
                               "/%1F"})
    {
        EXPECT_EQ(Path(target), "none") << target;
    }
    EXPECT_EQ(Path(std::string_view("/a\0b", 4)), "none");
}

TEST(HttpRanges, AreOneOfThreeKinds)
{
    const auto span = [](std::string_view text, uint64_t size) {
        const auto range = HttpRange::FromText(text);
        const auto found = range ? range->Of(size) : std::nullopt;
        return found ? std::to_string(found->begin) + "+" + std::to_string(found->bytes)
                     : std::string(range ? "empty" : "none");
    };
    EXPECT_EQ(span("bytes=0-0", 10), "0+1");
    EXPECT_EQ(span("bytes=2-5", 10), "2+4");
    EXPECT_EQ(span("bytes=2-", 10), "2+8");
    EXPECT_EQ(span("bytes=2-99", 10), "2+8");
    EXPECT_EQ(span("bytes=9-99999999999999999999999", 10), "9+1");
    EXPECT_EQ(span("bytes=-3", 10), "7+3");
    EXPECT_EQ(span("bytes=-11", 10), "0+10");
    EXPECT_EQ(span("bytes=10-", 10), "empty");
    EXPECT_EQ(span("bytes=99999999999999999999999-", 10), "empty");
    EXPECT_EQ(span("bytes=-0", 10), "empty");
    EXPECT_EQ(span("bytes=0-", 0), "empty");
    EXPECT_EQ(span("bytes=-1", 0), "empty");
    EXPECT_EQ(span("bytes=0-18446744073709551615", UINT64_MAX), "0+18446744073709551615");
    for (const char* none : {"",
                             "bytes",
                             "bytes=",
                             "bytes=-",
                             "bytes=5",
                             "bytes=5-2",
                             "bytes=a-b",
                             "bytes=-x",
                             "bytes=1-2x",
                             "bytes=+1-2",
                             "bytes=--1",
                             "bytes= 1-2",
                             "bytes=0-1,3-4",
                             "lines=0-1"})
    {
        EXPECT_EQ(span(none, 10), "none") << none;
    }
}

TEST(HttpRanges, AreIgnoredWhenTwoComeOrOneDependsOnAVersion)
{
    const auto has = [](const std::string& fields) {
        return std::get<HttpRequest>(Read(Get(fields, "1.0"))).range.has_value();
    };
    EXPECT_TRUE(has("Range: bytes=0-1\r\n"));
    EXPECT_FALSE(has("Range: bytes=0-1\r\nRange: bytes=0-1\r\n"));
    EXPECT_FALSE(has("If-Range: \"x\"\r\nRange: bytes=0-1\r\n"));
    EXPECT_FALSE(has("Range: bytes=0-1,2-3\r\n"));
}

} // namespace
} // namespace qos
} // namespace ns3
