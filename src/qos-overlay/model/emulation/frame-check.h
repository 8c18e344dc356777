/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAME_CHECK_H
#define QOS_FRAME_CHECK_H

#include "ns3/byte-view.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

/** Why a frame from the wire is not for ns-3's protocols. */
enum class FrameFault : uint8_t
{
    SOUND,     //!< it is
    SIZE,      //!< too short for its headers, or longer than the MTU allows
    TYPE,      //!< neither ARP nor IPv4
    ARP,       //!< no ARP for IPv4 on Ethernet
    IP_HEADER, //!< version, lengths or checksum of IP are wrong, or it has options
    IP_SOURCE, //!< a sender that nobody can have: multicast, broadcast, loopback
    FRAGMENT,  //!< part of an IP packet; if it is refused, of one that may not come in parts, or of
               //!< too many
    TRANSPORT, //!< lengths or options of TCP, UDP or ICMP are wrong
    QUEUE_FULL, //!< the simulator is behind: too many frames wait for it already
    COUNT       //!< how many there are
};

/**
 * @ingroup qos-emulation
 * @param fault a fault
 * @return its name in results, such as ip_header
 */
const char* FrameFaultName(FrameFault fault);

/**
 * @ingroup qos-emulation
 * Find out whether ns-3 may get a frame. Its protocols believe the lengths in a header, and read on
 * behind the end of the packet where a wire brings another one.
 *
 * IP options are refused because ns-3 forwards them wrongly, IPv6 because no network of this module
 * on real interfaces has it. Of fragments only the IP header is looked at; whether ns-3 may get one
 * is for FragmentGuard to say.
 * @param frame an Ethernet frame without its frame check sequence
 * @param mtu bytes of the largest IP packet
 * @return what is wrong with it, SOUND if nothing is, FRAGMENT if it is a fragment and otherwise
 * sound
 */
FrameFault CheckFrame(ByteView frame, std::size_t mtu);

} // namespace qos
} // namespace ns3

#endif // QOS_FRAME_CHECK_H
