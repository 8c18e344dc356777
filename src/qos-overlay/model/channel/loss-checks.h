/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_CHECKS_H
#define QOS_LOSS_CHECKS_H

#include "ns3/units.h"

#include <string>

/**
 * @file
 * @ingroup qos-channel
 * Checks that the parameters of loss processes have in common.
 */

namespace ns3
{
namespace qos
{

/**
 * @param what the parameter, as the beginning of a sentence
 * @param value its value
 * @throws std::invalid_argument unless it is 0 to 1
 */
void CheckProbability(const std::string& what, double value);

/**
 * @param what the parameter, as the beginning of a sentence
 * @param value its value
 * @throws std::invalid_argument unless it is finite and at least 1
 */
void CheckLength(const std::string& what, double value);

/**
 * @param what the parameter, as the beginning of a sentence
 * @param value its value
 * @throws std::invalid_argument unless it is above 0 and at most a hundred years
 */
void CheckDuration(const std::string& what, Nanoseconds value);

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_CHECKS_H
