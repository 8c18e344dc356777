/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/http-file.h"
#include "ns3/http-pattern.h"
#include "ns3/http-response.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <variant>
#include <vector>

/**
 * @file
 * What a server answers over HTTP, and the files that it finds, without a network.
 */

namespace ns3
{
namespace qos
{
namespace
{

namespace fs = std::filesystem;

/**
 * @param response is taken completely
 * @param piece bytes of which it is taken at a time
 * @return its bytes
 */
std::string
Text(HttpResponse response, std::size_t piece = 1000)
{
    std::string text;
    while (response.Left() > 0)
    {
        std::vector<uint8_t> bytes(std::min<uint64_t>(piece, response.Left()));
        EXPECT_TRUE(response.Peek(bytes));
        text.append(bytes.begin(), bytes.end());
        response.Skip(bytes.size());
    }
    return text;
}

/**
 * @param begin offset of the first byte
 * @param size bytes
 * @return that part of a pattern
 */
std::string
Pattern(uint64_t begin, uint64_t size)
{
    std::string bytes;
    for (uint64_t i = 0; i < size; ++i)
    {
        bytes += static_cast<char>(HttpFileByte(begin + i));
    }
    return bytes;
}

/** Requests for a file of 1000 bytes. */
class HttpResponses : public testing::Test
{
  protected:
    HttpResponses()
    {
        m_request.keepsAlive = true;
    }

