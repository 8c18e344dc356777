/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiment that these tests run: a queue with Poisson arrivals and a fixed service time
 * (M/D/1), in plain events.
 *
 *   arrivals --> [ waiting room ] --> server --> departures
 *
 * It has a parameter of every kind. Its mean waiting time is known: rho * service / (2 * (1 -
 * rho)).
 */

#include "ns3/boolean.h"
#include "ns3/byte-count.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/experiment-registry.h"
#include "ns3/ns3-compat.h"
#include "ns3/number-list.h"
#include "ns3/parameter-error.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

/** See the top of the file. */
class Md1QueueExperiment : public Experiment
{
  public:
    /** What happens to a customer who finds the server busy. */
    enum Policy
    {
        WAIT,
        LEAVE
    };

    /** @return the type */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;
    /** One customer arrives, and the next one is scheduled. */
    void Arrive();

    double m_load = 0;                    //!< share of time in which the server is busy
    Policy m_policy = WAIT;               //!< what a customer does
    Time m_service;                       //!< how long a service takes
    Time m_duration;                      //!< how long customers come
    DataRate m_rate;                      //!< of no use but to be parsed
    QueueSize m_room;                     //!< of no use but to be parsed
    ByteCount m_buffer;                   //!< of no use but to be parsed
    NumberList m_weights;                 //!< one share is reported for each
    std::string m_server;                 //!< of no use but to be parsed
    std::string m_device;                 //!< of no use but to be parsed
    uint32_t m_fail = 0;                  //!< 1: throw, 2: abort, 3: report an undeclared metric
    bool m_verbose = false;               //!< whether there is a table
    Ptr<ExponentialRandomVariable> m_gap; //!< between arrivals
    Time m_freeAt;                        //!< when the server will be free
    double m_waited = 0;                  //!< seconds, all customers
    uint64_t m_served = 0;                //!< customers served
    uint64_t m_left = 0;                  //!< customers who did not wait
    Table* m_table = nullptr;             //!< one row per customer
};

TypeId
Md1QueueExperiment::GetTypeId()
{
    using Self = Md1QueueExperiment;
    static TypeId tid =
        TypeId("ns3::qos::Md1QueueExperiment")
            .SetParent<Experiment>()
            .AddConstructor<Self>()
            .AddAttribute("Load",
                          "share of time in which the server is busy",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Self::m_load),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Policy",
                          "what a customer does who finds the server busy",
                          compat::EnumValue<Policy>(WAIT),
                          compat::EnumAccessor<Policy>(&Self::m_policy),
                          MakeEnumChecker(WAIT, "wait", LEAVE, "leave"))
            .AddAttribute("ServiceTime",
                          "how long a service takes",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&Self::m_service),
                          MakeTimeChecker(NanoSeconds(1), Seconds(1)))
            .AddAttribute("Duration",
                          "how long customers come",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("LinkRate",
                          "a rate",
                          DataRateValue(DataRate(10'000'000)),
                          MakeDataRateAccessor(&Self::m_rate),
                          MakeDataRateChecker())
            .AddAttribute("Room",
                          "a queue size",
                          QueueSizeValue(QueueSize("100p")),
                          MakeQueueSizeAccessor(&Self::m_room),
                          MakeQueueSizeChecker())
            .AddAttribute("SendBuffer",
                          "an amount of data",
                          ByteCountValue(ByteCount(65536)),
                          MakeByteCountAccessor(&Self::m_buffer),
                          MakeByteCountChecker(0, 1048576))
            .AddAttribute("Weights",
                          "one share is reported for each",
                          NumberListValue(NumberList{3, 2, 1}),
                          MakeNumberListAccessor(&Self::m_weights),
                          MakeNumberListChecker(0.5))
            .AddAttribute("Server",
                          "a name out of a registry",
                          StringValue("fifo"),
                          MakeStringAccessor(&Self::m_server),
                          MakeNameChecker([] {
                              return std::vector<std::string>{"edf", "fifo"};
                          }))
            .AddAttribute("DeviceQueue",
                          "a text of a certain form",
                          StringValue("1p"),
                          MakeStringAccessor(&Self::m_device),
                          MakeTextChecker("packets such as 16p, or bql",
                                          [](const std::string& text) {
                                              return text == "bql" ||
                                                     (!text.empty() && text.back() == 'p');
                                          }))
            .AddAttribute("Fail",
                          "in which way the run fails",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_fail),
                          MakeUintegerChecker<uint32_t>(0, 3))
            .AddAttribute("Verbose",
                          "whether there is a table",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_verbose),
                          MakeBooleanChecker());
    return tid;
}

std::vector<Metric>
Md1QueueExperiment::GetMetrics() const
{
    return {{"wait_ms", "ms", "mean time in the waiting room"},
            {"left", "", "customers who did not wait"},
            {"share_<n>", "", "weight as a share of all"},
            {"<step>_ns", "ns", "wall time of a step", true}};
}

void
Md1QueueExperiment::CheckParameters() const
{
    if (m_load >= 1 && m_policy == WAIT)
    {
        throw ParameterError("load is 1 and policy is wait, so the queue would grow without end; "
                             "allowed: a load below 1, or policy=leave");
    }
}

void
Md1QueueExperiment::Arrive()
{
    const Time now = Simulator::Now();
    const Time wait = std::max(m_freeAt - now, Time());
    if (m_policy == LEAVE && wait.IsStrictlyPositive())
    {
        ++m_left;
    }
    else
    {
        m_waited += wait.GetSeconds();
        ++m_served;
        m_freeAt = now + wait + m_service;
        if (m_table)
        {
            m_table->AddRow({m_served, now.GetSeconds(), wait.GetSeconds() * 1e3, "served"});
        }
    }
    Simulator::Schedule(Seconds(m_gap->GetValue()), &Md1QueueExperiment::Arrive, this);
}

void
Md1QueueExperiment::DoRun(Result& result)
{
    if (m_fail == 1)
    {
        throw std::runtime_error("the server is on fire");
    }
    NS_ABORT_MSG_IF(m_fail == 2, "the server exploded");
    if (m_fail == 3)
    {
        result.AddMetric("heat", 451);
    }
    if (m_verbose)
    {
        m_table =
            &result.AddTable("customers",
                             {{"customer", ""}, {"arrival", "s"}, {"wait", "ms"}, {"outcome", ""}});
    }
    m_gap = CreateObject<ExponentialRandomVariable>();
    if (m_load > 0)
    {
        m_gap->SetAttribute("Mean", DoubleValue(m_service.GetSeconds() / m_load));
        Simulator::Schedule(Seconds(m_gap->GetValue()), &Md1QueueExperiment::Arrive, this);
    }
    Simulator::Stop(m_duration);
    Simulator::Run();

    const double none = std::nan("");
    result.AddMetric("wait_ms",
                     m_served == 0 ? none : m_waited * 1e3 / static_cast<double>(m_served));
    result.AddMetric("left", static_cast<double>(m_left));
    double sum = 0;
    for (const double weight : m_weights.Get())
    {
        sum += weight;
    }
    for (size_t i = 0; i < m_weights.Get().size(); ++i)
    {
        result.AddMetric("share_" + std::to_string(i + 1), m_weights.Get()[i] / sum);
    }
    result.AddMetric("arrive_ns", 5);
}

QOS_REGISTER_EXPERIMENT(Md1QueueExperiment,
                        "md1-queue",
                        "waiting time of a queue with Poisson arrivals and fixed service",
                        "Pollaczek-Khinchine formula");

} // namespace qos
} // namespace ns3
