/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Takes the place of a function of ns-3; see StreamCounter.
 */

#include "ns3/ns3-compat.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/stream-counter.h"

#if QOS_NS3_MINOR < 43

namespace ns3
{

uint64_t
RngSeedManager::GetNextStreamIndex()
{
    return qos::StreamCounter::Next();
}

} // namespace ns3

#endif
