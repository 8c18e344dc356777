/* SPDX-License-Identifier: GPL-2.0-only */

#include "raw-socket.h"

#include "interface-error.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

constexpr int BUFFER_BYTES = 1 << 22; // the kernel may grant less

/**
 * @param interface of the host
 * @param what could not be done
 */
[[noreturn]] void
Refuse(const HostInterface& interface, const std::string& what)
{
    const int error = errno;
    if (error == EPERM || error == EACCES)
    {
        throw InterfaceError(
            "a raw socket on " + interface.name +
            " needs the capability cap_net_raw, which this process does not have; allowed: run it "
            "as root, give the program the capability (setcap cap_net_raw=ep PROGRAM), or hand it "
            "an open socket (fd:N)");
    }
    throw InterfaceError(what + " on " + interface.name + " failed: " + std::strerror(error));
}

} // namespace

Descriptor
OpenRawSocket(const HostInterface& interface)
{
    if (!interface.isUp)
    {
        throw InterfaceError("interface " + interface.name +
                             " is down, allowed: one that is up (ip "
                             "link set " +
                             interface.name + " up)");
    }
    // no protocol until it is bound, or it would hear all interfaces in between
    Descriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.Get() < 0)
    {
        Refuse(interface, "opening a raw socket");
    }
    const int yes = 1;
    packet_mreq promiscuous{};
    promiscuous.mr_ifindex = interface.index;
    promiscuous.mr_type = PACKET_MR_PROMISC;
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = interface.index;
    setsockopt(socket.Get(), SOL_SOCKET, SO_RCVBUF, &BUFFER_BYTES, sizeof(BUFFER_BYTES));
    if (setsockopt(socket.Get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes)) != 0)
    {
        Refuse(interface, "not hearing what the host sends");
    }
    if (bind(socket.Get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    {
        Refuse(interface, "binding a raw socket");
    }
    if (setsockopt(socket.Get(),
                   SOL_PACKET,
                   PACKET_ADD_MEMBERSHIP,
                   &promiscuous,
                   sizeof(promiscuous)) != 0)
    {
        Refuse(interface, "promiscuous mode");
    }
    return socket;
}

uint32_t
ReadKernelDrops(int socket)
{
    tpacket_stats stats{};
    socklen_t size = sizeof(stats);
    return getsockopt(socket, SOL_PACKET, PACKET_STATISTICS, &stats, &size) == 0 ? stats.tp_drops
                                                                                 : 0;
}

} // namespace qos
} // namespace ns3
