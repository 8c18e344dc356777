/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Runs that are recorded, and acted upon: what an observer does is part of the run, that it looks
 * is not.
 */

#include "command-line.h"
#include "run-recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using testing::HasSubstr;

/** @return what is in a file */
std::string
Content(const fs::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/** Calls of programs, which leave files in a folder of their own. */
class RunRecorderTest : public testing::Test
{
  protected:
    /** What a call of a program left. */
    struct Outcome
    {
        ExitStatus status;
        std::string out;
        std::string err;
    };

    RunRecorderTest()
    {
        fs::create_directories(m_folder);
    }

    ~RunRecorderTest() override
    {
        fs::remove_all(m_folder);
    }

    /** @return path of a file in the folder */
    std::string PathOf(const std::string& name) const
    {
        return (m_folder / name).string();
    }

    /** @return path of a file with a text in it */
    std::string FileWith(const std::string& text) const
    {
        std::ofstream(m_folder / "script.csv") << text;
        return PathOf("script.csv");
    }

    /** @return what a program does with arguments and further ones */
    static Outcome Call(const std::string& experiment,
                        std::vector<std::string> arguments,
                        const std::vector<std::string>& further = {})
    {
        arguments.insert(arguments.end(), further.begin(), further.end());
        arguments.emplace_back("--json");
        std::ostringstream out;
        std::ostringstream err;
        const ExitStatus status = RunProgram(experiment, arguments, out, err);
        return {status, out.str(), err.str()};
    }

    const fs::path m_folder =
        fs::path(testing::TempDir()) / ("qos-run-recorder-" + std::to_string(getpid()));
};

const std::vector<std::string> TREE{"nodes=20", "duration=20s"};

TEST_F(RunRecorderTest, LookingChangesNoByteOfTheResult)
{
    int number = 0;
    for (const auto& [experiment, arguments] :
         std::vector<std::pair<std::string, std::vector<std::string>>>{
             {"overlay-tree", TREE},
             {"overlay-coding", {"duration=10s"}},
             {"overlay-failure", {"nodes=20", "duration=20s"}}})
    {
        SCOPED_TRACE(experiment);
        const std::string record = PathOf(std::to_string(++number));
        const Outcome alone = Call(experiment, arguments);
        const Outcome seen =
            Call(experiment, arguments, {"--record", record, "--record-interval", "100ms"});
        EXPECT_EQ(alone.status, EXIT_DONE) << alone.err;
        EXPECT_EQ(seen.status, EXIT_DONE) << seen.err;
        EXPECT_EQ(seen.out, alone.out);
    }
}

TEST_F(RunRecorderTest, LookingAtHostsOnTcpIsAnEventAndNothingElse)
{
    Json results[2];
    for (const bool isSeen : {false, true})
    {
        const Outcome outcome = Call("overlay-tree",
                                     {"transport=tcp", "duration=5s"},
                                     isSeen ? std::vector<std::string>{"--record", PathOf("tcp")}
                                            : std::vector<std::string>());
        ASSERT_EQ(outcome.status, EXIT_DONE) << outcome.err;
        results[isSeen] = Json::parse(outcome.out);
    }
    EXPECT_GT(results[1]["events"], results[0]["events"]);
    results[1]["events"] = results[0]["events"];
    EXPECT_EQ(results[1], results[0]);
}

TEST_F(RunRecorderTest, WhatWasDoneDoneAgainIsTheSameRun)
{
    for (const std::string transport : {"fast", "tcp"})
    {
        SCOPED_TRACE(transport);
        const std::vector<std::string> arguments{"nodes=12",
                                                 "duration=20s",
                                                 "transport=" + transport};
        const std::string script = FileWith("t,action,target,args\n"
                                            "40.5,terminate-node,7,\n"
                                            "# in between\n"
                                            "12.0101,bw-node,5,scope=up rate=20000\n");
        const Outcome alone = Call("overlay-tree", arguments);
        const Outcome first =
            Call("overlay-tree", arguments, {"--record=" + PathOf(transport), "--actions", script});
        ASSERT_EQ(first.status, EXIT_DONE) << first.err;
        EXPECT_NE(first.out, alone.out);
        const fs::path log = m_folder / transport / RunRecorder::ACTIONS;
        EXPECT_EQ(Content(log),
                  "t,action,target,args\n"
                  "12.020000000,bw-node,5,scope=up rate=20000\n"
                  "40.500000000,terminate-node,7,\n");
        const Outcome again = Call("overlay-tree", arguments, {"--actions", log.string()});
        EXPECT_EQ(again.out, first.out);
    }
}

TEST_F(RunRecorderTest, SlowAndEndedNodesAreSeen)
{
    const std::string script = FileWith("20,bw-node,3,scope=total rate=12000\n"
                                        "30,terminate-node,5,\n"
                                        "80,terminate-node,9,\n");
    const Outcome outcome =
        Call("overlay-tree", TREE, {"--record", PathOf("seen"), "--actions", script});
    ASSERT_EQ(outcome.status, EXIT_DONE) << outcome.err;
    std::ifstream samples(m_folder / "seen" / RunRecorder::SAMPLES);
    std::string line;
    std::getline(samples, line);
    EXPECT_EQ(Json::parse(line)["tables"]["links"]["keys"], 3);
    double slowAt = -1;
    double endedAt = -1;
    std::set<std::string> childrenBefore;
    std::set<std::string> childrenAfter;
    while (std::getline(samples, line))
    {
        const Json sample = Json::parse(line);
        const double at = sample["t"];
        for (const Json& row : sample.value("/nodes/set"_json_pointer, Json::array()))
        {
            slowAt = row[0] == "3" && row[2] == 12 && slowAt < 0 ? at : slowAt;
            endedAt = row[0] == "5" && row[1] == 0 && endedAt < 0 ? at : endedAt;
        }
        for (const Json& row : sample.value("/edges/set"_json_pointer, Json::array()))
        {
            (at < 30 ? childrenBefore : childrenAfter).insert(row[1]);
        }
    }
    EXPECT_EQ(slowAt, 20);
    EXPECT_EQ(endedAt, 30);
    EXPECT_EQ(childrenBefore.count("5"), 1);
    EXPECT_EQ(childrenAfter.count("5"), 0);
    const Json nodes = Json::parse(outcome.out)["tables"]["nodes"]["rows"];
    EXPECT_EQ(nodes.size(), 18) << "a node that was ended is in no figure, whenever that was";
}

TEST_F(RunRecorderTest, WhatCannotBeDoneIsRefusedBeforeAnythingIsThere)
{
    const std::string record = PathOf("refused");
    for (const auto& [arguments, complaint] :
         std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"--record=" + record, "nodes=1"},
              "parameter nodes of overlay-tree is '1', allowed:"},
             {{"--record=" + record, "--actions=" + PathOf("none")}, "none can not be read"},
             {{"--record=" + record, "--actions=" + FileWith("1,join\n")},
              "script.csv, line 1: it has 2 columns; allowed is t,action,target,args"},
             {{"--record=" + record, "--record-interval=1ms"},
              "option --record-interval is '1ms', allowed: "},
             {{"--actions=" + m_folder.string()}, "can not be read, allowed: a file"},
             {{"--record="}, "option --record is empty, allowed: a path"},
             {{"--record=" + record + std::string(300, 'x')}, "can not be written"},
             {{"--record-interval=1s"}, "option --record-interval needs --record FOLDER"},
             {{"--record=/proc/qos"}, "record /proc/qos can not be written"}})
    {
        const Outcome outcome = Call("overlay-tree", arguments);
        EXPECT_EQ(outcome.status, EXIT_BAD_ARGUMENTS);
        EXPECT_THAT(outcome.err, HasSubstr(complaint));
        EXPECT_FALSE(fs::exists(record));
    }
    const std::string late = FileWith("-1,join,A,app=1\n");
    EXPECT_THAT(Call("overlay-tree", {"--actions=" + late}).err,
                HasSubstr("script.csv, line 1: the time is '-1'; allowed are seconds"));
    EXPECT_EQ(Call("cm-bulk", {"--record=" + record}).err,
              "cm-bulk can not be observed, allowed: overlay-coding, overlay-failure, "
              "overlay-tree\n");
    EXPECT_FALSE(fs::exists(record));
}