    HttpRequest m_request;
    std::shared_ptr<const HttpContent> m_content = std::make_shared<const HttpPattern>(1000);
};

TEST_F(HttpResponses, HaveAFileBehindTheirHead)
{
    const std::string expected = "HTTP/1.1 200 OK\r\n"
                                 "Content-Type: application/octet-stream\r\n"
                                 "Accept-Ranges: bytes\r\n"
                                 "Content-Length: 1000\r\n"
                                 "Connection: keep-alive\r\n\r\n" +
                                 Pattern(0, 1000);
    const HttpResponse response(m_request, m_content);
    EXPECT_EQ(response.Status(), HttpStatus::Ok);
    EXPECT_TRUE(response.KeepsAlive());
    EXPECT_EQ(response.Left(), expected.size());
    for (const std::size_t piece : {1U, 7U, 100U, 5000U})
    {
        EXPECT_EQ(Text(response, piece), expected) << piece;
    }
}

TEST_F(HttpResponses, HaveAPartOfAFile)
{
    m_request.range = HttpRange::FromText("bytes=100-299");
    m_request.keepsAlive = false;
    const HttpResponse response(m_request, m_content);
    EXPECT_EQ(response.Status(), HttpStatus::PartialContent);
    EXPECT_FALSE(response.KeepsAlive());
    EXPECT_EQ(Text(response),
              "HTTP/1.1 206 Partial Content\r\n"
              "Content-Type: application/octet-stream\r\n"
              "Accept-Ranges: bytes\r\n"
              "Content-Range: bytes 100-299/1000\r\n"
              "Content-Length: 200\r\n"
              "Connection: close\r\n\r\n" +
                  Pattern(100, 200));
}

TEST_F(HttpResponses, RefuseAPartThatTheFileHasNot)
{
    m_request.range = HttpRange::FromText("bytes=1000-");
    EXPECT_EQ(Text(HttpResponse(m_request, m_content)),
              "HTTP/1.1 416 Range Not Satisfiable\r\n"
              "Content-Type: text/plain\r\n"
              "Content-Range: bytes */1000\r\n"
              "Content-Length: 26\r\n"
              "Connection: keep-alive\r\n\r\n"
              "416 Range Not Satisfiable\n");
}

TEST_F(HttpResponses, ToHeadEndWithTheHead)
{
    m_request.isHead = true;
    EXPECT_EQ(Text(HttpResponse(m_request, m_content)),
              "HTTP/1.1 200 OK\r\n"
              "Content-Type: application/octet-stream\r\n"
              "Accept-Ranges: bytes\r\n"
              "Content-Length: 1000\r\n"
              "Connection: keep-alive\r\n\r\n");
    EXPECT_EQ(Text(HttpResponse(HttpStatus::NotFound, m_request)),
              "HTTP/1.1 404 Not Found\r\n"
              "Content-Type: text/plain\r\n"
              "Content-Length: 14\r\n"
              "Connection: keep-alive\r\n\r\n");
}

TEST_F(HttpResponses, EndTheConnectionIfTheRequestWasNotUnderstood)
{
    const HttpResponse response(HttpStatus::MethodNotAllowed);
    EXPECT_FALSE(response.KeepsAlive());
    EXPECT_EQ(Text(response),
              "HTTP/1.1 405 Method Not Allowed\r\n"
              "Content-Type: text/plain\r\n"
              "Allow: GET, HEAD\r\n"
              "Content-Length: 23\r\n"
              "Connection: close\r\n\r\n"
              "405 Method Not Allowed\n");
}

TEST_F(HttpResponses, HaveAReasonForEveryStatus)
{
    for (const HttpStatus status : {HttpStatus::Ok,
                                    HttpStatus::PartialContent,
                                    HttpStatus::BadRequest,
                                    HttpStatus::Forbidden,
                                    HttpStatus::NotFound,
                                    HttpStatus::MethodNotAllowed,
                                    HttpStatus::RequestTimeout,
                                    HttpStatus::UriTooLong,
                                    HttpStatus::RangeNotSatisfiable,
                                    HttpStatus::HeaderFieldsTooLarge,
                                    HttpStatus::InternalServerError,
                                    HttpStatus::ServiceUnavailable,
                                    HttpStatus::HttpVersionNotSupported})
    {
        const std::string text = ToText(status);
        EXPECT_EQ(text.substr(0, 4), std::to_string(static_cast<int>(status)) + " ");
        EXPECT_EQ(text.find("Unknown"), std::string::npos) << text;
    }
}

TEST(HttpPatterns, AreAsDocumented)
{
    // python3: [i * 0x9e3779b97f4a7c15 % 2**64 >> 56 for i in (0, 1, 2, 3, 255, 2**32, 2**40 + 5)]
    const std::vector<uint64_t> offsets{0, 1, 2, 3, 255, 1ULL << 32U, (1ULL << 40U) + 5};
    std::vector<int> bytes(offsets.size());
    std::transform(offsets.begin(), offsets.end(), bytes.begin(), HttpFileByte);
    EXPECT_EQ(bytes, (std::vector<int>{0, 158, 60, 218, 153, 127, 97}));
}

TEST(HttpPatterns, DifferWhenTheyAreShifted)
{
    const std::string bytes = Pattern(0, 4000);
    for (std::size_t shift = 1; shift < 3000; ++shift)
    {
        ASSERT_NE(bytes.substr(0, 1000), bytes.substr(shift, 1000)) << shift;
    }
}

/** A folder with files, and one beside it with a secret. */
class HttpFiles : public testing::Test
{
  protected:
    HttpFiles()
    {
        fs::remove_all(m_top);
        fs::create_directories(m_top / "www" / "sub");
        Write("secret", "secret");
        Write("www/file", "content");
        Write("www/sub/a file", "deeper");
        Write("www/sub/empty", "");
    }

    ~HttpFiles() override
    {
        fs::remove_all(m_top);
    }

    /**
     * @param name below the top
     * @param content of a new file
     */
    void Write(const std::string& name, const std::string& content) const
    {
        std::ofstream(m_top / name) << content;
    }

    /**
     * @param path below the folder
     * @return the content of the file, or the status
     */
    std::string Get(const std::string& path) const
    {
        const auto found = HttpFile::Open((m_top / "www").string(), path);
        if (const auto* const status = std::get_if<HttpStatus>(&found))
        {
            return ToText(*status);
        }
        const auto& content = std::get<std::shared_ptr<const HttpContent>>(found);
        std::vector<uint8_t> bytes(content->Size());
        EXPECT_TRUE(content->Read(0, bytes));
        return {bytes.begin(), bytes.end()};
    }

