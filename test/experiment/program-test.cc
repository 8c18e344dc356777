/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * An experiment's program: arguments in, output and exit status out.
 */

#include "command-line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace ns3
{
namespace qos
{
namespace
{

using Json = nlohmann::ordered_json;
using testing::ElementsAre;

/** What a call of the program left. */
struct Outcome
{
    ExitStatus status;
    std::string out;
    std::string err;
};

Outcome
Call(const std::vector<std::string>& arguments)
{
    std::ostringstream out;
    std::ostringstream err;
    const ExitStatus status = RunProgram("md1-queue", arguments, out, err);
    return {status, out.str(), err.str()};
}

std::vector<std::string>
Keys(const Json& json)
{
    std::vector<std::string> keys;
    for (const auto& entry : json.items())
    {
        keys.push_back(entry.key());
    }
    return keys;
}

TEST(Program, PrintsOneJsonObject)
{
    const Outcome outcome =
        Call({"duration=20ms", "--seed", "3", "--json", "--set=ns3::TcpSocket::SegmentSize=1448"});
    EXPECT_EQ(outcome.status, EXIT_DONE);
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.out.find('\n'), outcome.out.size() - 1);
    const Json json = Json::parse(outcome.out);
    EXPECT_THAT(Keys(json),
                ElementsAre("experiment",
                            "parameters",
                            "settings",
                            "seed",
                            "versions",
                            "duration_s",
                            "events",
                            "metrics",
                            "wall_time_metrics",
                            "tables"));
    EXPECT_EQ(json["experiment"], "md1-queue");
    EXPECT_EQ(json["seed"], 3);
    EXPECT_EQ(json["parameters"]["duration"], "20ms");
    EXPECT_EQ(json["settings"]["ns3::TcpSocket::SegmentSize"], "1448");
    EXPECT_EQ(json["duration_s"], 0.02);
    EXPECT_EQ(json["wall_time_metrics"], Json::array({"arrive_ns"}));
    EXPECT_THAT(Keys(json["versions"]), ElementsAre("project", "ns3"));
    const Json& table = json["tables"]["customers"];
    EXPECT_EQ(table["columns"][1], (Json{{"name", "arrival"}, {"unit", "s"}}));
    EXPECT_EQ(table["rows"][0].size(), 4U);
}

TEST(Program, WritesNumbersShortAndExact)
{
    const Outcome outcome = Call({"duration=0s", "weights=1:2", "--json"});
    const Json metrics = Json::parse(outcome.out)["metrics"];
    EXPECT_TRUE(metrics["wait_ms"].is_null()) << "nobody was served: no value";
    EXPECT_NE(outcome.out.find("\"share_1\":0.3333333333333333,"), std::string::npos);
    EXPECT_NE(outcome.out.find("\"left\":0,"), std::string::npos);
}

TEST(Program, LeavesOutWhatThereIsNot)
{
    const Json json = Json::parse(Call({"duration=1ms", "--json"}).out);
    EXPECT_FALSE(json.contains("settings"));
}

TEST(Program, PrintsTablesForReaders)
{
    const Outcome outcome = Call({"duration=20ms"});
    EXPECT_EQ(outcome.status, EXIT_DONE);
    EXPECT_THAT(outcome.out, testing::HasSubstr("md1-queue, seed 1: 0.02 s simulated"));
    EXPECT_THAT(outcome.out, testing::HasSubstr("  wait_ms "));
    EXPECT_THAT(outcome.out, testing::HasSubstr("customer  arrival [s]"));
}

TEST(Program, DescribesItself)
{
    const Outcome outcome = Call({"--describe"});
    EXPECT_EQ(outcome.status, EXIT_DONE);
    const Json schema = Json::parse(outcome.out);
    EXPECT_THAT(Keys(schema),
                ElementsAre("name", "summary", "replays", "parameters", "ends", "metrics"));
    EXPECT_EQ(schema["parameters"][0],
              (Json{{"name", "load"},
                    {"type", "number"},
                    {"default", "0.5"},
                    {"allowed", "a number from 0 to 1"},
                    {"help", "share of time in which the server is busy"}}));
    EXPECT_EQ(schema["parameters"][1]["choices"], Json::array({"wait", "leave"}));
    EXPECT_EQ(schema["metrics"][3]["wall_time"], true);
}

TEST(Program, HelpNamesEveryParameterAndOption)
{
    const Outcome outcome = Call({"--help"});
    EXPECT_EQ(outcome.status, EXIT_DONE);
    for (const char* word :
         {"load=0.5", "policy=wait", "--seed N", "--set", "--json", "--describe"})
    {
        EXPECT_THAT(outcome.out, testing::HasSubstr(word));
    }
}

/** Arguments that are wrong, and the sentence. */
using Mistake = std::pair<std::vector<std::string>, std::string>;

class WrongArguments : public testing::TestWithParam<Mistake>
{
};

TEST_P(WrongArguments, GiveOneSentenceAndStatusTwo)
{
    const Outcome outcome = Call(GetParam().first);
    EXPECT_EQ(outcome.status, EXIT_BAD_ARGUMENTS);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, GetParam().second + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    All,
    WrongArguments,
    testing::Values(
        Mistake{{"load"},
                "argument 'load' is not understood, allowed: parameter=value, --seed N, --set "
                "ns3::Type::Attribute=value, --end NAME=INTERFACE, --peer NAME=A.B.C.D, --record "
                "FOLDER, --record-interval TIME, --actions FILE, --doctor, "
                "--json, --describe, --help"},
        Mistake{{"load=0.1", "load=0.2"}, "parameter load is given twice"},
        Mistake{{"load=x"}, "parameter load of md1-queue is 'x', allowed: a number from 0 to 1"},
        Mistake{{"--sed"},
                "option '--sed' is unknown, allowed: --seed, --set, --end, --peer, --record, "
                "--record-interval, --actions, --doctor, "
                "--json, --describe, --help"},
        Mistake{{"--json=yes"},
                "option '--json' is unknown, allowed: --seed, --set, --end, --peer, --record, "
                "--record-interval, --actions, --doctor, "
                "--json, --describe, --help"},
        Mistake{{"--seed"}, "option --seed needs a value"},
        Mistake{{"--seed", "x"}, "seed is 'x', allowed: a whole number from 0 to 4294967295"},
        Mistake{{"--set", "Foo"},
                "argument 'Foo' is not understood, allowed: --set ns3::Type::Attribute=value"},
        Mistake{{"--set", "ns3::Foo::Bar=1"},
                "setting ns3::Foo::Bar names no ns-3 attribute: there is no type 'ns3::Foo'"}));

TEST(Program, AFailedRunHasStatusOne)
{
    const Outcome outcome = Call({"fail=1"});
    EXPECT_EQ(outcome.status, EXIT_RUN_FAILED);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "md1-queue failed: the server is on fire\n");
}

} // namespace
} // namespace qos
} // namespace ns3
