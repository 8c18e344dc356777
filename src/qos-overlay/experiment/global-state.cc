/* SPDX-License-Identifier: GPL-2.0-only */

#include "global-state.h"

#include "stream-counter.h"

#include "ns3/config.h"
#include "ns3/ipv4-address-generator.h"
#include "ns3/ipv6-address-generator.h"
#include "ns3/mac48-address.h"
#include "ns3/names.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace qos
{

namespace
{

/** Clears all that ns-3 lets us clear. */
void
Clear()
{
    Simulator::Destroy();
    Names::Clear();
    Ipv4AddressGenerator::Reset();
    Ipv6AddressGenerator::Reset();
    Mac48Address::ResetAllocationIndex();
    StreamCounter::Reset();
}

} // namespace

GlobalState::GlobalState(uint64_t run)
{
    Clear();
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
}

GlobalState::~GlobalState()
{
    Clear();
}

bool
BecomeFresh()
{
    Config::Reset();
    return StreamCounter::WorksHere();
}

} // namespace qos
} // namespace ns3
