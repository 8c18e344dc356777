/* SPDX-License-Identifier: GPL-2.0-only */

#include "impaired-path.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <utility>

namespace ns3
{
namespace qos
{

ImpairedPath::ImpairedPath(const Ptr<NetDevice>& first,
                           const Ptr<NetDevice>& second,
                           Direction there,
                           Direction back)
    : m_sides{Side{first, second, std::move(there), {}}, Side{second, first, std::move(back), {}}}
{
    for (const Side& side : m_sides)
    {
        side.device->SetPromiscReceiveCallback(MakeCallback(&ImpairedPath::Receive, this));
        side.device->SetReceiveCallback(
            [](Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&) { return true; });
    }
}

ImpairedPath::~ImpairedPath()
{
    for (const Side& side : m_sides)
    {
        side.device->SetPromiscReceiveCallback(NetDevice::PromiscReceiveCallback());
    }
}

bool
ImpairedPath::Receive(Ptr<NetDevice> device,
                      Ptr<const Packet> packet,
                      uint16_t protocol,
                      const Address& from,
                      const Address& to,
                      NetDevice::PacketType /* type */)
{
    Side& side = m_sides[device == m_sides[0].device ? 0 : 1];
    ++side.counters.came;
    if (side.direction.loss && side.direction.loss->IsLost(ToCore(Simulator::Now())))
    {
        ++side.counters.lost;
        return true;
    }
    Simulator::Schedule(side.direction.delay, [&side, copy = packet->Copy(), protocol, from, to] {
        side.counters.discarded += side.other->SendFrom(copy, from, to, protocol) ? 0 : 1;
    });
    return true;
}

} // namespace qos
} // namespace ns3
