/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * A network in one box, for emulation: two interfaces, between which packets are late, wait for a
 * bottleneck, or are lost. It takes the place of a kernel's netem, has the loss processes of the
 * other experiments, and says exactly what it did.
 *
 *     left -- queue, rate, delay, loss -- right
 *
 * Simulated, a host at the left sends packets at fixed intervals to one at the right.
 */

#include "clvl/synthetic-path.h"

#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/impaired-path.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/queue-size.h"
#include "ns3/queue.h"
#include "ns3/ranged-checker.h"
#include "ns3/real-device-helper.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

/** A network in one box. */
class LossyPathExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    std::vector<ExperimentEnd> GetEnds() const override;
    void CheckParameters() const override;

  private:
    static constexpr const char* LEFT = "left";   //!< an end
    static constexpr const char* RIGHT = "right"; //!< the other one

    void DoRun(Result& result) override;

    /**
     * @param loss share of packets
     * @param stream first number for random variables; takes 4
     * @return what happens to packets in a direction
     */
    ImpairedPath::Direction MakeDirection(double loss, int64_t stream) const;

    /**
     * @param node of the path
     * @param end its name
     * @return a device at that real end
     */
    Ptr<NetDevice> MakeReal(const Ptr<Node>& node, const std::string& end) const;

    /**
     * @param node of the path
     * @param host gets a device too
     * @return a simulated device that is joined with the host's
     */
    Ptr<NetDevice> MakeSimulated(const Ptr<Node>& node, const Ptr<Node>& host) const;

    /** @param device sends packets until the end */
    void Send(const Ptr<NetDevice>& device) const;

    /** How packets are lost. */
    enum Background
    {
        GILBERT,
        OUTAGE
    };

    Background m_background = GILBERT; //!< parameter background
    double m_loss = 0;                 //!< parameter loss
    double m_burst = 1;                //!< parameter burst
    double m_backLoss = 0;             //!< parameter back_loss
    Time m_delay;                      //!< parameter delay
    DataRate m_rate;                   //!< parameter rate
    uint32_t m_queue = 0;              //!< parameter queue
    Time m_interval;                   //!< parameter interval
    Time m_duration;                   //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(LossyPathExperiment,
                        "lossy-path",
                        "a network in one box between two interfaces: what does it lose?",
                        "nothing published");

TypeId
LossyPathExperiment::GetTypeId()
{
    using Self = LossyPathExperiment;
    static TypeId tid =
        TypeId("ns3::qos::LossyPathExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Background",
                          "how packets are lost: in bursts (gilbert), or also in outages (outage)",
                          compat::EnumValue<Background>(GILBERT),
                          compat::EnumAccessor<Background>(&Self::m_background),
                          MakeEnumChecker(GILBERT, "gilbert", OUTAGE, "outage"))
            .AddAttribute("Loss",
                          "share of the packets from left to right that are lost",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.9))
            .AddAttribute("BackLoss",
                          "share of the packets from right to left that are lost",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_backLoss),
                          MakeDoubleChecker<double>(0, 0.9))
            .AddAttribute("Burst",
                          "mean number of packets lost in a burst; 1: each for itself",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_burst),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("Delay",
                          "of each packet, one way",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&Self::m_delay),
                          MakeTimeChecker(Time(0), Seconds(10)))
            .AddAttribute("Rate",
                          "of each direction; 0: without a limit",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_rate),
                          MakeRateChecker(DataRate(0), DataRate("100Gbps")))
            .AddAttribute("Queue",
                          "packets that may wait for each direction",
                          UintegerValue(100),
                          MakeUintegerAccessor(&Self::m_queue),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("Interval",
                          "simulated: between two packets of 1000 bytes",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&Self::m_interval),
                          MakeTimeChecker(MicroSeconds(1), Seconds(60)))
            .AddAttribute("Duration",
                          "how long it runs",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(MilliSeconds(1), Seconds(360000)));
    return tid;
}

std::vector<Metric>
LossyPathExperiment::GetMetrics() const
{
    std::vector<Metric> metrics;
    for (const char* way : {"there", "back"})
    {
        const std::string from = std::string(way) == "there" ? "the left" : "the right";
        const std::string name = way;
        metrics.push_back({name + "_packets", "", "packets that came in at " + from});
        metrics.push_back({name + "_loss", "", "share of them that was lost on the way"});
        metrics.push_back({name + "_discarded", "", "packets that found no room in the queue"});
    }
    metrics.push_back({"arrived", "", "simulated: packets that reached the host at the right"});
    return metrics;
}

