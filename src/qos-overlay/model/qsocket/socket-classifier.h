/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SOCKET_CLASSIFIER_H
#define QOS_SOCKET_CLASSIFIER_H

#include "endpoint-table.h"
#include "message-tag.h"
#include "socket-keys.h"

#include "ns3/ipv6-address.h"
#include "ns3/node.h"
#include "ns3/packet-arrival.h"
#include "ns3/queue-item.h"
#include "ns3/socket.h"

#include <functional>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * The socket classifier of a device: which stream does an outgoing packet belong to, and to which
 * message of it?
 *
 * In this order: the packet tag of a datagram, which every IP
 * fragment carries; the byte tags of a TCP segment (earliest deadline of the messages in it;
 * segments are never dropped); addresses and ports of sockets that were attached (SYN, ACK, FIN,
 * and traffic that was sent without flags); for fragments without ports, the fragment that came
 * before. Whatever is left is best effort. Tags that another node put on are ignored. An
 * application-supplied filter sees the packet and its flags last and may overrule the stream.
 *
 * Source: QSockets paper, section 2.1 ("The classifier works on the inode number of the socket
 * descriptor").
 */
class SocketClassifier
{
  public:
    /** What a filter is shown of a packet. */
    struct PacketView
    {
        Ptr<const QueueDiscItem> item; //!< the packet with its IP header
        const MessageTag::Content* flags =
            nullptr; //!< what the sending socket said of the datagram; null if nothing, and for TCP
    };

    /** Chooses the stream of a packet by its headers and flags; nothing means "classify as usual".
     */
    using Filter = std::function<std::optional<StreamId>(const PacketView&)>;

    /**
     * @param node the host, whose own packets are classified
     * @param mtu of the device, to tell the size of a message by its first fragment; 0 if nothing
     * is fragmented
     */
    explicit SocketClassifier(Ptr<Node> node, uint32_t mtu = 0);

    /**
     * Let a socket's packets go to a stream.
     * @param key the socket
     * @param stream the stream
     * @param socket its ns-3 socket, to recognise what carries no tag
     */
    void Bind(SocketKey key, StreamId stream, Ptr<Socket> socket);

    /**
     * A socket is not attached any more.
     * @param key the socket
     */
    void Unbind(SocketKey key);

    /**
     * @param key a socket
     * @return its stream, BEST_EFFORT if it is not attached here
     */
    StreamId StreamOf(SocketKey key) const;

    /**
     * Install the application-supplied filter.
     * @param filter the filter, empty for none
     */
    void SetFilter(Filter filter);

    /**
     * @param item an outgoing packet
     * @return what the scheduler needs to know of it
     */
    PacketArrival Classify(const Ptr<const QueueDiscItem>& item);

    /**
     * @param item a packet whose IP header is not yet in front of it
     * @return bytes of IP payload, a fragment header not counted
     */
    static uint32_t IpPayloadBytes(const Ptr<const QueueDiscItem>& item);

  private:
    /** Messages that bring no number are numbered from here on: a socket never counts as far. */
    static constexpr uint64_t FIRST_OWN_NUMBER = 1ULL << 63;

    /** A socket that is attached to this device. */
    struct Binding
    {
        SocketKey key = 0; //!< whole key: an old tag must not match a new socket in the same slot
        StreamId stream = BEST_EFFORT; //!< where its packets go
        bool isByteStream = false;     //!< TCP
        uint64_t nextMessage =
            FIRST_OWN_NUMBER; //!< number of the next packet that brings no message number
    };

    /** What the IP header says, for both versions. */
    struct Headers
    {
        Ipv6Address source;           //!< an IPv4 address as mapped
        Ipv6Address destination;      //!< an IPv4 address as mapped
        uint8_t protocol = 0;         //!< of the transport layer
        uint32_t identification = 0;  //!< common to the fragments of one datagram
        uint32_t transportOffset = 0; //!< where the transport header begins in the packet
        bool isFirst = true;          //!< fragment offset is zero
        bool moreFragments = false;   //!< not the last fragment
    };

    /** The fragments that belong to the datagram whose ports were seen last. */
    struct FragmentTrain
    {
        Ipv6Address source;          //!< of the datagram
        uint32_t identification = 0; //!< of the datagram
        SocketKey key = 0;           //!< the socket it came from
        uint64_t message = 0;        //!< number given to it
    };

    /**
     * @param item a packet
     * @return what its IP header says, or nothing if it is no IP packet
     */
    static std::optional<Headers> ReadHeaders(const Ptr<const QueueDiscItem>& item);

    /**
     * @param key a socket
     * @return its binding, null if it is not attached here
     */
    Binding* FindBinding(SocketKey key);

    /**
     * Fill in what the tag of a datagram says.
     * @param tag the tag, put on by this node
     * @param item the packet
     * @param arrival what to fill
     */
    void FromDatagramTag(const MessageTag::Content& tag,
                         const Ptr<const QueueDiscItem>& item,
                         PacketArrival& arrival) const;

    /**
     * Fill in what the byte tags of a segment say.
     * @param item the packet
     * @param arrival what to fill
     * @return whether there was such a tag of this node
     */
    bool FromByteTags(const Ptr<const QueueDiscItem>& item, PacketArrival& arrival);

    /**
     * Fill in what addresses and ports say.
     * @param item the packet
     * @param arrival what to fill
     */
    void FromHeaders(const Ptr<const QueueDiscItem>& item, PacketArrival& arrival);

    /**
     * Find the socket that a first fragment or a whole packet came from.
     * @param item the packet
     * @param headers its headers
     * @return the socket, 0 for none
     */
    SocketKey FindByPorts(const Ptr<const QueueDiscItem>& item, const Headers& headers);

    /**
     * @param address an address
     * @return whether it is one of this node
     */
    bool IsOwnAddress(const Ipv6Address& address) const;

    Ptr<Node> m_node;                //!< the host
    uint32_t m_nodeId;               //!< its id
    uint32_t m_mtu;                  //!< of the device, 0 if nothing is fragmented
    Filter m_filter;                 //!< application-supplied, may be empty
    std::vector<Binding> m_bindings; //!< indexed by the slot of the key
    EndpointTable m_endpoints;       //!< of attached sockets
    uint32_t m_byteStreams = 0;      //!< attached TCP sockets
    FragmentTrain m_train;           //!< fragments follow each other without a gap
};

} // namespace qos
} // namespace ns3

#endif // QOS_SOCKET_CLASSIFIER_H
