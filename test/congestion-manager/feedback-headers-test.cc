/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/cm-data-header.h"
#include "ns3/cm-feedback-header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using Bytes = std::vector<uint8_t>;

/**
 * @param packet a packet
 * @return its bytes
 */
Bytes
BytesOf(const Ptr<const Packet>& packet)
{
    Bytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

/**
 * @param header a header
 * @return its bytes
 */
Bytes
BytesOf(const Header& header)
{
    const auto packet = Create<Packet>();
    packet->AddHeader(header);
    return BytesOf(packet);
}

/**
 * @param bytes some bytes
 * @return a packet of them
 */
Ptr<Packet>
PacketOf(const Bytes& bytes)
{
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

/** @return a well-formed report with two gaps */
FeedbackReport
Example()
{
    FeedbackReport report;
    report.range = {100, 110};
    report.missing = {{100, 101}, {104, 107}};
    report.bytes = 6000;
    report.nonceSum = 0x89abcdef;
    report.last = 109;
    report.echo = Nanoseconds{0x0102030405060708};
    report.held = Nanoseconds{1'000'000};
    report.marks = 3;
    return report;
}

TEST(FeedbackHeaders, StampHasTheseBytes)
{
    CmDataHeader header;
    header.sequence = 0x10203;
    header.timestamp = Nanoseconds{0x0102030405060708};
    header.nonce = 0xdeadbeef;
    header.confirmed = 0x10201;
    const Bytes golden{'C',  'M',  'd',  'a',  0x00, 0x01, 0x02, 0x03, 0x01, 0x02, 0x03, 0x04,
                       0x05, 0x06, 0x07, 0x08, 0xde, 0xad, 0xbe, 0xef, 0x00, 0x01, 0x02, 0x01};
    EXPECT_EQ(BytesOf(header), golden);

    const auto read = CmDataHeader::Peek(PacketOf(golden));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->sequence, 0x10203U);
    EXPECT_EQ(read->timestamp, Nanoseconds{0x0102030405060708});
    EXPECT_EQ(read->nonce, 0xdeadbeefU);
    EXPECT_EQ(read->confirmed, 0x10201U);
}

TEST(FeedbackHeaders, ReportHasTheseBytes)
{
    const Bytes golden{
        'C',  'M',  'f',  'b',                          // magic
        0x00, 0x00, 0x00, 100,  0x00, 0x00, 0x00, 110,  // begin, end
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x17, 0x70, // bytes
        0x89, 0xab, 0xcd, 0xef, 0x00, 0x00, 0x00, 109,  // nonce sum, last
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, // echo
        0x00, 0x00, 0x00, 0x00, 0x00, 0x0f, 0x42, 0x40, // held
        0x00, 0x00, 0x00, 0x03, 0x00, 0x02,             // marks, gaps
        0x00, 0x00, 0x00, 100,  0x00, 0x00, 0x00, 101,  // first gap
        0x00, 0x00, 0x00, 104,  0x00, 0x00, 0x00, 107,  // second gap
    };
    EXPECT_EQ(BytesOf(CmFeedbackHeader(Example())), golden);

    const auto read = CmFeedbackHeader::Peek(PacketOf(golden));
    ASSERT_TRUE(read);
    EXPECT_EQ(BytesOf(*read), golden);
    EXPECT_EQ(read->report.range, (SequenceRange{100, 110}));
    EXPECT_THAT(read->report.missing,
                testing::ElementsAre(SequenceRange{100, 101}, SequenceRange{104, 107}));
    EXPECT_EQ(read->report.bytes, 6000U);
    EXPECT_EQ(read->report.held, std::chrono::milliseconds{1});
}

TEST(FeedbackHeaders, StampIsTakenOffWithoutTouchingThePayload)
{
    const Bytes payload{1, 2, 3, 4, 5};
    const auto packet = PacketOf(payload);
    CmDataHeader header;
    packet->AddHeader(header);
    EXPECT_EQ(packet->RemoveHeader(header), CmDataHeader::BYTES);
    EXPECT_EQ(BytesOf(packet), payload);
}

TEST(FeedbackHeaders, NoPrefixOfAStampOrOfAReportIsAccepted)
{
    const Bytes stamp = BytesOf(CmDataHeader());
    for (std::size_t size = 0; size < stamp.size(); ++size)
    {
        EXPECT_FALSE(CmDataHeader::Peek(PacketOf({stamp.begin(), stamp.begin() + size}))) << size;
    }
    const Bytes report = BytesOf(CmFeedbackHeader(Example()));
    for (std::size_t size = 0; size < report.size(); ++size)
    {
        EXPECT_FALSE(CmFeedbackHeader::Peek(PacketOf({report.begin(), report.begin() + size})))
            << size;
    }
}

TEST(FeedbackHeaders, ReportWithSomethingBehindItIsRefused)
{
    Bytes bytes = BytesOf(CmFeedbackHeader(Example()));
    bytes.push_back(0);
    EXPECT_FALSE(CmFeedbackHeader::Peek(PacketOf(bytes)));
    EXPECT_TRUE(CmFeedbackHeader::IsReport(PacketOf(bytes)));
}

TEST(FeedbackHeaders, StampsThatMakeNoSenseAreRefused)
{
    CmDataHeader header;
    header.sequence = LARGEST_FEEDBACK_RANGE;
    EXPECT_FALSE(CmDataHeader::Peek(PacketOf(BytesOf(header)))) << "too much outstanding";
    header.sequence = LARGEST_FEEDBACK_RANGE - 1;
    EXPECT_TRUE(CmDataHeader::Peek(PacketOf(BytesOf(header))));
    header.confirmed = header.sequence + 1;
    EXPECT_FALSE(CmDataHeader::Peek(PacketOf(BytesOf(header)))) << "confirmed before it was sent";
    header.confirmed = header.sequence;
    header.timestamp = Nanoseconds{-1};
    EXPECT_FALSE(CmDataHeader::Peek(PacketOf(BytesOf(header)))) << "before the beginning of time";
}

TEST(FeedbackHeaders, ReportsThatMakeNoSenseAreRefused)
{
    using Spoil = std::function<void(FeedbackReport&)>;
    const std::vector<std::pair<std::string, Spoil>> cases{
        {"about nothing", [](FeedbackReport& r) { r.range.end = 100; }},
        {"backwards", [](FeedbackReport& r) { r.range.end = 99; }},
        {"about too much", [](FeedbackReport& r) { r.range.end = 101 + LARGEST_FEEDBACK_RANGE; }},
        {"gap before the range", [](FeedbackReport& r) { r.missing[0].begin = 99; }},
        {"gap behind the range",
         [](FeedbackReport& r) {
             r.missing[1] = {112, 113};
         }},
        {"last one missing", [](FeedbackReport& r) { r.missing[1].end = 110; }},
        {"empty gap", [](FeedbackReport& r) { r.missing[1].end = 104; }},
        {"gap backwards", [](FeedbackReport& r) { r.missing[1].end = 103; }},
        {"gaps out of order", [](FeedbackReport& r) { std::swap(r.missing[0], r.missing[1]); }},
        {"gaps overlap", [](FeedbackReport& r) { r.missing[0].end = 105; }},
        {"gaps touch", [](FeedbackReport& r) { r.missing[0].end = 104; }},
        {"echo before the beginning", [](FeedbackReport& r) { r.echo = Nanoseconds{-1}; }},
        {"held backwards", [](FeedbackReport& r) { r.held = Nanoseconds{-1}; }},
    };
    EXPECT_TRUE(CmFeedbackHeader::Peek(PacketOf(BytesOf(CmFeedbackHeader(Example())))));
    for (const auto& [name, spoil] : cases)
    {
        FeedbackReport report = Example();
        spoil(report);
        EXPECT_FALSE(CmFeedbackHeader::Peek(PacketOf(BytesOf(CmFeedbackHeader(report))))) << name;
    }
}

TEST(FeedbackHeaders, SequenceNumbersMayWrapAroundInAReport)
{
    FeedbackReport report = Example();
    report.range = {0xfffffffe, 5};
    report.missing = {{0xffffffff, 1}, {2, 3}};
    EXPECT_TRUE(report.IsWellFormed());
    report.missing = {{0xffffffff, 1}, {1, 3}};
    EXPECT_FALSE(report.IsWellFormed());
}

TEST(FeedbackHeaders, LongestReportFitsIntoAnEthernetFrameAndOneGapMoreIsRefused)
{
    FeedbackReport report = Example();
    report.range.end = report.range.begin + 1000;
    report.missing.clear();
    for (uint32_t i = 0; i < LARGEST_MISSING_LIST; ++i)
    {
        report.missing.push_back({100 + 2 * i, 101 + 2 * i});
    }
    Bytes bytes = BytesOf(CmFeedbackHeader(report));
    EXPECT_LE(bytes.size(), 1452U) << "1500 - 40 - 8, also over IPv6";
    EXPECT_TRUE(CmFeedbackHeader::Peek(PacketOf(bytes)));

    report.missing.push_back({800, 801});
    bytes = BytesOf(CmFeedbackHeader(report));
    EXPECT_FALSE(CmFeedbackHeader::Peek(PacketOf(bytes)));
}

TEST(FeedbackHeaders, CountOfGapsBeyondTheDatagramIsRefused)
{
    constexpr std::size_t COUNT_AT = 48;
    Bytes bytes = BytesOf(CmFeedbackHeader(Example()));
    bytes[COUNT_AT] = 0xff;
    bytes[COUNT_AT + 1] = 0xff;
    EXPECT_FALSE(CmFeedbackHeader::Peek(PacketOf(bytes)));
}

TEST(FeedbackHeaders, WhateverIsAcceptedMakesSenseAndIsWrittenAsItWasRead)
{
    constexpr uint32_t SEED = 20001;
    constexpr int ROUNDS = 100000;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const auto any = [&random](std::size_t below) {
        return static_cast<std::size_t>(random() % below);
    };
    const Bytes report = BytesOf(CmFeedbackHeader(Example()));
    const Bytes stamp = BytesOf(CmDataHeader());
    int accepted = 0;
    for (int round = 0; round < ROUNDS; ++round)
    {
        Bytes bytes;
        if (round % 3 == 0)
        {
            bytes.resize(any(200));
            std::generate(bytes.begin(), bytes.end(), [&] { return random(); });
        }
        else
        {
            bytes = round % 3 == 1 ? report : stamp;
        }
        for (std::size_t i = any(4); i > 0 && !bytes.empty(); --i)
        {
            bytes[any(bytes.size())] ^= static_cast<uint8_t>(1U << any(8));
        }
        if (any(4) == 0)
        {
            bytes.resize(any(100));
        }
        const auto packet = PacketOf(bytes);
        if (const auto header = CmDataHeader::Peek(packet))
        {
            ++accepted;
            EXPECT_TRUE(header->IsWellFormed());
            EXPECT_EQ(BytesOf(*header), Bytes(bytes.begin(), bytes.begin() + CmDataHeader::BYTES));
        }
        if (const auto header = CmFeedbackHeader::Peek(packet))
        {
            ++accepted;
            EXPECT_TRUE(header->report.IsWellFormed());
            EXPECT_EQ(BytesOf(*header), bytes);
        }
    }
    EXPECT_GT(accepted, ROUNDS / 10);
    EXPECT_LT(accepted, ROUNDS);
}

} // namespace
} // namespace qos
} // namespace ns3
