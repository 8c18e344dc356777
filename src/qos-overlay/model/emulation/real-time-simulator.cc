/* SPDX-License-Identifier: GPL-2.0-only */

#include "real-time-simulator.h"

#include "ns3/synchronizer.h"
#include "ns3/wall-clock-synchronizer.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

namespace
{

/** The clock, counted from when the simulation would have begun if it had never been stopped. */
class ContinuedClock : public WallClockSynchronizer
{
  private:
    void DoSetOrigin(uint64_t ns) override
    {
        m_realtimeOriginNano = GetRealtime() - ns;
    }
};

/**
 * @param simulator ns-3's
 * @return its clock, which is private and can be neither given nor asked for
 */
Ptr<Synchronizer>& ClockOf(RealtimeSimulatorImpl& simulator);

/**
 * Defines ClockOf(): access is not checked for the arguments of an explicit instantiation.
 * @tparam CLOCK the member
 */
template <Ptr<Synchronizer> RealtimeSimulatorImpl::*CLOCK>
struct ClockAccess
{
    /**
     * @param simulator ns-3's
     * @return its clock
     */
    friend Ptr<Synchronizer>& ClockOf(RealtimeSimulatorImpl& simulator)
    {
        return simulator.*CLOCK;
    }
};

template struct ClockAccess<&RealtimeSimulatorImpl::m_synchronizer>;

} // namespace

NS_OBJECT_ENSURE_REGISTERED(RealTimeSimulator);

TypeId
RealTimeSimulator::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::RealTimeSimulator")
                            .SetParent<RealtimeSimulatorImpl>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<RealTimeSimulator>();
    return tid;
}

RealTimeSimulator::RealTimeSimulator()
{
    ClockOf(*this) = CreateObject<ContinuedClock>();
}

} // namespace qos
} // namespace ns3
