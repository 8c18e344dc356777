/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_UNIFORM_SOURCE_H
#define QOS_UNIFORM_SOURCE_H

#include <functional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * A stream of independent random numbers, uniform from 0 to below 1. A process has one for each
 * purpose, so that a draw for one does not shift those for another. A copy of a source draws from
 * the same stream.
 */
using UniformSource = std::function<double()>;

} // namespace qos
} // namespace ns3

#endif // QOS_UNIFORM_SOURCE_H