TEST_F(RunRecorderTest, ARecordIsNotWrittenOver)
{
    const std::string record = PathOf("once");
    EXPECT_EQ(Call("overlay-tree", {"--record", record}).status, EXIT_DONE);
    const std::string before = Content(m_folder / "once" / RunRecorder::SAMPLES);
    const Outcome again = Call("overlay-tree", {"--record", record});
    EXPECT_EQ(again.status, EXIT_BAD_ARGUMENTS);
    EXPECT_EQ(again.err,
              "record " + record + " has samples.ndjson, allowed: a folder without a record\n");
    EXPECT_EQ(Content(m_folder / "once" / RunRecorder::SAMPLES), before);
}

TEST_F(RunRecorderTest, AScriptInTheFolderIsNotWrittenOver)
{
    const std::string script = PathOf(RunRecorder::ACTIONS);
    std::ofstream(script) << "# mine\n5,bw-node,A,scope=up rate=1000\n";
    const Outcome outcome =
        Call("overlay-tree", {"--record", m_folder.string(), "--actions", script});
    EXPECT_EQ(outcome.status, EXIT_BAD_ARGUMENTS);
    EXPECT_THAT(outcome.err, HasSubstr("has actions.csv, allowed: a folder without a record"));
    EXPECT_EQ(Content(script), "# mine\n5,bw-node,A,scope=up rate=1000\n");
}

