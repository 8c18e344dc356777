/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Parameters of the experiments at the ends of their ranges: a result or a sentence, never a crash.
 */

#include "command-line.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace ns3
{
namespace qos
{
namespace
{

/** An experiment and arguments of its program. */
struct Call
{
    std::string experiment;
    std::vector<std::string> arguments;
};

/** What a call left. */
struct Outcome
{
    ExitStatus status;
    std::string out;
    std::string err;
};

Outcome
Make(const Call& call)
{
    std::ostringstream out;
    std::ostringstream err;
    const ExitStatus status = RunProgram(call.experiment, call.arguments, out, err);
    return {status, out.str(), err.str()};
}

/** @return metrics of a call that must succeed */
nlohmann::json
MetricsOf(Call call)
{
    call.arguments.emplace_back("--json");
    const Outcome outcome = Make(call);
    EXPECT_EQ(outcome.status, EXIT_DONE) << outcome.err;
    return nlohmann::json::parse(outcome.out)["metrics"];
}

/** @return as many equal weights */
std::string
Weights(std::size_t count)
{
    std::string weights = "weights=1";
    for (std::size_t i = 1; i < count; ++i)
    {
        weights += ":1";
    }
    return weights;
}

class RefusedParameters : public testing::TestWithParam<std::pair<Call, std::string>>
{
};

TEST_P(RefusedParameters, GiveOneSentenceBeforeAnythingRuns)
{
    const Outcome outcome = Make(GetParam().first);
    EXPECT_EQ(outcome.status, EXIT_BAD_ARGUMENTS);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, GetParam().second + "\n");
}

using Refusal = std::pair<Call, std::string>;

INSTANTIATE_TEST_SUITE_P(
    LinkRate,
    RefusedParameters,
    testing::Values(
        Refusal{{"qsockets-video", {"link_rate=0bps"}},
                "parameter link_rate of qsockets-video is '0bps', allowed: a rate such as 10Mbps, "
                "from 1kbps to 1000Gbps"},
        Refusal{{"qsockets-streams", {"link_rate=0bps"}},
                "parameter link_rate of qsockets-streams is '0bps', allowed: a rate such as "
                "10Mbps, from 1kbps to 1000Gbps"},
        Refusal{{"qsockets-share", {"link_rate=0bps"}},
                "parameter link_rate of qsockets-share is '0bps', allowed: a rate such as 10Mbps, "
                "from 1kbps to 1000Gbps"},
        Refusal{{"qsockets-deadline", {"link_rate=10bps", "load=0.01"}},
                "parameter link_rate of qsockets-deadline is '10bps', allowed: a rate such as "
                "10Mbps, from 1kbps to 1000Gbps"},
        Refusal{{"qsockets-video", {"link_rate=1001Gbps"}},
                "parameter link_rate of qsockets-video is '1001Gbps', allowed: a rate such as "
                "10Mbps, from 1kbps to 1000Gbps"}));

INSTANTIATE_TEST_SUITE_P(
    Streams,
    RefusedParameters,
    testing::Values(
        Refusal{{"qsockets-video", {"scheduler=cbq", "link_rate=1Mbps"}},
                "scheduler=cbq link_rate=1Mbps fps=20 do not fit together: the rate of a stream in "
                "bit/s is 7456000; it must be 1000 to 1000000"},
        Refusal{{"qsockets-streams", {"scheduler=cbq", "fps2=100"}},
                "scheduler=cbq link_rate=10Mbps fps2=100 do not fit together: the rate of a stream "
                "in bit/s is 37280000; it must be 1000 to 10000000"},
        Refusal{{"qsockets-share", {"scheduler=cbq", "weights=100000:1"}},
                "scheduler=cbq link_rate=10Mbps weights=100000:1 packet_sizes=1472 do not fit "
                "together: the rate of a stream in bit/s is 99; it must be 1000 to 10000000"},
        Refusal{{"qsockets-share", {"scheduler=dwcs", "link_rate=1000Gbps"}},
                "scheduler=dwcs link_rate=1000Gbps weights=3:2:1 packet_sizes=1472 do not fit "
                "together: ipg is 24 ns; it must be 0 or at least 1 us"}));

INSTANTIATE_TEST_SUITE_P(
    Others,
    RefusedParameters,
    testing::Values(
        Refusal{{"qsockets-share", {"weights=1.5:2"}},
                "weights has the value 1.5; allowed are whole numbers"},
        Refusal{{"qsockets-share", {"packet_sizes=25.5"}},
                "packet_sizes has the value 25.5; allowed are whole numbers"},
        Refusal{{"qsockets-share", {Weights(1001)}},
                "weights has 1001 values; allowed are at most 1000"},
        Refusal{{"qsockets-deadline", {"link_rate=1000Gbps"}},
                "load=0.65 link_rate=1000Gbps duration=60s do not fit together: the sensor would "
                "send 4875 GB; allowed are at most 100 GB"},
        Refusal{{"qsockets-api", {"calls=100000000"}},
                "parameter calls of qsockets-api is '100000000', allowed: a whole number from 1000 "
                "to 10000000"}));

TEST(UnmanagedVideo, NeedsNoScheduler)
{
    EXPECT_EQ(MetricsOf({"qsockets-video",
                         {"managed=false", "scheduler=cbq", "link_rate=1Mbps", "duration=5s"}})
                  .count("fps_quiet"),
              1U);
}

class Extremes : public testing::TestWithParam<Call>
{
};

TEST_P(Extremes, GiveAResult)
{
    EXPECT_FALSE(MetricsOf(GetParam()).empty());
}

INSTANTIATE_TEST_SUITE_P(
    All,
    Extremes,
    testing::Values(
        Call{"qsockets-video", {"duration=5s", "link_rate=1kbps"}},
        Call{"qsockets-video", {"duration=5s", "link_rate=1000Gbps", "link_delay=0s"}},
        Call{"qsockets-video", {"duration=5s", "link_delay=10s"}},
        Call{"qsockets-video", {"duration=6s", "first_perturbation=5s", "flows=1000"}},
        Call{"qsockets-video", {"duration=5s", "fps=1000", "send_buffer=1", "oln=0", "old=0"}},
        Call{"qsockets-video", {"duration=5s", "fps=0.1", "residual=10s", "adaptive=true"}},
        Call{"qsockets-streams", {"duration=5s", "link_rate=1kbps", "flows=1000"}},
        Call{"qsockets-streams", {"duration=5s", "device_queue=100000p", "fps1=1000"}},
        Call{"qsockets-deadline", {"duration=5s", "link_rate=1kbps", "load=0.01", "burst=1000"}},
        Call{"qsockets-deadline", {"duration=5s", "device_queue=100000p", "link_rate=1kbps"}},
        Call{"qsockets-deadline", {"duration=5s", "deadline_min=1us", "deadline_max=3600s"}},
        Call{"qsockets-share", {"duration=5s", "weights=1:1000000", "scheduler=dwcs"}},
        Call{"qsockets-share", {"duration=5s", "link_rate=1kbps", "scheduler=dwcs"}},
        Call{"qsockets-share", {"duration=5s", Weights(1000)}},
        Call{"qsockets-api", {"calls=1000", "payload=1"}}));

/** A stream whose period would not fit into a time. */
TEST(Shares, TakeTheLeastWeightOfAll)
{
    std::string weights = "weights=1";
    for (int i = 1; i < 1000; ++i)
    {
        weights += ":1000000";
    }
    const auto metrics = MetricsOf(
        {"qsockets-share", {"duration=60s", "link_rate=1kbps", "scheduler=dwcs", weights}});
    EXPECT_EQ(metrics.count("share_1000"), 1U);
}

TEST(NoValue, IsWhatAPhaseOutsideTheRunHas)
{
    const auto metrics =
        MetricsOf({"qsockets-video",
                   {"duration=5s", "first_perturbation=36000s", "second_perturbation=36000s"}});
    EXPECT_GT(metrics["fps_quiet"], 0);
    for (const char* name : {"fps_first", "fps_second", "gap_sd_ms", "gap_max_ms"})
    {
        EXPECT_TRUE(metrics[name].is_null()) << name;
    }
    const auto misses = MetricsOf({"qsockets-deadline", {"duration=5s", "perturbation=36000s"}});
    EXPECT_FALSE(misses["miss_before"].is_null());
    EXPECT_TRUE(misses["miss_after"].is_null());
}

TEST(NoValue, IsWhatSharesOfNothingHave)
{
    const auto metrics = MetricsOf({"qsockets-share", {"duration=5s", "link_delay=10s"}});
    for (const char* name : {"share_1", "share_2", "share_error_max", "fairness_bound_ratio"})
    {
        EXPECT_TRUE(metrics[name].is_null()) << name;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
