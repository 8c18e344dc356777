/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_EXPERIMENT_H
#define QOS_LINK_EXPERIMENT_H

#include "ns3/clvl-params.h"
#include "ns3/experiment.h"
#include "ns3/object-factory.h"

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
    /** @return makes the knobs of links with these parameters, an OverqosLinkConfig */
    ObjectFactory LinkConfig() const;

    /**
     * @param windowTime how long a window lasts
     * @param windowFrames n: its most frames
     * @return the knobs of such a link without a simulator
     */
    ClvlParams LinkParams(Nanoseconds windowTime, uint32_t windowFrames) const;

  private:
    double m_q = 0;            //!< parameter q
    std::string m_mode;        //!< parameter mode
    std::string m_secondRound; //!< parameter second_round
    std::string m_target;      //!< parameter target
    std::string m_detection;   //!< parameter detection
};

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_EXPERIMENT_H
