/* SPDX-License-Identifier: GPL-2.0-only */

#include "real-device-helper.h"

#include "ns3/arp-cache.h"
#include "ns3/fragment-guard.h"
#include "ns3/host-interface.h"
#include "ns3/interface-error.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/raw-socket.h"
#include "ns3/tap.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <limits>
#include <random>

namespace ns3
{
namespace qos
{

namespace
{

/** What an end is opened to. */
struct OpenEnd
{
    std::string name;               //!< for reports
    Descriptor descriptor;          //!< where frames come from and go to
    uint32_t mtu = 1500;            //!< bytes of the largest packet
    std::array<uint8_t, 6> hostMac; //!< of the host, or any
};

/** @return a MAC address that nobody else is likely to have */
std::array<uint8_t, 6>
AnyMac()
{
    std::random_device random; // of the machine: a MAC address is not part of an experiment
    std::array<uint8_t, 6> mac{};
    std::generate(mac.begin(), mac.end(), [&random] { return static_cast<uint8_t>(random()); });
    mac[0] &= 0xfcU;
    return mac;
}

/**
 * @param end an end
 * @return the same, open
 */
OpenEnd
Open(const RealEnd& end)
{
    if (end.kind == EndKind::DESCRIPTOR)
    {
        struct stat status
        {
        };

        if (fstat(end.descriptor, &status) != 0)
        {
            throw InterfaceError("file descriptor " + std::to_string(end.descriptor) +
                                 " is not open, allowed: one that the program was started with");
        }
        return {"fd:" + std::to_string(end.descriptor), Descriptor(end.descriptor), 1500, AnyMac()};
    }
    const bool isTap = end.kind == EndKind::TAP;
    Descriptor descriptor = isTap ? OpenTap(end.interface) : Descriptor();
    const HostInterface interface = HostInterface::Read(end.interface);
    if (!isTap)
    {
        descriptor = OpenRawSocket(interface);
    }
    return {interface.name, std::move(descriptor), interface.mtu, interface.mac};
}

/**
 * @param end an end
 * @param hostMac the MAC address of the host there
 * @return that of ns-3
 */
Mac48Address
MacOf(const RealEnd& end, std::array<uint8_t, 6> hostMac)
{
    constexpr uint8_t LOCAL = 0x02; // not given by a manufacturer
    constexpr uint8_t OTHER = 0x40; // any bit, so that it differs from the host's
    if (end.mac)
    {
        return *end.mac;
    }
    if (!end.hasHostsMac)
    {
        hostMac[0] = static_cast<uint8_t>((hostMac[0] | LOCAL) ^ OTHER);
    }
    Mac48Address mac;
    mac.CopyFrom(hostMac.data());
    return mac;
}

} // namespace

RealDeviceHelper::RealDeviceHelper()
{
    m_factory.SetTypeId(RealDevice::GetTypeId());
}

void
RealDeviceHelper::Set(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

Ptr<RealDevice>
RealDeviceHelper::InstallBare(const Ptr<Node>& node, const RealEnd& end) const
{
    constexpr uint32_t MOST_MTU = std::numeric_limits<uint16_t>::max();
    OpenEnd open = Open(end);
    const auto device = m_factory.Create<RealDevice>();
    device->SetAddress(MacOf(end, open.hostMac));
    device->SetMtu(static_cast<uint16_t>(std::min(open.mtu, MOST_MTU)));
    device->Open(std::move(open.name), std::move(open.descriptor));
    node->AddDevice(device);
    return device;
}

Ptr<RealDevice>
RealDeviceHelper::Install(const Ptr<Node>& node, const RealEnd& end, Ipv4Address usual) const
{
    constexpr uint32_t UNRESOLVED = 100; // packets that wait for the answer to a question of ARP
    const Ptr<RealDevice> device = InstallBare(node, end);
    const auto ip = node->GetObject<Ipv4>();
    const uint32_t number = ip->AddInterface(device);
    ip->AddAddress(number, Ipv4InterfaceAddress(end.address.value_or(usual), end.mask));
    ip->SetUp(number);
    // a host on the wire needs time to answer, and a large datagram is many packets
    DynamicCast<Ipv4L3Protocol>(ip)->GetInterface(number)->GetArpCache()->SetAttribute(
        "PendingQueueSize",
        UintegerValue(UNRESOLVED));
    ip->SetAttribute("FragmentExpirationTimeout", TimeValue(ToSimulator(FragmentGuard::LIFETIME)));
    if (end.gateway)
    {
        Ipv4StaticRoutingHelper().GetStaticRouting(ip)->SetDefaultRoute(*end.gateway, number);
    }
    return device;
}

} // namespace qos
} // namespace ns3
