/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/message-reader.h"
#include "ns3/tree-algorithm.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

/**
 * @file
 * Messages from a hostile peer at a member of a tree: whatever they say, the tree goes on.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr uint32_t MOST = 2000; // bytes of the largest payload
    constexpr uint32_t APP = 1;
    FastNetwork network;
    for (uint32_t i = 0; i < 4; ++i)
    {
        auto tree = std::make_unique<TreeAlgorithm>();
        if (i == 0)
        {
            tree->BecomeRoot(APP);
        }
        network.AddNode({}, std::move(tree));
    }
    OverlayEngine& hostile = network.Engine(3);
    MessageReader reader(network.Pool(), MOST, [&](const MessagePtr& message) {
        // to a member, the root, or somebody who is outside
        hostile.Send(message, network.IdOf(message->header.originator.port % 3));
        network.Advance(network.Now() + std::chrono::milliseconds{25});
        return true;
    });
    reader.Read(ByteView(data, size), network.Now());
    network.Advance(network.Now() + std::chrono::seconds{10});
    return 0;
}
