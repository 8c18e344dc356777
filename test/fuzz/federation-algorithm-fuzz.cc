/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/federation-algorithm.h"
#include "ns3/message-reader.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

/**
 * @file
 * Messages from a hostile peer, who provides a service, at instances of a federation: whatever they
 * say, the instances go on.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr uint32_t MOST = 2000; // bytes of the largest payload
    constexpr uint32_t APP = 1;
    constexpr uint32_t INSTANCES = 4; // source, two in the middle, sink
    constexpr uint32_t BANDWIDTH = 100000;
    const ServiceGraph services({{1, 2}, {2, 3}});
    FederationParams params;
    params.lookahead = 2;
    FastNetwork network;
    for (uint32_t i = 0; i <= INSTANCES; ++i)
    {
        network.AddNode({}, std::make_unique<FederationAlgorithm>(params));
    }
    const auto tell = [&network](uint32_t number, MessageType type, Payload payload) {
        MessageHeader header;
        header.type = type;
        header.app = APP;
        OverlayEngine& engine = network.Engine(number);
        engine.Tell(engine.Make(header, std::move(payload)));
    };
    const auto advertise = [&](uint32_t from, uint32_t to, ServiceId service) {
        MessageHeader header;
        header.type = MessageType::SAware;
        OverlayEngine& engine = network.Engine(from);
        const InstanceAware aware{service, network.IdOf(from), BANDWIDTH, 0, true, {}};
        engine.Send(engine.Make(header, aware.Write()), network.IdOf(to));
    };
    constexpr ServiceId SERVICES[] = {1, 2, 2, 3};
    for (uint32_t i = 0; i < INSTANCES; ++i)
    {
        tell(i, MessageType::SAssign, FederationAssign{SERVICES[i], BANDWIDTH, services}.Write());
    }
    advertise(1, 0, 2);
    advertise(INSTANCES, 0, 2); // the hostile one
    advertise(3, 1, 3);
    network.Advance(std::chrono::seconds{1});
    const FederationToken token(RequirementGraph({1, 2, 3}, {{0, 1}, {1, 2}}), BANDWIDTH / 2);
    tell(0, MessageType::SFederate, token.Write());

    OverlayEngine& hostile = network.Engine(INSTANCES);
    MessageReader reader(network.Pool(), MOST, [&](const MessagePtr& message) {
        hostile.Send(message, network.IdOf(message->header.originator.port % INSTANCES));
        network.Advance(network.Now() + std::chrono::milliseconds{25});
        return true;
    });
    reader.Read(ByteView(data, size), network.Now());
    network.Advance(network.Now() + std::chrono::minutes{3});
    if (network.NextEvent() != FOREVER)
    {
        __builtin_trap(); // a federation is not forgotten
    }
    return 0;
}
