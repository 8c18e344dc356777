/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_ROUTER_H
#define QOS_OVERQOS_ROUTER_H

#include "bundle-receiver.h"
#include "bundle-sender.h"
#include "max-min-share.h"

#include "ns3/flow-counter.h"
#include "ns3/resequencer.h"
#include "ns3/slot-index.h"

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

/** In which order packets leave a node. */
enum class DeliveryOrder : uint8_t
{
    None,     //!< as they come
    EndToEnd, //!< the last node puts the packets of each flow in order
    Hop       //!< every node does
};

/** Why a packet ends at a node that is not its egress. */
enum class RouterDropReason : uint8_t
{
    Queue,    //!< at the entry of the next virtual link: BundleDropReason::Queue
    Stale,    //!< there: BundleDropReason::Stale
    Service,  //!< there: BundleDropReason::Service
    Size,     //!< there: BundleDropReason::Size
    NoRoute,  //!< there is no virtual link towards its egress
    HopLimit, //!< it crossed too many virtual links
    Order     //!< it came behind its place in the order
};

/** How many reasons there are. */
constexpr std::size_t ROUTER_DROP_REASONS = 7;

/**
 * @param reason a reason
 * @return its name: queue, stale, service, size, no route, hop limit, order
 */
const char* RouterDropReasonName(RouterDropReason reason);

/** The knobs of an overlay node. */
struct OverqosRouterParams
{
    uint16_t number = 0;                       //!< of the node in the overlay
    DeliveryOrder order = DeliveryOrder::None; //!< in which packets leave it
    ResequencerParams resequencer;             //!< if there is an order
    uint8_t hopLimit = 16;                     //!< virtual links that a packet may cross
    bool signalsMost = true;                   //!< whether b_max is told to predecessors

    /** Distinguishes the flows that enter here from those of an earlier run of the node: a random
     * number. */
    uint16_t epoch = 0;

    /** Of the counters of flows, FlowCounterParams::seed: a random number. */
    uint64_t flowSeed = 0;
};

/**
 * @ingroup qos-overqos-bundle
 * An overlay node without a network: its virtual links, in and out, and what passes between them.
 *
 * Packets enter the overlay here (Inject), come in by a virtual link and go out by another, or
 * leave the overlay. The node tells each predecessor how much it can pass on (b_max), so that
 * nothing is lost between two virtual links of a cascade.
 *
 * Time is an argument; datagrams and packets go to callbacks.
 *
 * Source: OverQoS (NSDI 2004), sections 3.3, 4 and 6.4.2.
 */
class OverqosRouter
{
  public:
    /** Sends a datagram of a virtual link; its bytes live until it returns. */
    using DatagramCallback = std::function<void(uint16_t bundle, ByteView)>;

    /** Gets a packet that leaves the overlay here; its bytes live until it returns. */
    using PacketCallback = std::function<void(const BundlePacket&)>;

    /** Is told of a packet that ends here; its bytes live until it returns. */
    using DropCallback = std::function<void(const BundlePacket&, RouterDropReason)>;

    /** Is told of a packet that came out of an incoming virtual link; its bytes live until it
     * returns. */
    using ArrivalCallback = std::function<void(const BundlePacket&, uint16_t bundle)>;

    /** What a node does with what it produces. Who is told of something may be nothing. */
    struct Callbacks
    {
        DatagramCallback sendFrame;  //!< of an outgoing virtual link
        DatagramCallback sendReport; //!< of an incoming virtual link
        PacketCallback deliver;      //!< gets packets
        DropCallback dropped;        //!< is told of drops
        ArrivalCallback arrived;     //!< is told of arrivals, before packets wait for their order
        PacketCallback forwarded;    //!< is told of packets that the next link's queue took, or
                                     //!< that leave the overlay
    };

    /**
     * @param params the knobs
     * @param callbacks what to do with datagrams and packets
     * @throws std::invalid_argument if a knob is out of range
     */
    OverqosRouter(const OverqosRouterParams& params, Callbacks callbacks);

    OverqosRouter(const OverqosRouter&) = delete;
    OverqosRouter& operator=(const OverqosRouter&) = delete;

    /**
     * Add the entry of a virtual link.
     * @param params its knobs; its number is none of another outgoing one
     * @param incarnation a number that no earlier entry of this link had
     * @throws std::invalid_argument if a knob is out of range, or the number is taken
     */
    void AddOutgoing(const BundleSenderParams& params, uint32_t incarnation);

    /**
     * Add the exit of a virtual link.
     * @param params its knobs; its number is none of another incoming one
     * @param incarnation a number that no earlier exit of this link had
     * @throws std::invalid_argument if a knob is out of range, or the number is taken
     */
    void AddIncoming(const BundleReceiverParams& params, uint32_t incarnation);

    /**
     * @param egress number of an overlay node
     * @param bundle number of the outgoing virtual link by which packets for it go
     * @throws std::invalid_argument if there is no such link
     */
    void SetRoute(uint16_t egress, uint16_t bundle);

    /**
     * A packet enters the overlay here. One that ends here at once, because there is no route or
     * the link does not take it, has the number that the next one of its flow gets.
     * @param packet with flow, egress, protocol, priority and bytes; the rest is filled in
     * @param now the time
     */
    void Inject(BundlePacket packet, Nanoseconds now);

    /**
     * A datagram arrived.
     * @param datagram from the network
     * @param now the time
     */
    void Receive(ByteView datagram, Nanoseconds now);

    /** @return when Advance() is to be called, FOREVER if nothing is planned */
    Nanoseconds NextEvent() const;

    /**
     * Do what is due.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /**
     * @param flow as Inject() is told
     * @return the number that the packets of the flow carry, from this node as their ingress
     */
    uint32_t OwnFlow(uint32_t flow) const
    {
        return m_params.epoch * FLOWS + flow % FLOWS;
    }

