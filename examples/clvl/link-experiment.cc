/* SPDX-License-Identifier: GPL-2.0-only */

#include "link-experiment.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/overqos-link-config.h"
#include "ns3/redundancy-policy.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/time-conversion.h"
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
            .AddAttribute(
                "SecondRound",
                "when retransmissions are sent; the paper's is burst; incremental spreads "
                "them and sends more parity of a window that got too little of it",
                StringValue("spread"),
                MakeStringAccessor(&Self::m_secondRound),
                MakeNameChecker([] {
                    return std::vector<std::string>{"spread", "burst", "incremental"};
                }))
            .AddAttribute("Target",
                          "whether the target follows the measured residual loss; the paper's is "
                          "open",
                          StringValue("closed"),
                          MakeStringAccessor(&Self::m_target),
                          MakeNameChecker([] {
                              return std::vector<std::string>{"closed", "open"};
                          }))
            .AddAttribute("Detection",
                          "whether losses are reported at once (gap) or when a window is over; the "
                          "paper's is window",
                          StringValue("gap"),
                          MakeStringAccessor(&Self::m_detection),
                          MakeNameChecker([] {
                              return std::vector<std::string>{"gap", "window"};
                          }));
    return tid;
}

ObjectFactory
LinkExperiment::LinkConfig() const
{
    constexpr uint32_t HISTORY_WINDOWS = 2000; // 20/u for u = 1 %
    ObjectFactory config;
    config.SetTypeId(OverqosLinkConfig::GetTypeId());
    config.Set("Policy", StringValue(m_mode));
    config.Set("ResidualTarget", DoubleValue(m_q));
    config.Set("SecondRound", StringValue(m_secondRound));
    config.Set("ClosedLoop", BooleanValue(m_target == "closed"));
    config.Set("Detection", StringValue(m_detection));
    config.Set("HistoryWindows", UintegerValue(HISTORY_WINDOWS));
    return config;
}

ClvlParams
LinkExperiment::LinkParams(Nanoseconds windowTime, uint32_t windowFrames) const
{
    ObjectFactory config = LinkConfig();
    const TimeValue window(ToSimulator(windowTime));
    config.Set("WindowTime", window);
    config.Set("WindowFrames", UintegerValue(windowFrames));
    config.Set("InitialRtt", window);
    return config.Create<OverqosLinkConfig>()->ForSender(0).link;
}

} // namespace qos
} // namespace ns3
