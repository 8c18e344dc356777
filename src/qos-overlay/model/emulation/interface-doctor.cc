/* SPDX-License-Identifier: GPL-2.0-only */

#include "interface-doctor.h"

#include "host-interface.h"
#include "interface-error.h"
#include "offloads.h"
#include "raw-socket.h"
#include "tap.h"

#include "ns3/join.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param what is all right
 * @return a finding
 */
Finding
Sound(const std::string& what)
{
    return {what, true, ""};
}

/**
 * @param interface of the host
 * @return whether frames reach ns-3 as they were sent, and leave as it wrote them
 */
std::vector<Finding>
DiagnoseOffloads(const std::string& interface)
{
    std::vector<std::string> here;
    std::vector<std::string> senders;
    for (const Offload& offload : ReadOffloads(interface))
    {
        if (offload.isOn)
        {
            (offload.isSender ? senders : here).push_back(offload.name);
        }
    }
    std::vector<Finding> findings;
    if (here.empty())
    {
        findings.push_back(Sound(interface + " passes every frame on as it came"));
    }
    else
    {
        findings.push_back({interface + " joins frames to longer ones (" + Join(here) + ")",
                            false,
                            "ethtool -K " + interface + " " + Join(here, " off ") + " off"});
    }
    if (!senders.empty())
    {
        findings.push_back(
            {"if a host sends from an interface like " + interface + ", its kernel leaves work (" +
                 Join(senders) + ") to the interface",
             true,
             "on every host whose frames reach ns-3 without a wire, as over veth: ethtool -K "
             "INTERFACE tx off"});
    }
    return findings;
}

/**
 * @param interface of the host
 * @return whether ns-3 has it for itself
 */
Finding
DiagnoseAddresses(const HostInterface& interface)
{
    if (interface.addresses.empty())
    {
        return Sound("the host has no address on " + interface.name);
    }
    return {"the host has " + Join(interface.addresses) + " on " + interface.name +
                " and answers there too",
            false,
            "ip addr flush dev " + interface.name};
}

/**
 * @param end a raw socket
 * @return what was found
 */
std::vector<Finding>
DiagnoseInterface(const RealEnd& end)
{
    const HostInterface interface = HostInterface::Read(end.interface);
    std::vector<Finding> findings{Sound(interface.name + " exists, with an MTU of " +
                                        std::to_string(interface.mtu) + " bytes")};
    if (!interface.isUp)
    {
        findings.push_back(
            {interface.name + " is down", false, "ip link set " + interface.name + " up"});
    }
    else if (!interface.hasCarrier)
    {
        findings.push_back({interface.name + " has no carrier", false, "connect its other end"});
    }
    else
    {
        findings.push_back(Sound(interface.name + " is up"));
    }
    if (interface.isUp)
    {
        OpenRawSocket(interface);
        findings.push_back(Sound("this process may open a raw socket on " + interface.name));
    }
    findings.push_back(DiagnoseAddresses(interface));
    const std::vector<Finding> offloads = DiagnoseOffloads(interface.name);
    findings.insert(findings.end(), offloads.begin(), offloads.end());
    return findings;
}

} // namespace

std::vector<Finding>
DiagnoseEnd(const RealEnd& end)
{
    try
    {
        switch (end.kind)
        {
        case EndKind::INTERFACE:
            return DiagnoseInterface(end);
        case EndKind::TAP:
            OpenTap(end.interface);
            return {Sound("this process may open the tap interface " + end.interface)};
        default:

            struct stat status
            {
            };

            const std::string name = "file descriptor " + std::to_string(end.descriptor);
            return {fstat(end.descriptor, &status) == 0
                        ? Sound(name + " is open")
                        : Finding{name + " is not open", false, "start the program with it"}};
        }
    }
    catch (const InterfaceError& error)
    {
        const std::string text = error.what();
        const std::string separator = ", allowed: ";
        const std::size_t allowed = std::min(text.find(separator), text.find("; allowed: "));
        return {{text.substr(0, allowed),
                 false,
                 allowed == std::string::npos ? "" : text.substr(allowed + separator.size())}};
    }
}

std::vector<Finding>
DiagnoseHost()
{
    std::vector<Finding> findings;
    std::ifstream file("/proc/sys/net/ipv4/ip_forward");
    int isForwarding = 0;
    file >> isForwarding;
    findings.push_back(isForwarding == 0 ? Sound("the host forwards no packets past ns-3")
                                         : Finding{"the host forwards packets, perhaps past ns-3",
                                                   false,
                                                   "sysctl -w net.ipv4.ip_forward=0"});

    constexpr int SLEEPS = 200;
    constexpr double LIMIT_MS = 1;
    constexpr std::chrono::milliseconds SLEEP{1};
    std::vector<double> late;
    for (int i = 0; i < SLEEPS; ++i)
    {
        const auto due = std::chrono::steady_clock::now() + SLEEP;
        std::this_thread::sleep_until(due);
        late.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - due)
                .count());
    }
    std::sort(late.begin(), late.end());
    std::ostringstream text;
    text.precision(2);
    text << "a process that sleeps is woken " << late[SLEEPS / 2] << " ms late (median), "
         << late[SLEEPS * 99 / 100] << " ms (99th percentile)";
    findings.push_back(late[SLEEPS * 99 / 100] < LIMIT_MS
                           ? Sound(text.str())
                           : Finding{text.str(),
                                     false,
                                     "leave a processor to ns-3: taskset -c 0 chrt -f 1 PROGRAM"});
    return findings;
}

} // namespace qos
} // namespace ns3
