/* SPDX-License-Identifier: GPL-2.0-only */

#include "stream-counter.h"

#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace qos
{

namespace
{

uint64_t g_next = 0; //!< the next number

/** @return whether ns-3 takes the number of a new stream from here */
bool
IsAsked()
{
    const uint64_t before = g_next;
    CreateObject<ConstantRandomVariable>();
    return g_next != before;
}

} // namespace

uint64_t
StreamCounter::Next()
{
    return g_next++;
}

void
StreamCounter::Reset()
{
    compat::ResetRandomStreams();
    g_next = 0;
}

bool
StreamCounter::WorksHere()
{
    static const bool works = compat::CAN_RESET_RANDOM_STREAMS || IsAsked();
    return works;
}

} // namespace qos
} // namespace ns3
