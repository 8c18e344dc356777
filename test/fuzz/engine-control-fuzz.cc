/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/message-reader.h"
#include "ns3/paced-source.h"
#include "ns3/static-relay.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

/**
 * @file
 * Messages for the engine of a node, between data: those of an observer gone mad, and those of a
 * stranger, whose commands change nothing.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr uint32_t MOST = 2000; // bytes of the largest payload
    constexpr uint32_t APP = 1;

    enum : uint32_t
    {
        OBSERVER,
        STRANGER,
        NODE,
        CHILD
    };

    FastNetwork network;
    for (uint32_t i = OBSERVER; i <= CHILD; ++i)
    {
        OverlayEngineParams params;
        params.observer = i == NODE ? network.IdOf(OBSERVER) : NodeId();
        params.limits.total = KBps(1000);
        auto relay = std::make_unique<StaticRelay>();
        if (i == NODE)
        {
            relay->AddRoute(APP, network.IdOf(CHILD));
        }
        network.AddNode(params, std::move(relay));
    }
    OverlayEngine& node = network.Engine(NODE);
    node.StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    node.Resume();
    MessageReader reader(network.Pool(), MOST, [&](const MessagePtr& message) {
        const bool isObserversTurn = message->header.originator.port % 2 == 0;
        OverlayEngine& sender = network.Engine(isObserversTurn ? OBSERVER : STRANGER);
        const BandwidthLimits before = node.Limits();
        sender.Send(message, network.IdOf(NODE));
        sender.Resume();
        network.Advance(network.Now() + std::chrono::milliseconds{25});
        const bool isSame = node.Limits().total == before.total && node.Limits().up == before.up &&
                            node.Limits().down == before.down;
        if (!isObserversTurn && IsObserverCommand(message->header.type) && !isSame &&
            node.GetCounters().refused == 0)
        {
            std::abort(); // a stranger was obeyed
        }
        return true;
    });
    reader.Read(ByteView(data, size), network.Now());
    network.Advance(network.Now() + std::chrono::seconds{10});
    return 0;
}
