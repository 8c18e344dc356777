/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_COUNTER_H
#define QOS_STREAM_COUNTER_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * The automatic numbers of ns-3's random streams, for runs in one process that must not know of
 * each other.
 *
 * ns-3 before 3.43 counts on through the life of a process, and cannot begin anew. A program that
 * defines RngSeedManager::GetNextStreamIndex() itself, with Next(), puts this counter in place of
 * ns-3's: its shared libraries then call that function instead of their own. The library of
 * experiments does so, in examples/program/stream-numbers.cc.
 */
class StreamCounter
{
  public:
    /** @return the next number */
    static uint64_t Next();

    /** Begin anew: with ns-3's own counter where that can, and with this one. */
    static void Reset();

    /** @return whether random streams that are created after Reset() begin anew in this process */
    static bool WorksHere();
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_COUNTER_H
