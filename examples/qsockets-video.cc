/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * QSockets Figures 4 and 5: one video stream of 20 frames a second, two perturbations.
 *
 *     video server (UDP) --+
 *                          +-- scheduler -- device queue -- 10 Mb/s, 0.5 ms -- client
 *     bulk TCP transfers --+
 *
 * At 15 s and again at 30 s a number of bulk transfers start on the same host. With QSockets the
 * video goes through a scheduler as a stream of its own and I frames are not droppable; without,
 * all packets share a FIFO of 100 packets. Frame sizes, their mix and the number of transfers are
 * not in the paper; see doc/published/qsockets.json.
 */

#include "qsockets/frame-statistics.h"
#include "qsockets/video-stream.h"

#include "ns3/adaptive-video-server.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/parameter-error.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

/** QSockets Figures 4 and 5. */
class QsocketsVideoExperiment : public VideoStreamExperiment
{
  public:
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;

    /** What the gaps between consecutive frames of a phase look like. */
    struct Gaps
    {
        double sd = NAN;  //!< standard deviation, ms
        double max = NAN; //!< longest, ms
    };

    /**
     * @param frames what arrived
     * @param begin of the phase
     * @param end of the phase
     * @return the gaps that ended in it
     */
    static Gaps MeasureGaps(const std::vector<ReceivedFrame>& frames, Time begin, Time end);

    /**
     * @param result gets the frame rates
     * @param frames what arrived
     */
    void ReportRates(Result& result, const std::vector<ReceivedFrame>& frames) const;

    /**
     * @param result gets the jitter
     * @param frames what arrived
     */
    void ReportGaps(Result& result, const std::vector<ReceivedFrame>& frames) const;

    bool m_isAdaptive = false; //!< parameter adaptive
    double m_fps = 0;          //!< parameter fps
    Time m_first;              //!< parameter first_perturbation
    Time m_second;             //!< parameter second_perturbation
};

QOS_REGISTER_EXPERIMENT(
    QsocketsVideoExperiment,
    "qsockets-video",
    "one video stream while bulk transfers perturb its host: frame rate, jitter, lost frames",
    "QSockets Fig 4, 5");

TypeId
QsocketsVideoExperiment::GetTypeId()
{
    using Self = QsocketsVideoExperiment;
    static TypeId tid = [] {
        TypeId own = TypeId("ns3::qos::QsocketsVideoExperiment")
                         .SetParent<VideoStreamExperiment>()
                         .SetGroupName("QosOverlay")
                         .AddConstructor<Self>()
                         .AddAttribute("Adaptive",
                                       "whether the server asks qinfo and lowers its frame rate "
                                       "while frames are dropped",
                                       BooleanValue(false),
                                       MakeBooleanAccessor(&Self::m_isAdaptive),
                                       MakeBooleanChecker())
                         .AddAttribute("Fps",
                                       "frames a second that the server makes",
                                       DoubleValue(20),
                                       MakeDoubleAccessor(&Self::m_fps),
                                       MakeDoubleChecker<double>(0.1, 1000))
                         .AddAttribute("FirstPerturbation",
                                       "when the first bulk transfers start",
                                       TimeValue(Seconds(15)),
                                       MakeTimeAccessor(&Self::m_first),
                                       MakeTimeChecker(Seconds(5), Seconds(36000)))
                         .AddAttribute("SecondPerturbation",
                                       "when as many bulk transfers start again",
                                       TimeValue(Seconds(30)),
                                       MakeTimeAccessor(&Self::m_second),
                                       MakeTimeChecker(Seconds(5), Seconds(36000)));
        own = AddDeviceQueue(own, "1p");
        own = AddFlows(own, 6, "bulk TCP transfers that each perturbation starts");
        return own;
    }();
    return tid;
}

std::vector<Metric>
QsocketsVideoExperiment::GetMetrics() const
{
    return {
        {"fps_quiet", "1/s", "frame rate before the first perturbation"},
        {"fps_first",
         "1/s",
         "frame rate between the perturbations; no value if the run has no such time"},
        {"fps_second",
         "1/s",
         "frame rate after the second perturbation; no value if the run has no such time"},
        {"fps_min_bin", "1/s", "lowest frame rate in five seconds"},
        {"gap_sd_ms",
         "ms",
         "standard deviation of the time between frames, after the first perturbation; no value "
         "for fewer than two such times"},
        {"gap_max_ms",
         "ms",
         "longest time between frames, after the first perturbation; no value if there is none"},
        {"gap_sd_quiet_ms",
         "ms",
         "standard deviation of the time between frames, before the first perturbation; no value "
         "for fewer than two such times"},
        {"gap_sd_first_ms",
         "ms",
         "standard deviation of the time between frames, between the perturbations; no value for "
         "fewer than two such times"},
        {"gap_sd_second_ms",
         "ms",
         "standard deviation of the time between frames, after the second perturbation; no value "
         "for fewer than two such times"},
        {"dropped_i", "", "I frames that did not reach the client"},
        {"dropped_p", "", "P frames that did not reach the client"},
        {"dropped_b", "", "B frames that did not reach the client"},
        {"window_violations",
         "",
         "fixed windows of old frames in which more than oln missed their deadline; no value "
         "without DWCS"},
        {"frames_made", "", "frames that the server gave to its socket"}};
}

