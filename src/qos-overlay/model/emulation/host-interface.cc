/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-interface.h"

#include "descriptor.h"
#include "interface-error.h"

#include "ns3/join.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param address of an interface
 * @return its text, empty if it is no IP address
 */
std::string
AddressText(const sockaddr* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (address != nullptr && address->sa_family == AF_INET)
    {
        bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    }
    else if (address != nullptr && address->sa_family == AF_INET6)
    {
        bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    }
    return bytes == nullptr ? "" : inet_ntop(address->sa_family, bytes, text.data(), text.size());
}

/**
 * @param name of an interface
 * @return IP addresses on it
 */
std::vector<std::string>
AddressesOf(const std::string& name)
{
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0)
    {
        return {};
    }
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(first, freeifaddrs);
    std::vector<std::string> addresses;
    for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next)
    {
        std::string text = entry->ifa_name == name ? AddressText(entry->ifa_addr) : "";
        if (!text.empty())
        {
            addresses.push_back(std::move(text));
        }
    }
    return addresses;
}

} // namespace

std::vector<std::string>
HostInterface::Names()
{
    const std::unique_ptr<struct if_nameindex, decltype(&if_freenameindex)> all(if_nameindex(),
                                                                                if_freenameindex);
    std::vector<std::string> names;
    for (const struct if_nameindex* entry = all.get(); entry != nullptr && entry->if_index != 0;
         ++entry)
    {
        names.emplace_back(entry->if_name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

HostInterface
HostInterface::Read(const std::string& name)
{
    ifreq request{};
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    HostInterface interface;
    interface.name = name;
    if (name.size() >= sizeof(request.ifr_name))
    {
        throw InterfaceError("interface '" + name +
                             "' has too long a name, allowed: " + Join(Names(), ", "));
    }
    std::memcpy(request.ifr_name, name.data(), name.size());
    const auto ask = [&](unsigned long what) {
        if (ioctl(socket.Get(), what, &request) != 0)
        {
            throw InterfaceError("interface '" + name +
                                 "' does not exist, allowed: " + Join(Names(), ", "));
        }
    };
    ask(SIOCGIFINDEX);
    interface.index = request.ifr_ifindex;
    ask(SIOCGIFMTU);
    interface.mtu = static_cast<uint32_t>(request.ifr_mtu);
    ask(SIOCGIFHWADDR);
    std::memcpy(interface.mac.data(), request.ifr_hwaddr.sa_data, interface.mac.size());
    ask(SIOCGIFFLAGS);
    interface.isUp = (request.ifr_flags & IFF_UP) != 0;
    interface.hasCarrier = (request.ifr_flags & IFF_RUNNING) != 0;
    interface.addresses = AddressesOf(name);
    ethtool_drvinfo driver{};
    driver.cmd = ETHTOOL_GDRVINFO;
    request.ifr_data = reinterpret_cast<char*>(&driver);
    if (ioctl(socket.Get(), SIOCETHTOOL, &request) == 0)
    {
        interface.driver = driver.driver;
    }
    return interface;
}

} // namespace qos
} // namespace ns3