    /**
     * @param bundle number of an outgoing virtual link
     * @return its entry; null if there is none
     */
    BundleSender* Outgoing(uint16_t bundle);

    /**
     * @param bundle number of an incoming virtual link
     * @return its exit; null if there is none
     */
    const BundleReceiver* Incoming(uint16_t bundle) const;

    /**
     * @param reason a reason
     * @return packets that ended here for it
     */
    uint64_t Dropped(RouterDropReason reason) const
    {
        return m_dropped[static_cast<std::size_t>(reason)];
    }

    /** @return packets that ended here because the next virtual link did not take them */
    uint64_t DroppedByLinks() const;

    /** @return packets that entered the overlay here */
    uint64_t Injected() const
    {
        return m_injected;
    }

    /** @return packets that left the overlay here */
    uint64_t Delivered() const
    {
        return m_delivered;
    }

    /** @return datagrams that were no frame and no report of any link here */
    uint64_t Malformed() const
    {
        return m_malformed;
    }

    /** @return packets that wait for their place in the order */
    uint32_t Resequencing() const
    {
        return m_resequencer.Counters().Packets();
    }

  private:
    /** How much comes. */
    struct Meter
    {
        /**
         * Measure what came since the last time.
         * @param seconds since then
         */
        void Update(double seconds);

        uint64_t bytes = 0; //!< since the last time
        double kbps = 0;    //!< smoothed
    };

    /** What an outgoing virtual link carries of one source: a predecessor, or this node. */
    struct Load
    {
        /**
         * @param number the predecessor's virtual link, OWN for what enters the overlay here
         * @param seed of the counter of flows
         */
        Load(uint32_t number, uint64_t seed);

        uint32_t incoming;          //!< the predecessor's virtual link, or OWN
        FlowCounter flows;          //!< N: how much is due to it
        Meter meter;                //!< how much it is
        double shareKbps = 0;       //!< its share of c; 0: none yet
        Nanoseconds hungryUntil{0}; //!< it filled its share a short while before
    };

    /** An outgoing virtual link. */
    struct Exit
    {
        std::unique_ptr<BundleSender> sender; //!< its entry
        std::vector<Load> loads;              //!< by source
    };

    /** An incoming virtual link. */
    struct Entrance
    {
        std::unique_ptr<BundleReceiver> receiver; //!< its exit
        Meter meter;                              //!< all that comes, wherever it goes
    };

    /** The source of what enters the overlay here: none of the numbers of links. */
    static constexpr uint32_t OWN = 1U << 16U;

    /** Flows are told apart by as many bits of their numbers. */
    static constexpr uint32_t FLOWS = 1U << 16U;

    /**
     * @param egress node to which a packet goes that enters here
     * @param flow its flow, below FLOWS
     * @return place of its number in m_sequences
     */
    uint32_t SequenceSlot(uint16_t egress, uint32_t flow);

    /**
     * A packet came out of a virtual link.
     * @param packet the packet
     * @param incoming the link
     */
    void Arrive(BundlePacket packet, uint16_t incoming);

    /**
     * A packet came out of a virtual link: it is load that the predecessor can lower.
     * @param packet the packet
     * @param incoming the link
     */
    void CountArrival(const BundlePacket& packet, uint16_t incoming);

    /**
     * A packet is for an outgoing virtual link.
     * @param packet the packet
     * @param bundle the link
     * @param source the predecessor's virtual link, or OWN
     */
    void CountLoad(const BundlePacket& packet, uint16_t bundle, uint32_t source);

    /**
     * A packet is in its place and goes on.
     * @param packet the packet
     * @return false if it ended here at once; it may end in a queue later
     */
    bool Forward(const BundlePacket& packet);

    /**
     * @param packet that the next virtual link took, or that leaves the overlay
     */
    void TellForwarded(const BundlePacket& packet) const;

    /**
     * @param packet that ends here
     * @param reason why
     */
    void Drop(const BundlePacket& packet, RouterDropReason reason);

    /** Tell predecessors what can be passed on. */
    void SignalMost();

    /** No predecessor sends anything that goes on: forget what was measured. */
    void StopMeasuring();

    /**
     * Measure what comes from sources, and forget those that are silent.
     * @param loads of an outgoing virtual link
     * @param seconds since the last time
     */
    void Measure(std::vector<Load>& loads, double seconds) const;

    /**
     * Share what a virtual link can pass on among its sources.
     * @param exit the link
     */
    void Share(Exit& exit);

    OverqosRouterParams m_params;            //!< knobs
    Callbacks m_callbacks;                   //!< where things go
    std::map<uint16_t, Exit> m_outgoing;     //!< by number
    std::map<uint16_t, Entrance> m_incoming; //!< by number
    std::map<uint16_t, uint16_t> m_routes;   //!< outgoing links by egress
    Resequencer m_resequencer;               //!< the order
    std::vector<ShareClaim> m_claims;        //!< of Share(), kept for it
    SlotIndex m_flowIndex;                   //!< places in m_sequences by egress and flow
    std::vector<uint32_t> m_sequences;       //!< next number of each flow that entered here
    std::array<uint64_t, ROUTER_DROP_REASONS> m_dropped{}; //!< by reason
    uint64_t m_injected = 0;          //!< packets that entered the overlay here
    uint64_t m_delivered = 0;         //!< packets that left the overlay here
    uint64_t m_malformed = 0;         //!< datagrams refused
    Nanoseconds m_now{0};             //!< time of the current call
    Nanoseconds m_signalAt = FOREVER; //!< when b_max is told again
    Nanoseconds m_signalledAt{0};     //!< when it was told
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_ROUTER_H
