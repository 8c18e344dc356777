/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_NODE_H
#define QOS_OVERQOS_NODE_H

#include "overqos-link-config.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/overqos-router.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos
 * An overlay node: the virtual links of a host, in and out, over UDP, IPv4 or IPv6.
 *
 * OverqosTunnel brings the packets of ordinary applications to it; OverqosHelper sets both up. A
 * node can be stopped and started again: it then knows nothing of what was before, and neither
 * end of a virtual link delivers anything twice.
 *
 * Source: OverQoS (NSDI 2004), section 4.
 */
class OverqosNode : public Application
{
  public:
    /** In which order packets leave; see DeliveryOrder. */
    enum OrderChoice
    {
        NONE,       //!< as they come
        END_TO_END, //!< the last node puts them in order
        HOP         //!< every node does
    };

    /** Gets a packet that leaves the overlay here; its bytes live until it returns. */
    using DeliverCallback = std::function<void(const BundlePacket&)>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    OverqosNode();
    ~OverqosNode() override;

    /**
     * Add the entry of a virtual link, before the node starts.
     * @param bundle its number, none of another outgoing link
     * @param peer socket address of the node at its exit
     * @param config its knobs
     */
    void AddOutgoing(uint16_t bundle, const Address& peer, Ptr<OverqosLinkConfig> config);

    /**
     * Add the exit of a virtual link, before the node starts.
     * @param bundle its number, none of another incoming link
     * @param peer socket address of the node at its entry
     * @param config its knobs
     */
    void AddIncoming(uint16_t bundle, const Address& peer, Ptr<OverqosLinkConfig> config);

    /** Makes a service when the node starts. */
    using ServiceFactory = std::function<std::unique_ptr<BundleService>()>;

    /**
     * Let the entry of a virtual link do more than recover.
     * @param bundle number of an outgoing link
     * @param factory makes the service
     */
    void SetService(uint16_t bundle, ServiceFactory factory);

    /**
     * @param egress number of an overlay node
     * @param bundle number of the outgoing virtual link by which packets for it go
     */
    void SetRoute(uint16_t egress, uint16_t bundle);

    /** @param deliver gets the packets that leave the overlay here */
    void SetDeliverCallback(DeliverCallback deliver);

    /**
     * A packet enters the overlay here. It is refused if the node does not run.
     * @param packet with flow, egress, protocol, priority and bytes; the rest is filled in
     */
    void Inject(const BundlePacket& packet);

    /** Start now, if the node does not run; start and stop times of the application do the same. */
    void Start();

    /** Stop now, as in a crash: what the node knew, and what waited in it, is gone. */
    void Stop();

    /** @return packets that were to enter the overlay here while the node did not run */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

    /** @return its number in the overlay */
    uint16_t GetNumber() const
    {
        return static_cast<uint16_t>(m_number);
    }

    /** @return what runs on the node; null if it does not run */
    OverqosRouter* GetRouter()
    {
        return m_router.get();
    }

    /** @return datagrams that came from nobody whom the node has a virtual link with */
    uint64_t GetForeign() const
    {
        return m_foreign;
    }

    /**
     * Fix the random variables: the incarnations.
     * @param stream the first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Tells of a packet that came out of a virtual link, before it waits for its order.
     * @param packet the packet
     * @param bundle number of the link
     */
    using ArriveTracedCallback = void (*)(const BundlePacket& packet, uint16_t bundle);

    /**
     * Tells of a packet that goes on: the queue of the next virtual link took it, where it may
     * still be dropped, or it leaves the overlay.
     * @param packet the packet
     */
    using ForwardTracedCallback = void (*)(const BundlePacket& packet);

    /**
     * Tells of a packet that ended here although it was for another node.
     * @param packet the packet
     * @param reason why
     */
    using DropTracedCallback = void (*)(const BundlePacket& packet, RouterDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /** One end of a virtual link, as it was configured. */
    struct LinkEnd
    {
        Address peer;                  //!< of the other end
        Ptr<OverqosLinkConfig> config; //!< knobs
        ServiceFactory service;        //!< of an entry, if it has one
    };

    void StartApplication() override;
    void StopApplication() override;

    /** Make what runs on the node. */
    void MakeRouter();

    /**
     * @param peer a socket address
     * @return the socket for its family
     */
    Ptr<Socket> SocketFor(const Address& peer);

    /**
     * @param socket with datagrams
     */
    void Receive(Ptr<Socket> socket);

    /**
     * @param datagram from the network
     * @param from whom
     * @return whether it comes from the other end of its virtual link
     */
    bool IsFromPeer(ByteView datagram, const Address& from) const;

    /**
     * @param peer a socket address
     * @param datagram what to send there
     */
    void Send(const Address& peer, ByteView datagram);

    /** See to it that something happens when it is time. */
    void Schedule();

    /** Do what is due. */
    void Advance();

    uint32_t m_number = 0;                   //!< attribute Number
    uint32_t m_port = 0;                     //!< attribute Port
    OrderChoice m_order = NONE;              //!< attribute Order
    Time m_orderWait;                        //!< attribute OrderWait
    bool m_signalsMost = true;               //!< attribute SignalsMost
    std::map<uint16_t, LinkEnd> m_outgoing;  //!< by number
    std::map<uint16_t, LinkEnd> m_incoming;  //!< by number
    std::map<uint16_t, uint16_t> m_routes;   //!< outgoing links by egress
    DeliverCallback m_deliver;               //!< gets packets
    std::unique_ptr<OverqosRouter> m_router; //!< what runs
    Ptr<Socket> m_socket4;                   //!< for IPv4
    Ptr<Socket> m_socket6;                   //!< for IPv6
    Ptr<UniformRandomVariable> m_random;     //!< incarnations, seeds
    EventId m_event;                         //!< the next Advance()
    Time m_eventAt;                          //!< when it happens
    std::vector<uint8_t> m_datagram;         //!< the one that is received
    uint64_t m_foreign = 0;                  //!< datagrams of nobody that is known
    uint64_t m_refused = 0;                  //!< see GetRefused()
    TracedCallback<const BundlePacket&, uint16_t> m_arriveTrace;       //!< trace source Arrive
    TracedCallback<const BundlePacket&> m_forwardTrace;                //!< trace source Forward
    TracedCallback<const BundlePacket&, RouterDropReason> m_dropTrace; //!< trace source Drop
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_NODE_H
