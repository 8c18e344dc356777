/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REAL_DEVICE_HELPER_H
#define QOS_REAL_DEVICE_HELPER_H

#include "ns3/attribute.h"
#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/real-device.h"
#include "ns3/real-network.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Puts devices at real interfaces on nodes.
 *
 *     RealEnd end;
 *     end.interface = "eth1";
 *     RealDeviceHelper helper;
 *     helper.Install(node, end, "10.0.0.1");
 *
 * The interface should have no IP address of the host, which would answer too. ns-3 has a MAC
 * address of its own there, made from the host's: equal in every run, and another one on every
 * interface.
 */
class RealDeviceHelper
{
  public:
    RealDeviceHelper();

    /**
     * Set an attribute of the devices to come.
     * @param name of the attribute, see RealDevice
     * @param value its value
     */
    void Set(const std::string& name, const AttributeValue& value);

    /**
     * @param node any
     * @param end what its device is
     * @return the device, without any address of IP
     * @throws InterfaceError if the interface cannot be used
     */
    Ptr<RealDevice> InstallBare(const Ptr<Node>& node, const RealEnd& end) const;

    /**
     * @param node with an Internet stack
     * @param end what its device is
     * @param usual its address if the end has none
     * @return the device, with its address and the route to its gateway
     * @throws InterfaceError if the interface cannot be used
     */
    Ptr<RealDevice> Install(const Ptr<Node>& node, const RealEnd& end, Ipv4Address usual) const;

  private:
    ObjectFactory m_factory; //!< makes devices
};

} // namespace qos
} // namespace ns3

#endif // QOS_REAL_DEVICE_HELPER_H
