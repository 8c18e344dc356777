/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SYNTHETIC_PATH_H
#define QOS_SYNTHETIC_PATH_H

#include "ns3/loss-process.h"
#include "ns3/outage-loss.h"
#include "ns3/units.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/** What the loss of a synthetic path is like. */
struct SyntheticPathParams
{
    std::string kind = "gilbert"; //!< gilbert, epoch-a, epoch-b or outage
    double loss = 0.02;           //!< mean loss; of epochs it is given
    double burst = 4;             //!< mean burst
    Nanoseconds rtt{0};           //!< in which epochs are measured
};

/**
 * @ingroup qos-examples
 * A path whose losses do not depend on what is sent.
 */
struct SyntheticPath
{
    std::unique_ptr<LossProcess> process; //!< loses packets
    OutageLoss* outage = nullptr;         //!< the same, if it has outages

    /**
     * @param params what it is like
     * @param stream first number for the random variables; it takes 4
     * @return the path
     */
    static SyntheticPath Make(const SyntheticPathParams& params, int64_t stream);
};

} // namespace qos
} // namespace ns3

#endif // QOS_SYNTHETIC_PATH_H
