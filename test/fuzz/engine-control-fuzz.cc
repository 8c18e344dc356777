/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/coding-node.h"
#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/message-reader.h"
#include "ns3/paced-source.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

/**
 * @file
 * Messages for a node, between data: those of an observer gone mad, which give it roles in network
 * coding too, and those of a stranger, whose commands change nothing.
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
    CodingNode* coding = nullptr;
    for (uint32_t i = OBSERVER; i <= CHILD; ++i)
    {
        OverlayEngineParams params;
        params.observer = i == NODE ? network.IdOf(OBSERVER) : NodeId();
        params.limits.total = KBps(100);
        auto algorithm = std::make_unique<CodingNode>();
        coding = i == NODE ? algorithm.get() : coding;
        network.AddNode(params, std::move(algorithm));
    }
    OverlayEngine& node = network.Engine(NODE);
    CodingCommand relay;
    relay.app = APP;
    relay.role = CodingRole::Relay;
    relay.downstreams = {{network.IdOf(CHILD)}};
    coding->Take(relay, node);
    node.StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    node.Resume();
    const BandwidthLimits limits = node.Limits();
    bool isTold = false; // something, by the observer
    MessageReader reader(network.Pool(), MOST, [&](const MessagePtr& message) {
        const MessageHeader& header = message->header;
        const bool isObserversTurn = header.originator.port % 2 == 0;
        const bool isNoRole = header.type == MessageType::NcConfig &&
                              !CodingCommand::Read(header.app, message->Bytes());
        isTold |= isObserversTurn && IsObserverCommand(header.type) && !isNoRole;
        OverlayEngine& sender = network.Engine(isObserversTurn ? OBSERVER : STRANGER);
        sender.Send(message, network.IdOf(NODE));
        sender.Resume();
        network.Advance(network.Now() + std::chrono::milliseconds{25});
        const bool isLimited = node.Limits().total == limits.total &&
                               node.Limits().up == limits.up && node.Limits().down == limits.down;
        const bool isRelay = coding->RoleOf(APP) == CodingRole::Relay;
        const bool isNew = header.app != APP && coding->RoleOf(header.app) != CodingRole::None;
        if (!isTold && (!node.IsAlive() || !isLimited || !isRelay || isNew))
        {
            std::abort(); // a stranger was obeyed, or what is no role was taken for one
        }
        return true;
    });
    reader.Read(ByteView(data, size), network.Now());
    network.Advance(network.Now() + std::chrono::seconds{10});
    return 0;
}
