/* SPDX-License-Identifier: GPL-2.0-only */

#include "flow-key-conversion.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

namespace ns3
{
namespace qos
{

std::optional<FlowKey>
MakeFlowKey(const Address& local, const Address& remote, uint8_t protocol)
{
    FlowKey key;
    key.protocol = protocol;
    if (InetSocketAddress::IsMatchingType(local) && InetSocketAddress::IsMatchingType(remote))
    {
        const auto from = InetSocketAddress::ConvertFrom(local);
        const auto to = InetSocketAddress::ConvertFrom(remote);
        key.source = ToCore(from.GetIpv4());
        key.destination = ToCore(to.GetIpv4());
        key.sourcePort = from.GetPort();
        key.destinationPort = to.GetPort();
        return key;
    }
    if (Inet6SocketAddress::IsMatchingType(local) && Inet6SocketAddress::IsMatchingType(remote))
    {
        const auto from = Inet6SocketAddress::ConvertFrom(local);
        const auto to = Inet6SocketAddress::ConvertFrom(remote);
        key.source = ToCore(from.GetIpv6());
        key.destination = ToCore(to.GetIpv6());
        key.sourcePort = from.GetPort();
        key.destinationPort = to.GetPort();
        return key;
    }
    return std::nullopt;
}

} // namespace qos
} // namespace ns3
