/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_COUNTERS_DICT_H
#define QOS_STREAM_COUNTERS_DICT_H

#include "ns3/stream-counters.h"

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/**
 * @param counters of a stream
 * @return the same by names
 */
pybind11::dict ToDict(const StreamCounters& counters);

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_COUNTERS_DICT_H
