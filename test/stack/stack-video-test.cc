/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiment stack-video: what each of the four systems buys, over fixed seeds; accounts; equal
 * runs; parameters that do not fit.
 */

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param parameters of the experiment
 * @param seed run number of the random streams
 * @return what comes out
 */
Result
Measure(const ParameterTexts& parameters, uint64_t seed)
{
    ExperimentRequest request;
    request.experiment = "stack-video";
    request.parameters = parameters;
    request.seed = seed;
    return RunRequest(request);
}

/** What is switched off, and where that must show. */
struct Share
{
    const char* parameter; //!< that switches it off
    const char* off;       //!< its value
    const char* metric;    //!< what the layer is for
    double sign;           //!< 1 if more of the metric is better
};

/**
 * @param os where to
 * @param share what is switched off
 * @return the same stream
 */
std::ostream&
operator<<(std::ostream& os, const Share& share)
{
    return os << share.parameter << "=" << share.off << ", " << share.metric;
}

/**
 * @param parameters of the experiment
 * @param seed run number of the random streams
 * @return what comes out; measured once only
 */
const Result&
Recall(const ParameterTexts& parameters, uint64_t seed)
{
    static std::map<std::pair<ParameterTexts, uint64_t>, Result> results;
    const auto known = results.find({parameters, seed});
    if (known != results.end())
    {
        return known->second;
    }
    return results.emplace(std::pair(parameters, seed), Measure(parameters, seed)).first->second;
}

/** Each layer. */
class StackVideoShare : public testing::TestWithParam<Share>
{
};

/** Pairs of runs that differ in one switch only. The interval is Student's, of 95 %. */
TEST_P(StackVideoShare, IsLostWithoutTheLayer)
{
    constexpr uint64_t FIRST = 41;
    constexpr uint64_t RUNS = 8;
    constexpr double STUDENT = 2.365; // 97.5 % of 7 degrees of freedom
    const Share share = GetParam();
    const ParameterTexts with{{"duration", "25s"}, {"warmup", "8s"}};
    ParameterTexts without = with;
    without[share.parameter] = share.off;
    std::vector<double> gains;
    double sum = 0;
    for (uint64_t seed = FIRST; seed < FIRST + RUNS; ++seed)
    {
        const double gain = Recall(with, seed).GetMetric(share.metric) -
                            Recall(without, seed).GetMetric(share.metric);
        gains.push_back(share.sign * gain);
        sum += gains.back();
    }
    const double mean = sum / RUNS;
    double squares = 0;
    for (const double gain : gains)
    {
        squares += (gain - mean) * (gain - mean);
    }
    const double half = STUDENT * std::sqrt(squares / (RUNS - 1) / RUNS);
    EXPECT_GT(mean - half, 0) << "gain " << mean << " +- " << half << ", seeds " << FIRST << " to "
                              << FIRST + RUNS - 1 << ": " << testing::PrintToString(gains);
}

INSTANTIATE_TEST_SUITE_P(All,
                         StackVideoShare,
                         testing::Values(Share{"qsockets", "false", "fps_mean", 1},
                                         Share{"qsockets", "false", "i_lost", -1},
                                         Share{"qsockets", "false", "web_near_ms", -1},
                                         Share{"congestion_manager", "false", "web_near_ms", -1},
                                         Share{"overqos", "false", "i_lost", -1},
                                         Share{"overqos", "false", "decodable_fps_min", 1},
                                         Share{"overlay_tree", "random", "fps_min", 1},
                                         Share{"overlay_tree", "unicast", "fps_min", 1}));

/** Switches. */
class StackVideoSwitches
    : public testing::TestWithParam<std::tuple<const char*, const char*, const char*, const char*>>
{
  protected:
    /** @return parameters of a short run */
    static ParameterTexts Short()
    {
        return {{"qsockets", std::get<0>(GetParam())},
                {"congestion_manager", std::get<1>(GetParam())},
                {"overqos", std::get<2>(GetParam())},
                {"overlay_tree", std::get<3>(GetParam())},
                {"viewers", "5"},
                {"duration", "8s"},
                {"warmup", "4s"}};
    }
};

TEST_P(StackVideoSwitches, AccountForEveryPacketAndReportEveryMetric)
{
    constexpr uint64_t SEED = 7;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    const Result result = Measure(Short(), SEED);
    EXPECT_EQ(result.GetMetric("leftover"), 0);
    for (const Metric& metric :
         ExperimentRegistry::Instance().Get("stack-video").Create()->GetMetrics())
    {
        const double value = result.GetMetric(metric.name);
        const bool isOfWholePictures = metric.name.rfind("delay_", 0) == 0;
        EXPECT_TRUE(std::isfinite(value) || isOfWholePictures) << metric.name;
    }
    EXPECT_EQ(result.GetMetric("pictures"), 80);
    EXPECT_LE(result.GetMetric("fps_min"), result.GetMetric("fps_mean"));
    EXPECT_LE(result.GetMetric("decodable_fps_mean"), result.GetMetric("fps_mean"));
    EXPECT_EQ(result.GetMetric("scheduler_dropped_i"), 0);
    EXPECT_EQ(result.GetMetric("redundancy") > 0, Short()["overqos"] == "true");
    EXPECT_EQ(result.GetMetric("root_degree") == 5, Short()["overlay_tree"] == "unicast");
}

