/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiments with a stream and a service, at sizes that take a moment: what must come out of
 * them whatever the loss, whether they repeat themselves, and what they refuse.
 */

#include "ns3/clvl-wire.h"
#include "ns3/data-symbol.h"
#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param experiment its name
 * @param parameters of it
 * @param seed run number of the random streams
 * @return its metrics
 */
std::map<std::string, double>
Measure(const std::string& experiment, const ParameterTexts& parameters, uint64_t seed = 1)
{
    ExperimentRequest request;
    request.experiment = experiment;
    request.parameters = parameters;
    request.seed = seed;
    const Result result = RunRequest(request);
    return {result.GetMetrics().begin(), result.GetMetrics().end()};
}

TEST(StreamExperiments, AccountForEveryPacket)
{
    const std::map<std::string, std::pair<std::string, std::string>> sizes{
        {"clvl-smoothing", {"packets", "20000"}},
        {"clvl-mpeg", {"groups", "100"}}};
    for (const auto& [experiment, size] : sizes)
    {
        for (const char* managed : {"true", "false"})
        {
            for (const char* loss : {"0", "0.03", "0.1", "0.3"})
            {
                ParameterTexts parameters{{"managed", managed}, {"loss", loss}};
                parameters.insert(size);
                const auto metrics = Measure(experiment, parameters);
                EXPECT_EQ(metrics.at("leftover"), 0)
                    << experiment << " managed=" << managed << " loss=" << loss;
            }
        }
    }
}

TEST(StreamExperiments, AccountForEveryPacketOfALongStreamToo)
{
    // its last packets are lost, and no report tells of them
    const auto metrics = Measure("clvl-smoothing", {{"loss", "0.1"}, {"packets", "100000"}});
    EXPECT_EQ(metrics.at("leftover"), 0);
}

TEST(StreamExperiments, SayWhatReportsCost)
{
    // once per window of a round trip, of 100 ms, and of 60 ms in two directions
    const auto audio = Measure("clvl-smoothing", {{"loss", "0"}, {"packets", "10000"}});
    const double perPacket = FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES + 28 + 172;
    EXPECT_GT(audio.at("report_bytes_ratio"), 0.9 * 44 / (5 * perPacket)) << "44 bytes at least";
    EXPECT_LT(audio.at("report_bytes_ratio"), 3.0 * 44 / (5 * perPacket));
    const auto game = Measure("clvl-game", {{"loss", "0"}, {"duration", "20s"}});
    EXPECT_GT(game.at("report_bytes_ratio"), 0.05);
    EXPECT_LT(game.at("report_bytes_ratio"), 0.5);
}

TEST(StreamExperiments, ForwardUnchangedIfNotManaged)
{
    const auto metrics =
        Measure("clvl-smoothing", {{"managed", "false"}, {"packets", "50000"}, {"burst", "8"}});
    EXPECT_EQ(metrics.at("sent_bytes_ratio"), 1);
    EXPECT_EQ(metrics.at("victims"), 0);
    EXPECT_EQ(metrics.at("loss"), metrics.at("path_loss"));
    EXPECT_GT(metrics.at("mean_run"), 5);
}

TEST(StreamExperiments, SmoothingAtAnyRateIsNeutral)
{
    for (const char* rate : {"20", "50", "500"})
    {
        const auto metrics = Measure("clvl-smoothing", {{"rate_pps", rate}, {"packets", "300000"}});
        SCOPED_TRACE(::testing::Message() << "rate_pps=" << rate << ", seed 1");
        EXPECT_NEAR(metrics.at("loss_ratio"), 1, 0.02);
        EXPECT_NEAR(metrics.at("sent_bytes_ratio"), 1, 0.01);
        EXPECT_LE(metrics.at("mean_run"), 1.1);
        EXPECT_LE(metrics.at("conditional_loss"), 0.075);
        EXPECT_EQ(metrics.at("control_dropped"), 0);
    }
}

TEST(StreamExperiments, ForgivenDebtsMakeASlowStreamLoseLessAndSendMore)
{
    const auto metrics =
        Measure("clvl-smoothing", {{"debt_expiry", "1500ms"}, {"packets", "100000"}});
    EXPECT_LT(metrics.at("loss_ratio"), 0.8);
    EXPECT_GT(metrics.at("sent_bytes_ratio"), 1.003);
}

TEST(StreamExperiments, IntraPicturesAreRecoveredAtNoCost)
{
    for (uint64_t seed = 1; seed <= 3; ++seed)
    {
        const auto plain = Measure("clvl-mpeg", {{"managed", "false"}, {"groups", "1000"}}, seed);
        const auto managed = Measure("clvl-mpeg", {{"groups", "1000"}}, seed);
        SCOPED_TRACE(::testing::Message() << "seed " << seed);
        const double loss = managed.at("path_loss");
        EXPECT_LE(managed.at("i_frame_loss"), 1.5 * loss * loss);
        EXPECT_NEAR(managed.at("loss_ratio"), 1, 0.02);
        EXPECT_NEAR(managed.at("sent_bytes_ratio"), 1, 0.01);
        EXPECT_GT(managed.at("decodable_gop"), plain.at("decodable_gop"));
        EXPECT_GT(managed.at("decodable_pictures"), plain.at("decodable_pictures"));
    }
}

TEST(StreamExperiments, AGameThroughTheTunnelKeepsItsControlPackets)
{
    // ordinary sockets of ns-3; the rest of the notes' tolerances is a claim over many seeds
    const ParameterTexts plainly{{"managed", "false"}, {"duration", "120s"}};
    const auto plain = Measure("clvl-game", plainly);
    const auto managed = Measure("clvl-game", {{"duration", "120s"}});
    EXPECT_EQ(managed.at("control_dropped"), 0);
    EXPECT_LT(managed.at("control_loss"), plain.at("control_loss") / 2);
    EXPECT_NEAR(managed.at("sent_bytes_ratio"), 1, 0.01);
    EXPECT_LT(managed.at("mean_run"), plain.at("mean_run") / 2);
    EXPECT_EQ(managed.at("leftover"), 0);
    EXPECT_EQ(plain.at("leftover"), 0);
    EXPECT_EQ(plain, Measure("clvl-game", plainly)) << "twice in one process";
}

TEST(StreamExperiments, AGameRefusesBusyTimesThatLoseLessThanTheMean)
{
    EXPECT_THROW(Measure("clvl-game", {{"loss", "0.2"}, {"busy_loss", "0.1"}}), ParameterError);
}

TEST(StreamExperiments, EqualArgumentsGiveEqualNumbersInOneProcess)
{
    const ParameterTexts parameters{{"groups", "50"}};
    const auto first = Measure("clvl-mpeg", parameters, 7);
    EXPECT_NE(first, Measure("clvl-mpeg", parameters, 8));
    EXPECT_EQ(first, Measure("clvl-mpeg", parameters, 7));
}

TEST(StreamExperiments, RefuseAGroupThatIsNone)
{
    EXPECT_THROW(Measure("clvl-mpeg", {{"gop", "BBI"}}), ParameterError);
    EXPECT_THROW(Measure("clvl-smoothing", {{"policy", "magic"}}), ParameterError);
}

} // namespace
} // namespace qos
} // namespace ns3