void
QsocketsVideoExperiment::CheckParameters() const
{
    VideoStreamExperiment::CheckParameters();
    if (m_second < m_first)
    {
        throw ParameterError(
            "second_perturbation is before first_perturbation; allowed is any time from that on");
    }
    if (m_isAdaptive && !m_isManaged)
    {
        throw ParameterError(
            "adaptive=true needs managed=true: only a managed stream can be asked by qinfo");
    }
    CheckVideoStreams({{"fps", m_fps}});
}

void
QsocketsVideoExperiment::DoRun(Result& result)
{
    PerturbedHost host(NetworkParams());
    const Ptr<VideoServer> server = m_isAdaptive
                                        ? Ptr<VideoServer>(CreateObject<AdaptiveVideoServer>())
                                        : CreateObject<VideoServer>();
    server->SetAttribute("FrameRate", DoubleValue(m_fps));
    if (m_isManaged)
    {
        InitQSockets(host);
        server->SetQos(QosFor(m_fps));
    }
    const Ptr<FrameReceiver> client = host.AddSource(server, GetSendBuffer(), m_duration);
    host.Perturb(m_first, m_duration, m_flows);
    host.Perturb(m_second, m_duration, m_flows);
    PerturbedHost::Run(m_duration);

    const std::vector<ReceivedFrame>& frames = client->GetFrames();
    const bool hasServer = host.Topology().HasServer();
    if (host.Topology().HasClient())
    {
        ReportRates(result, frames);
        ReportGaps(result, frames);
    }
    if (hasServer && host.Topology().HasClient())
    {
        result.AddMetric("dropped_i", CountLost(*server, frames, FRAME_I));
        result.AddMetric("dropped_p", CountLost(*server, frames, FRAME_P));
        result.AddMetric("dropped_b", CountLost(*server, frames, FRAME_B));
    }
    if (hasServer)
    {
        result.AddMetric("window_violations", m_isManaged ? CountWindowViolations(*server) : NAN);
        result.AddMetric("frames_made", static_cast<double>(server->GetTotalCounts().made));
    }
}

void
QsocketsVideoExperiment::ReportRates(Result& result, const std::vector<ReceivedFrame>& frames) const
{
    Table& table = result.AddTable("frames_per_5s", {{"time", "s"}, {"fps", "1/s"}});
    double least = m_fps;
    for (const FrameBin& bin : CountFrames(frames, FRAME_BIN, m_duration))
    {
        const double fps = static_cast<double>(bin.frames) / FRAME_BIN.GetSeconds();
        least = std::min(least, fps);
        table.AddRow({bin.begin.GetSeconds(), fps});
    }
    const auto rate = [&frames](Time begin, Time end) {
        return end > begin ? FrameRate(frames, begin, end) : NAN;
    };
    result.AddMetric("fps_quiet", rate(Time(0), std::min(m_first, m_duration)));
    result.AddMetric("fps_first", rate(m_first, std::min(m_second, m_duration)));
    result.AddMetric("fps_second", rate(m_second, m_duration));
    result.AddMetric("fps_min_bin", least);
}

void
QsocketsVideoExperiment::ReportGaps(Result& result, const std::vector<ReceivedFrame>& frames) const
{
    Table& table = result.AddTable("gaps", {{"time", "s"}, {"gap", "ms"}});
    for (std::size_t i = 1; i < frames.size(); ++i)
    {
        const Time gap = frames[i].received - frames[i - 1].received;
        table.AddRow({frames[i].received.GetSeconds(), gap.ToDouble(Time::MS)});
    }
    const Gaps perturbed = MeasureGaps(frames, m_first, m_duration);
    result.AddMetric("gap_sd_ms", perturbed.sd);
    result.AddMetric("gap_max_ms", perturbed.max);
    result.AddMetric("gap_sd_quiet_ms", MeasureGaps(frames, Time(0), m_first).sd);
    result.AddMetric("gap_sd_first_ms", MeasureGaps(frames, m_first, m_second).sd);
    result.AddMetric("gap_sd_second_ms", MeasureGaps(frames, m_second, m_duration).sd);
}

QsocketsVideoExperiment::Gaps
QsocketsVideoExperiment::MeasureGaps(const std::vector<ReceivedFrame>& frames, Time begin, Time end)
{
    double count = 0;
    double sum = 0;
    double squares = 0;
    Gaps gaps;
    for (std::size_t i = 1; i < frames.size(); ++i)
    {
        if (frames[i].received < begin || frames[i].received >= end)
        {
            continue;
        }
        const double gap = (frames[i].received - frames[i - 1].received).ToDouble(Time::MS);
        gaps.max = count == 0 ? gap : std::max(gaps.max, gap);
        ++count;
        sum += gap;
        squares += gap * gap;
    }
    if (count > 1)
    {
        gaps.sd = std::sqrt(std::max(0.0, (squares - sum * sum / count) / (count - 1)));
    }
    return gaps;
}

} // namespace qos
} // namespace ns3
