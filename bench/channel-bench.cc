/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/double.h"
#include "ns3/epoch-error-model.h"
#include "ns3/error-model.h"
#include "ns3/gilbert-elliott-error-model.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/loss-runs.h"
#include "ns3/outage-error-model.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/trace-error-model.h"

#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup qos-bench
 * What it costs to ask an error model about a packet, beside ns-3's model of independent losses.
 */

namespace
{

using namespace ns3;
using namespace ns3::qos;

/**
 * Ask about packets, 1000 in each second of the simulation, so that what changes with time does.
 * @param state the benchmark
 * @param model is asked
 */
void
Ask(benchmark::State& state, const Ptr<ErrorModel>& model)
{
    constexpr int PACKETS = 1000;
    const auto packet = Create<Packet>();
    uint64_t lost = 0;
    for ([[maybe_unused]] auto _ : state)
    {
        for (int i = 0; i < PACKETS; ++i)
        {
            lost += model->IsCorrupt(packet) ? 1 : 0;
        }
        state.PauseTiming();
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        state.ResumeTiming();
    }
    benchmark::DoNotOptimize(lost);
    state.counters[BenchProgram::ITEMS] = PACKETS;
}

/** @return ns-3's independent losses of 2 % */
Ptr<ErrorModel>
MakeBaseline()
{
    const auto model = CreateObject<RateErrorModel>();
    model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    model->SetRate(0.02);
    return model;
}

/** @return losses of 2 % in bursts of 4 */
Ptr<GilbertErrorModel>
MakeGilbert()
{
    const auto model = CreateObject<GilbertErrorModel>();
    model->SetAttribute("LossRate", DoubleValue(0.02));
    model->SetAttribute("MeanBurst", DoubleValue(4));
    return model;
}

/** @return losses on a good and on a bad path */
Ptr<ErrorModel>
MakeElliott()
{
    const auto model = CreateObject<GilbertElliottErrorModel>();
    model->SetAttribute("ToBad", DoubleValue(0.01));
    model->SetAttribute("ToGood", DoubleValue(0.2));
    model->SetAttribute("GoodLoss", DoubleValue(0.001));
    model->SetAttribute("BadLoss", DoubleValue(0.4));
    return model;
}

/** @return outages and bursts */
Ptr<ErrorModel>
MakeOutages()
{
    const auto model = CreateObject<OutageErrorModel>();
    model->SetAttribute("Other", PointerValue(MakeGilbert()));
    return model;
}

/** @return a trace of 10000 packets with losses of 2 % */
Ptr<ErrorModel>
MakeTrace()
{
    constexpr std::size_t PERIOD = 50;
    std::vector<bool> isLost(10000);
    for (std::size_t i = 0; i < isLost.size(); i += PERIOD)
    {
        isLost[i] = true;
    }
    const auto model = CreateObject<TraceErrorModel>();
    model->SetTrace(std::make_shared<const LossTrace>(LossTrace::FromPackets(isLost)));
    return model;
}

/**
 * Measure how packets are lost.
 * @param state the benchmark
 */
void
Measure(benchmark::State& state)
{
    constexpr uint32_t PACKETS = 1000;
    constexpr uint32_t PERIOD = 50;
    LossRuns runs;
    for ([[maybe_unused]] auto _ : state)
    {
        for (uint32_t i = 0; i < PACKETS; ++i)
        {
            runs.Add(i % PERIOD == 0);
        }
    }
    benchmark::DoNotOptimize(runs.Lost());
    state.counters[BenchProgram::ITEMS] = PACKETS;
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    Simulator::Run(); // before a run ns-3 keeps a list of all times, which costs more than a model
    const auto add = [](const std::string& name, auto make) {
        BenchProgram::Add(name, [make](benchmark::State& state) { Ask(state, make()); });
    };
    const auto claim = [&program](const std::string& name, double goal) {
        program.Claim({name, name, "loss-rate", "ns3::RateErrorModel, in packets", goal});
    };
    add("loss-rate", MakeBaseline);
    add("loss-gilbert", MakeGilbert);
    add("loss-gilbert-elliott", MakeElliott);
    add("loss-epoch", [] { return CreateObject<EpochErrorModel>(); });
    add("loss-outage", MakeOutages);
    add("loss-trace", MakeTrace);
    BenchProgram::Add("loss-runs", Measure);
    claim("loss-gilbert", 1.4);
    claim("loss-gilbert-elliott", 2.3);
    claim("loss-epoch", 1.4);
    claim("loss-outage", 1.5);
    claim("loss-trace", 0.7);
    claim("loss-runs", 0.2);
    return program.Run();
}
