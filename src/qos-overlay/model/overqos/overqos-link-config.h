/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_LINK_CONFIG_H
#define QOS_OVERQOS_LINK_CONFIG_H

#include "ns3/bundle-receiver.h"
#include "ns3/bundle-sender.h"
#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos
 * The knobs of virtual links as ns-3 attributes: recovery, rate and queue. Both ends of a link are
 * made from the same one.
 */
class OverqosLinkConfig : public Object
{
  public:
    /** When retransmissions are sent; see SecondRoundPolicy. */
    enum SecondRoundChoice
    {
        SPREAD,     //!< evenly over a time
        BURST,      //!< one after the other
        INCREMENTAL //!< spread; more parity of a window in place of its packets, where that is less
    };

    /** When losses are reported; see LossDetection. */
    enum DetectionChoice
    {
        GAP,   //!< at once
        WINDOW //!< when a window is over
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param bundle number of the virtual link
     * @return the knobs of its entry
     */
    BundleSenderParams ForSender(uint16_t bundle) const;

    /**
     * @param bundle number of the virtual link
     * @return the knobs of its exit
     */
    BundleReceiverParams ForReceiver(uint16_t bundle) const;

  private:
    /** @return the knobs of recovery */
    ClvlParams Recovery() const;

    std::string m_policy;                     //!< attribute Policy
    double m_residualTarget = 0;              //!< attribute ResidualTarget
    SecondRoundChoice m_secondRound = SPREAD; //!< attribute SecondRound
    bool m_isClosedLoop = true;               //!< attribute ClosedLoop
    double m_mostFactor = 0;                  //!< attribute MostFactor
    double m_margin = 0;                      //!< attribute Margin
    double m_gain = 0;                        //!< attribute Gain
    double m_mostRedundancy = 0;              //!< attribute MostRedundancy
    uint32_t m_mostRounds = 0;                //!< attribute MostRounds
    double m_routeChange = 0;                 //!< attribute RouteChange
    DetectionChoice m_detection = GAP;        //!< attribute Detection
    uint32_t m_reorderFrames = 0;             //!< attribute ReorderFrames
    std::string m_code;                       //!< attribute ErasureCode
    Time m_windowTime;                        //!< attribute WindowTime
    uint32_t m_windowFrames = 0;              //!< attribute WindowFrames
    uint32_t m_historyWindows = 0;            //!< attribute HistoryWindows
    uint32_t m_mostPacketBytes = 0;           //!< attribute MostPacketBytes
    Time m_initialRtt;                        //!< attribute InitialRtt
    std::string m_pipe;                       //!< attribute Pipe
    double m_flows = 0;                       //!< attribute Flows
    double m_referenceAlpha = 0;              //!< attribute ReferenceAlpha
    DataRate m_ceiling;                       //!< attribute Ceiling
    DataRate m_constantRate;                  //!< attribute ConstantRate
    uint32_t m_burst = 0;                     //!< attribute Burst
    double m_missProbability = 0;             //!< attribute MissProbability
    uint32_t m_queuePackets = 0;              //!< attribute QueuePackets
    uint32_t m_queueBytes = 0;                //!< attribute QueueBytes
    Time m_queueTime;                         //!< attribute QueueTime
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_LINK_CONFIG_H
