/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * iOverlay section 2.4, Figure 3: how fast do nodes switch messages that share a host?
 *
 *     source -- relay -- ... -- relay -- sink, all on one host
 *
 * In simulated time a processor costs nothing. With the model of the host's processor, a message
 * takes time at each node that receives it, the more the more threads there are; the model has
 * three parameters, and the paper three figures: what lies between them is predicted.
 */

#include "ns3/boolean.h"
#include "ns3/experiment-registry.h"
#include "ns3/fast-network.h"
#include "ns3/paced-source.h"
#include "ns3/parameter-error.h"
#include "ns3/shared-cpu.h"
#include "ns3/static-relay.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** iOverlay, Figure 3. */
class OverlayChainExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;

    uint32_t m_nodes = 0;       //!< parameter nodes
    bool m_cpuModel = true;     //!< parameter cpu_model
    uint32_t m_messageSize = 0; //!< parameter message_size
    uint32_t m_buffer = 0;      //!< parameter buffer
    Time m_delay;               //!< parameter delay
    Time m_duration;            //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(OverlayChainExperiment,
                        "overlay-chain",
                        "a chain of overlay nodes on one host: how fast does it switch messages?",
                        "iOverlay Figure 3");

TypeId
OverlayChainExperiment::GetTypeId()
{
    using Self = OverlayChainExperiment;
    static TypeId tid =
        TypeId("ns3::qos::OverlayChainExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Nodes",
                          "nodes of the chain, source and sink included",
                          UintegerValue(2),
                          MakeUintegerAccessor(&Self::m_nodes),
                          MakeUintegerChecker<uint32_t>(2, 100000))
            .AddAttribute("CpuModel",
                          "whether processing takes time, as on the paper's host",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_cpuModel),
                          MakeBooleanChecker())
            .AddAttribute("MessageSize",
                          "bytes of the payload of a message",
                          UintegerValue(5000),
                          MakeUintegerAccessor(&Self::m_messageSize),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Buffer",
                          "messages in a buffer",
                          UintegerValue(10),
                          MakeUintegerAccessor(&Self::m_buffer),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute(
                "Delay",
                "from one node to the next; without the model of the processor it is what "
                "bounds the rate, and must not be 0",
                TimeValue(MicroSeconds(10)),
                MakeTimeAccessor(&Self::m_delay),
                MakeTimeChecker(Seconds(0), Seconds(1)))
            .AddAttribute("Duration",
                          "how long it is measured",
                          TimeValue(Seconds(20)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(MilliSeconds(1), Seconds(3600)));
    return tid;
}

std::vector<Metric>
OverlayChainExperiment::GetMetrics() const
{
    return {{"e2e_kbps", "KBps", "payload that reaches the sink, in 1000 bytes per second"},
            {"total_mbps", "MBps", "the same over all links together, in 10^6 bytes per second"},
            {"messages", "", "messages that were measured"},
            {"events", "", "all events that were executed"},
            {"events_idle", "", "events in as much time again, after the source has ended"}};
}

void
OverlayChainExperiment::CheckParameters() const
{
    if (!m_cpuModel && m_delay.IsZero())
    {
        throw ParameterError("delay is 0 and there is no cpu_model: nothing bounds the rate; use a "
                             "delay above 0");
    }
}

void
OverlayChainExperiment::DoRun(Result& result)
{
    constexpr uint32_t APP = 1;
    constexpr double KILO = 1e3;
    FastNetworkParams params;
    params.delay = [delay = ToCore(m_delay)](uint32_t, uint32_t) { return delay; };
    FastNetwork network(params);
    SharedCpu cpu;
    cpu.AddThreads(static_cast<int32_t>(3 * m_nodes - 2)); // engines, senders, receivers
    OverlayEngineParams engine;
    engine.bufferMessages = m_buffer;
    for (uint32_t i = 0; i < m_nodes; ++i)
    {
        auto relay = std::make_unique<StaticRelay>();
        if (i + 1 < m_nodes)
        {
            relay->AddRoute(APP, network.IdOf(i + 1));
        }
        relay->SetDelivers(i + 1 == m_nodes);
        network.AddNode(engine, std::move(relay));
        network.Engine(i).SetCpu(m_cpuModel ? &cpu : nullptr);
    }
    OverlayEngine& source = network.Engine(0);
    const EngineCounters& sink = network.Engine(m_nodes - 1).GetCounters();
    PacedSourceParams stream;
    stream.bytes = m_messageSize;
    source.StartSource(APP, std::make_unique<PacedSource>(stream));
    source.Resume();

    // every buffer is full when the first messages have crossed the chain with all others behind
    const Nanoseconds most = std::chrono::hours{24};
    while (sink.delivered < uint64_t{2} * m_buffer * m_nodes && network.NextEvent() < most)
    {
        network.Advance(network.NextEvent());
    }
    const Nanoseconds start = network.Now();
    const uint64_t before = sink.delivered;
    const uint64_t bytesBefore = sink.deliveredBytes;
    network.Advance(start + ToCore(m_duration));
    const uint64_t messages = sink.delivered - before;
    const double e2e =
        static_cast<double>(sink.deliveredBytes - bytesBefore) / KILO / m_duration.GetSeconds();

    source.StopSource(APP);
    while (network.NextEvent() != FOREVER && source.Links().Count() > 0 &&
           network.Pool().Live() > 0)
    {
        network.Advance(network.NextEvent());
    }
    network.Advance(network.Now() + ToCore(Seconds(1)));
    const uint64_t events = network.GetCounters().events;
    network.Advance(network.Now() + ToCore(m_duration));

    result.AddRun(ToSimulator(network.Now()).GetSeconds(), network.GetCounters().events);
    result.AddMetric("e2e_kbps", e2e);
    result.AddMetric("total_mbps", e2e * (m_nodes - 1) / KILO);
    result.AddMetric("messages", static_cast<double>(messages));
    const uint64_t idle = network.GetCounters().events - events;
    result.AddMetric("events_idle", static_cast<double>(idle));
    result.AddMetric("events", static_cast<double>(network.GetCounters().events));
}

} // namespace qos
} // namespace ns3
