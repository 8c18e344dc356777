/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REDUNDANCY_CONTROL_H
#define QOS_REDUNDANCY_CONTROL_H

#include "redundancy-choice.h"
#include "redundancy-damping.h"
#include "repair-cost.h"
#include "second-round-loss.h"
#include "small-block-rule.h"
#include "target-control.h"

#include "ns3/loss-distribution.h"
#include "ns3/units.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of a redundancy control. */
struct RedundancyControlParams
{
    std::string policy = "hybrid"; //!< name of the redundancy policy
    RedundancyPolicyParams choice; //!< of the policy
    LossDistributionParams losses; //!< what is remembered
    TargetControlParams target;    //!< what is aimed at
};

/**
 * @ingroup qos-overqos-redundancy
 * Keeps the redundancy of a virtual link up to date: learns the loss of its windows and the
 * residual loss, and chooses again whenever a window is known.
 *
 * Source: OverQoS (NSDI 2004), section 3.2: r(t) follows from the measured losses.
 */
class RedundancyControl
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit RedundancyControl(const RedundancyControlParams& params);

    /**
     * A window is known.
     *
     * Three or more in a row that lose nine tenths of their frames, and 60 frames together, are an
     * outage: no redundancy would have helped them, and much of it would be spent on the windows
     * that follow. They are counted and not learned from, the first ones included, and neither are
     * the packets that were lost with them.
     * @param now the time
     * @param lost frames of it that the network lost
     * @param sent frames of it, at least 1
     * @return its handle, for Amend(); nothing in an outage, in which it is not to be told again
     */
    std::optional<LossDistribution::Handle> AddWindow(Nanoseconds now,
                                                      uint32_t lost,
                                                      uint32_t sent);

    /**
     * Frames of a window that were called lost came late. Nothing happens if it was part of an
     * outage.
     * @param window its handle
     * @param lost frames that the network did lose
     */
    void Amend(LossDistribution::Handle window, uint32_t lost);

    /**
     * Packets were delivered or given up.
     * @param delivered packets, at once or repaired
     * @param lost packets that stay lost
     */
    void AddResidual(uint32_t delivered, uint32_t lost);

    /**
     * The fate of frames of the second round is known.
     * @param lost frames that the network lost
     * @param sent frames
     */
    void AddSecondRound(uint32_t lost, uint32_t sent);

    /**
     * Packets are missing after their first round, and are repaired or refused.
     * @param packets how many
     */
    void AddMissing(uint32_t packets);

    /**
     * Frames of later rounds are sent.
     * @param frames repairs and their parity
     */
    void AddRepairs(uint32_t frames);

    /**
     * Take notice of a round-trip time. What is known of losses is forgotten if the least ones of
     * windows tell of another route.
     * @param rtt of the link, as often as there is one
     */
    void NoteRtt(Nanoseconds rtt)
    {
        m_leastRtt = std::min(m_leastRtt, rtt);
    }

    /**
     * How many frames of parity a block of retransmissions gets.
     *
     * In the open loop, as in the paper, r2 says so, which was chosen for whole windows. A block is
     * smaller, and its tail fatter. So in the closed loop it gets at least as many as it needs for
     * its window to keep the target, if its frames are lost independently.
     * @param packets of the block, 255 at most
     * @param windowPackets packets of the window that the block repairs
     * @return frames of parity
     */
    uint32_t RepairParity(uint32_t packets, uint32_t windowPackets);

    /** @return windows that were lost in outages */
    uint64_t OutageWindows() const
    {
        return m_outageWindows;
    }

    /** @return what to do now; overhead and residual are those of the redundancy in use, after it
     * was damped, and of the repairs that losses turned out to cost */
    const RedundancyDecision& Current() const
    {
        return m_current;
    }

    /** @return the losses of the windows */
    const LossDistribution& Losses() const
    {
        return m_losses;
    }

    /** @return the loss of frames of the second round */
    double SecondRoundLossRate() const
    {
        return m_secondRound.Loss(m_losses.Mean());
    }

    /** @return what is aimed at, and the residual loss */
    const TargetControl& Target() const
    {
        return m_target;
    }

  private:
    /** A window is over: tell its least round-trip time, if there was one. */
    void TellRtt();

    /** The windows lost in a row, and the present one, are an outage. */
    void ForgetOutage();

    /** @return what the policy wants to do */
    RedundancyDecision Wanted() const;

    /** Choose again, and let redundancy fall slowly only. */
    void Choose();

    RedundancyChoice m_choice;                           //!< the policy
    LossDistribution m_losses;                           //!< of windows
    TargetControl m_target;                              //!< kappa q
    SecondRoundLoss m_secondRound;                       //!< of retransmissions
    RepairCost m_repairCost;                             //!< of retransmissions
    SmallBlockRule m_smallBlocks;                        //!< parity of retransmissions
    bool m_isClosedLoop;                                 //!< whether the small blocks decide
    double m_q;                                          //!< the target
    double m_mostRedundancy;                             //!< of a block
    RedundancyDamping m_firstDamped;                     //!< r1
    RedundancyDamping m_secondDamped;                    //!< r2
    RedundancyDecision m_current;                        //!< in use
    std::vector<LossDistribution::Handle> m_lostWindows; //!< lost in a row, until now
    uint32_t m_lostFrames = 0;                           //!< of them
    bool m_isOutage = false;                             //!< whether they are an outage
    uint64_t m_outageWindows = 0;                        //!< see OutageWindows()
    Nanoseconds m_leastRtt = FOREVER;                    //!< since the last window
    uint32_t m_packets = 0;                              //!< settled since the last window
    uint32_t m_lost = 0;                                 //!< of these, lost
};

} // namespace qos
} // namespace ns3

#endif // QOS_REDUNDANCY_CONTROL_H
