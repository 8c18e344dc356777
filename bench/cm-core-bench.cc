/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/cm-core.h"
#include "ns3/cm-registry.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup qos-bench
 * The Congestion Manager without a simulator: what a packet costs from cm_request over the grant to
 * cm_notify, beside a queue and a call of the client; and how that grows with flows.
 */

namespace
{

using namespace ns3::qos;

constexpr uint32_t MTU = 1448;
constexpr uint32_t WINDOW_PACKETS = 128;  //!< first window of a macroflow
constexpr uint32_t FEEDBACK_PACKETS = 64; //!< packets per report, fewer than the window has

/**
 * @param number of the flow
 * @param host number of its peer
 * @return a flow
 */
FlowDescription
MakeFlow(uint32_t number, uint32_t host)
{
    constexpr uint32_t BYTE = 8;
    FlowDescription flow;
    flow.key.destination[14] = static_cast<uint8_t>(host >> BYTE);
    flow.key.destination[15] = static_cast<uint8_t>(host);
    flow.key.sourcePort = static_cast<uint16_t>(number);
    flow.key.protocol = 17;
    flow.mtu = MTU;
    return flow;
}

/** A window that reports do not change. */
class ConstantWindow final : public CongestionController
{
  public:
    double SlowStartThreshold() const override
    {
        return 0;
    }

    void SetMtu(uint32_t mtu) override
    {
        m_window = static_cast<double>(WINDOW_PACKETS) * mtu;
    }

    void Report(const CongestionReport& /* report */) override
    {
    }

    void Idle(uint32_t /* timeouts */) override
    {
    }
};

/** A Congestion Manager with as many flows as asked for, each of which sends when it is granted. */
class Host : private CmSender
{
  public:
    /**
     * @param scheduler of every macroflow
     * @param flows how many flows
     * @param hosts how many peers, and so macroflows
     * @param isBacklogged whether they ask for another packet as soon as they have sent one
     */
    Host(const std::string& scheduler, uint32_t flows, uint32_t hosts, bool isBacklogged = false)
        : m_core(MakeSetup(scheduler, isBacklogged)),
          m_isBacklogged(isBacklogged)
    {
        for (uint32_t number = 0; number < flows; ++number)
        {
            CmFlowId flow = CM_NONE;
            m_core.Open(MakeFlow(number, number % hosts), m_now, flow);
            m_core.RegisterSend(flow, this);
            m_flows.push_back(flow);
        }
        // nobody asks flow by flow in the order in which they were opened
        std::shuffle(m_flows.begin(), m_flows.end(), std::mt19937(1));
    }

    /** @return the flow whose turn it is to send */
    CmFlowId NextFlow()
    {
        m_turn = m_turn + 1 == m_flows.size() ? 0 : m_turn + 1;
        return m_flows[m_turn];
    }

    /**
     * A packet is requested, granted and charged.
     * @param flow whose
     */
    void Send(CmFlowId flow)
    {
        m_now += STEP;
        m_core.Request(flow, 1, m_now);
        m_core.Serve(flow, m_now);
    }

    /**
     * All packets were received.
     * @param flow whose
     * @param packets how many
     */
    void Report(CmFlowId flow, uint64_t packets)
    {
        m_core.Update(flow, {packets * MTU, packets * MTU, CM_NO_CONGESTION, ROUND_TRIP}, m_now);
    }

    /** Everything that is in the network was received; the next windowful is sent. */
    void ReportAll()
    {
        m_now += ROUND_TRIP;
        for (const CmFlowId flow : m_flows)
        {
            Report(flow, m_core.FlowState(flow)->outstanding / MTU);
        }
        m_core.Serve(m_flows.front(), m_now);
    }

    /** @return packets sent */
    uint64_t Sent() const
    {
        return m_sent;
    }

  private:
    static constexpr Nanoseconds STEP = std::chrono::microseconds{1};
    static constexpr Nanoseconds ROUND_TRIP = std::chrono::milliseconds{50};

