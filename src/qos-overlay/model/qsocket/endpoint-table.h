/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENDPOINT_TABLE_H
#define QOS_ENDPOINT_TABLE_H

#include "socket-keys.h"

#include "ns3/ipv6-address.h"
#include "ns3/socket.h"

#include <map>
#include <optional>

namespace ns3
{
namespace qos
{

/** Transport endpoint of an attached socket; zero stands for any remote. */
struct Endpoint
{
    uint8_t protocol = 0;    //!< TCP or UDP
    uint16_t localPort = 0;  //!< at this host
    uint16_t remotePort = 0; //!< at the peer, 0 for any
    Ipv6Address remote;      //!< the peer (an IPv4 address as mapped), any for any

    /**
     * @param other another endpoint
     * @return whether this one goes first
     */
    bool operator<(const Endpoint& other) const;
};

/**
 * @ingroup qos-qsocket
 * Which socket do addresses and ports belong to? Knows the attached sockets of a device.
 *
 * A socket may be bound or connected at any time, so that its endpoint is looked up when the first
 * packet asks.
 */
class EndpointTable
{
  public:
    /**
     * @param key a socket
     * @param socket its ns-3 socket
     */
    void Add(SocketKey key, const Ptr<Socket>& socket);

    /** @param key a socket that is forgotten */
    void Remove(SocketKey key);

    /** @return whether there is no socket */
    bool IsEmpty() const
    {
        return m_sockets.empty() && m_unresolved.empty();
    }

    /**
     * @param endpoint of a packet: its sender's port and its receiver
     * @return the socket that sends from there, one that is connected first; 0 for none
     */
    SocketKey Find(Endpoint endpoint);

  private:
    /** Learn the endpoints of sockets that were bound or connected since. */
    void Resolve();

    /**
     * @param socket a socket
     * @return its endpoint, nothing while it has none
     */
    static std::optional<Endpoint> EndpointOf(Ptr<Socket> socket);

    std::map<Endpoint, SocketKey> m_sockets;       //!< sockets whose endpoint is known
    std::map<SocketKey, Endpoint> m_known;         //!< the same the other way round
    std::map<SocketKey, Ptr<Socket>> m_unresolved; //!< sockets without an endpoint yet
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENDPOINT_TABLE_H
