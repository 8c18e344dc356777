/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_EXPERIMENT_H
#define QOS_LINK_EXPERIMENT_H

#include "ns3/clvl-params.h"
#include "ns3/experiment.h"
#include "ns3/overqos-helper.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * An experiment with one kind of virtual link: how its losses are recovered.
 */
class LinkExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    /**
     * @param windowTime how long a window lasts
     * @param windowFrames n: its most frames
     * @return the knobs of a link
     */
    ClvlParams LinkParams(Nanoseconds windowTime, uint32_t windowFrames) const;

    /**
     * Give the links of an overlay these knobs.
     * @param overlay sets up links
     */
    void SetLink(OverqosHelper& overlay) const;

    /** Windows that links remember: 20/u for u = 1 %. */
    static constexpr uint32_t HISTORY_WINDOWS = 2000;

  private:
    /** When retransmissions are sent. */
    enum SecondRoundChoice
    {
        SPREAD,
        BURST
    };

    /** Whether the target follows the residual loss. */
    enum TargetChoice
    {
        CLOSED,
        OPEN
    };

    /** When losses are reported. */
    enum DetectionChoice
    {
        GAP,
        WINDOW
    };

    double m_q = 0;                           //!< parameter q
    std::string m_mode;                       //!< parameter mode
    SecondRoundChoice m_secondRound = SPREAD; //!< parameter second_round
    TargetChoice m_target = CLOSED;           //!< parameter target
    DetectionChoice m_detection = GAP;        //!< parameter detection
};

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_EXPERIMENT_H
