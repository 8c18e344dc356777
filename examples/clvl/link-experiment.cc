/* SPDX-License-Identifier: GPL-2.0-only */

#include "link-experiment.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/redundancy-policy.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(LinkExperiment);

TypeId
LinkExperiment::GetTypeId()
{
    using Self = LinkExperiment;
    static TypeId tid =
        TypeId("ns3::qos::LinkExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddAttribute("Q",
                          "q: residual loss to stay below",
                          DoubleValue(0.001),
                          MakeDoubleAccessor(&Self::m_q),
                          MakeDoubleChecker<double>(1e-6, 0.5))
            .AddAttribute("Mode",
                          "how losses are recovered",
                          StringValue("hybrid"),
                          MakeStringAccessor(&Self::m_mode),
                          MakeNameChecker([] { return RedundancyPolicies().Names(); }))
            .AddAttribute("SecondRound",
                          "when retransmissions are sent; the paper's is burst",
                          compat::EnumValue<SecondRoundChoice>(SPREAD),
                          compat::EnumAccessor<SecondRoundChoice>(&Self::m_secondRound),
                          MakeEnumChecker(SPREAD, "spread", BURST, "burst"))
            .AddAttribute("Target",
                          "whether the target follows the measured residual loss; the paper's is "
                          "open",
                          compat::EnumValue<TargetChoice>(CLOSED),
                          compat::EnumAccessor<TargetChoice>(&Self::m_target),
                          MakeEnumChecker(CLOSED, "closed", OPEN, "open"))
            .AddAttribute("Detection",
                          "whether losses are reported at once (gap) or when a window is over; the "
                          "paper's is window",
                          compat::EnumValue<DetectionChoice>(GAP),
                          compat::EnumAccessor<DetectionChoice>(&Self::m_detection),
                          MakeEnumChecker(GAP, "gap", WINDOW, "window"));
    return tid;
}

ClvlParams
LinkExperiment::LinkParams(Nanoseconds windowTime, uint32_t windowFrames) const
{
    ClvlParams params;
    params.policy = m_mode;
    params.residualTarget = m_q;
    params.secondRound =
        m_secondRound == SPREAD ? SecondRoundPolicy::Spread : SecondRoundPolicy::Burst;
    params.isClosedLoop = m_target == CLOSED;
    params.detection = m_detection == GAP ? LossDetection::Gap : LossDetection::Window;
    params.windowTime = windowTime;
    params.windowFrames = windowFrames;
    params.initialRtt = windowTime;
    params.historyWindows = HISTORY_WINDOWS;
    return params;
}

void
LinkExperiment::SetLink(OverqosHelper& overlay) const
{
    overlay.SetLink("Policy", StringValue(m_mode));
    overlay.SetLink("ResidualTarget", DoubleValue(m_q));
    overlay.SetLink("SecondRound", StringValue(m_secondRound == SPREAD ? "spread" : "burst"));
    overlay.SetLink("ClosedLoop", BooleanValue(m_target == CLOSED));
    overlay.SetLink("Detection", StringValue(m_detection == GAP ? "gap" : "window"));
    overlay.SetLink("HistoryWindows", UintegerValue(HISTORY_WINDOWS));
}

} // namespace qos
} // namespace ns3
