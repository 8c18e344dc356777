/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_PACKET_H
#define QOS_BUNDLE_PACKET_H

#include <cstdint>
#include <type_traits>

namespace ns3
{
namespace qos
{

/** Priorities of packets within a bundle: 0 is the most important one. */
constexpr uint8_t BUNDLE_PRIORITIES = 8;

/**
 * @ingroup qos-overqos-link
 * A packet of a bundle as the overlay knows it: what every hop carries along with it, and a view of
 * its bytes.
 *
 * It is copied freely; it does not own the bytes, and whoever hands it over says how long they
 * live.
 *
 * Source: OverQoS (NSDI 2004), section 2: a bundle is all packets that cross one virtual link.
 * Which fields a packet carries is this project's.
 */
struct BundlePacket
{
    const uint8_t* data = nullptr; //!< the packet of the application's network layer; may be null
                                   //!< where bytes are only counted
    uint32_t size = 0;             //!< bytes of it
    uint32_t flow = 0;             //!< number of the flow; the ingress node gives it
    uint32_t sequence = 0;         //!< counts the packets of the flow to the egress node, at the
                                   //!< ingress node
    uint16_t ingress = 0;          //!< overlay node at which the packet entered the overlay
    uint16_t egress = 0;           //!< overlay node at which it leaves
    uint16_t protocol = 0;         //!< what the bytes are: 0x0800 IPv4, 0x86DD IPv6
    uint8_t priority = 0;          //!< 0 (most important) to BUNDLE_PRIORITIES - 1
    uint8_t hopsLeft = 0;          //!< virtual links that it may still cross
    bool mayDrop = true;           //!< whether a service may choose it as a victim
};

static_assert(std::is_trivially_copyable<BundlePacket>::value, "queues copy packets as bytes");

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_PACKET_H
