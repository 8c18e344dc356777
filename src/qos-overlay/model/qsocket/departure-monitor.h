/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DEPARTURE_MONITOR_H
#define QOS_DEPARTURE_MONITOR_H

#include "socket-classifier.h"

#include "ns3/arp-cache.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/net-device.h"
#include "ns3/queue-disc.h"

#include <functional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * Watches what leaves a host, transmitted or dropped, and says whose bytes they were.
 *
 * It listens to the end of transmission at the devices, to the drops of devices, root queue discs,
 * traffic control, ARP and IP, and to what IP delivers to the host itself, and recognises the bytes
 * of a socket by their MessageTag. From a device that does not tell the end of a transmission
 * (trace source PhyTxEnd) bytes have left when its root queue disc hands them over. Bytes are
 * counted as IP payload, so that a datagram's fragments add up to its size plus the UDP header.
 * Where there is no root queue disc either, they have left when IP passes them to the device.
 */
class DepartureMonitor
{
  public:
    /** Is told that bytes of a socket have left the host. */
    using Listener = std::function<void(SocketKey, uint32_t)>;

    /**
     * @param node the host
     * @param listener who is told; must not send at once
     */
    DepartureMonitor(Ptr<Node> node, Listener listener);
    ~DepartureMonitor();

    DepartureMonitor(const DepartureMonitor&) = delete;
    DepartureMonitor& operator=(const DepartureMonitor&) = delete;

    /** Watch the node's devices, root queue discs and IP layer as they are now; to be called again
     * when one of them changes. */
    void Watch();

    /** @return whether Watch() was called since the beginning or Pause(), and there was a device */
    bool IsWatching() const
    {
        return !m_devices.empty();
    }

    /** Watch nothing until Watch() is called. */
    void Pause();

    /**
     * @param frame an IP packet, alone or behind a PPP or Ethernet header
     * @return bytes of IP payload in it, a fragment header not counted; 0 if it is no IP packet
     */
    static uint32_t IpPayloadBytes(Ptr<const Packet> frame);

  private:
    /**
     * A device finished the transmission of a frame, or dropped it.
     * @param frame the packet, with or without a link header
     */
    void FrameLeft(Ptr<const Packet> frame);

    /**
     * Traffic control or ARP dropped a packet.
     * @param packet the packet with its IP header
     */
    void PacketDropped(Ptr<const Packet> packet);

    /**
     * A queue disc dropped a packet or handed it over.
     * @param item the packet, its IP header not yet in front of it
     */
    void ItemLeft(Ptr<const QueueDiscItem> item);

    /**
     * A queue disc refused a packet.
     * @param item the packet, its IP header not yet in front of it
     * @param reason why
     */
    void ItemRefused(Ptr<const QueueDiscItem> item, const char* reason);

    /**
     * IPv4 dropped a packet.
     * @param header its header
     * @param packet its payload
     * @param reason why
     * @param ipv4 the layer
     * @param interface where it would have left
     */
    void Ipv4Dropped(const Ipv4Header& header,
                     Ptr<const Packet> packet,
                     Ipv4L3Protocol::DropReason reason,
                     Ptr<Ipv4> ipv4,
                     uint32_t interface);

    /**
     * IPv6 dropped a packet.
     * @param header its header
     * @param packet its payload
     * @param reason why
     * @param ipv6 the layer
     * @param interface where it would have left
     */
    void Ipv6Dropped(const Ipv6Header& header,
                     Ptr<const Packet> packet,
                     Ipv6L3Protocol::DropReason reason,
                     Ptr<Ipv6> ipv6,
                     uint32_t interface);

    /**
     * IPv4 delivered a packet to this host.
     * @param header its header
     * @param packet its payload, all fragments of it
     * @param interface where it came in
     */
    void Ipv4Delivered(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);

    /**
     * IPv6 delivered a packet to this host.
     * @param header its header
     * @param packet its payload, all fragments of it
     * @param interface where it came in
     */
    void Ipv6Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);

    /**
     * IPv4 passes a packet to an interface.
     * @param packet the packet with its header
     * @param ipv4 the layer
     * @param interface the interface
     */
    void Ipv4Sent(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);

    /**
     * IPv6 passes a packet to an interface.
     * @param packet the packet with its header
     * @param ipv6 the layer
     * @param interface the interface
     */
    void Ipv6Sent(Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);

    /**
     * IP passes a packet to a device.
     * @param packet the packet with its header
     * @param device the device
     */
    void Sent(Ptr<const Packet> packet, Ptr<NetDevice> device) const;

    /** @return whether the node has a device that is silent */
    bool HasSilentDevice() const;

    /**
     * Connect to, or disconnect from, everything that is watched.
     * @param connect which of both
     */
    void Connect(bool connect);

    /**
     * The same for what lies above the devices.
     * @param connect which of both
     */
    void ConnectStack(bool connect);

    /**
     * @param packet a packet
     * @param bytes its IP payload
     */
    void Tell(Ptr<const Packet> packet, uint32_t bytes) const;

    /** @param packet a packet with its IP header in front */
    void TellPacket(Ptr<const Packet> packet) const;

    /** A device that is watched. */
    struct Watched
    {
        Ptr<NetDevice> device; //!< the device
        Ptr<QueueDisc> disc;   //!< its root queue disc, may be null
        bool isSilent = false; //!< neither it nor a root queue disc tells when a packet has left
    };

    Ptr<Node> m_node;                       //!< the host
    uint32_t m_nodeId;                      //!< its id
    Listener m_listener;                    //!< who is told
    std::vector<Watched> m_devices;         //!< watched devices
    std::vector<Ptr<ArpCache>> m_arpCaches; //!< watched caches, null where an interface has none
};

} // namespace qos
} // namespace ns3

#endif // QOS_DEPARTURE_MONITOR_H