    /**
     * @param scheduler a name
     * @param isConstant whether the window is constant; it is additive increase otherwise
     * @return macroflows with a window for more packets than there are between two reports
     */
    static CmSetup MakeSetup(const std::string& scheduler, bool isConstant)
    {
        CmSetup setup;
        ControllerParams params;
        params.initialWindow = WINDOW_PACKETS;
        setup.makeController = [=]() -> std::unique_ptr<CongestionController> {
            if (isConstant)
            {
                return std::make_unique<ConstantWindow>();
            }
            return CongestionControllers().Create("aimd", params);
        };
        const auto random = std::make_shared<std::mt19937>(1);
        FlowSchedulerSetup coin;
        coin.bits = std::make_shared<RandomBits>([random] { return (*random)(); });
        setup.makeScheduler = [scheduler, coin] {
            return FlowSchedulers().Create(scheduler, coin);
        };
        return setup;
    }

    void CmappSend(CmFlowId flow) override
    {
        ++m_sent;
        m_core.Notify(flow, MTU, m_now);
        if (m_isBacklogged)
        {
            m_core.Request(flow, 1, m_now);
        }
    }

    CmCore m_core;                 //!< what is measured
    std::vector<CmFlowId> m_flows; //!< in the order in which they send
    std::size_t m_turn = 0;        //!< who sent last
    Nanoseconds m_now{0};          //!< the time
    uint64_t m_sent = 0;           //!< packets
    bool m_isBacklogged;           //!< the flows ask again as soon as they have sent
};

/** What a program without a Congestion Manager would queue: who is to be called for which flow, how
 * much it wants to send, and when it asked. */
struct QueuedRequest
{
    CmSender* sender;  //!< is called
    CmFlowId flow;     //!< whose request
    uint32_t packets;  //!< how many
    uint64_t bytes;    //!< of all of them
    Nanoseconds asked; //!< when
};

/** A client that only counts. */
class CountingSender : public CmSender
{
  public:
    void CmappSend(CmFlowId flow) override
    {
        m_sum += static_cast<uint64_t>(flow);
    }

    /** @return the handles of all calls, added */
    uint64_t Sum() const
    {
        return m_sum;
    }

