/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/gossip-algorithm.h"
#include "ns3/message-reader.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

/**
 * @file
 * Messages from a hostile peer at nodes that gossip: whatever they say, it ends.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr uint32_t MOST = 2000; // bytes of the largest payload
    constexpr uint32_t NODES = 4;
    GossipParams params;
    params.fanout = 2;
    params.announce = 2;
    params.rounds = 3;
    params.mostKept = 4;
    FastNetwork network;
    OverlayEngineParams engine;
    engine.policy = DropPolicy::DropTail;
    for (uint32_t i = 0; i <= NODES; ++i)
    {
        auto gossip = std::make_unique<GossipAlgorithm>(params);
        for (uint32_t other = 0; other <= NODES; ++other)
        {
            if (other != i)
            {
                gossip->Hosts().Add(network.IdOf(other), 0);
            }
        }
        network.AddNode(engine, std::move(gossip));
    }
    OverlayEngine& hostile = network.Engine(NODES);
    MessageReader reader(network.Pool(), MOST, [&](const MessagePtr& message) {
        hostile.Send(message, network.IdOf(message->header.originator.port % NODES));
        network.Advance(network.Now() + std::chrono::milliseconds{25});
        return true;
    });
    reader.Read(ByteView(data, size), network.Now());
    network.Advance(network.Now() + std::chrono::minutes{1});
    if (network.NextEvent() != FOREVER)
    {
        __builtin_trap(); // somebody announces something for ever
    }
    return 0;
}
