/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-link-config.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(OverqosLinkConfig);

TypeId
OverqosLinkConfig::GetTypeId()
{
    using Self = OverqosLinkConfig;
    static TypeId tid =
        TypeId("ns3::qos::OverqosLinkConfig")
            .SetParent<Object>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute(
                "Policy",
                "How losses are recovered: hybrid, fec, arq, general, none, or a name that "
                "was registered.",
                StringValue("hybrid"),
                MakeStringAccessor(&Self::m_policy),
                MakeStringChecker())
            .AddAttribute("ResidualTarget",
                          "q: residual loss to stay below, a mean over seconds.",
                          DoubleValue(0.001),
                          MakeDoubleAccessor(&Self::m_residualTarget),
                          MakeDoubleChecker<double>(1e-9, 0.999))
            .AddAttribute(
                "SecondRound",
                "When retransmissions are sent: spread over a time, in a burst as in the "
                "paper, or spread, with more parity of a window that got too little of it "
                "in place of its packets (incremental).",
                compat::EnumValue<SecondRoundChoice>(SPREAD),
                compat::EnumAccessor<SecondRoundChoice>(&Self::m_secondRound),
                MakeEnumChecker(SPREAD, "spread", BURST, "burst", INCREMENTAL, "incremental"))
            .AddAttribute("ClosedLoop",
                          "Whether the target follows the measured residual loss; in the paper it "
                          "does not.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_isClosedLoop),
                          MakeBooleanChecker())
            .AddAttribute("MostFactor",
                          "Closed loop: the target of the choice is never above q times this. "
                          "Above 1 it gives back what blocks without losses leave of q; 1 for "
                          "never above q.",
                          DoubleValue(4),
                          MakeDoubleAccessor(&Self::m_mostFactor),
                          MakeDoubleChecker<double>(0.02, 1000))
            .AddAttribute("Margin",
                          "Closed loop: the residual loss that is too much, as a part of q.",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&Self::m_margin),
                          MakeDoubleChecker<double>(0.01, 1))
            .AddAttribute("Gain",
                          "Closed loop: weight of a window in the mean residual loss.",
                          DoubleValue(0.005),
                          MakeDoubleAccessor(&Self::m_gain),
                          MakeDoubleChecker<double>(1e-6, 1))
            .AddAttribute("MostRedundancy",
                          "Largest share of parity in a block, of either round.",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&Self::m_mostRedundancy),
                          MakeDoubleChecker<double>(0, 0.99))
            .AddAttribute("MostRounds",
                          "Transmissions of a packet at most; of the policy arq.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&Self::m_mostRounds),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("RouteChange",
                          "Round-trip times that leave their range by more than this share are "
                          "another route, whose losses are not known.",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Self::m_routeChange),
                          MakeDoubleChecker<double>(0.01, 1e6))
            .AddAttribute("Detection",
                          "When losses are reported: at once (gap), or when a window is over.",
                          compat::EnumValue<DetectionChoice>(GAP),
                          compat::EnumAccessor<DetectionChoice>(&Self::m_detection),
                          MakeEnumChecker(GAP, "gap", WINDOW, "window"))
            .AddAttribute("ReorderFrames",
                          "Later arrivals that make a frame lost.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&Self::m_reorderFrames),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("ErasureCode",
                          "Name of the erasure code; empty for the fastest one.",
                          StringValue(""),
                          MakeStringAccessor(&Self::m_code),
                          MakeStringChecker())
            .AddAttribute("WindowTime",
                          "How long a window lasts; 0 for a round-trip time, 10 ms to 200 ms.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_windowTime),
                          MakeTimeChecker(Time(0), MilliSeconds(650)))
            .AddAttribute("WindowFrames",
                          "n: most frames of a window, parity included.",
                          UintegerValue(255),
                          MakeUintegerAccessor(&Self::m_windowFrames),
                          MakeUintegerChecker<uint32_t>(1, 255))
            .AddAttribute("HistoryWindows",
                          "Windows that the loss distribution remembers.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Self::m_historyWindows),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("MostPacketBytes",
                          "Bytes of the largest packet.",
                          UintegerValue(2000),
                          MakeUintegerAccessor(&Self::m_mostPacketBytes),
                          MakeUintegerChecker<uint32_t>(1, 60000))
            .AddAttribute("InitialRtt",
                          "Round-trip time before the first sample.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&Self::m_initialRtt),
                          MakeTimeChecker(MilliSeconds(1), Seconds(10)))
            .AddAttribute(
                "Pipe",
                "What the rate b follows: multcp, multcp-smooth, tfrc, or a name that was "
                "registered.",
                StringValue("multcp"),
                MakeStringAccessor(&Self::m_pipe),
                MakeStringChecker())
            .AddAttribute("Flows",
                          "N: TCP connections that the bundle stands for; 0 to count its flows.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_flows),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("ReferenceAlpha",
                          "Increase of a single TCP in packets per round trip: 0.5 with delayed "
                          "acknowledgments, as in the paper, 1 without.",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Self::m_referenceAlpha),
                          MakeDoubleChecker<double>(0.01, 10))
            .AddAttribute("Ceiling",
                          "Largest b; 0 for none.",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_ceiling),
                          MakeDataRateChecker())
            .AddAttribute("ConstantRate",
                          "Constant b in place of a pipe; 0 for a pipe. Not fair to others.",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_constantRate),
                          MakeDataRateChecker())
            .AddAttribute("MissProbability",
                          "u: probability with which c may fall below c_min.",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&Self::m_missProbability),
                          MakeDoubleChecker<double>(1e-4, 0.5))
            .AddAttribute("Burst",
                          "Bytes that may leave at once, whatever the rate.",
                          UintegerValue(BundleSenderParams().burstBytes),
                          MakeUintegerAccessor(&Self::m_burst),
                          MakeUintegerChecker<uint32_t>(1, 1 << 28))
            .AddAttribute("QueuePackets",
                          "Most packets that wait at the entry.",
                          UintegerValue(200),
                          MakeUintegerAccessor(&Self::m_queuePackets),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("QueueBytes",
                          "Most bytes that wait at the entry.",
                          UintegerValue(300000),
                          MakeUintegerAccessor(&Self::m_queueBytes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("QueueTime",
                          "Who waited longer at the entry is dropped; 0 for no limit.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_queueTime),
                          MakeTimeChecker(Time(0)));
    return tid;
}

ClvlParams
OverqosLinkConfig::Recovery() const
{
    ClvlParams params;
    RedundancyControlParams& redundancy = params.redundancy;
    redundancy.policy = m_policy;
    redundancy.choice.mostRedundancy = m_mostRedundancy;
    redundancy.choice.mostRounds = m_mostRounds;
    redundancy.losses.windows = m_historyWindows;
    redundancy.losses.routeChange = m_routeChange;
    redundancy.target.target = m_residualTarget;
    redundancy.target.isClosedLoop = m_isClosedLoop;
    redundancy.target.mostFactor = m_mostFactor;
    redundancy.target.margin = m_margin;
    redundancy.target.gain = m_gain;
    params.secondRound = m_secondRound == SPREAD  ? SecondRoundPolicy::Spread
                         : m_secondRound == BURST ? SecondRoundPolicy::Burst
                                                  : SecondRoundPolicy::Incremental;
    params.detection = m_detection == GAP ? LossDetection::Gap : LossDetection::Window;
    params.reorderFrames = m_reorderFrames;
    params.code = m_code;
    params.windowTime = ToCore(m_windowTime);
    params.windowFrames = m_windowFrames;
    params.mostPacketBytes = m_mostPacketBytes;
    params.initialRtt = ToCore(m_initialRtt);
    return params;
}

BundleSenderParams
OverqosLinkConfig::ForSender(uint16_t bundle) const
{
    BundleSenderParams params;
    params.bundle = bundle;
    params.link = Recovery();
    params.rate.pipe = m_pipe;
    params.rate.pipeParams.referenceAlpha = m_referenceAlpha;
    params.rate.flows = m_flows;
    params.rate.ceiling = ToCore(m_ceiling);
    params.rate.constant = ToCore(m_constantRate);
    params.rate.history.missProbability = m_missProbability;
    params.burstBytes = m_burst;
    params.queue.maxPackets = m_queuePackets;
    params.queue.maxBytes = m_queueBytes;
    params.queue.maxAge = m_queueTime.IsZero() ? FOREVER : ToCore(m_queueTime);
    return params;
}

BundleReceiverParams
OverqosLinkConfig::ForReceiver(uint16_t bundle) const
{
    return {bundle, Recovery()};
}

} // namespace qos
} // namespace ns3