    const fs::path m_top = fs::path(testing::TempDir()) / ("qos-http-" + std::to_string(getpid()));
};

TEST_F(HttpFiles, AreFound)
{
    EXPECT_EQ(Get("/file"), "content");
    EXPECT_EQ(Get("file"), "content");
    EXPECT_EQ(Get("//file"), "content");
    EXPECT_EQ(Get("/./sub/./a file"), "deeper");
    EXPECT_EQ(Get("/sub//empty"), "");
}

TEST_F(HttpFiles, AreNotFoundWhereThereIsNone)
{
    const std::string notFound = "404 Not Found";
    EXPECT_EQ(Get("/none"), notFound);
    EXPECT_EQ(Get("/file/"), notFound);
    EXPECT_EQ(Get("/file/x"), notFound);
    EXPECT_EQ(Get("/" + std::string(5000, 'x')), notFound);
    EXPECT_EQ(Get("/etc/passwd"), notFound);
    EXPECT_EQ(Get("//etc/passwd"), notFound);
    fs::create_symlink("loop", m_top / "www" / "loop");
    EXPECT_EQ(Get("/loop"), notFound);
    fs::create_symlink("nothing", m_top / "www" / "dangling");
    EXPECT_EQ(Get("/dangling"), notFound);
}

TEST_F(HttpFiles, AreRegular)
{
    const std::string forbidden = "403 Forbidden";
    EXPECT_EQ(Get("/"), forbidden);
    EXPECT_EQ(Get(""), forbidden);
    EXPECT_EQ(Get("/sub"), forbidden);
    EXPECT_EQ(Get("/sub/"), forbidden);
    ASSERT_EQ(mkfifo((m_top / "www" / "fifo").c_str(), 0600), 0);
    EXPECT_EQ(Get("/fifo"), forbidden);
}

TEST_F(HttpFiles, AreNotOutsideOfTheFolder)
{
    const std::string forbidden = "403 Forbidden";
    EXPECT_EQ(Get("/../secret"), forbidden);
    EXPECT_EQ(Get("/sub/../../secret"), forbidden);
    EXPECT_EQ(Get("/.."), forbidden);
    fs::create_symlink("../secret", m_top / "www" / "out");
    EXPECT_EQ(Get("/out"), forbidden);
    fs::create_symlink(m_top, m_top / "www" / "sub" / "top");
    EXPECT_EQ(Get("/sub/top/secret"), forbidden);
    fs::create_symlink("/dev/null", m_top / "www" / "device");
    EXPECT_EQ(Get("/device"), forbidden);
    fs::create_directory(m_top / "www2");
    Write("www2/file", "not a prefix");
    EXPECT_EQ(Get("/../www2/file"), forbidden);
}

TEST_F(HttpFiles, AreFoundByLinksThatStayInTheFolder)
{
    fs::create_symlink("sub/a file", m_top / "www" / "in");
    EXPECT_EQ(Get("/in"), "deeper");
    fs::create_directory_symlink(m_top / "www" / "sub", m_top / "www" / "absolute");
    EXPECT_EQ(Get("/absolute/a file"), "deeper");
    EXPECT_EQ(Get("/sub/top/file"), "404 Not Found");
}

TEST_F(HttpFiles, MayNotBeReadBeyondTheirEnd)
{
    const auto found = HttpFile::Open((m_top / "www").string(), "/file");
    const auto content = std::get<std::shared_ptr<const HttpContent>>(found);
    fs::resize_file(m_top / "www" / "file", 3);
    std::vector<uint8_t> bytes(3);
    EXPECT_EQ(content->Size(), 7U);
    EXPECT_TRUE(content->Read(0, bytes));
    EXPECT_FALSE(content->Read(1, bytes));
    EXPECT_FALSE(content->Read(5, bytes));
}

TEST_F(HttpFiles, AreBelowAFolder)
{
    EXPECT_TRUE(HttpFile::IsFolder((m_top / "www").string()));
    EXPECT_FALSE(HttpFile::IsFolder((m_top / "secret").string()));
    EXPECT_FALSE(HttpFile::IsFolder((m_top / "none").string()));
    EXPECT_EQ(std::get<HttpStatus>(HttpFile::Open((m_top / "none").string(), "/file")),
              HttpStatus::NotFound);
}

} // namespace
} // namespace qos
} // namespace ns3
