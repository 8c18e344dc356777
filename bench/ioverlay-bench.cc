/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"
#include "report/thread-time.h"

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
constexpr uint32_t PENDING = 1000;     //!< events that wait, as in an overlay of as many nodes
constexpr uint32_t EVENTS = 1'000'000; //!< of one measurement
constexpr double LONG = 0.3;           //!< seconds of a repetition

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

/** A network of messages that lets time pass in steps. */
class SteppedNetwork
{
  public:
    /**
     * @param network where data flows
     * @param step how long one is
     */
    SteppedNetwork(std::unique_ptr<FastNetwork> network, Nanoseconds step)
        : m_network(std::move(network)),
          m_step(step)
    {
    }

    /** @return how many messages were handed on in a step, which has passed */
    double Pass()
    {
        const uint64_t before = m_network->GetCounters().messages;
        m_network->Advance(m_network->Now() + m_step);
        return static_cast<double>(m_network->GetCounters().messages - before);
    }

  private:
    std::unique_ptr<FastNetwork> m_network; //!< where data flows
    Nanoseconds m_step;                     //!< how long one is
};

/**
 * Measure two things in turn, a tenth of a second each: neighbours on the machine who take caches
 * and memory take them from both, and what was in caches before does not matter.
 * @tparam Own `double()`: a piece of work, and how many items it was
 * @tparam Baseline the same
 * @param state the benchmark
 * @param own what is measured
 * @param baseline what it is compared with
 */
template <typename Own, typename Baseline>
void
MeasureInTurn(benchmark::State& state, Own own, Baseline baseline)
{
    double time = 0;
    double items = 0;
    double baselineTime = 0;
    double baselineItems = 0;
    own(); // both are there, and nothing is done for the first time
    baseline();
    for ([[maybe_unused]] auto _ : state)
    {
        const double begin = ThreadTime();
        items += own();
        const double middle = ThreadTime();
        baselineItems += baseline();
        time += middle - begin;
        baselineTime += ThreadTime() - middle;
    }
    state.counters[BenchProgram::ITEMS] = items / static_cast<double>(state.iterations());
    state.counters[BenchProgram::OWN_TIME] = time;
    state.counters[BenchProgram::BASELINE_TIME] = baselineTime / baselineItems * items;
}

/**
 * @param nodes of the chain
 * @return a chain of nodes 1 ms apart, through which data flows
 */
std::unique_ptr<FastNetwork>
MakeChain(uint32_t nodes)
{
    FastNetworkParams params;
    params.delay = [](uint32_t, uint32_t) { return std::chrono::milliseconds{1}; };
    auto network = std::make_unique<FastNetwork>(params);
    for (uint32_t i = 0; i < nodes; ++i)
    {
        auto relay = std::make_unique<StaticRelay>();
        if (i + 1 < nodes)
        {
            relay->AddRoute(APP, network->IdOf(i + 1));
        }
        network->AddNode({}, std::move(relay));
    }
    network->Engine(0).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    network->Engine(0).Resume();
    network->Advance(std::chrono::seconds{1});
    return network;
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

} // namespace

int
main(int argc, char** argv)
{
    constexpr double AT_MOST = 1 / 0.3;
    constexpr double AT_MOST_LARGE = 1 / 0.4;
    const auto event = [] {
        static HoldModel model;
        model.Pass(EVENTS);
        return static_cast<double>(EVENTS);
    };
    const auto chain = [] {
        static SteppedNetwork network(MakeChain(32), std::chrono::seconds{10});
        return network.Pass();
    };
    const auto tree = [] {
        static SteppedNetwork network(MakeTree(1000), std::chrono::seconds{50});
        return network.Pass();
    };
    const auto largeTree = [] {
        static SteppedNetwork network(MakeTree(100'000), std::chrono::milliseconds{300});
        return network.Pass();
    };
    const std::string anEvent = "an event of ns-3 that does nothing";

    BenchProgram program(argc, argv);
    const auto compare = [&program](const BenchClaim& claim, auto own, auto baseline) {
        const auto measure = [own, baseline](benchmark::State& state) {
            MeasureInTurn(state, own, baseline);
        };
        BenchProgram::Add(claim.subject, measure, LONG);
        program.Claim(claim);
    };
    compare({"overlay-chain-hop", "chain", "", anEvent, AT_MOST}, chain, event);
    compare({"overlay-tree-hop", "tree", "", anEvent, AT_MOST}, tree, event);
    compare({"overlay-large-tree-hop", "large-tree", "", "a tree of 1,000 nodes", AT_MOST_LARGE},
            largeTree,
            tree);
    return program.Run();
}
