/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_NODE_H
#define QOS_OVERQOS_NODE_H

#include "node-sockets.h"
#include "overqos-link-config.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/callback.h"
#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/guaranteed-flows.h"
#include "ns3/nstime.h"
#include "ns3/overqos-router.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** What the entry of a virtual link knows of it. */
struct OverqosLinkState
{
    DataRate total;              //!< b
    DataRate data;               //!< c, not above b_max
    DataRate guaranteeable;      //!< c_min; 0 before the first sample of c
    double redundancy = 0;       //!< r: share of all frames that are redundant
    double firstRedundancy = 0;  //!< r1: share of parity in the first round
    double secondRedundancy = 0; //!< r2: the same in the second round
    double loss = 0;             //!< p: mean loss of the windows that are remembered
    double residual = 0;         //!< mean loss after recovery, of the latest windows
    double flows = 0;            //!< N
    Time roundTrip;              //!< smoothed round-trip time
};

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

    /** Whose guarantee ends first when c_min falls; see PreemptionPolicy. */
    enum PreemptionChoice
    {
        NEWEST,  //!< who came last
        PRIORITY //!< who is least important
    };

    /** What happens to a packet whose place in the order is over; see LatePolicy. */
    enum LateChoice
    {
        DELIVER, //!< it goes on, out of order
        DROP     //!< it is dropped
    };

    /**
     * Add the entry of a virtual link. A node that runs uses it from now on.
     * @param bundle its number, none of another outgoing link
     * @param peer socket address of the node at its exit
     * @param config its knobs
     * @param local socket address of this node that its datagrams come from; if it is left out,
     * they come from the address of the interface by which they leave
     */
    void AddOutgoing(uint16_t bundle,
                     const Address& peer,
                     Ptr<OverqosLinkConfig> config,
                     const Address& local = Address());

    /**
     * Add the exit of a virtual link. A node that runs uses it from now on.
     * @param bundle its number, none of another incoming link
     * @param peer socket address of the node at its entry
     * @param config its knobs
     * @param local as for AddOutgoing()
     */
    void AddIncoming(uint16_t bundle,
                     const Address& peer,
                     Ptr<OverqosLinkConfig> config,
                     const Address& local = Address());

    /**
     * Packets of so many bytes are to cross the outgoing links, those that there are and those that
     * come; one that does not carry them (MostPacketBytes) ends the program with a sentence.
     * @param bytes of the largest packet
     */
    void RequirePacketBytes(uint32_t bytes);

    /** Makes a service when the node starts. */
    using ServiceFactory = std::function<std::unique_ptr<BundleService>()>;

    /**
     * Let the entry of a virtual link do more than recover. A node that runs does so from now on.
     * @param bundle number of an outgoing link
     * @param factory makes the service
     */
    void SetService(uint16_t bundle, ServiceFactory factory);

    /**
     * @param egress number of an overlay node
     * @param bundle number of the outgoing virtual link by which packets for it go
     */
    void SetRoute(uint16_t egress, uint16_t bundle);

    /**
     * Guarantee bandwidth on a virtual link to a flow that enters the overlay here, if c_min has
     * room for it. The guarantee outlives Stop() and Start(). It ends with EndGuarantee(), or when
     * c_min falls below the sum of all guarantees (trace source Preempt).
     * @param bundle number of an outgoing link
     * @param flow as Inject() is told; see OverqosTunnel::FlowOf()
     * @param rate of the flow's packets, above 0
     * @param priority 0 is the most important; for the attribute Preemption
     * @param packetBytes of the flow's usual packet, 1 or more: c_min has to carry the headers of
     * the link too
     * @return whether it is guaranteed; never before the link has the samples that c_min needs, and
     * not if the flow has a guarantee already
     */
    bool Guarantee(uint16_t bundle,
                   uint32_t flow,
                   DataRate rate,
                   uint8_t priority = 0,
                   uint32_t packetBytes = 1000);

    /**
     * @param bundle number of an outgoing link
     * @param flow a flow; nothing happens if it has no guarantee there
     */
    void EndGuarantee(uint16_t bundle, uint32_t flow);

    /**
     * @param bundle number of an outgoing link
     * @param flow a flow
     * @return whether it has a guarantee there
     */
    bool IsGuaranteed(uint16_t bundle, uint32_t flow) const;

    /** @param deliver gets the packets that leave the overlay here */
    void SetDeliverCallback(DeliverCallback deliver);

    /**
     * A packet enters the overlay here. It is refused if the node does not run.
     * @param packet with flow, egress, protocol, priority and bytes; the rest is filled in
     */
    void Inject(const BundlePacket& packet);

    /** Start now, if the node does not run; start and stop times of the application do the same. */
    void Start();

    /**
     * Stop now, as in a crash: what the node knew, and what waited in it, is gone. A callback or a
     * trace sink of the node may call this too.
     */
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

    /** @return datagrams that the host did not take; for the virtual link they are lost */
    uint64_t GetUnsent() const
    {
        return m_unsent;
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

    /**
     * Tells of a virtual link, when a report came from its exit.
     * @param bundle number of an outgoing link
     * @param state what is known now
     */
    using LinkStateTracedCallback = void (*)(uint16_t bundle, const OverqosLinkState& state);

    /**
     * Tells of a guarantee that ended because c_min fell.
     * @param bundle number of an outgoing link
     * @param flow whose guarantee it was
     */
    using PreemptTracedCallback = void (*)(uint16_t bundle, uint32_t flow);

  protected:
    void DoDispose() override;

  private:
    /** One end of a virtual link, as it was configured. */
    struct LinkEnd
    {
        Address peer;                                //!< of the other end
        Ptr<OverqosLinkConfig> config;               //!< knobs
        Address local;                               //!< of this end; invalid: any
        ServiceFactory service;                      //!< of an entry, if it has one
        Ptr<Socket> socket;                          //!< while the node runs
        std::unique_ptr<GuaranteedFlows> guaranteed; //!< of an entry, from the first guarantee on
    };

    void StartApplication() override;
    void StopApplication() override;

    /** Make what runs on the node. */
    void MakeRouter();

    /**
     * Stop, and leave the rest to the caller.
     * @return what ran
     */
    std::unique_ptr<OverqosRouter> Halt();

    /** @return a number for an end of a link that starts */
    uint32_t Incarnation() const;

    /** @return a number by which a counter of flows hashes them, see FlowCounterParams */
    uint64_t CounterSeed() const;

    /**
     * Let the running node use the entry of a link.
     * @param bundle its number
     * @param end the entry
     */
    void OpenOutgoing(uint16_t bundle, LinkEnd& end);

    /**
     * Let the running node use the exit of a link.
     * @param bundle its number
     * @param end the exit
     */
    void OpenIncoming(uint16_t bundle, LinkEnd& end);

    /**
     * @param end of a link
     * @return the socket for its local address
     */
    Ptr<Socket> SocketFor(const LinkEnd& end);

    /**
     * @param bundle number of an outgoing link
     * @return its entry; ends the program if there is none
     */
    LinkEnd& EntryOf(uint16_t bundle);

    /**
     * Let the queue of a link that runs keep a guarantee.
     * @param bundle number of the link
     * @param flow whose it is
     * @param rate of its packets
     */
    void KeepGuarantee(uint16_t bundle, uint32_t flow, Bitrate rate);

    /**
     * Let the queue of a link that runs forget a guarantee.
     * @param bundle number of the link
     * @param flow whose it was
     */
    void ForgetGuarantee(uint16_t bundle, uint32_t flow);

    /**
     * Take notice of c_min.
     * @param bundle number of an outgoing link of the running node
     * @param end its entry, with guarantees
     */
    void Preempt(uint16_t bundle, LinkEnd& end);

    /**
     * A report came.
     * @param bundle number of an outgoing link
     */
    void TellState(uint16_t bundle);

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
     * @param end of a link
     * @param datagram what to send to the other end
     */
    void Send(const LinkEnd& end, ByteView datagram);

    /** See to it that something happens when it is time. */
    void Schedule();

    /** Do what is due. */
    void Advance();

    uint32_t m_number = 0;                   //!< attribute Number
    uint32_t m_port = 0;                     //!< attribute Port
    OrderChoice m_order = NONE;              //!< attribute Order
    Time m_orderWait;                        //!< attribute OrderWait
    LateChoice m_late = DELIVER;             //!< attribute LatePolicy
    uint32_t m_maxFlows = 0;                 //!< attribute MaxFlows
    uint32_t m_hopLimit = 0;                 //!< attribute HopLimit
    uint32_t m_tos = 0;                      //!< attribute Tos
    PreemptionChoice m_preemption = NEWEST;  //!< attribute Preemption
    bool m_signalsMost = true;               //!< attribute SignalsMost
    std::map<uint16_t, LinkEnd> m_outgoing;  //!< by number
    std::map<uint16_t, LinkEnd> m_incoming;  //!< by number
    std::map<uint16_t, uint16_t> m_routes;   //!< outgoing links by egress
    DeliverCallback m_deliver;               //!< gets packets
    std::unique_ptr<OverqosRouter> m_router; //!< what runs
    NodeSockets m_sockets;                   //!< for the virtual links
    uint64_t m_run = 0;                      //!< how often the node started or stopped
    uint32_t m_packetBytes = 0;              //!< see RequirePacketBytes()
    Ptr<UniformRandomVariable> m_random;     //!< incarnations, seeds
    EventId m_event;                         //!< the next Advance()
    Time m_eventAt;                          //!< when it happens
    std::vector<uint8_t> m_datagram;         //!< the one that is received
    uint64_t m_foreign = 0;                  //!< datagrams of nobody that is known
    uint64_t m_refused = 0;                  //!< see GetRefused()
    uint64_t m_unsent = 0;                   //!< see GetUnsent()
    TracedCallback<const BundlePacket&, uint16_t> m_arriveTrace;        //!< trace source Arrive
    TracedCallback<const BundlePacket&> m_forwardTrace;                 //!< trace source Forward
    TracedCallback<const BundlePacket&, RouterDropReason> m_dropTrace;  //!< trace source Drop
    TracedCallback<uint16_t, const OverqosLinkState&> m_linkStateTrace; //!< trace source LinkState
    TracedCallback<uint16_t, uint32_t> m_preemptTrace;                  //!< trace source Preempt
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_NODE_H
