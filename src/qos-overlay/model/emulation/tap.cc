/* SPDX-License-Identifier: GPL-2.0-only */

#include "tap.h"

#include "interface-error.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstring>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param name of the interface
 */
[[noreturn]] void
Refuse(const std::string& name)
{
    const int error = errno;
    if (error == EPERM || error == EACCES)
    {
        throw InterfaceError("tap interface " + name +
                             " needs the capability cap_net_admin, which this process does not "
                             "have; allowed: run it as root, or let root make the interface for "
                             "this user first (ip tuntap add " +
                             name +
                             " mode tap user USER), who has to be able to read and write "
                             "/dev/net/tun");
    }
    if (error == EBUSY)
    {
        throw InterfaceError("tap interface " + name +
                             " is in use by another process, allowed: a "
                             "free one");
    }
    throw InterfaceError("opening tap interface " + name + " failed: " + std::strerror(error));
}

} // namespace

Descriptor
OpenTap(const std::string& name)
{
    ifreq request{};
    if (name.empty() || name.size() >= sizeof(request.ifr_name))
    {
        throw InterfaceError("tap interface '" + name + "' has " + std::to_string(name.size()) +
                             " characters, allowed: 1 to 15");
    }
    Descriptor tap(open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (tap.Get() < 0)
    {
        Refuse(name);
    }
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    std::memcpy(request.ifr_name, name.data(), name.size());
    if (ioctl(tap.Get(), TUNSETIFF, &request) != 0)
    {
        Refuse(name);
    }
    return tap;
}

} // namespace qos
} // namespace ns3