std::vector<ExperimentEnd>
LossyPathExperiment::GetEnds() const
{
    return {{LEFT, "one side of the path"}, {RIGHT, "the other side"}};
}

void
LossyPathExperiment::CheckParameters() const
{
    const RealNetwork& real = GetRealNetwork();
    if (real.IsReal() && (real.Find(LEFT) == nullptr || real.Find(RIGHT) == nullptr))
    {
        throw ParameterError(
            "only one end of lossy-path is real, allowed: left and right, or none");
    }
}

ImpairedPath::Direction
LossyPathExperiment::MakeDirection(double loss, int64_t stream) const
{
    SyntheticPathParams params;
    params.kind = m_background == OUTAGE ? "outage" : "gilbert";
    params.loss = loss;
    params.burst = m_burst;
    return {m_delay, SyntheticPath::Make(params, stream).process};
}

Ptr<NetDevice>
LossyPathExperiment::MakeReal(const Ptr<Node>& node, const std::string& end) const
{
    RealDeviceHelper helper;
    helper.Set("DataRate", DataRateValue(m_rate));
    const auto device = helper.InstallBare(node, *GetRealNetwork().Find(end));
    device->GetQueue()->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, m_queue));
    return device;
}

Ptr<NetDevice>
LossyPathExperiment::MakeSimulated(const Ptr<Node>& node, const Ptr<Node>& host) const
{
    const auto channel = CreateObject<SimpleChannel>();
    Ptr<SimpleNetDevice> last;
    for (const Ptr<Node>& owner : {host, node})
    {
        last = CreateObject<SimpleNetDevice>();
        last->SetAddress(Mac48Address::Allocate());
        last->SetChannel(channel);
        owner->AddDevice(last);
    }
    last->SetAttribute("DataRate", DataRateValue(m_rate));
    last->GetQueue()->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, m_queue));
    return last;
}

void
LossyPathExperiment::Send(const Ptr<NetDevice>& device) const
{
    constexpr uint32_t BYTES = 1000;
    constexpr uint16_t ANY_PROTOCOL = 0x0800;
    device->Send(Create<Packet>(BYTES), device->GetBroadcast(), ANY_PROTOCOL);
    if (Simulator::Now() + m_interval < m_duration)
    {
        Simulator::Schedule(m_interval, [this, device] { Send(device); });
    }
}

void
LossyPathExperiment::DoRun(Result& result)
{
    constexpr int64_t THERE_STREAM = 0;
    constexpr int64_t BACK_STREAM = 4;
    const auto node = CreateObject<Node>();
    double arrived = 0;
    std::array<Ptr<NetDevice>, 2> sides;
    const bool isReal = GetRealNetwork().IsReal();
    if (isReal)
    {
        sides = {MakeReal(node, LEFT), MakeReal(node, RIGHT)};
    }
    else
    {
        const auto sender = CreateObject<Node>();
        const auto receiver = CreateObject<Node>();
        sides = {MakeSimulated(node, sender), MakeSimulated(node, receiver)};
        sender->GetDevice(0)->SetReceiveCallback(
            [](Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&) { return true; });
        receiver->GetDevice(0)->SetReceiveCallback(
            [&arrived](Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&) {
                ++arrived;
                return true;
            });
        Simulator::Schedule(Time(0), [this, sender] { Send(sender->GetDevice(0)); });
    }
    const ImpairedPath path(sides[0],
                            sides[1],
                            MakeDirection(m_loss, THERE_STREAM),
                            MakeDirection(m_backLoss, BACK_STREAM));
    // what is on its way arrives, where nothing else comes
    const Time end = isReal ? m_duration : m_duration + m_delay + Seconds(1);
    Simulator::Stop(end);
    Simulator::Run();

    for (const auto& [name, counters] :
         {std::pair<std::string, ImpairedPath::Counters>{"there", path.There()},
          {"back", path.Back()}})
    {
        const auto came = static_cast<double>(counters.came);
        result.AddMetric(name + "_packets", came);
        result.AddMetric(name + "_loss",
                         came > 0 ? static_cast<double>(counters.lost) / came : NAN);
        result.AddMetric(name + "_discarded", static_cast<double>(counters.discarded));
    }
    if (!isReal)
    {
        result.AddMetric("arrived", arrived);
    }
}

} // namespace qos
} // namespace ns3
