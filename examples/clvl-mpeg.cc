/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 5.1: MPEG video whose I pictures are recovered at the cost of the others.
 *
 *     source -- classifier -- entry -- delay, losses in bursts -- exit -- receiver
 *               (by picture)          <-------- delay ---------
 *
 * The entry sends packets of I pictures again when they were lost, and drops packets of P and B
 * pictures for them, of groups that are damaged already if possible.
 */

#include "clvl/mpeg-stream.h"
#include "clvl/stream-experiment.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/priority-service.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS section 5.1. */
class ClvlMpegExperiment : public StreamExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    /** Which packets pay. */
    enum VictimChoice
    {
        CONCENTRATED, //!< of groups that are hurt
        SPREAD        //!< far from each other
    };

    /** Of which pictures. */
    enum PayerChoice
    {
        PB, //!< P and B
        B   //!< B
    };

    /** In what is paid. */
    enum UnitChoice
    {
        PACKETS, //!< a packet for a packet
        BYTES    //!< a byte for a byte
    };

    void DoRun(Result& result) override;

    /** @return the service */
    std::unique_ptr<BundleService> MakeService() const;

    /**
     * Report what can be shown.
     * @param pictures of the stream
     * @param record of its packets
     * @param result gets metrics and a table
     */
    static void ReportPictures(const std::vector<MpegStream::Picture>& pictures,
                               const StreamRecord& record,
                               Result& result);

    std::string m_gop;                     //!< parameter gop
    double m_fps = 0;                      //!< parameter fps
    double m_intraBytes = 0;               //!< parameter intra_bytes
    double m_forwardBytes = 0;             //!< parameter forward_bytes
    double m_bothBytes = 0;                //!< parameter both_bytes
    uint32_t m_groups = 0;                 //!< parameter groups
    VictimChoice m_victims = CONCENTRATED; //!< parameter victims
    PayerChoice m_payers = PB;             //!< parameter payers
    UnitChoice m_unit = PACKETS;           //!< parameter unit
    uint32_t m_batch = 0;                  //!< parameter batch
};

QOS_REGISTER_EXPERIMENT(
    ClvlMpegExperiment,
    "clvl-mpeg",
    "MPEG video whose I pictures are recovered, and others pay: groups that can be shown",
    "OverQoS section 5.1");

namespace
{

constexpr uint32_t MOST_DEBT = 40; // packets; beyond, nothing is recovered

} // namespace

