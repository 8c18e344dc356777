/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_INTERFACE_H
#define QOS_HOST_INTERFACE_H

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * What the host's kernel says about one of its network interfaces.
 */
struct HostInterface
{
    std::string name;                   //!< such as eth1
    std::string driver;                 //!< of the kernel, such as veth; empty: it has none
    int index = 0;                      //!< its number
    uint32_t mtu = 0;                   //!< bytes of the largest packet
    std::array<uint8_t, 6> mac{};       //!< its address
    bool isUp = false;                  //!< it was switched on
    bool hasCarrier = false;            //!< and there is somebody at the other end
    std::vector<std::string> addresses; //!< IP addresses that the host itself has on it

    /** @return names of all interfaces of this host (of this network namespace), sorted */
    static std::vector<std::string> Names();

    /**
     * @param name of an interface
     * @return what the kernel says
     * @throws InterfaceError if there is none of that name; nothing is left behind
     */
    static HostInterface Read(const std::string& name);
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_INTERFACE_H
