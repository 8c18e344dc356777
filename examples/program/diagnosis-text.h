/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DIAGNOSIS_TEXT_H
#define QOS_DIAGNOSIS_TEXT_H

#include "ns3/real-network.h"

#include <iosfwd>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * Look at the host before a run on real interfaces, and print what was found.
 * @param os takes a line for each finding, and one with its remedy below it
 * @param network the ends that are to be real
 * @return whether nothing has to be done
 */
bool PrintDiagnosis(std::ostream& os, const RealNetwork& network);

} // namespace qos
} // namespace ns3

#endif // QOS_DIAGNOSIS_TEXT_H