TEST_F(RunRecorderTest, SamplesKeepTheirIntervalThoughLooksAreNoMultiplesOfIt)
{
    ASSERT_EQ(Call("overlay-coding",
                   {"duration=2s", "--record", PathOf("interval"), "--record-interval=50ms"})
                  .status,
              EXIT_DONE);
    std::ifstream samples(m_folder / "interval" / RunRecorder::SAMPLES);
    std::string line;
    std::getline(samples, line);
    std::vector<double> times;
    while (times.size() < 5 && std::getline(samples, line))
    {
        times.push_back(Json::parse(line)["t"]);
    }
    EXPECT_THAT(times, testing::ElementsAre(0, 0.06, 0.1, 0.16, 0.2));
}

TEST_F(RunRecorderTest, NodesHaveTheirNamesBesideAnObserverThatIsOne)
{
    const std::vector<std::string> arguments{"duration=10s",
                                             "script=" +
                                                 FileWith("0,code,A,app=1 role=relay to=B\n")};
    const std::string actions = PathOf("end.csv");
    std::ofstream(actions) << "5,terminate-node,B,\n";
    const Outcome outcome =
        Call("overlay-coding", arguments, {"--record", PathOf("names"), "--actions", actions});
    ASSERT_EQ(outcome.status, EXIT_DONE) << outcome.err;
    std::ifstream samples(m_folder / "names" / RunRecorder::SAMPLES);
    std::string line;
    std::set<std::string> names;
    std::string ended;
    std::getline(samples, line);
    while (std::getline(samples, line))
    {
        const Json sample = Json::parse(line);
        for (const Json& row : sample.value("/nodes/set"_json_pointer, Json::array()))
        {
            names.insert(row[0]);
            EXPECT_EQ(row[2], row[0] == "A" ? 400 : 0) << "the source is limited in all: " << row;
            EXPECT_EQ(row[3], row[0] == "D" ? 200 : 0) << "its uplink is: " << row;
            ended += row[1] == 0 ? row[0].get<std::string>() : "";
        }
    }
    EXPECT_THAT(names, testing::ElementsAre("A", "B", "C", "D", "E", "F", "G", "observer"));
    EXPECT_EQ(ended, "B");
}

TEST_F(RunRecorderTest, AnActionThatMakesNoSenseFailsTheRun)
{
    for (const auto& [script, complaint] : std::vector<std::pair<std::string, std::string>>{
             {"5,dance,A,\n", "script.csv, line 1: the action is 'dance'; allowed is bw-node, "},
             {"\n5,leave,Z,app=1\n", "line 2: the target is 'Z'; allowed is a node"},
             {"5000,leave,A,app=1\n", "script.csv, line 1: the run ended before 5000 s"},
             {"5,terminate-node,S,\n5,terminate-node,A,\n5,terminate-node,B,\n"
              "5,terminate-node,C,\n5,terminate-node,D,\n",
              "no node is left"}})
    {
        const Outcome outcome = Call("overlay-tree", {"--actions", FileWith(script)});
        EXPECT_EQ(outcome.status, EXIT_RUN_FAILED);
        EXPECT_EQ(outcome.out, "");
        EXPECT_THAT(outcome.err, HasSubstr(complaint));
    }
}

} // namespace
} // namespace qos
} // namespace ns3
