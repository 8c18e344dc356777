/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/app-topology.h"
#include "ns3/fast-network.h"
#include "ns3/message-reader.h"
#include "ns3/observer.h"
#include "ns3/tree-algorithm.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

/**
 * @file
 * Messages from a hostile node at the observer, and at a node that has one: whatever they say, both
 * go on.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr uint32_t MOST = 2000; // bytes of the largest payload
    constexpr uint32_t APP = 1;
    FastNetwork network;
    auto own = std::make_unique<Observer>();
    const Observer& observer = *own;
    network.AddNode({}, std::move(own));
    for (int i = 0; i < 3; ++i)
    {
        OverlayEngineParams params;
        params.observer = network.IdOf(0);
        const uint32_t number = network.AddNode(params, std::make_unique<TreeAlgorithm>());
        IAlgorithm::Boot(network.Engine(number));
        network.Engine(number).Resume();
    }
    OverlayEngine& hostile = network.Engine(3);
    MessageReader reader(network.Pool(), MOST, [&](const MessagePtr& message) {
        hostile.Send(message, network.IdOf(message->header.originator.port % 2));
        network.Advance(network.Now() + std::chrono::milliseconds{25});
        return true;
    });
    reader.Read(ByteView(data, size), network.Now());
    network.Advance(network.Now() + std::chrono::seconds{10});
    AppTopology::Of(observer, APP).ToDot();
    return 0;
}
