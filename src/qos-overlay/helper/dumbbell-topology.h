/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DUMBBELL_TOPOLOGY_H
#define QOS_DUMBBELL_TOPOLOGY_H

#include "ns3/data-rate.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/packet-sink.h"
#include "ns3/queue-disc.h"
#include "ns3/random-variable-stream.h"

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * The usual network for questions of congestion: hosts on the left talk to hosts on the right
 * through one link that all of them share.
 *
 *     left 0 --+                                                           +-- right 0
 *     left 1 --+- left router -- queue, bottleneck, queue -- right router -+-- right 1
 *     ...    --+                                                           +-- ...
 *
 * The only queue in which packets are lost is the one at the bottleneck, the same in both
 * directions: a drop-tail queue in the device, or a root queue disc such as RED. There is no queue
 * disc anywhere else; ns-3 would install FqCoDel by itself, which is no baseline. Routes are
 * static.
 */
class DumbbellTopology
{
  public:
    /** What it is built from. */
    struct Params
    {
        uint32_t pairs = 1;                      //!< hosts on each side, 1 to MOST_PAIRS
        DataRate bottleneckRate{"10Mbps"};       //!< of the shared link
        Time bottleneckDelay = MilliSeconds(30); //!< of the shared link, one way
        DataRate accessRate{"1Gbps"};            //!< of the links of the hosts
        Time accessDelay = Time(0);              //!< of the links of the hosts, one way
        uint32_t queuePackets = 100;             //!< in the devices of the bottleneck, drop tail
        uint32_t accessPackets = 10000;          //!< in the devices of the hosts' links, drop tail

        /**
         * Root queue disc of the bottleneck in place of the drop-tail queue, whose device holds one
         * packet then; none if it has no TypeId. Its LinkBandwidth and LinkDelay, if it has such
         * attributes, are set to those of the bottleneck.
         */
        ObjectFactory rootQueueDisc;

        std::string tcp = "ns3::TcpLinuxReno"; //!< congestion control of stock TCP at all hosts
        bool hasIpv6 = false;                  //!< whether there is IPv6 beside IPv4
        int64_t firstStream = 0; //!< first stream number for the random variables in the network
    };

    /** Datagrams at a constant rate, all the time or in turns, from left to right. */
    struct CbrParams
    {
        uint32_t pair = 0;           //!< from this host on the left to the one on the right
        uint16_t port = 9;           //!< at the right host
        DataRate rate{"1Mbps"};      //!< of UDP payload, while it sends
        uint32_t packetBytes = 1000; //!< UDP payload of a datagram
        Time on = Seconds(1);        //!< how long it sends before it pauses
        Time off = Time(0);          //!< how long it pauses before it sends again; 0: never

        /** Its first turn begins then, or up to the time of one packet later; not before `off`. */
        Time start = Time(0);
    };

    /** The two ends of such traffic. */
    struct Cbr
    {
        Ptr<Application> source; //!< at the left host
        Ptr<PacketSink> sink;    //!< at the right host
        Time start;              //!< when its first turn really begins
    };

    /** So many hosts on each side at most: their links' addresses fit into 10.0.0.0/8. */
    static constexpr uint32_t MOST_PAIRS = 32767;

    /** @param params what to build */
    explicit DumbbellTopology(const Params& params);

    /** @return the hosts on the left */
    const NodeContainer& Left() const
    {
        return m_left;
    }

    /** @return the hosts on the right */
    const NodeContainer& Right() const
    {
        return m_right;
    }

    /** @return the left and the right router */
    const NodeContainer& Routers() const
    {
        return m_routers;
    }

    /**
     * @param pair a host on the left
     * @return its address
     */
    Ipv4Address LeftAddress(uint32_t pair) const
    {
        return m_leftAddresses.at(pair);
    }

    /**
     * @param pair a host on the right
     * @return its address
     */
    Ipv4Address RightAddress(uint32_t pair) const
    {
        return m_rightAddresses.at(pair);
    }

    /**
     * @param pair a host on the left
     * @return its global address of IPv6; only if the network has IPv6
     */
    Ipv6Address LeftAddress6(uint32_t pair) const
    {
        return m_leftAddresses6.at(pair);
    }

    /**
     * @param pair a host on the right
     * @return its global address of IPv6; only if the network has IPv6
     */
    Ipv6Address RightAddress6(uint32_t pair) const
    {
        return m_rightAddresses6.at(pair);
    }

    /** @return the devices of the bottleneck, that of the left router first */
    const NetDeviceContainer& Bottleneck() const
    {
        return m_bottleneck;
    }

    /** @return the root queue disc of the way from left to right, null for a drop-tail queue */
    Ptr<QueueDisc> BottleneckDisc() const
    {
        return m_discs.empty() ? nullptr : m_discs.front();
    }

    /** @return packets from left to right that were lost at the bottleneck so far */
    uint64_t Dropped() const;

    /** @return packets from left to right that were marked at the bottleneck so far (ECN) */
    uint64_t Marked() const;

    /** @return the delays of all links to the other side and back: the round-trip time of a packet
     * that takes no time to transmit and finds empty queues */
    Time RoundTrip() const;

    /**
     * Add datagrams that do not care about congestion. Where in a packet's time they begin is
     * random.
     * @param params what to send
     * @return who sends and who receives
     */
    Cbr AddCbr(const CbrParams& params);

    /** @return the first stream number that is still free */
    int64_t NextStream() const
    {
        return m_nextStream;
    }

  private:
    /** Connect all nodes. */
    void AddLinks();

    /** Give all nodes their protocols. */
    void AddStacks();

    /** Give all nodes addresses of IPv4 and routes: every host has its router, and the routers have
     * each other. */
    void AddAddresses();

    /** The same for IPv6. */
    void AddAddresses6();

    /** Give the bottleneck its root queue discs. */
    void AddQueueDiscs();

    Params m_params;                              //!< what it is built from
    NodeContainer m_left;                         //!< hosts
    NodeContainer m_right;                        //!< hosts
    NodeContainer m_routers;                      //!< left and right
    NetDeviceContainer m_bottleneck;              //!< devices of the routers on the shared link
    std::vector<NetDeviceContainer> m_leftLinks;  //!< by pair: devices of host and router
    std::vector<NetDeviceContainer> m_rightLinks; //!< by pair: devices of host and router
    std::vector<Ptr<QueueDisc>> m_discs;          //!< of the bottleneck's devices, or none
    std::vector<Ipv4Address> m_leftAddresses;     //!< by pair
    std::vector<Ipv4Address> m_rightAddresses;    //!< by pair
    std::vector<Ipv6Address> m_leftAddresses6;    //!< by pair, empty without IPv6
    std::vector<Ipv6Address> m_rightAddresses6;   //!< by pair, empty without IPv6
    Ptr<UniformRandomVariable> m_phase;           //!< where in a packet's time traffic begins
    int64_t m_nextStream = 0;                     //!< first free stream number
};

} // namespace qos
} // namespace ns3

#endif // QOS_DUMBBELL_TOPOLOGY_H
