/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiment overlay-session: an overlay that a script directs.
 */

#include "../../examples/overlay/script-json.h"

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::HasSubstr;

/**
 * @param parameters of the experiment
 * @return what comes out
 */
Result
RunSession(const ParameterTexts& parameters)
{
    ExperimentRequest request;
    request.experiment = "overlay-session";
    request.parameters = parameters;
    request.seed = 1;
    return RunRequest(request);
}

/**
 * @param name of a file
 * @param text what is in it
 * @return its path
 */
std::string
FileWith(const std::string& name, const std::string& text)
{
    std::string path = testing::TempDir() + name;
    std::ofstream(path) << text;
    return path;
}

/**
 * @param result of a session
 * @param time of a sample
 * @param column of it
 * @return what was measured
 */
double
SampleAt(const Result& result, double time, std::size_t column)
{
    for (const auto& row : result.GetTables().front().second.GetRows())
    {
        if (std::get<double>(row[0].Get()) == time)
        {
            return std::get<double>(row[column].Get());
        }
    }
    throw std::out_of_range("there is no such sample");
}

constexpr std::size_t ALIVE = 1;
constexpr std::size_t MEMBERS = 2;
constexpr std::size_t RATE_LEAST = 3;
constexpr std::size_t RATE_MEAN = 4;

TEST(OverlaySession, BuildsATreeOfAllNodes)
{
    const Result result = RunSession({{"duration", "60s"}});
    EXPECT_EQ(result.GetMetric("alive"), 12);
    EXPECT_EQ(result.GetMetric("members"), 11);
    EXPECT_EQ(result.GetTables().back().second.GetRows().size(), 11U);
    // a node of 200 KBps with a parent and two children lets 66.7 KBps pass
    EXPECT_NEAR(SampleAt(result, 60, RATE_LEAST), 200 / 3.0, 0.03 * 200 / 3);
}

TEST(OverlaySession, FollowsItsSlowestNodeAndSurvivesTheEndOfAnother)
{
    const Result result = RunSession({});
    // node 2 has a parent and two children: of 40 KBps, and of 200 afterwards
    EXPECT_NEAR(SampleAt(result, 100, RATE_MEAN), 40 / 3.0, 0.03 * 40 / 3);
    EXPECT_NEAR(SampleAt(result, 140, RATE_MEAN), 200 / 3.0, 0.03 * 200 / 3);
    // node 3 ends at 142 s, and who was below it joins elsewhere; node 4 leaves at 162 s
    EXPECT_EQ(SampleAt(result, 150, ALIVE), 11);
    EXPECT_EQ(SampleAt(result, 160, MEMBERS), 10);
    EXPECT_EQ(result.GetMetric("members"), 9);
    EXPECT_EQ(result.GetMetric("alive"), 11);
    EXPECT_NEAR(SampleAt(result, 200, RATE_MEAN), 200 / 3.0, 0.03 * 200 / 3);
}

TEST(OverlaySession, DoesWhatAScriptSays)
{
    const std::string script = FileWith("qos-overlay-session-test.csv",
                                        "t,action,target,args\n"
                                        "0,deploy,1,app=1 rate=20480\n"
                                        "1,join,2,app=1\n"
                                        "1,join,3,app=1\n"
                                        "11,leave,2,app=1\n"
                                        "21,terminate-source,1,app=1\n");
    const Result result =
        RunSession({{"script", script}, {"nodes", "6"}, {"duration", "30s"}, {"period", "5s"}});
    EXPECT_EQ(result.GetMetric("commands"), 5);
    EXPECT_EQ(SampleAt(result, 10, MEMBERS), 2);
    EXPECT_EQ(SampleAt(result, 10, RATE_LEAST), 20.48);
    EXPECT_EQ(SampleAt(result, 15, MEMBERS), 1);
    EXPECT_EQ(SampleAt(result, 20, RATE_LEAST), 20.48);
    EXPECT_EQ(SampleAt(result, 30, RATE_LEAST), 0);
    EXPECT_EQ(result.GetMetric("edge_changes"), 3);
}

TEST(OverlaySession, ReadsJsonAsItReadsCsv)
{
    const std::string csv = FileWith("qos-overlay-session-test.csv",
                                     "0.5,deploy,1,app=1 rate=20480\n"
                                     "1,join,2,app=1\n");
    const std::string json =
        FileWith("qos-overlay-session-test.json",
                 R"([{"t": 0.5, "action": "deploy", "target": 1, "args": {"app": 1, "rate": 20480}},
            {"t": "1", "action": "join", "target": "2", "args": {"app": 1}}])");
    const ParameterTexts shared{{"nodes", "6"}, {"duration", "20s"}};
    ParameterTexts first = shared;
    first["script"] = csv;
    ParameterTexts second = shared;
    second["script"] = json;
    const double delivered = RunSession(first).GetMetric("delivered_mb");
    EXPECT_GT(delivered, 0);
    EXPECT_EQ(RunSession(second).GetMetric("delivered_mb"), delivered);
}

TEST(OverlaySession, RefusesWhatIsNoScript)
{
    const auto fault = [](const std::string& path) {
        try
        {
            RunSession({{"script", path}});
        }
        catch (const ParameterError& error)
        {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(fault("/nowhere"), HasSubstr("allowed is a file that can be read"));
    EXPECT_THAT(fault(FileWith("qos-overlay-session-bad.csv", "0,join,13,app=1\n")),
                HasSubstr("line 1: the target is '13'; allowed is a node"));
}

/**
 * @param json a script that is none
 * @return why
 */
std::string
JsonFault(const std::string& json)
{
    try
    {
        ScriptFromJson(json);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

TEST(ScriptFromJsonTest, SaysWhichActionIsWrong)
{
    EXPECT_EQ(JsonFault("{"), "the script is no JSON array; allowed is an array of actions");
    EXPECT_EQ(JsonFault("{}"), "the script is no JSON array; allowed is an array of actions");
    EXPECT_EQ(JsonFault("[1]"),
              "action 1: it is 1; allowed is an object with t, action, target, args");
    EXPECT_EQ(JsonFault(R"([{"t": true}])"), "action 1: t is true; allowed is a number or a text");
    EXPECT_EQ(JsonFault(R"([{"at": 1}])"),
              "action 1: it has at, which is 1; allowed is t, action, target, args (an object)");
    EXPECT_EQ(JsonFault(R"([{"args": []}])"),
              "action 1: it has args, which is []; allowed is t, action, target, args (an object)");
    EXPECT_EQ(JsonFault(R"([{"t": -1, "action": "join", "target": "10.0.0.1:7000"}])"),
              "action 1: the time is '-1'; allowed are seconds below 10^9, with up to nine "
              "decimals");
    EXPECT_EQ(JsonFault(R"([{"t": 1, "action": "join", "target": "10.0.0.1:7000",
                             "args": {"app": "x"}}])"),
              "action 1: app is 'x'; allowed is 0 to 4294967295");
}

} // namespace
} // namespace qos
} // namespace ns3
