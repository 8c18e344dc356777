/* SPDX-License-Identifier: GPL-2.0-only */

#include "endpoint-table.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

#include <tuple>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint8_t PROTOCOL_TCP = 6;
constexpr uint8_t PROTOCOL_UDP = 17;

/**
 * @param socket a socket
 * @return whether it is a TCP socket
 */
bool
IsByteStream(Ptr<Socket> socket)
{
    return socket->GetSocketType() == Socket::NS3_SOCK_STREAM;
}

/**
 * @param address any socket address
 * @param ip its IP address; an IPv4 address as mapped
 * @param port its port
 * @return whether it was an Internet socket address
 */
bool
SplitAddress(const Address& address, Ipv6Address& ip, uint16_t& port)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const auto inet = InetSocketAddress::ConvertFrom(address);
        ip = Ipv6Address::MakeIpv4MappedAddress(inet.GetIpv4());
        port = inet.GetPort();
        return true;
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        const auto inet = Inet6SocketAddress::ConvertFrom(address);
        ip = inet.GetIpv6();
        port = inet.GetPort();
        return true;
    }
    return false;
}

} // namespace

bool
Endpoint::operator<(const Endpoint& other) const
{
    return std::tie(protocol, localPort, remotePort, remote) <
           std::tie(other.protocol, other.localPort, other.remotePort, other.remote);
}

void
EndpointTable::Add(SocketKey key, const Ptr<Socket>& socket)
{
    m_unresolved[key] = socket;
}

void
EndpointTable::Remove(SocketKey key)
{
    m_unresolved.erase(key);
    if (const auto known = m_known.find(key); known != m_known.end())
    {
        const auto socket = m_sockets.find(known->second);
        if (socket != m_sockets.end() && socket->second == key)
        {
            m_sockets.erase(socket);
        }
        m_known.erase(known);
    }
}

SocketKey
EndpointTable::Find(Endpoint endpoint)
{
    Resolve();
    auto found = m_sockets.find(endpoint);
    if (found == m_sockets.end())
    {
        endpoint.remotePort = 0;
        endpoint.remote = Ipv6Address::GetAny();
        found = m_sockets.find(endpoint);
    }
    return found == m_sockets.end() ? 0 : found->second;
}

void
EndpointTable::Resolve()
{
    for (auto entry = m_unresolved.begin(); entry != m_unresolved.end();)
    {
        if (const auto endpoint = EndpointOf(entry->second))
        {
            m_sockets[*endpoint] = entry->first;
            m_known[entry->first] = *endpoint;
            entry = m_unresolved.erase(entry);
        }
        else
        {
            ++entry;
        }
    }
}

std::optional<Endpoint>
EndpointTable::EndpointOf(Ptr<Socket> socket)
{
    Endpoint endpoint;
    endpoint.protocol = IsByteStream(socket) ? PROTOCOL_TCP : PROTOCOL_UDP;
    Address address;
    Ipv6Address local;
    if (socket->GetSockName(address) != 0 || !SplitAddress(address, local, endpoint.localPort) ||
        endpoint.localPort == 0)
    {
        return std::nullopt;
    }
    const bool hasPeer = socket->GetPeerName(address) == 0 &&
                         SplitAddress(address, endpoint.remote, endpoint.remotePort);
    if (!hasPeer)
    {
        endpoint.remote = Ipv6Address::GetAny();
        endpoint.remotePort = 0;
    }
    // ns-3 names 0.0.0.0:0 as the peer of a TCP socket that is bound and not connected
    const bool isComplete = endpoint.remotePort != 0 || endpoint.protocol == PROTOCOL_UDP;
    return isComplete ? std::optional<Endpoint>(endpoint) : std::nullopt;
}

} // namespace qos
} // namespace ns3
