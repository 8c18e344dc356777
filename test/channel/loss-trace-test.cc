/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/loss-trace.h"
#include "ns3/trace-loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ThrowsMessage;

/**
 * @param text of a trace
 * @return the trace
 */
LossTrace
Parse(const std::string& text)
{
    std::istringstream stream(text);
    return LossTrace::Parse(stream);
}

/**
 * @param process asked for packets
 * @param packets how many
 * @param spacing of the packets
 * @return a digit for each, 1 if it is lost
 */
std::string
Digits(LossProcess& process, int packets, Nanoseconds spacing = 1s)
{
    std::string digits;
    for (int i = 0; i < packets; ++i)
    {
        digits += process.IsLost(7s + i * spacing) ? '1' : '0';
    }
    return digits;
}

/**
 * @param text of a trace
 * @param offset into it
 * @param packets to ask for
 * @param spacing of the packets
 * @return a digit for each
 */
std::string
Replay(const std::string& text, int64_t offset, int packets, Nanoseconds spacing = 1s)
{
    TraceLoss process(std::make_shared<const LossTrace>(Parse(text)), offset);
    return Digits(process, packets, spacing);
}

TEST(LossTraceTest, EveryFormOfTheSameTraceLosesTheSamePackets)
{
    const std::string expected = "0011101000111010";
    EXPECT_EQ(Replay("00111010", 0, 16), expected);
    EXPECT_EQ(Replay("# a comment\npackets 0 0 # two\n\n  111\t0\r\n10", 0, 16), expected);
    EXPECT_EQ(Replay("runs\n2 3\n1 1 # lost\n1\n", 0, 16), expected);
    EXPECT_EQ(Replay("times 2 3.0 1 1 1e0", 0, 16), expected);
}

TEST(LossTraceTest, MayBeginWithALoss)
{
    EXPECT_EQ(Replay("1001", 0, 9), "100110011");
    EXPECT_EQ(Replay("runs 0 1 2 1", 0, 9), "100110011");
    EXPECT_EQ(Replay("times 0 1 2 1", 0, 9), "100110011");
    EXPECT_EQ(Replay("1", 0, 3), "111");
}

TEST(LossTraceTest, RepeatsFromItsOffset)
{
    EXPECT_EQ(Replay("00111010", 5, 12), "010001110100");
    EXPECT_EQ(Replay("times 2 3 1 1 1", 5'000'000'000, 12), "010001110100");
}

TEST(LossTraceTest, ALossOfTimeTakesWhateverComesThen)
{
    // 250 ms received, 500 ms lost, asked every 125 ms
    EXPECT_EQ(Replay("times 0.25 0.5", 0, 12, 125ms), "001111001111");
    // a silence of many repetitions: after 7 s the position is 9 * 750 ms + 250 ms
    TraceLoss process(std::make_shared<const LossTrace>(Parse("times 0.25 0.5")), 0);
    EXPECT_FALSE(process.IsLost(0s));
    EXPECT_TRUE(process.IsLost(7s));
    EXPECT_FALSE(process.IsLost(7s + 500ms));
}

TEST(LossTraceTest, ComesFromAListToo)
{
    const auto trace = std::make_shared<const LossTrace>(
        LossTrace::FromPackets({true, false, false, true, true, false}));
    EXPECT_EQ(trace->Length(), 6);
    EXPECT_DOUBLE_EQ(trace->LossRate(), 0.5);
    TraceLoss process(trace, 1);
    EXPECT_EQ(Digits(process, 8), "00110100");
    process.Reset();
    EXPECT_EQ(Digits(process, 3), "001");
}

TEST(LossTraceTest, SaysWhatIsWrongAndInWhichLine)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "the trace is empty; it must have a packet or a time above 0"},
        {"runs 0 0", "the trace is empty; it must have a packet or a time above 0"},
        {"00\n012",
         "line 2 of the trace: '012' has other characters than 0 and 1, received and "
         "lost"},
        {"loss 1 2",
         "line 1 of the trace: 'loss' has other characters than 0 and 1, received and "
         "lost"},
        {"runs 3\n\n1.5",
         "line 3 of the trace: '1.5' is not a whole number of packets from 0 to "
         "1000000000"},
        {"runs 3 -1",
         "line 1 of the trace: '-1' is not a whole number of packets from 0 to "
         "1000000000"},
        {"runs 99999999999999999999",
         "line 1 of the trace: '99999999999999999999' is not a whole "
         "number of packets from 0 to 1000000000"},
        {"times 1 nan", "line 1 of the trace: 'nan' is not a time in seconds from 0 to 1000000000"},
        {"times 1 2s", "line 1 of the trace: '2s' is not a time in seconds from 0 to 1000000000"}};
    for (const auto& [text, sentence] : cases)
    {
        EXPECT_THAT([&text = text] { Parse(text); },
                    ThrowsMessage<std::invalid_argument>(sentence));
    }
    EXPECT_THAT(
        [] {
            LossTrace(LossTrace::Unit::Packets, {1, -2});
        },
        ThrowsMessage<std::invalid_argument>(
            "run 2 is -2; runs must not be negative, and 10^18 at most together"));
    EXPECT_THAT([] { Replay("010", 3, 1); },
                ThrowsMessage<std::invalid_argument>(
                    "the offset is 3; it must be at least 0 and below the length of the trace, 3"));
}

TEST(LossTraceTest, NamesTheFile)
{
    const std::string path = testing::TempDir() + "qos-loss-trace-test.txt";
    std::ofstream(path) << "0001\n";
    EXPECT_DOUBLE_EQ(LossTrace::Read(path).LossRate(), 0.25);
    std::ofstream(path) << "0x\n";
    EXPECT_THAT([&path] { LossTrace::Read(path); },
                ThrowsMessage<std::invalid_argument>(testing::StartsWith(path + ": line 1")));
    std::remove(path.c_str());
    EXPECT_THAT(
        [&path] { LossTrace::Read(path); },
        ThrowsMessage<std::invalid_argument>("the loss trace '" + path + "' cannot be read"));
}

} // namespace
} // namespace qos
} // namespace ns3
