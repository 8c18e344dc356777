/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/payload-writer.h"
#include "ns3/static-relay.h"
#include "ns3/tree-algorithm.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint32_t APP = 1;
constexpr int64_t KB = 1000;

/**
 * @param network of nodes
 * @return data that crossed links
 */
uint64_t
Hops(FastNetwork& network)
{
    uint64_t hops = 0;
    for (uint32_t i = 0; i < network.Nodes(); ++i)
    {
        const LinkTable& links = network.Engine(i).Links();
        for (uint32_t link = 0; link < links.End(); ++link)
        {
            hops += links.Has(link) ? links[link].counters.received : 0;
        }
    }
    return hops;
}

/**
 * Build a tree, in which each node knows one that is in it.
 * @param network gets the nodes
 * @param nodes how many
 * @param bandwidth of each of them; 0: unlimited
 */
void
BuildTree(FastNetwork& network, uint32_t nodes, Bitrate bandwidth)
{
    TreeParams params;
    params.exchange = Nanoseconds{0};
    for (uint32_t i = 0; i < nodes; ++i)
    {
        OverlayEngineParams engine;
        engine.limits.total = bandwidth;
        engine.seed = i;
        auto algorithm = std::make_unique<TreeAlgorithm>(params);
        TreeAlgorithm& own = *algorithm;
        network.AddNode(engine, std::move(algorithm));
        if (i == 0)
        {
            own.BecomeRoot(APP);
            continue;
        }
        MessageHeader header;
        header.type = MessageType::BootReply;
        OverlayEngine& node = network.Engine(i);
        const NodeId entry = network.IdOf(i / 3); // a tree of degree 4, if the query stays there
        node.Tell(node.Make(header, PayloadWriter().WriteIds({entry}).Finish()));
        header.type = MessageType::SJoin;
        header.app = APP;
        node.Tell(node.Make(header, nullptr));
        network.Advance(network.Now() + milliseconds{500});
    }
}

// iOverlay, section 2.4: a stable footprint; no leaks
TEST(OverlayFootprint, IsFlatOverTenMillionMessages)
{
    FastNetwork network;
    BuildTree(network, 40, KBps(10'000));
    network.Engine(0).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    network.Engine(0).Resume();
    network.Advance(network.Now() + seconds{20});
    const uint64_t before = Hops(network);
    const uint64_t highWater = network.Pool().HighWater();
    const AllocationWatch watch;
    while (Hops(network) - before < 10'000'000)
    {
        network.Advance(network.Now() + seconds{50});
    }
    EXPECT_LT(watch.Bytes(), 64 * KB) << "buckets of events, which grow a little";
    EXPECT_LE(watch.Bytes(), static_cast<int64_t>(64 * KB));
    EXPECT_LE(network.Pool().HighWater(), highWater + highWater / 10);

    network.Engine(0).StopSource(APP);
    network.Advance(network.Now() + seconds{200});
    EXPECT_EQ(network.Pool().Live(), 0U);
    EXPECT_EQ(network.InFlight(), 0U);
    for (uint32_t i = 0; i < network.Nodes(); ++i)
    {
        const LinkTable& links = network.Engine(i).Links();
        for (uint32_t link = 0; link < links.End(); ++link)
        {
            if (links.Has(link))
            {
                EXPECT_EQ(network.Engine(i).Credit(links.PeerOf(link)), 10U) << "all came back";
            }
        }
    }
}

TEST(OverlayFootprint, OfANodeWithOneLinkIsBelowAKilobyte)
{
    constexpr uint32_t PAIRS = 10'000;
    const AllocationWatch watch;
    FastNetwork network;
    for (uint32_t i = 0; i < 2 * PAIRS; ++i)
    {
        auto relay = std::make_unique<StaticRelay>();
        if (i % 2 == 0)
        {
            relay->AddRoute(APP, network.IdOf(i + 1));
        }
        network.AddNode({}, std::move(relay));
    }
    for (uint32_t i = 0; i < 2 * PAIRS; i += 2)
    {
        PacedSourceParams source;
        source.messages = 2;
        network.Engine(i).StartSource(APP, std::make_unique<PacedSource>(source));
        network.Engine(i).Resume();
        network.Advance(network.Now() + milliseconds{1});
    }
    network.Advance(network.Now() + seconds{1});
    EXPECT_EQ(Hops(network), uint64_t{2} * PAIRS);
    const int64_t bytes = watch.Bytes() / (int64_t{2} * PAIRS);
    std::cout << bytes << " bytes a node\n";
    EXPECT_LT(bytes, KB);
}

TEST(OverlayFootprint, OfANodeInATreeIsBelowFourKilobytes)
{
    constexpr uint32_t NODES = 10'000;
    const AllocationWatch watch;
    FastNetwork network;
    BuildTree(network, NODES, KBps(100));
    const int64_t bytes = watch.Bytes() / NODES;
    std::cout << bytes << " bytes a node\n";
    EXPECT_LT(bytes, 4 * KB);
}

} // namespace
} // namespace qos
} // namespace ns3
