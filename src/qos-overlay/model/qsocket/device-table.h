/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DEVICE_TABLE_H
#define QOS_DEVICE_TABLE_H

#include "managed-device.h"

#include "ns3/node.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * The devices of a host by name, and those of them that run a scheduler of QSockets.
 *
 * A device is named as Names::Add() says, alone or as a path, or eth0, eth1, ... in the order of
 * the node's devices without the loopback device; a name that was given goes first.
 */
class DeviceTable
{
  public:
    /** @param node the host */
    explicit DeviceTable(Ptr<Node> node);

    /**
     * Set a scheduler up at a device.
     * @param name of the device
     * @param scheduler the name of the discipline
     * @param settings as for QSocketManager::Init()
     * @param oneDiscipline whether all devices must run the same discipline
     * @return the device, still to be started; or as QSocketManager::Init(), the privilege aside
     */
    QResult<ManagedDevice*> Init(const std::string& name,
                                 const std::string& scheduler,
                                 const QSockInitSettings& settings,
                                 bool oneDiscipline);

    /**
     * Find a device by name, at once if it has the name that it was initialised with.
     * @param name a device name
     * @return the device, or ENODEV, ENOTCONN not initialised
     */
    QResult<ManagedDevice*> Find(const std::string& name) const;

    /**
     * @param device a device of this node
     * @return a name under which it is found; empty if it is none
     */
    std::string NameOf(Ptr<NetDevice> device) const;

  private:
    /**
     * @param name a device name
     * @return the device, null if there is none of that name
     */
    Ptr<NetDevice> FindDevice(const std::string& name) const;

    /**
     * @param device a device
     * @return the same with its scheduler, null if it has none
     */
    ManagedDevice* FindManaged(Ptr<NetDevice> device) const;

    /**
     * @param name a device name that is unknown
     * @return ENODEV
     */
    QStatus UnknownDevice(const std::string& name) const;

    Ptr<Node> m_node;                                      //!< the host
    std::vector<std::unique_ptr<ManagedDevice>> m_managed; //!< devices with a scheduler
};

} // namespace qos
} // namespace ns3

#endif // QOS_DEVICE_TABLE_H
