/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Service federation: what is said on the wire.
 */

#include "federation-network.h"
#include "scripted-engine.h"

#include "ns3/federation-messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/** @return one payload of each kind, and the type of the message that it belongs to */
std::vector<std::pair<MessageType, Payload>>
SoundPayloads()
{
    const NodeId self = ScriptedEngine().Self();
    FederationToken token(DiamondRequirement(), 1000);
    token.cursor = 1;
    token.nodes = {{1, 7000}, self, {3, 7000}, {}, {}};
    FederationMap map;
    map.nodes = {{1, 7000}, self, {3, 7000}, {4, 7000}, {5, 7000}};
    InstanceAware direct{11, {9, 7000}, 1000, 3, true, {{12, 500}, {13, 600}}};
    return {{MessageType::SAssign,
             FederationAssign{11, 5000, ServiceGraph({{10, 11}, {11, 13}})}.Write()},
            {MessageType::SAware, InstanceAware{12, {8, 7000}, 1000, 3, false, {}}.Write()},
            {MessageType::SAware, direct.Write()},
            {MessageType::SFederate, token.Write()},
            {MessageType::SFedFail, token.Write()},
            {MessageType::SFedAck, map.Write()}};
}

TEST(FederationMessages, AreReadAsTheyWereWritten)
{
    const auto payloads = SoundPayloads();
    const auto assign = FederationAssign::Read(ByteView(*payloads[0].second));
    ASSERT_TRUE(assign);
    EXPECT_EQ(assign->service, 11);
    EXPECT_EQ(assign->bandwidth, 5000);
    EXPECT_TRUE(assign->graph.HasEdge(11, 13));
    EXPECT_FALSE(assign->graph.HasEdge(13, 11));
    const auto aware = InstanceAware::Read(ByteView(*payloads[2].second));
    ASSERT_TRUE(aware);
    EXPECT_EQ(aware->instance, (NodeId{9, 7000}));
    EXPECT_EQ(aware->number, 3);
    EXPECT_TRUE(aware->isDirect);
    EXPECT_THAT(aware->onward, ElementsAre(OnwardWidth{12, 500}, OnwardWidth{13, 600}));
    const auto token = FederationToken::Read(ByteView(*payloads[3].second));
    ASSERT_TRUE(token);
    EXPECT_TRUE(token->graph == DiamondRequirement());
    EXPECT_EQ(token->demand, 1000);
    EXPECT_EQ(token->cursor, 1);
    EXPECT_EQ(token->VertexOf({3, 7000}), 2);
    EXPECT_EQ(token->VertexOf({}), std::nullopt);
    const auto map = FederationMap::Read(ByteView(*payloads[5].second));
    ASSERT_TRUE(map);
    EXPECT_THAT(map->nodes, SizeIs(5));
}

TEST(FederationMessages, AreRefusedIfAByteIsMissingOrThereIsOneTooMany)
{
    for (const auto& [type, payload] : SoundPayloads())
    {
        for (std::size_t size = 0; size <= payload->size() + 1; ++size)
        {
            if (size == payload->size())
            {
                continue;
            }
            std::vector<uint8_t> bytes(*payload);
            bytes.resize(size);
            FederationAlgorithm algorithm;
            ScriptedEngine engine;
            MessageHeader header;
            header.type = type;
            engine.Process(algorithm,
                           header,
                           {9, 7000},
                           std::make_shared<const std::vector<uint8_t>>(std::move(bytes)));
            EXPECT_EQ(algorithm.GetCounters().refused, 1) << ToText(type) << " " << size;
            EXPECT_THAT(engine.sent, IsEmpty());
        }
    }
}

TEST(FederationMessages, AreRefusedIfTheyContradictThemselves)
{
    FederationToken token(ShortRequirement());
    token.nodes = {{1, 7000}, {2, 7000}, {1, 7000}};
    EXPECT_FALSE(FederationToken::Read(ByteView(*token.Write()))) << "a node twice";
    token.nodes.back() = {3, 7000};
    token.cursor = 3;
    EXPECT_FALSE(FederationToken::Read(ByteView(*token.Write()))) << "a vertex that there is not";
    token.cursor = 2;
    EXPECT_TRUE(FederationToken::Read(ByteView(*token.Write())));
    EXPECT_FALSE(FederationMap::Read(ByteView(*FederationMap{{{1, 7000}, {}}}.Write())));
    EXPECT_FALSE(FederationMap::Read(ByteView(*FederationMap{{{1, 7}, {1, 7}}}.Write())));
    InstanceAware aware{12, {8, 7000}, 1000, 3, false, {{13, 5}}};
    EXPECT_FALSE(InstanceAware::Read(ByteView(*aware.Write()))) << "onward, but not direct";
    aware = {12, {}, 1000, 3, false, {}};
    EXPECT_FALSE(InstanceAware::Read(ByteView(*aware.Write()))) << "nobody";
}

} // namespace
} // namespace qos
} // namespace ns3
