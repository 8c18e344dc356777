/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/node-random.h"
#include "ns3/object-factory.h"
#include "ns3/paced-source.h"
#include "ns3/payload-writer.h"
#include "ns3/priority-queue-scheduler.h"
#include "ns3/simulator.h"
#include "ns3/static-relay.h"
#include "ns3/tree-algorithm.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup qos-bench
 * The overlay engine on the network of messages: what it costs to hand a message from one node to
 * the next, beside an event of ns-3 that does nothing.
 */

namespace
{

using namespace ns3;
using namespace ns3::qos;

constexpr uint32_t APP = 1;
constexpr uint32_t PENDING = 1000;   //!< events that wait, as in an overlay of as many nodes
constexpr uint32_t EVENTS = 100'000; //!< of one measurement
constexpr double LONG = 0.3;         //!< seconds, after which it does not matter what was in caches

/** Events of ns-3 that do nothing but schedule the next one: the hold model. */
class HoldModel
{
  public:
    HoldModel()
    {
        ObjectFactory factory;
        factory.SetTypeId(PriorityQueueScheduler::GetTypeId());
        Simulator::SetScheduler(factory);
        for (uint32_t i = 0; i < PENDING; ++i)
        {
            Hold();
        }
    }

    HoldModel(const HoldModel&) = delete;
    HoldModel& operator=(const HoldModel&) = delete;

    ~HoldModel()
    {
        Simulator::Destroy();
    }

    /** @param events that happen */
    void Pass(uint32_t events)
    {
        m_left = events;
        Simulator::Run();
    }

  private:
    /** Plan an event. */
    void Hold()
    {
        constexpr double MEAN = 1e6;
        Simulator::Schedule(NanoSeconds(static_cast<int64_t>(m_random.Uniform() * 2 * MEAN)),
                            [this] {
                                Hold();
                                if (--m_left == 0)
                                {
                                    Simulator::Stop();
                                }
                            });
    }

    NodeRandom m_random{1};
    uint32_t m_left = 0;
};

/**
 * An event of ns-3 that does nothing.
 * @param state the benchmark
 */
void
BareEvent(benchmark::State& state)
{
    HoldModel model;
    for ([[maybe_unused]] auto _ : state)
    {
        model.Pass(EVENTS);
    }
    state.counters[BenchProgram::ITEMS] = EVENTS;
}

/**
 * Let time pass, and count.
 * @param network where messages are under way
 * @param state the benchmark
 * @param step of time, of an iteration
 */
void
MeasureHops(FastNetwork& network, benchmark::State& state, Nanoseconds step)
{
    const auto hops = [&network] {
        uint64_t data = 0;
        for (uint32_t i = 0; i < network.Nodes(); ++i)
        {
            const LinkTable& links = network.Engine(i).Links();
            for (uint32_t link = 0; link < links.End(); ++link)
            {
                data += links.Has(link) ? links[link].counters.received : 0;
            }
        }
        return data;
    };
    const uint64_t before = hops();
    for ([[maybe_unused]] auto _ : state)
    {
        network.Advance(network.Now() + step);
    }
    state.counters[BenchProgram::ITEMS] =
        static_cast<double>(hops() - before) / static_cast<double>(state.iterations());
}

/**
 * A chain of 32 nodes, 1 ms apart.
 * @param state the benchmark
 */
void
Chain(benchmark::State& state)
{
    constexpr uint32_t NODES = 32;
    FastNetworkParams params;
    params.delay = [](uint32_t, uint32_t) { return std::chrono::milliseconds{1}; };
    FastNetwork network(params);
    for (uint32_t i = 0; i < NODES; ++i)
    {
        auto relay = std::make_unique<StaticRelay>();
        if (i + 1 < NODES)
        {
            relay->AddRoute(APP, network.IdOf(i + 1));
        }
        network.AddNode({}, std::move(relay));
    }
    network.Engine(0).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    network.Engine(0).Resume();
    network.Advance(std::chrono::seconds{1});
    MeasureHops(network, state, std::chrono::milliseconds{100});
}

/**
 * @param nodes of the tree
 * @return a stress-aware tree with emulated bandwidth, in which data flows
 */
std::unique_ptr<FastNetwork>
MakeTree(uint32_t nodes)
{
    auto network = std::make_unique<FastNetwork>();
    NodeRandom random(1);
    TreeParams tree;
    tree.exchange = Nanoseconds{0};
    std::vector<TreeAlgorithm*> algorithms;
    for (uint32_t i = 0; i < nodes; ++i)
    {
        OverlayEngineParams engine;
        const double kBps = i == 0 ? 100 : 50 + 150 * random.Uniform();
        engine.limits.total = KBps(kBps);
        engine.seed = i;
        auto algorithm = std::make_unique<TreeAlgorithm>(tree);
        algorithms.push_back(algorithm.get());
        network->AddNode(engine, std::move(algorithm));
    }
    algorithms[0]->BecomeRoot(APP);
    for (uint32_t i = 1; i < nodes; ++i)
    {
        OverlayEngine& engine = network->Engine(i);
        const NodeId entry = network->IdOf(static_cast<uint32_t>(random.Uniform() * i));
        MessageHeader header;
        header.type = MessageType::BootReply;
        engine.Tell(engine.Make(header, PayloadWriter().WriteIds({entry}).Finish()));
        header.type = MessageType::SJoin;
        header.app = APP;
        engine.Tell(engine.Make(header, nullptr));
        network->Advance(network->Now() + std::chrono::milliseconds{200});
    }
    network->Engine(0).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    network->Engine(0).Resume();
    network->Advance(network->Now() + std::chrono::seconds{20});
    return network;
}

/**
 * A tree of a thousand nodes.
 * @param state the benchmark
 */
void
Tree(benchmark::State& state)
{
    static const std::unique_ptr<FastNetwork> network = MakeTree(1000);
    MeasureHops(*network, state, std::chrono::milliseconds{1000});
}

/**
 * A tree of a hundred thousand nodes.
 * @param state the benchmark
 */
void
LargeTree(benchmark::State& state)
{
    static const std::unique_ptr<FastNetwork> network = MakeTree(100'000);
    MeasureHops(*network, state, std::chrono::milliseconds{50});
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    BenchProgram::Add("event", BareEvent);
    BenchProgram::Add("chain", Chain);
    BenchProgram::Add("tree", Tree, LONG);
    BenchProgram::Add("large-tree", LargeTree, LONG);
    const std::string event = "an event of ns-3 that does nothing";
    program.Claim({"overlay-chain-hop", "chain", "event", event, 1 / 0.3});
    program.Claim({"overlay-tree-hop", "tree", "event", event, 1 / 0.3});
    program.Claim(
        {"overlay-large-tree-hop", "large-tree", "tree", "a tree of 1,000 nodes", 1 / 0.4});
    return program.Run();
}
