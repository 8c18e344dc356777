/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The paper's vat (section 3.6, Figure 2) as the experiment cm-vat replays it. The limits were set
 * before.
 */

#include "command-line.h"

#include "ns3/experiment-request.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param parameters of cm-vat
 * @param seed run number of the random streams
 * @return what comes of a minute
 */
Result
Measure(ParameterTexts parameters, uint64_t seed)
{
    ExperimentRequest request;
    request.experiment = "cm-vat";
    request.parameters = std::move(parameters);
    request.parameters.emplace("duration", "60s");
    request.seed = seed;
    return RunRequest(request);
}

/**
 * @param arguments of cm-vat
 * @return its exit status and what it prints
 */
std::pair<int, std::string>
Call(const std::vector<std::string>& arguments)
{
    std::ostringstream out;
    std::ostringstream err;
    const int status = RunProgram("cm-vat", arguments, out, err);
    return {status, out.str() + err.str()};
}

TEST(VatExperiment, DelaysAreShorterWithDropsFromTheHeadAtEqualBuffers)
{
    for (uint64_t seed = 1; seed <= 2; ++seed)
    {
        for (const std::string bandwidth : {"32kbps", "64kbps"})
        {
            for (const std::string buffer : {"5", "25"})
            {
                SCOPED_TRACE("seed " + std::to_string(seed) + " " + bandwidth + " " + buffer);
                const auto measure = [&](const std::string& drop) {
                    return Measure({{"bandwidth", bandwidth}, {"buffer", buffer}, {"drop", drop}},
                                   seed)
                        .GetMetric("delay_p95_ms");
                };
                EXPECT_LT(measure("head"), measure("tail"));
            }
        }
    }
}

TEST(VatExperiment, LossIsWhatTheLinkHasNoRoomForWithinTenPercent)
{
    // 50 packets a second, 160 bytes of audio and 54 of stamp, UDP, IP and PPP each
    constexpr double NEEDED = 50 * 8 * (160 + 54);
    for (uint64_t seed = 1; seed <= 2; ++seed)
    {
        for (const int kbps : {32, 48, 64})
        {
            SCOPED_TRACE("seed " + std::to_string(seed) + " " + std::to_string(kbps));
            const Result result = Measure({{"bandwidth", std::to_string(kbps) + "kbps"}}, seed);
            const double expected = 1 - kbps * 1000 / NEEDED;
            EXPECT_NEAR(result.GetMetric("loss_expected"), expected, 1e-9);
            EXPECT_NEAR(result.GetMetric("loss") / expected, 1, 0.1);
            EXPECT_EQ(result.GetMetric("ungranted_packets"), 0);
            EXPECT_EQ(result.GetMetric("window_violations"), 0);
        }
    }
}

TEST(VatExperiment, NothingIsLostOnALinkThatIsFastEnough)
{
    const Result result = Measure({{"bandwidth", "128kbps"}}, 1);
    EXPECT_LT(result.GetMetric("loss"), 0.001);
    EXPECT_EQ(result.GetMetric("policed"), 0);
    EXPECT_LT(result.GetMetric("delay_p95_ms"), 80);
}

TEST(VatExperiment, TimeoutsOfTheFirstTwentySecondsAreNotMeasured)
{
    // the first reports take longer than the timeout that is taken for granted before them
    const Result result = Measure({{"rtt", "2s"}, {"bandwidth", "1Mbps"}}, 1);
    EXPECT_EQ(result.GetMetric("timeouts"), 0);
}

TEST(VatExperiment, EqualSeedsGiveEqualTextsAndOthersDoNot)
{
    const std::vector<std::string> first{"duration=30s", "--seed", "1", "--json"};
    const std::vector<std::string> second{"duration=30s", "--seed", "2", "--json"};
    const auto [status, text] = Call(first);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(Call(first).second, text);
    EXPECT_NE(Call(second).second, text);
}

TEST(VatExperiment, BadArgumentsAreRefusedWithASentence)
{
    for (const std::string argument :
         {"drop=middle", "buffer=0", "jitter=21ms", "bandwidth=1kbps", "rtt=11s", "speed=64kbps"})
    {
        const auto [status, text] = Call({argument});
        EXPECT_EQ(status, EXIT_BAD_ARGUMENTS) << argument;
        EXPECT_FALSE(text.empty());
    }
}

} // namespace
} // namespace qos
} // namespace ns3
