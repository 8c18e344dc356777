/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/control-script.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
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

constexpr NodeId FIRST{0x0A000001, 7000};
constexpr NodeId SECOND{0x0A000002, 7000};

/**
 * @param csv a script that is none
 * @return why
 */
std::string
FaultOf(const std::string& csv)
{
    try
    {
        ControlScript::FromCsv(csv);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

/**
 * @param rest of a line, behind the time
 * @return what the node is told
 */
ControlCommand
CommandIn(const std::string& rest)
{
    const ControlScript script = ControlScript::FromCsv("0," + rest);
    EXPECT_EQ(script.Actions().size(), 1U);
    EXPECT_EQ(script.Actions()[0].target, FIRST);
    return script.Actions()[0].command;
}

TEST(ControlScriptTest, HasItsActionsByTime)
{
    const ControlScript script = ControlScript::FromCsv("t,action,target,args\n"
                                                        "\n"
                                                        "# a comment\n"
                                                        "2.5, join, 10.0.0.1:7000, app=1\r\n"
                                                        "0.000000001,join,10.0.0.2:7000,app=2\n"
                                                        "2.5,leave,10.0.0.2:7000,app=3");
    ASSERT_EQ(script.Actions().size(), 3U);
    EXPECT_EQ(script.Actions()[0].at, 1ns);
    EXPECT_EQ(script.Actions()[0].target, SECOND);
    EXPECT_EQ(script.Actions()[1].at, 2500ms);
    EXPECT_EQ(script.Actions()[1].target, FIRST);
    EXPECT_EQ(script.Actions()[1].command.header.app, 1U);
    EXPECT_EQ(script.Actions()[2].command.header.type, MessageType::SLeave)
        << "as they stand, if they are of one time";
}

TEST(ControlScriptTest, SetsBandwidth)
{
    const auto node = NodeBandwidthCommand::FromHeader(
        CommandIn("bw-node,10.0.0.1:7000,scope=up rate=200000").header);
    ASSERT_TRUE(node);
    EXPECT_EQ(node->scope, BandwidthScope::Up);
    EXPECT_EQ(node->rate.BitsPerSecond(), 1'600'000U);

    const ControlCommand command =
        CommandIn("bw-link,10.0.0.1:7000,rate=1 direction=in peer=10.0.0.2:7000");
    EXPECT_EQ(command.header.type, MessageType::SetLinkBw);
    const auto link = LinkBandwidthCommand::Read(*command.payload);
    ASSERT_TRUE(link);
    EXPECT_EQ(link->peer, SECOND);
    EXPECT_EQ(link->direction, Direction::In);
    EXPECT_EQ(link->rate.BitsPerSecond(), 8U);

    const auto interval =
        IntervalCommand::FromHeader(CommandIn("interval,10.0.0.1:7000,ms=100").header);
    ASSERT_TRUE(interval);
    EXPECT_EQ(interval->interval, 100ms);
}

TEST(ControlScriptTest, DeploysSources)
{
    const ControlCommand command = CommandIn("deploy,10.0.0.1:7000,app=9");
    EXPECT_EQ(command.header.type, MessageType::SDeploy);
    EXPECT_EQ(command.header.app, 9U);
    const auto source = DeployCommand::Read(*command.payload);
    ASSERT_TRUE(source);
    EXPECT_EQ(source->bytes, 5120U);
    EXPECT_EQ(source->rate.BitsPerSecond(), 0U);
    EXPECT_EQ(source->messages, 0U);

    const auto other = DeployCommand::Read(
        *CommandIn("deploy,10.0.0.1:7000,app=9 bytes=100 rate=50 messages=3").payload);
    ASSERT_TRUE(other);
    EXPECT_EQ(other->bytes, 100U);
    EXPECT_EQ(other->rate.BitsPerSecond(), 400U);
    EXPECT_EQ(other->messages, 3U);
}

TEST(ControlScriptTest, TellsNodesOfApplicationsWeightsAndTheirEnd)
{
    EXPECT_EQ(CommandIn("join,10.0.0.1:7000,app=4294967295").header.app, 4294967295U);
    EXPECT_EQ(CommandIn("terminate-source,10.0.0.1:7000,app=2").header.type,
              MessageType::STerminate);
    EXPECT_EQ(CommandIn("terminate-node,10.0.0.1:7000,").header.type, MessageType::TerminateNode);
    EXPECT_EQ(CommandIn("terminate-node,10.0.0.1:7000").header.type, MessageType::TerminateNode);
    const auto weight =
        WeightCommand::Read(*CommandIn("weight,10.0.0.1:7000,peer=10.0.0.2:7000 weight=3").payload);
    ASSERT_TRUE(weight);
    EXPECT_EQ(weight->peer, SECOND);
    EXPECT_EQ(weight->weight, 3);
    const auto custom =
        CustomCommand::FromHeader(CommandIn("custom,10.0.0.1:7000,first=-5 second=6").header);
    ASSERT_TRUE(custom);
    EXPECT_EQ(custom->app, 0U);
    EXPECT_EQ(custom->first, -5);
    EXPECT_EQ(custom->second, 6);
}

/**
 * @param rest of a line about a role, behind its action
 * @return the role
 */
CodingCommand
RoleIn(const std::string& rest)
{
    const ControlCommand command = CommandIn("code,10.0.0.1:7000," + rest);
    EXPECT_EQ(command.header.type, MessageType::NcConfig);
    const auto role = CodingCommand::Read(command.header.app, *command.payload);
    EXPECT_TRUE(role);
    return role.value_or(CodingCommand());
}

TEST(ControlScriptTest, GivesRolesInNetworkCoding)
{
    EXPECT_EQ(RoleIn("app=1 role=none").role, CodingRole::None);
    const CodingCommand relay =
        RoleIn("app=1 role=relay to=10.0.0.2:7000+10.0.0.1:7001 delivers=1");
    EXPECT_EQ(relay.app, 1U);
    EXPECT_EQ(relay.role, CodingRole::Relay);
    EXPECT_TRUE(relay.delivers);
    EXPECT_EQ(relay.downstreams, (std::vector<CodingDownstream>{{SECOND}, {{FIRST.ip, 7001}}}));
    const CodingCommand coder = RoleIn("app=3 role=pair-coder first=1 second=2 to=10.0.0.2:7000");
    EXPECT_EQ(coder.role, CodingRole::PairCoder);
    EXPECT_EQ(coder.streams, (std::array<uint32_t, 2>{1, 2}));
    EXPECT_EQ(coder.downstreams, std::vector<CodingDownstream>{{SECOND}});
    const CodingCommand decoder = RoleIn("app=3 role=pair-decoder first=2 second=1");
    EXPECT_EQ(decoder.role, CodingRole::PairDecoder);
    EXPECT_EQ(decoder.streams, (std::array<uint32_t, 2>{2, 1}));
    const CodingCommand plain = RoleIn("app=1 role=rlnc");
    EXPECT_EQ(plain.blocks, 32);
    EXPECT_TRUE(plain.waits);
    EXPECT_FALSE(plain.delivers);
    const CodingCommand rlnc = RoleIn("app=1 role=rlnc to=10.0.0.2:7000+10.0.0.3:1 shares=3:4 "
                                      "blocks=16 arrivals=20 rank=9 waits=0 delivers=1");
    EXPECT_EQ(rlnc.downstreams, (std::vector<CodingDownstream>{{SECOND, 3}, {{0x0A000003, 1}, 4}}));
    EXPECT_EQ(rlnc.blocks, 16);
    EXPECT_EQ(rlnc.arrivals, 20);
    EXPECT_EQ(rlnc.rank, 9);
    EXPECT_FALSE(rlnc.waits);
    EXPECT_TRUE(rlnc.delivers);
}

TEST(ControlScriptTest, SaysWhatIsWrongAboutARole)
{
    const auto faultOf = [](const std::string& rest) {
        return FaultOf("1,code,10.0.0.1:7000," + rest);
    };
    EXPECT_EQ(faultOf("app=1 role=chief"),
              "line 1: role is 'chief'; allowed is none, relay, pair-coder, pair-decoder, rlnc");
    EXPECT_EQ(faultOf("app=1 role=relay to=10.0.0.2:7000+"), "line 1: to is ''; allowed is a node");
    EXPECT_EQ(faultOf("app=1 role=relay to=10.0.0.2:7000+10.0.0.2:7000"),
              "line 1: there are 2 downstreams; allowed are up to 255, each of them once");
    EXPECT_EQ(faultOf("app=1 role=relay shares=1"),
              "line 1: code has no argument 'shares', or has it already");
    EXPECT_EQ(faultOf("app=1 role=pair-coder second=2"),
              "line 1: first is missing; allowed is 0 to 4294967295");
    EXPECT_EQ(faultOf("app=1 role=pair-coder first=1 second=2"),
              "line 1: the streams are 1 and 2, and what is coded is 1; allowed are three "
              "applications");
    EXPECT_EQ(faultOf("app=1 role=rlnc blocks=257"),
              "line 1: a generation has 257 blocks; allowed is 1 to 256");
    EXPECT_EQ(faultOf("app=1 role=rlnc blocks=8 rank=9"),
              "line 1: the rank is 9; allowed is 0 to 8, the blocks of a generation");
    EXPECT_EQ(faultOf("app=1 role=rlnc to=10.0.0.2:7000 shares=1:2"),
              "line 1: there are 2 shares; allowed is one for each of the 1 nodes of to");
    EXPECT_EQ(faultOf("app=1 role=rlnc to=10.0.0.2:7000 shares=x"),
              "line 1: shares is 'x'; allowed is 0 to 65535");
}

TEST(ControlScriptTest, SaysWhichLineIsWrongAndWhatIsAllowed)
{
    EXPECT_EQ(FaultOf("t,action,target,args\n\n1,join,10.0.0.1:7000,app=-1"),
              "line 3: app is '-1'; allowed is 0 to 4294967295");
    EXPECT_EQ(FaultOf("-1,join,10.0.0.1:7000,app=1"),
              "line 1: the time is '-1'; allowed are seconds below 10^9, with up to nine decimals");
    EXPECT_EQ(FaultOf("1,jump,10.0.0.1:7000,app=1"),
              "line 1: the action is 'jump'; allowed is bw-node, bw-link, interval, deploy, join, "
              "leave, terminate-source, terminate-node, weight, custom, code");
    EXPECT_EQ(FaultOf("1,join,nobody,app=1"), "line 1: the target is 'nobody'; allowed is a node");
    EXPECT_EQ(FaultOf("1,join,10.0.0.1:7000"),
              "line 1: app is missing; allowed is 0 to 4294967295");
    EXPECT_EQ(FaultOf("1,join,10.0.0.1:7000,app=1 app=2"),
              "line 1: join has no argument 'app', or has it already");
    EXPECT_EQ(FaultOf("1,join,10.0.0.1:7000,app"),
              "line 1: an argument is 'app'; allowed is name=value");
    EXPECT_EQ(FaultOf("1,join"), "line 1: it has 2 columns; allowed is t,action,target,args");
    EXPECT_EQ(FaultOf("1,bw-node,10.0.0.1:7000,scope=all rate=1"),
              "line 1: scope is 'all'; allowed is total, up, down");
    EXPECT_EQ(FaultOf("1,bw-node,10.0.0.1:7000,rate=1"),
              "line 1: scope is missing; allowed is total, up, down");
    EXPECT_EQ(FaultOf("1,weight,10.0.0.1:7000,peer=10.0.0.2:7000 weight=0"),
              "line 1: weight is '0'; allowed is 1 to 65535");
    EXPECT_EQ(FaultOf("1,weight,10.0.0.1:7000,weight=1"),
              "line 1: peer is missing; allowed is a node");
    EXPECT_EQ(FaultOf("1,deploy,10.0.0.1:7000,app=1 bytes=1e3"),
              "line 1: bytes is '1e3'; allowed is 1 to 65536");
}

TEST(ControlScriptTest, KnowsNodesByNamesToo)
{
    const auto names = [](const std::string& name) { return name == "S" ? FIRST : NodeId(); };
    const ControlScript script = ControlScript::FromCsv("1,join,S,app=1", names);
    EXPECT_EQ(script.Actions()[0].target, FIRST);
    EXPECT_THROW(ControlScript::FromCsv("1,join,T,app=1", names), std::invalid_argument);
}

TEST(ControlScriptTest, ReadsOnlyWholeIds)
{
    EXPECT_EQ(ControlScript::ReadId("255.0.10.1:65535"), (NodeId{0xFF000A01, 65535}));
    for (const char* text : {"",
                             "10.0.0.1",
                             "10.0.0.1:",
                             "10.0.0.256:1",
                             "10.0.0:1",
                             "10.0.0.1.2:1",
                             "10.0.0.1:65536",
                             "10.0.0.1:1 ",
                             "-1.0.0.1:1"})
    {
        EXPECT_TRUE(ControlScript::ReadId(text).IsNone()) << text;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
