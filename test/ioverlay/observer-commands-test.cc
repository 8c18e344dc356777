/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/observer-commands.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr NodeId PEER{0x0A000002, 7001};

/**
 * @param rate in bytes per second
 * @return the same
 */
Bitrate
BytesPerSecond(uint64_t rate)
{
    return Bitrate::FromBitsPerSecond(rate * 8);
}

/**
 * @tparam Command what to read
 * @param payload a sound one
 * @return whether it is refused if it is shorter or longer
 */
template <typename Command>
bool
IsRefusedCutOrLonger(std::vector<uint8_t> payload)
{
    for (std::size_t size = 0; size < payload.size(); ++size)
    {
        if (Command::Read(ByteView(payload.data(), size)))
        {
            return false;
        }
    }
    payload.push_back(0);
    return !Command::Read(payload);
}

TEST(ObserverCommandsTest, BandwidthOfANodeIsInTheHeader)
{
    MessageHeader header =
        NodeBandwidthCommand{BandwidthScope::Total, BytesPerSecond(200000)}.ToHeader();
    header.originator = {0x0AFF0001, 9000};
    const std::array<uint8_t, 24> golden{0, 0, 1, 4, 0x0A, 0xFF, 0, 1, 0x43, 0,    0x23, 0x28,
                                         0, 0, 0, 0, 0,    0,    0, 0, 0,    0x03, 0x0D, 0x40};
    EXPECT_EQ(header.ToBytes(), golden);

    const auto down = NodeBandwidthCommand::FromHeader(
        NodeBandwidthCommand{BandwidthScope::Down, BytesPerSecond(4'000'000'000)}.ToHeader());
    ASSERT_TRUE(down);
    EXPECT_EQ(down->scope, BandwidthScope::Down);
    EXPECT_EQ(down->rate, BytesPerSecond(4'000'000'000));
}

TEST(ObserverCommandsTest, BandwidthOfANodeHasOneOfThreeScopes)
{
    MessageHeader header;
    for (const int32_t scope : {-1, 3})
    {
        header.SetParameters(scope, 1000);
        EXPECT_FALSE(NodeBandwidthCommand::FromHeader(header)) << scope;
    }
    EXPECT_FALSE(NodeBandwidthCommand::FromHeader({})) << "it has no parameters";
}

TEST(ObserverCommandsTest, BandwidthOfALinkNamesThePeerAndTheDirection)
{
    const std::vector<uint8_t> payload =
        *LinkBandwidthCommand{PEER, Direction::In, BytesPerSecond(0x01020304)}.Write();
    EXPECT_EQ(payload, (std::vector<uint8_t>{10, 0, 0, 2, 0x1B, 0x59, 1, 1, 2, 3, 4}));
    const auto read = LinkBandwidthCommand::Read(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->peer, PEER);
    EXPECT_EQ(read->direction, Direction::In);
    EXPECT_EQ(read->rate, BytesPerSecond(0x01020304));
    EXPECT_TRUE(IsRefusedCutOrLonger<LinkBandwidthCommand>(payload));
    EXPECT_FALSE(LinkBandwidthCommand::Read(*LinkBandwidthCommand{}.Write())) << "of nobody";
    std::vector<uint8_t> sideways = payload;
    sideways[6] = 2;
    EXPECT_FALSE(LinkBandwidthCommand::Read(sideways));
}

TEST(ObserverCommandsTest, IntervalIsInMilliseconds)
{
    const MessageHeader header = IntervalCommand{100ms}.ToHeader();
    EXPECT_EQ(header.type, MessageType::SetInterval);
    EXPECT_EQ(header.Parameter(0), 100);
    ASSERT_TRUE(IntervalCommand::FromHeader(header));
    EXPECT_EQ(IntervalCommand::FromHeader(header)->interval, 100ms);
    MessageHeader negative;
    negative.SetParameters(-1, 0);
    EXPECT_FALSE(IntervalCommand::FromHeader(negative));
    EXPECT_FALSE(IntervalCommand::FromHeader({}));
}

TEST(ObserverCommandsTest, DeploymentSaysHowTheSourceSends)
{
    const std::vector<uint8_t> payload = *DeployCommand{1000, BytesPerSecond(50), 7}.Write();
    EXPECT_EQ(payload, (std::vector<uint8_t>{0, 0, 3, 0xE8, 0, 0, 0, 50, 0, 0, 0, 7}));
    const auto read = DeployCommand::Read(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->bytes, 1000U);
    EXPECT_EQ(read->rate, BytesPerSecond(50));
    EXPECT_EQ(read->messages, 7U);
    EXPECT_TRUE(IsRefusedCutOrLonger<DeployCommand>(payload));
    EXPECT_FALSE(DeployCommand::Read(*DeployCommand{0, {}, 0}.Write()));
    EXPECT_TRUE(DeployCommand::Read(*DeployCommand{65536, {}, 0}.Write()));
    EXPECT_FALSE(DeployCommand::Read(*DeployCommand{65537, {}, 0}.Write()));
}

TEST(ObserverCommandsTest, WeightIsAtLeastOne)
{
    const std::vector<uint8_t> payload = *WeightCommand{PEER, 258}.Write();
    EXPECT_EQ(payload, (std::vector<uint8_t>{10, 0, 0, 2, 0x1B, 0x59, 1, 2}));
    const auto read = WeightCommand::Read(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->peer, PEER);
    EXPECT_EQ(read->weight, 258);
    EXPECT_TRUE(IsRefusedCutOrLonger<WeightCommand>(payload));
    EXPECT_FALSE(WeightCommand::Read(*WeightCommand{PEER, 0}.Write()));
    EXPECT_FALSE(WeightCommand::Read(*WeightCommand{{}, 1}.Write()));
}

TEST(ObserverCommandsTest, CustomCommandHasTwoIntegers)
{
    const MessageHeader header = CustomCommand{9, -1, 77}.ToHeader();
    EXPECT_EQ(header.type, MessageType::Custom);
    const auto read = CustomCommand::FromHeader(header);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->app, 9U);
    EXPECT_EQ(read->first, -1);
    EXPECT_EQ(read->second, 77);
    EXPECT_FALSE(CustomCommand::FromHeader({}));
}

constexpr uint32_t APP = 9;

/** CodingCommand as IsRefusedCutOrLonger() wants it. */
struct CodingOfApp
{
    /**
     * @param bytes of a payload
     * @return what it says
     */
    static std::optional<CodingCommand> Read(ByteView bytes)
    {
        return CodingCommand::Read(APP, bytes);
    }
};

TEST(ObserverCommandsTest, RoleOfARelaySaysWhereDataGoes)
{
    CodingCommand relay;
    relay.app = APP;
    relay.role = CodingRole::Relay;
    relay.delivers = true;
    relay.downstreams = {{PEER}, {{1, 2}}};
    const std::vector<uint8_t> payload = *relay.Write();
    EXPECT_EQ(payload, (std::vector<uint8_t>{1, 1, 2, 10, 0, 0, 2, 0x1B, 0x59, 0, 0, 0, 1, 0, 2}));
    const auto read = CodingOfApp::Read(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->app, APP);
    EXPECT_EQ(read->role, CodingRole::Relay);
    EXPECT_TRUE(read->delivers);
    EXPECT_EQ(read->downstreams, relay.downstreams);
    EXPECT_TRUE(IsRefusedCutOrLonger<CodingOfApp>(payload));
    std::vector<uint8_t> strange = payload;
    strange[1] = 2; // a flag of generations
    EXPECT_FALSE(CodingOfApp::Read(strange));
    relay.downstreams = {{PEER}, {PEER}};
    EXPECT_FALSE(CodingOfApp::Read(*relay.Write())) << "nobody twice";
    relay.downstreams = {{NodeId()}};
    EXPECT_FALSE(CodingOfApp::Read(*relay.Write())) << "to nobody";
}

TEST(ObserverCommandsTest, RolesOfAPairHaveThreeApplications)
{
    CodingCommand coder;
    coder.app = APP;
    coder.role = CodingRole::PairCoder;
    coder.streams = {1, 258};
    coder.downstreams = {{PEER}};
    const std::vector<uint8_t> payload = *coder.Write();
    EXPECT_EQ(payload,
              (std::vector<uint8_t>{2, 0, 0, 0, 1, 0, 0, 1, 2, 1, 10, 0, 0, 2, 0x1B, 0x59}));
    const auto read = CodingOfApp::Read(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->streams, coder.streams);
    EXPECT_EQ(read->downstreams, coder.downstreams);
    EXPECT_TRUE(IsRefusedCutOrLonger<CodingOfApp>(payload));
    for (const std::array<uint32_t, 2> streams :
         {std::array<uint32_t, 2>{1, 1}, {APP, 1}, {1, APP}})
    {
        coder.streams = streams;
        EXPECT_FALSE(CodingOfApp::Read(*coder.Write())) << streams[0] << " " << streams[1];
    }
    CodingCommand decoder;
    decoder.role = CodingRole::PairDecoder;
    decoder.streams = {1, 2};
    EXPECT_EQ(*decoder.Write(), (std::vector<uint8_t>{3, 0, 0, 0, 1, 0, 0, 0, 2}));
    EXPECT_TRUE(CodingOfApp::Read(*decoder.Write()));
    EXPECT_TRUE(IsRefusedCutOrLonger<CodingOfApp>(*decoder.Write()));
}

TEST(ObserverCommandsTest, RoleInGenerationsHasItsKnobsAndAShareOfEachDownstream)
{
    CodingCommand role;
    role.app = APP;
    role.role = CodingRole::Rlnc;
    role.blocks = 256;
    role.arrivals = 258;
    role.rank = 16;
    role.waits = true;
    role.downstreams = {{PEER, 772}};
    const std::vector<uint8_t> payload = *role.Write();
    EXPECT_EQ(payload,
              (std::vector<uint8_t>{4, 2, 1, 0, 1, 2, 0, 16, 1, 10, 0, 0, 2, 0x1B, 0x59, 3, 4}));
    const auto read = CodingOfApp::Read(payload);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->blocks, 256);
    EXPECT_EQ(read->arrivals, 258);
    EXPECT_EQ(read->rank, 16);
    EXPECT_TRUE(read->waits);
    EXPECT_FALSE(read->delivers);
    EXPECT_EQ(read->downstreams, role.downstreams);
    EXPECT_TRUE(IsRefusedCutOrLonger<CodingOfApp>(payload));
    for (const uint16_t blocks : std::array<uint16_t, 3>{0, 15, 257})
    {
        role.blocks = blocks; // less than the rank is 15
        EXPECT_FALSE(CodingOfApp::Read(*role.Write())) << blocks;
    }
}

TEST(ObserverCommandsTest, RoleMayEnd)
{
    EXPECT_EQ(*CodingCommand{}.Write(), std::vector<uint8_t>{0});
    EXPECT_TRUE(CodingOfApp::Read(std::vector<uint8_t>{0}));
    EXPECT_TRUE(IsRefusedCutOrLonger<CodingOfApp>({0}));
    EXPECT_FALSE(CodingOfApp::Read(std::vector<uint8_t>{5})) << "there are five";
}

} // namespace
} // namespace qos
} // namespace ns3