TypeId
ClvlMpegExperiment::GetTypeId()
{
    using Self = ClvlMpegExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlMpegExperiment")
            .SetParent<StreamExperiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Groups",
                          "groups of pictures of the stream",
                          UintegerValue(2500),
                          MakeUintegerAccessor(&Self::m_groups),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("Gop",
                          "a group of pictures, in the order in which they are shown",
                          StringValue("IBBPBBPBBPBB"),
                          MakeStringAccessor(&Self::m_gop),
                          MakeTextChecker("I, then P and B", &PictureSequence::IsGroup))
            .AddAttribute("Fps",
                          "pictures per second",
                          DoubleValue(25),
                          MakeDoubleAccessor(&Self::m_fps),
                          MakeDoubleChecker<double>(1, 100))
            .AddAttribute("IntraBytes",
                          "mean size of an I picture",
                          DoubleValue(15000),
                          MakeDoubleAccessor(&Self::m_intraBytes),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("ForwardBytes",
                          "mean size of a P picture",
                          DoubleValue(7000),
                          MakeDoubleAccessor(&Self::m_forwardBytes),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("BothBytes",
                          "mean size of a B picture",
                          DoubleValue(3000),
                          MakeDoubleAccessor(&Self::m_bothBytes),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("Victims",
                          "which packets pay: of groups that are hurt already (concentrated), or "
                          "far from each other (spread)",
                          compat::EnumValue<VictimChoice>(CONCENTRATED),
                          compat::EnumAccessor<VictimChoice>(&Self::m_victims),
                          MakeEnumChecker(CONCENTRATED, "concentrated", SPREAD, "spread"))
            .AddAttribute("Payers",
                          "pictures whose packets pay: P and B (pb), or B alone (b)",
                          compat::EnumValue<PayerChoice>(PB),
                          compat::EnumAccessor<PayerChoice>(&Self::m_payers),
                          MakeEnumChecker(PB, "pb", B, "b"))
            .AddAttribute("Unit",
                          "in what they pay: a packet for a packet (packets), or a byte for a byte "
                          "(bytes), which loses more packets, as those of P and B pictures are "
                          "smaller",
                          compat::EnumValue<UnitChoice>(PACKETS),
                          compat::EnumAccessor<UnitChoice>(&Self::m_unit),
                          MakeEnumChecker(PACKETS, "packets", BYTES, "bytes"))
            .AddAttribute("Batch",
                          "concentrated: packets that are owed before a group that is whole pays",
                          UintegerValue(8),
                          MakeUintegerAccessor(&Self::m_batch),
                          MakeUintegerChecker<uint32_t>(1, MOST_DEBT));
    return tid;
}

std::vector<Metric>
ClvlMpegExperiment::GetMetrics() const
{
    std::vector<Metric> metrics = StreamMetrics();
    metrics.insert(metrics.end(),
                   {{"i_frame_loss", "", "share of the packets of I pictures that are lacking"},
                    {"decodable_gop", "", "share of the groups whose I picture is whole"},
                    {"whole_gop", "", "share of the groups of which no packet is lacking"},
                    {"decodable_pictures",
                     "",
                     "share of the pictures that are whole, as is all that they are predicted "
                     "from"}});
    return metrics;
}

std::unique_ptr<BundleService>
ClvlMpegExperiment::MakeService() const
{
    const ClassifierSetup priorities;
    PriorityServiceParams params;
    params.recovery.unit = m_unit == PACKETS ? DebtUnit::Packets : DebtUnit::Bytes;
    params.recovery.victims =
        m_victims == CONCENTRATED ? VictimPolicy::Concentrated : VictimPolicy::Spread;
    params.recovery.lowestRecovered = priorities.intraPriority;
    params.recovery.firstVictim =
        m_payers == PB ? priorities.forwardPriority : priorities.bothPriority;
    params.recovery.batch = m_batch;
    params.recovery.greatestDebt = MOST_DEBT;
    params.recovery.nominalBytes = MpegStreamParams().packetBytes;
    return std::make_unique<PriorityService>(params);
}

void
ClvlMpegExperiment::DoRun(Result& result)
{
    constexpr int64_t PATH_STREAM = 1;
    constexpr int64_t SIZE_STREAM = 11;
    MpegStreamParams params;
    params.gop = m_gop;
    params.fps = m_fps;
    params.intraBytes = m_intraBytes;
    params.forwardBytes = m_forwardBytes;
    params.bothBytes = m_bothBytes;
    MpegStream video(params, SIZE_STREAM);
    Stream stream(*this, "mpeg", MakeService(), PATH_STREAM);
    std::vector<MpegStream::Packet> packets;
    for (std::size_t i = 0; i < m_groups * m_gop.size(); ++i)
    {
        packets.clear();
        video.Next(packets);
        for (const MpegStream::Packet& packet : packets)
        {
            stream.Send(MakeUdpPacket(packet.payload), packet.time);
        }
    }
    stream.Finish();
    stream.Report(result);
    ReportPictures(video.Pictures(), stream.Record(), result);
}

void
ClvlMpegExperiment::ReportPictures(const std::vector<MpegStream::Picture>& pictures,
                                   const StreamRecord& record,
                                   Result& result)
{
    /** What of the pictures of one type came. */
    struct Share
    {
        double packets = 0;   //!< sent
        double lacking = 0;   //!< of these, lacking
        double pictures = 0;  //!< sent
        double decodable = 0; //!< of these, decodable
    };

    std::vector<Share> shares(1 + static_cast<std::size_t>(PictureType::B));
    std::vector<bool> isDecodable;
    std::vector<bool> isWholeGroup;
    std::vector<bool> hasIntra;
    for (const MpegStream::Picture& picture : pictures)
    {
        std::size_t lacking = 0;
        for (std::size_t i = picture.first; i < picture.first + picture.packets; ++i)
        {
            lacking += record.IsThere(i) ? 0 : 1;
        }
        isWholeGroup.resize(std::max(isWholeGroup.size(), picture.group + 1), true);
        hasIntra.resize(isWholeGroup.size(), false);
        isWholeGroup[picture.group] = isWholeGroup[picture.group] && lacking == 0;
        if (picture.type == PictureType::I)
        {
            hasIntra[picture.group] = lacking == 0;
        }
        const bool hasAll =
            lacking == 0 &&
            std::all_of(picture.needs.begin(), picture.needs.end(), [&](std::size_t need) {
                return need == MpegStream::NONE || isDecodable[need];
            });
        isDecodable.push_back(hasAll);
        Share& share = shares[static_cast<std::size_t>(picture.type)];
        share.packets += static_cast<double>(picture.packets);
        share.lacking += static_cast<double>(lacking);
        share.pictures += 1;
        share.decodable += hasAll ? 1 : 0;
    }

    const auto shareOf = [](const std::vector<bool>& flags) {
        return static_cast<double>(std::count(flags.begin(), flags.end(), true)) /
               static_cast<double>(flags.size());
    };
    const Share& intra = shares[static_cast<std::size_t>(PictureType::I)];
    result.AddMetric("i_frame_loss", intra.lacking / intra.packets);
    result.AddMetric("decodable_gop", shareOf(hasIntra));
    result.AddMetric("whole_gop", shareOf(isWholeGroup));
    result.AddMetric("decodable_pictures", shareOf(isDecodable));
    Table& table =
        result.AddTable("pictures",
                        {{"type", ""}, {"loss", ""}, {"decodable", ""}}); // 1 I, 2 P, 3 B
    for (std::size_t type = 1; type < shares.size(); ++type)
    {
        const Share& share = shares[type];
        if (share.pictures > 0)
        {
            table.AddRow({static_cast<double>(type),
                          share.lacking / share.packets,
                          share.decodable / share.pictures});
        }
    }
}

} // namespace qos
} // namespace ns3
