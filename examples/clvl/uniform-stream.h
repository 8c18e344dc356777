/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_UNIFORM_STREAM_H
#define QOS_UNIFORM_STREAM_H

#include "ns3/uniform-source.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * @param stream number of a random stream of ns-3
 * @return its numbers
 */
UniformSource UniformStream(int64_t stream);

} // namespace qos
} // namespace ns3

#endif // QOS_UNIFORM_STREAM_H