/** Switches but the tree. */
class StackVideoUndisturbed : public StackVideoSwitches
{
};

TEST_P(StackVideoUndisturbed, ShowsEveryPicture)
{
    ParameterTexts quiet = Short();
    quiet["loss"] = "0";
    quiet["cross_load"] = "0";
    quiet["bulk_flows"] = "0";
    quiet["source_rate"] = "100Mbps";
    quiet["server_rate"] = "100Mbps";
    quiet["least_rate"] = "50Mbps";
    quiet["most_rate"] = "50Mbps";
    quiet["clvl_flows"] = "100"; // which find their rate at once
    constexpr uint64_t SEED = 8;
    const Result result = Measure(quiet, SEED);
    EXPECT_EQ(result.GetMetric("fps_min"), 20) << "seed " << SEED;
    EXPECT_EQ(result.GetMetric("decodable_fps_min"), 20) << "seed " << SEED;
    EXPECT_EQ(result.GetMetric("web_unfinished"), 0) << "seed " << SEED;
    EXPECT_EQ(result.GetMetric("leftover"), 0) << "seed " << SEED;
}

INSTANTIATE_TEST_SUITE_P(All,
                         StackVideoSwitches,
                         testing::Combine(testing::Values("true", "false"),
                                          testing::Values("true", "false"),
                                          testing::Values("true", "false"),
                                          testing::Values("stress_aware", "random", "unicast")));

INSTANTIATE_TEST_SUITE_P(All,
                         StackVideoUndisturbed,
                         testing::Combine(testing::Values("true", "false"),
                                          testing::Values("true", "false"),
                                          testing::Values("true", "false"),
                                          testing::Values("stress_aware")));

TEST(StackVideo, IsTheSameAgainAfterAnotherRun)
{
    const ParameterTexts parameters{{"viewers", "5"}, {"duration", "8s"}, {"warmup", "4s"}};
    ParameterTexts other = parameters;
    other["overqos"] = "false";
    other["overlay_tree"] = "random";
    const Result first = Measure(parameters, 3);
    const Result between = Measure(other, 4);
    const Result again = Measure(parameters, 3);
    EXPECT_EQ(first.GetProvenance().events, again.GetProvenance().events);
    EXPECT_EQ(first.GetMetrics(), again.GetMetrics());
    EXPECT_NE(first.GetMetrics(), between.GetMetrics());
}

/** The network, the others and the pictures must not depend on what is switched off. */
TEST(StackVideo, DrawsTheSamePicturesAndLinksWhateverIsSwitchedOff)
{
    const auto rates = [](const char* parameter, const char* value) {
        ParameterTexts parameters{{"viewers", "5"}, {"duration", "8s"}, {"warmup", "4s"}};
        parameters[parameter] = value;
        const Result result = Measure(parameters, 5);
        std::vector<double> column;
        for (const auto& row : result.GetTables().front().second.GetRows())
        {
            column.push_back(std::get<double>(row[2].Get()));
        }
        return column;
    };
    const auto all = rates("qsockets", "true");
    ASSERT_EQ(all.size(), 6U);
    EXPECT_EQ(all, rates("qsockets", "false"));
    EXPECT_EQ(all, rates("congestion_manager", "false"));
    EXPECT_EQ(all, rates("overqos", "false"));
    EXPECT_EQ(all, rates("overlay_tree", "unicast"));
}

/** A wrong set of parameters and what is said about it. */
struct Mistake
{
    ParameterTexts parameters; //!< wrong
    std::string sentence;      //!< part of what is said
};

TEST(StackVideo, RefusesWhatDoesNotFitInOneSentence)
{
    const std::vector<Mistake> mistakes{
        {{{"oln", "6"}}, "oln is 6; allowed is at most old, which is 5"},
        {{{"least_rate", "5Mbps"}}, "least_rate is above most_rate; allowed is at most most_rate"},
        {{{"warmup", "40s"}}, "warmup ends less than a second before duration"},
        {{{"overlay_tree", "star"}}, "overlay_tree"},
        {{{"viewers", "0"}}, "viewers"},
        {{{"overlay", "true"}}, "overlay"}};
    for (const Mistake& mistake : mistakes)
    {
        ExperimentRequest request;
        request.experiment = "stack-video";
        request.parameters = mistake.parameters;
        try
        {
            CheckRequest(request);
            ADD_FAILURE() << "taken: " << mistake.sentence;
        }
        catch (const ParameterError& error)
        {
            EXPECT_THAT(error.what(), testing::HasSubstr(mistake.sentence));
            EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("\n")));
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
