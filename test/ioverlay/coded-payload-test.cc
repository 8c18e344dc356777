/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/coded-payload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using Bytes = std::vector<uint8_t>;

// generation 0x01020304, 3 blocks, mode 2, streams 0x0005, coefficients 7 0 9, then two bytes
const Bytes GOLDEN{1, 2, 3, 4, 3, 2, 0, 5, 7, 0, 9, 0xAB, 0xCD};

TEST(CodedPayloadTest, IsReadAsItIsLaidOut)
{
    const auto payload = CodedPayload::Read(GOLDEN, GOLDEN.size());
    ASSERT_TRUE(payload);
    EXPECT_EQ(payload->generation, 0x01020304U);
    EXPECT_EQ(payload->mode, CodingMode::Rlnc);
    EXPECT_EQ(payload->streams, 5U);
    EXPECT_EQ(payload->coefficients.data, GOLDEN.data() + 8);
    EXPECT_EQ(payload->coefficients.size, 3U);
    EXPECT_EQ(payload->coded.data, GOLDEN.data() + 11);
    EXPECT_EQ(payload->codedBytes, 2U);
    EXPECT_EQ(payload->Vector().size, 5U);
    EXPECT_FALSE(payload->IsVirtual());
}

TEST(CodedPayloadTest, IsWrittenAsItIsRead)
{
    const auto payload = CodedPayload::Read(GOLDEN, GOLDEN.size());
    ASSERT_TRUE(payload);
    Bytes written(CodedPayload::HeaderBytes(3));
    payload->Write(written.data());
    EXPECT_EQ(written, Bytes(GOLDEN.begin(), GOLDEN.begin() + 11));
}

TEST(CodedPayloadTest, TwoHundredAndFiftySixBlocksAreWrittenAsZero)
{
    const Bytes coefficients(256, 3);
    CodedPayload payload;
    payload.mode = CodingMode::Rlnc;
    payload.coefficients = coefficients;
    Bytes written(CodedPayload::HeaderBytes(256));
    payload.Write(written.data());
    EXPECT_EQ(written[4], 0);
    const auto read = CodedPayload::Read(written, written.size());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->coefficients.size, 256U);
}

TEST(CodedPayloadTest, OfTheCodedBytesOnlyTheirNumberMayBeKnown)
{
    const ByteView header(GOLDEN.data(), 11);
    const auto payload = CodedPayload::Read(header, 5000);
    ASSERT_TRUE(payload);
    EXPECT_TRUE(payload->IsVirtual());
    EXPECT_EQ(payload->codedBytes, 5000U - 11);
    EXPECT_EQ(payload->coded.size, 0U);
    EXPECT_FALSE(CodedPayload::Read(GOLDEN, 5000)) << "but not some of them";
    EXPECT_FALSE(CodedPayload::Read(GOLDEN, 12)) << "nor more than there are";
}

TEST(CodedPayloadTest, WhatIsCutIsRefused)
{
    for (std::size_t size = 0; size < 11; ++size)
    {
        const Bytes cut(GOLDEN.begin(), GOLDEN.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(CodedPayload::Read(cut, size)) << size;
        EXPECT_FALSE(CodedPayload::Read(cut, 5000)) << size;
    }
}

TEST(CodedPayloadTest, FieldsThatContradictEachOtherAreRefused)
{
    const auto isRead = [](const Bytes& bytes) {
        return CodedPayload::Read(bytes, bytes.size()).has_value();
    };
    EXPECT_TRUE(isRead({0, 0, 0, 0, 1, 0, 0, 4, 1})) << "raw";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 1, 0, 0, 4, 2})) << "raw, but multiplied";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 1, 0, 0, 5, 1})) << "raw, of two streams";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 2, 0, 0, 4, 1, 1})) << "raw, two blocks";
    EXPECT_TRUE(isRead({0, 0, 0, 0, 2, 1, 0x80, 1, 1, 1})) << "a pair";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 2, 1, 0x80, 0, 1, 1})) << "a pair of one stream";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 2, 1, 0x80, 3, 1, 1})) << "a pair of three";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 2, 1, 0x80, 1, 1, 0})) << "a pair of one block";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 3, 1, 0x80, 1, 1, 1, 1})) << "a pair of three blocks";
    EXPECT_TRUE(isRead({0, 0, 0, 0, 2, 2, 0, 0, 0, 1})) << "a combination";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 2, 2, 0, 0, 0, 0})) << "of nothing";
    EXPECT_FALSE(isRead({0, 0, 0, 0, 2, 3, 0, 0, 0, 1})) << "a mode that there is not";
}

TEST(CodedPayloadTest, NoBytesMakeItReadOutOfBounds)
{
    constexpr uint32_t SEED = 51;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    int read = 0;
    for (int run = 0; run < 20000; ++run)
    {
        Bytes bytes(random() % 300);
        std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<uint8_t>(random()); });
        if (bytes.size() > 5)
        {
            bytes[4] = static_cast<uint8_t>(bytes[4] % 8);
            bytes[5] %= 3;
        }
        const std::size_t size = bytes.size() + random() % 2 * (random() % 10);
        if (const auto payload = CodedPayload::Read(bytes, size))
        {
            ++read;
            ASSERT_GE(payload->coefficients.data, bytes.data());
            ASSERT_LE(payload->coded.end(), bytes.data() + bytes.size());
            ASSERT_EQ(CodedPayload::HeaderBytes(payload->coefficients.size) + payload->codedBytes,
                      size);
        }
    }
    EXPECT_GT(read, 2000);
}

} // namespace
} // namespace qos
} // namespace ns3