  private:
    uint64_t m_sum = 0; //!< of the handles
};

/**
 * Check that a benchmark did what it says.
 * @param state the benchmark
 * @param host that sends
 * @param packets that should have been sent
 */
void
ExpectSent(benchmark::State& state, const Host& host, int64_t packets)
{
    if (host.Sent() != static_cast<uint64_t>(packets))
    {
        state.SkipWithError("not every request was granted");
    }
}

/**
 * One flow sends one packet after another, with a report for many of them.
 * @param state the benchmark
 * @param scheduler of the macroflow
 */
void
SendAlone(benchmark::State& state, const std::string& scheduler)
{
    Host host(scheduler, 1, 1);
    const CmFlowId flow = host.NextFlow();
    for ([[maybe_unused]] auto _ : state)
    {
        for (uint32_t i = 0; i < FEEDBACK_PACKETS; ++i)
        {
            host.Send(flow);
        }
        host.Report(flow, FEEDBACK_PACKETS);
    }
    state.counters[BenchProgram::ITEMS] = FEEDBACK_PACKETS;
    ExpectSent(state, host, state.iterations() * FEEDBACK_PACKETS);
}

/**
 * Each of many flows in turn sends a packet and reports on it.
 * @param state the benchmark
 * @param scheduler of the macroflows
 * @param flows how many flows
 * @param hosts how many macroflows
 */
void
SendInTurn(benchmark::State& state, const std::string& scheduler, uint32_t flows, uint32_t hosts)
{
    Host host(scheduler, flows, hosts);
    for ([[maybe_unused]] auto _ : state)
    {
        const CmFlowId flow = host.NextFlow();
        host.Send(flow);
        host.Report(flow, 1);
    }
    ExpectSent(state, host, state.iterations());
}

/**
 * Ten flows always wait; windowful after windowful is sent.
 * @param state the benchmark
 * @param scheduler of the macroflow
 */
void
SendBacklogged(benchmark::State& state, const std::string& scheduler)
{
    constexpr uint32_t FLOWS = 10;
    Host host(scheduler, FLOWS, 1, true);
    for (uint32_t i = 0; i < FLOWS; ++i)
    {
        host.Send(host.NextFlow());
    }
    host.ReportAll(); // what is left of the first window was sent to the first flows
    const uint64_t before = host.Sent();
    for ([[maybe_unused]] auto _ : state)
    {
        host.ReportAll();
    }
    state.counters[BenchProgram::ITEMS] = WINDOW_PACKETS;
    ExpectSent(state, host, static_cast<int64_t>(before) + state.iterations() * WINDOW_PACKETS);
}

/**
 * Requests go through a queue that is never empty.
 * @param state the benchmark
 */
void
QueueAndCall(benchmark::State& state)
{
    constexpr int WAITING = 10;
    CountingSender sender;
    std::deque<QueuedRequest> queue;
    Nanoseconds now{0};
    const auto push = [&](CmFlowId flow) {
        now += std::chrono::microseconds{1};
        queue.push_back({&sender, flow, 1, MTU, now});
    };
    for (CmFlowId flow = 0; flow < WAITING; ++flow)
    {
        push(flow);
    }
    CmFlowId flow = 0;
    for ([[maybe_unused]] auto _ : state)
    {
        for (uint32_t i = 0; i < FEEDBACK_PACKETS; ++i)
        {
            push(++flow);
            CmSender* client = queue.front().sender;
            benchmark::DoNotOptimize(client);
            client->CmappSend(queue.front().flow);
            queue.pop_front();
        }
    }
    benchmark::DoNotOptimize(sender.Sum());
    state.counters[BenchProgram::ITEMS] = FEEDBACK_PACKETS;
}

/** What a scheduler may cost, as factors. */
struct Goals
{
    double grant;   //!< a grant to a flow that waits alone, in queues
    double waiting; //!< a grant among flows that wait, in queues
    double growth;  //!< with 10000 flows in 1000 macroflows; cache misses are most of it
    double crowd;   //!< with 10000 flows in a macroflow; cache misses are most of it
};

/**
 * Add the benchmarks and claims of a scheduler.
 * @param program gets them
 * @param scheduler its name
 * @param goals what it may cost
 */
void
AddScheduler(BenchProgram& program, const std::string& scheduler, const Goals& goals)
{
    constexpr uint32_t FEW = 10;
    constexpr uint32_t MANY = 10000;
    constexpr uint32_t HOSTS = 1000;
    const std::string grant = "cm-grant-" + scheduler;
    const std::string waiting = "cm-grant-waiting-" + scheduler;
    const std::string growth = "cm-grant-growth-" + scheduler;
    const std::string crowd = "cm-grant-crowd-" + scheduler;
    const std::string few = "cm-grant-few-" + scheduler;
    const auto add = [&](const std::string& name, uint32_t flows, uint32_t hosts) {
        BenchProgram::Add(name, [=](benchmark::State& state) {
            SendInTurn(state, scheduler, flows, hosts);
        });
    };
    BenchProgram::Add(grant, [=](benchmark::State& state) { SendAlone(state, scheduler); });
    BenchProgram::Add(waiting, [=](benchmark::State& state) { SendBacklogged(state, scheduler); });
    add(few, FEW, 1);
    add(growth, MANY, HOSTS);
    add(crowd, MANY, 1);

    const char* const queue = "std::deque: push, pop, and a virtual call";
    program.Claim({grant, grant, "cm-grant-queue", queue, goals.grant});
    program.Claim({waiting, waiting, "cm-grant-queue", queue, goals.waiting});
    program.Claim(
        {growth, growth, few, "10 flows in 1 macroflow instead of 10000 in 1000", goals.growth});
    program.Claim({crowd, crowd, few, "10 flows in a macroflow instead of 10000", goals.crowd});
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    BenchProgram::Add("cm-grant-queue", QueueAndCall);
    AddScheduler(program, "random-round-robin", {2, 3.5, 2.5, 2});
    AddScheduler(program, "round-robin", {2, 3, 2.5, 2});
    AddScheduler(program, "hierarchical", {5, 5, 3.5, 2.5});
    return program.Run();
}
