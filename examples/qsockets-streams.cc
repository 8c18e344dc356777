/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * QSockets Figure 6: two managed video streams and an unmanaged one overload the link of their
 * host.
 *
 *     20 fps, managed   --+
 *     15 fps, managed   --+-- scheduler -- device queue -- 10 Mb/s, 0.5 ms -- client
 *     20 fps, unmanaged --+
 *
 * The three streams need 125 % of the link. With managed=false all of them share the unmanaged
 * queue disc. Bulk transfers (flows, none by default) may be added to the unmanaged traffic.
 */

#include "qsockets/frame-statistics.h"
#include "qsockets/video-stream.h"

#include "ns3/double.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

/** QSockets Figure 6. */
class QsocketsStreamsExperiment : public VideoStreamExperiment
{
  public:
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;

    /** One of the three streams. */
    struct Stream
    {
        std::string name;          //!< in metrics and tables
        double fps = 0;            //!< frames a second
        bool isManaged = false;    //!< with QSockets
        Ptr<VideoServer> server;   //!< who sends
        Ptr<FrameReceiver> client; //!< who receives
    };

    /**
     * @param result gets the frame rates
     * @param streams the streams after the run
     */
    void ReportRates(Result& result, const std::vector<Stream>& streams) const;

    double m_fps1 = 0;         //!< parameter fps1
    double m_fps2 = 0;         //!< parameter fps2
    double m_fpsUnmanaged = 0; //!< parameter fps_unmanaged
};

QOS_REGISTER_EXPERIMENT(
    QsocketsStreamsExperiment,
    "qsockets-streams",
    "two managed video streams and an unmanaged one overload the link: frame rates",
    "QSockets Fig 6");

TypeId
QsocketsStreamsExperiment::GetTypeId()
{
    using Self = QsocketsStreamsExperiment;
    static TypeId tid = [] {
        TypeId own = TypeId("ns3::qos::QsocketsStreamsExperiment")
                         .SetParent<VideoStreamExperiment>()
                         .SetGroupName("QosOverlay")
                         .AddConstructor<Self>()
                         .AddAttribute("Fps1",
                                       "frames a second of the first managed stream",
                                       DoubleValue(20),
                                       MakeDoubleAccessor(&Self::m_fps1),
                                       MakeDoubleChecker<double>(0.1, 1000))
                         .AddAttribute("Fps2",
                                       "frames a second of the second managed stream",
                                       DoubleValue(15),
                                       MakeDoubleAccessor(&Self::m_fps2),
                                       MakeDoubleChecker<double>(0.1, 1000))
                         .AddAttribute("FpsUnmanaged",
                                       "frames a second of the unmanaged stream",
                                       DoubleValue(20),
                                       MakeDoubleAccessor(&Self::m_fpsUnmanaged),
                                       MakeDoubleChecker<double>(0.1, 1000));
        own = AddDeviceQueue(own, "1p");
        own = AddFlows(own, 0, "bulk TCP transfers that run beside the streams");
        return own;
    }();
    return tid;
}

std::vector<Metric>
QsocketsStreamsExperiment::GetMetrics() const
{
    return {
        {"fps_1_mean", "1/s", "frame rate of the first managed stream"},
        {"fps_1_min", "1/s", "its lowest frame rate in five seconds"},
        {"fps_2_mean", "1/s", "frame rate of the second managed stream"},
        {"fps_2_min", "1/s", "its lowest frame rate in five seconds"},
        {"fps_unmanaged_mean", "1/s", "frame rate of the unmanaged stream"},
        {"fps_unmanaged_min", "1/s", "its lowest frame rate in five seconds"},
        {"share_of_bins_below_60_percent",
         "",
         "intervals of five seconds in which some stream had less than 60 percent of its nominal "
         "rate"},
        {"dropped_i", "", "I frames of the managed streams that did not reach the client"},
        {"dropped_pb", "", "P and B frames of the managed streams that did not reach the client"}};
}

void
QsocketsStreamsExperiment::CheckParameters() const
{
    VideoStreamExperiment::CheckParameters();
    CheckVideoStreams({{"fps1", m_fps1}, {"fps2", m_fps2}});
}

void
QsocketsStreamsExperiment::DoRun(Result& result)
{
    PerturbedHost host(NetworkParams());
    if (m_isManaged)
    {
        InitQSockets(host);
    }
    std::vector<Stream> streams{{"fps_1", m_fps1, m_isManaged, nullptr, nullptr},
                                {"fps_2", m_fps2, m_isManaged, nullptr, nullptr},
                                {"fps_unmanaged", m_fpsUnmanaged, false, nullptr, nullptr}};
    for (Stream& stream : streams)
    {
        stream.server = CreateObject<VideoServer>();
        stream.server->SetAttribute("FrameRate", DoubleValue(stream.fps));
        if (stream.isManaged)
        {
            stream.server->SetQos(QosFor(stream.fps));
        }
        stream.client = host.AddSource(stream.server, GetSendBuffer(), m_duration);
    }
    host.Perturb(Time(0), m_duration, m_flows);
    PerturbedHost::Run(m_duration);

    if (host.Topology().HasClient())
    {
        ReportRates(result, streams);
    }
    if (!host.Topology().HasClient() || !host.Topology().HasServer())
    {
        return;
    }
    double lostI = 0;
    double lostPb = 0;
    for (std::size_t i = 0; i < 2; ++i)
    {
        const std::vector<ReceivedFrame>& frames = streams[i].client->GetFrames();
        lostI += CountLost(*streams[i].server, frames, FRAME_I);
        lostPb += CountLost(*streams[i].server, frames, FRAME_P) +
                  CountLost(*streams[i].server, frames, FRAME_B);
    }
    result.AddMetric("dropped_i", lostI);
    result.AddMetric("dropped_pb", lostPb);
}

void
QsocketsStreamsExperiment::ReportRates(Result& result, const std::vector<Stream>& streams) const
{
    constexpr double MUCH_LOWER = 0.6;
    Table& table = result.AddTable(
        "rate",
        {{"time", "s"}, {"fps_1", "1/s"}, {"fps_2", "1/s"}, {"fps_unmanaged", "1/s"}});
    std::vector<std::vector<double>> rates;
    for (const Stream& stream : streams)
    {
        rates.emplace_back();
        for (const FrameBin& bin : CountFrames(stream.client->GetFrames(), FRAME_BIN, m_duration))
        {
            rates.back().push_back(static_cast<double>(bin.frames) / FRAME_BIN.GetSeconds());
        }
        result.AddMetric(stream.name + "_mean",
                         FrameRate(stream.client->GetFrames(), Time(0), m_duration));
        result.AddMetric(stream.name + "_min",
                         *std::min_element(rates.back().begin(), rates.back().end()));
    }
    double low = 0;
    const std::size_t bins = rates.front().size();
    for (std::size_t bin = 0; bin < bins; ++bin)
    {
        table.AddRow({static_cast<double>(bin) * FRAME_BIN.GetSeconds(),
                      rates[0][bin],
                      rates[1][bin],
                      rates[2][bin]});
        bool isLow = false;
        for (std::size_t i = 0; i < streams.size(); ++i)
        {
            isLow = isLow || rates[i][bin] < MUCH_LOWER * streams[i].fps;
        }
        low += isLow ? 1 : 0;
    }
    result.AddMetric("share_of_bins_below_60_percent", low / static_cast<double>(bins));
}

} // namespace qos
} // namespace ns3
