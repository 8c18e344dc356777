/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REAL_TIME_SIMULATOR_H
#define QOS_REAL_TIME_SIMULATOR_H

#include "ns3/realtime-simulator-impl.h"
#include "ns3/type-id.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * The simulator whose time is that of the clock. Unlike ns-3's, it can be stopped and run again:
 * its time goes on where it stood. That of ns-3 counts the clock's time from zero then, and so
 * waits as long as it has run before until it does anything.
 */
class RealTimeSimulator : public RealtimeSimulatorImpl
{
  public:
    /** @return the type, a value of the global SimulatorImplementationType */
    static TypeId GetTypeId();

    RealTimeSimulator();
};

} // namespace qos
} // namespace ns3

#endif // QOS_REAL_TIME_SIMULATOR_H
