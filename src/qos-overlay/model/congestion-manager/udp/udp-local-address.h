/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_UDP_LOCAL_ADDRESS_H
#define QOS_UDP_LOCAL_ADDRESS_H

#include "ns3/address.h"
#include "ns3/node.h"
#include "ns3/socket.h"

#include <optional>

/**
 * @file
 * @ingroup qos-cm-udp
 * Addresses of UDP flows as they appear in packets.
 */

namespace ns3
{
namespace qos
{

/**
 * @param address an address and port of either version of IP
 * @return the same without a type of service, and an IPv4 address in an IPv6 address as such;
 * nothing if it is something else
 */
std::optional<Address> PlainSocketAddress(const Address& address);

/**
 * @param address an address and port
 * @return whether it stands for many hosts: multicast, or broadcast on all networks
 */
bool IsGroupAddress(const Address& address);

/**
 * @param node a host
 * @param address an address and port
 * @return whether it stands for all hosts of a network that the host is in; those of two addresses
 * have no such one (RFC 3021)
 */
bool IsNetworkBroadcast(const Ptr<Node>& node, const Address& address);

/**
 * Find out what a UDP socket of ns-3 will do: it asks for a route with every datagram unless it is
 * bound to an address.
 * @param socket a socket bound to a port
 * @param remote address and port to send to, as PlainSocketAddress() says
 * @return the address and port that the datagrams will carry; nothing if there is no route, or if
 * the remote address is the broadcast address of a network that the host is in
 */
std::optional<Address> UdpLocalAddress(const Ptr<Socket>& socket, const Address& remote);

} // namespace qos
} // namespace ns3

#endif // QOS_UDP_LOCAL_ADDRESS_H
