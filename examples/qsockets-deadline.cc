/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * QSockets Figure 7: a sensor whose messages are useless after their deadline, perturbed from 30 s
 * on.
 *
 *     sensor (UDP, bursts)  --+
 *                             +-- EDF or FIFO -- device queue -- 10 Mb/s, 0.5 ms -- client
 *     bulk TCP transfers    --+
 *
 * Three ways: none (a FIFO), lossless (EDF sends late messages), lossy (EDF drops messages that
 * cannot arrive in time). Load, burst, deadlines and device queue are not in the paper; see
 * doc/published/qsockets.json.
 */

#include "qsockets/perturbed-host-experiment.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edf-scheduler.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/quantity.h"
#include "ns3/sensor-source.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace qos
{

/** QSockets Figure 7. */
class QsocketsDeadlineExperiment : public PerturbedHostExperiment
{
  public:
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    std::vector<ExperimentEnd> GetEnds() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;

    /** @return the mean rate of the sensor's messages */
    DataRate SensorRate() const;

    /** How messages are scheduled. */
    enum Mode
    {
        NONE,     //!< FIFO
        LOSSLESS, //!< EDF, late messages are sent
        LOSSY     //!< EDF, late messages are dropped
    };

    /** Messages that were made in some interval. */
    struct Tally
    {
        double made = 0; //!< all
        double late = 0; //!< arrived after their deadline
        double lost = 0; //!< did not arrive

        /**
         * @param part a number of messages
         * @return it as a share of all, not a number if there were none
         */
        double Ratio(double part) const
        {
            return made == 0 ? NAN : part / made;
        }
    };

    /**
     * @param result gets what became of the messages
     * @param sensor who sent
     * @param client who received
     */
    void ReportMisses(Result& result,
                      const SensorSource& sensor,
                      const FrameReceiver& client) const;

    /**
     * @param sensor who sent
     * @param client who received
     * @param begin first instant of making
     * @param end instant after the last one
     * @return what became of the messages made between them
     */
    static Tally Count(const SensorSource& sensor,
                       const FrameReceiver& client,
                       Time begin,
                       Time end);

    Mode m_mode = LOSSY;         //!< parameter mode
    double m_load = 0;           //!< parameter load
    uint32_t m_burst = 0;        //!< parameter burst
    Time m_deadlineMin;          //!< parameter deadline_min
    Time m_deadlineMax;          //!< parameter deadline_max
    Time m_perturbation;         //!< parameter perturbation
    bool m_hasGuard = true;      //!< parameter guard
    bool m_isReordering = false; //!< parameter reorder
};

QOS_REGISTER_EXPERIMENT(
    QsocketsDeadlineExperiment,
    "qsockets-deadline",
    "a sensor with deadlines while bulk transfers perturb its host: missed deadlines",
    "QSockets Fig 7");

TypeId
QsocketsDeadlineExperiment::GetTypeId()
{
    using Self = QsocketsDeadlineExperiment;
    static TypeId tid = [] {
        TypeId own =
            TypeId("ns3::qos::QsocketsDeadlineExperiment")
                .SetParent<PerturbedHostExperiment>()
                .SetGroupName("QosOverlay")
                .AddConstructor<Self>()
                .AddAttribute("Mode",
                              "none: FIFO; lossless: EDF that sends late messages; lossy: EDF that "
                              "drops them",
                              compat::EnumValue<Mode>(LOSSY),
                              compat::EnumAccessor<Mode>(&Self::m_mode),
                              MakeEnumChecker(NONE, "none", LOSSLESS, "lossless", LOSSY, "lossy"))
                .AddAttribute("Load",
                              "payload of the sensor as a share of the link",
                              DoubleValue(0.65),
                              MakeDoubleAccessor(&Self::m_load),
                              MakeDoubleChecker<double>(0.01, 2))
                .AddAttribute("Burst",
                              "messages that are measured at once",
                              UintegerValue(6),
                              MakeUintegerAccessor(&Self::m_burst),
                              MakeUintegerChecker<uint32_t>(1, 1000))
                .AddAttribute("DeadlineMin",
                              "shortest relative deadline",
                              TimeValue(MilliSeconds(30)),
                              MakeTimeAccessor(&Self::m_deadlineMin),
                              MakeTimeChecker(MicroSeconds(1), Seconds(3600)))
                .AddAttribute("DeadlineMax",
                              "longest relative deadline",
                              TimeValue(MilliSeconds(120)),
                              MakeTimeAccessor(&Self::m_deadlineMax),
                              MakeTimeChecker(MicroSeconds(1), Seconds(3600)))
                .AddAttribute("Perturbation",
                              "when the bulk transfers start",
                              TimeValue(Seconds(30)),
                              MakeTimeAccessor(&Self::m_perturbation),
                              MakeTimeChecker(Seconds(1), Seconds(36000)))
                .AddAttribute(
                    "Guard",
                    "whether EDF allows for the time that the device queue and the link take",
                    BooleanValue(true),
                    MakeBooleanAccessor(&Self::m_hasGuard),
                    MakeBooleanChecker())
                .AddAttribute("Reorder",
                              "whether EDF also orders the sensor's own messages, instead of first "
                              "in, first out",
                              BooleanValue(false),
                              MakeBooleanAccessor(&Self::m_isReordering),
                              MakeBooleanChecker());
        own = AddSendBuffer(own, 0);
        own = AddDeviceQueue(own, "16p");
        own = AddFlows(own, 4, "bulk TCP transfers that the perturbation starts");
        own = AddPosition(own);
        return own;
    }();
    return tid;
}

std::vector<Metric>
QsocketsDeadlineExperiment::GetMetrics() const
{
    return {{"miss_before",
             "",
             "messages late or lost, as a share of those made before the perturbation; no value if "
             "there were none"},
            {"miss_after",
             "",
             "messages late or lost, as a share of those made after the perturbation; no value if "
             "there were none"},
            {"late_after",
             "",
             "messages late, as a share of those made after the perturbation; no value if there "
             "were none"},
            {"dropped_after",
             "",
             "messages lost, as a share of those made after the perturbation; no value if there "
             "were none"},
            {"messages_made", "", "messages that the sensor gave to its socket"}};
}

void
QsocketsDeadlineExperiment::CheckParameters() const
{
    if (m_deadlineMax < m_deadlineMin)
    {
        throw ParameterError(
            "deadline_max is shorter than deadline_min; allowed is any time from deadline_min on");
    }
    constexpr double MOST_GIGABYTES = 100; // of 4000-byte messages, which take 5 GB of memory
    const double gigabytes =
        static_cast<double>(SensorRate().GetBitRate()) * m_duration.GetSeconds() / 8e9;
    if (gigabytes > MOST_GIGABYTES)
    {
        throw ParameterError(Given("load") + " " + Given("link_rate") + " " + Given("duration") +
                             " do not fit together: the sensor would send " +
                             FormatNumber(std::ceil(gigabytes)) + " GB; allowed are at most " +
                             FormatNumber(MOST_GIGABYTES) + " GB");
    }
}

DataRate
QsocketsDeadlineExperiment::SensorRate() const
{
    return DataRate(static_cast<uint64_t>(m_load * static_cast<double>(m_linkRate.GetBitRate())));
}

std::vector<ExperimentEnd>
QsocketsDeadlineExperiment::GetEnds() const
{
    return HostEnds();
}

void
QsocketsDeadlineExperiment::DoRun(Result& result)
{
    PerturbedHost host(NetworkParams());
    const auto sensor = CreateObject<SensorSource>();
    sensor->SetAttribute("Rate", DataRateValue(SensorRate()));
    sensor->SetAttribute("BurstSize", UintegerValue(m_burst));
    sensor->SetAttribute("DeadlineMin", TimeValue(m_deadlineMin));
    sensor->SetAttribute("DeadlineMax", TimeValue(m_deadlineMax));
    if (m_mode != NONE)
    {
        const auto options = std::make_shared<EdfOptions>();
        options->residual = m_hasGuard ? ToCore(GetDeviceQueue().Residual(m_linkRate, m_linkDelay))
                                       : Nanoseconds{0};
        QSockInitSettings settings;
        settings.options = options;
        settings.limits.streamPackets = NetworkParams().bestEffortPackets;
        settings.position = GetPosition();
        host.InitQSockets(EdfScheduler::NAME, settings);
        const auto attributes = std::make_shared<EdfAttributes>();
        attributes->lossy = m_mode == LOSSY;
        attributes->reorder = m_isReordering;
        sensor->SetQos({TwoHostTopology::ServerDeviceName(), EdfScheduler::NAME, attributes});
    }
    const Ptr<FrameReceiver> client = host.AddSource(sensor, GetSendBuffer(), m_duration);
    host.Perturb(m_perturbation, m_duration, m_flows);
    // what is made at the very end needs time to arrive
    PerturbedHost::Run(m_duration + m_deadlineMax + Seconds(1));

    if (host.Topology().HasServer() && host.Topology().HasClient())
    {
        ReportMisses(result, *sensor, *client);
    }
    if (host.Topology().HasServer())
    {
        result.AddMetric("messages_made", static_cast<double>(sensor->GetTotalCounts().made));
    }
}

void
QsocketsDeadlineExperiment::ReportMisses(Result& result,
                                         const SensorSource& sensor,
                                         const FrameReceiver& client) const
{
    const Time interval = Seconds(5);
    Table& table =
        result.AddTable("misses",
                        {{"time", "s"}, {"made", ""}, {"missed", ""}, {"late", ""}, {"lost", ""}});
    for (Time begin = Time(0); begin + interval <= m_duration; begin += interval)
    {
        const Tally tally = Count(sensor, client, begin, begin + interval);
        table.AddRow(
            {begin.GetSeconds(), tally.made, tally.late + tally.lost, tally.late, tally.lost});
    }
    const Tally before = Count(sensor, client, Time(0), Min(m_perturbation, m_duration));
    const Tally after = Count(sensor, client, m_perturbation, m_duration);
    result.AddMetric("miss_before", before.Ratio(before.late + before.lost));
    result.AddMetric("miss_after", after.Ratio(after.late + after.lost));
    result.AddMetric("late_after", after.Ratio(after.late));
    result.AddMetric("dropped_after", after.Ratio(after.lost));
}

QsocketsDeadlineExperiment::Tally
QsocketsDeadlineExperiment::Count(const SensorSource& sensor,
                                  const FrameReceiver& client,
                                  Time begin,
                                  Time end)
{
    Tally tally;
    double arrived = 0;
    for (const Time& made : sensor.GetSendTimes())
    {
        tally.made += made >= begin && made < end ? 1 : 0;
    }
    for (const ReceivedFrame& frame : client.GetFrames())
    {
        if (frame.header.sent >= begin && frame.header.sent < end)
        {
            ++arrived;
            tally.late += frame.IsLate() ? 1 : 0;
        }
    }
    tally.lost = tally.made - arrived;
    return tally;
}

} // namespace qos
} // namespace ns3
