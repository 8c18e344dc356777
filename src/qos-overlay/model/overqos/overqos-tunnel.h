/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_TUNNEL_H
#define QOS_OVERQOS_TUNNEL_H

#include "overqos-node.h"

#include "ns3/classifier.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"
#include "ns3/virtual-net-device.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos
 * Brings IP packets of ordinary applications into the overlay, and back: a virtual network device
 * on the host of an overlay node. Applications, on this host or on hosts that route through it,
 * need no change.
 *
 * A packet that is routed to the device goes to the overlay node that serves its destination, by
 * the longest prefix. A classifier infers its flow and its priority. Packets keep their bytes; tags
 * of the simulator stay behind, as they would on a wire.
 *
 * Source: OverQoS (NSDI 2004), sections 2.3 and 4.1: proxies for legacy applications.
 */
class OverqosTunnel : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    OverqosTunnel();
    ~OverqosTunnel() override;

    /**
     * Put the device on the host of an overlay node. To be called once. The tunnel is aggregated to
     * the overlay node and lives as long as it does.
     * @param node the overlay node, on a host with an Internet stack; it has no other tunnel
     */
    void Attach(Ptr<OverqosNode> node);

    /** @return the device, for addresses and routes */
    Ptr<VirtualNetDevice> GetDevice() const
    {
        return m_device;
    }

    /** @param classifier infers flow and priority, in place of the attribute Classifier */
    void SetClassifier(std::unique_ptr<Classifier> classifier);

    /**
     * @param from socket address of a sender
     * @param to socket address of a receiver, of the same IP version
     * @param protocol their transport protocol
     * @return the flow of their packets, as the overlay node numbers it; see
     * OverqosNode::Guarantee()
     */
    static uint32_t FlowOf(const Address& from, const Address& to, uint8_t protocol);

    /**
     * @param network addresses that an overlay node serves
     * @param mask their prefix
     * @param egress number of the overlay node
     */
    void AddDestination(Ipv4Address network, Ipv4Mask mask, uint16_t egress);

    /**
     * @param network addresses that an overlay node serves
     * @param prefix their prefix
     * @param egress number of the overlay node
     */
    void AddDestination(const Ipv6Address& network, const Ipv6Prefix& prefix, uint16_t egress);

    /** @return packets that came from the host for no overlay node, or were not IP */
    uint64_t GetUnknown() const
    {
        return m_unknown;
    }

    /** @return packets that went to the host */
    uint64_t GetReceived() const
    {
        return m_received;
    }

  protected:
    void DoDispose() override;

  private:
    /** Addresses in the form of IPv6; those of IPv4 are mapped. */
    using Bytes16 = std::array<uint8_t, 16>;

    /** Which overlay node serves addresses. */
    struct Destination
    {
        Bytes16 network{};       //!< the addresses
        uint32_t prefixBits = 0; //!< bits that count
        uint16_t egress = 0;     //!< the node
    };

    /** @param name of a classifier that is registered; another one ends the program */
    void SetClassifierName(std::string name);

    /** @return attribute Classifier */
    std::string GetClassifierName() const
    {
        return m_classifierName;
    }

    /**
     * @param destination to be added, in the order of prefixes
     */
    void Add(const Destination& destination);

    /**
     * The host sends a packet to the device.
     * @param packet the packet
     * @param source link address
     * @param destination link address
     * @param protocol what it is
     * @return true: it is taken
     */
    bool Send(Ptr<Packet> packet,
              const Address& source,
              const Address& destination,
              uint16_t protocol);

    /**
     * A packet left the overlay here.
     * @param packet the packet
     */
    void Deliver(const BundlePacket& packet);

    /**
     * @param packet an IP packet
     * @return who serves its destination; null if nobody does
     */
    const Destination* Find(ByteView packet) const;

    uint32_t m_mtu = 0;                       //!< attribute Mtu
    OverqosNode* m_node = nullptr;            //!< the overlay node, to which it is aggregated
    Ptr<VirtualNetDevice> m_device;           //!< the device
    std::string m_classifierName;             //!< attribute Classifier
    std::unique_ptr<Classifier> m_classifier; //!< infers flow and priority
    std::vector<Destination> m_destinations;  //!< the longest prefix first
    std::vector<uint8_t> m_bytes;             //!< the packet that is sent
    uint64_t m_unknown = 0;                   //!< see GetUnknown()
    uint64_t m_received = 0;                  //!< see GetReceived()
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_TUNNEL_H
