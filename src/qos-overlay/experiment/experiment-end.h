/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_END_H
#define QOS_EXPERIMENT_END_H

#include "ns3/real-network.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** A place where an experiment can do with a real interface. */
struct ExperimentEnd
{
    std::string name; //!< such as server
    std::string help; //!< what is there
};

/**
 * @ingroup qos-experiment
 * Read which ends of an experiment are real.
 * @param experiment its name
 * @param known the ends that it has
 * @param ends name and "INTERFACE", "tap:INTERFACE" or "fd:N", and behind it any of
 * ",address=A.B.C.D/BITS", ",gateway=A.B.C.D", ",mac=own" and ",mac=XX:XX:XX:XX:XX:XX"
 * @param peers name and address of ends that are elsewhere
 * @return what they say
 * @throws ParameterError if a name is unknown or given twice, or a text is none of the above
 */
RealNetwork ReadRealNetwork(const std::string& experiment,
                            const std::vector<ExperimentEnd>& known,
                            const std::vector<std::pair<std::string, std::string>>& ends,
                            const std::vector<std::pair<std::string, std::string>>& peers);

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_END_H
