/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QSOCKET_HELPER_H
#define QOS_QSOCKET_HELPER_H

#include "ns3/net-device-container.h"
#include "ns3/qsocket-manager.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Runs qsockinit on devices: a host with QSockets in one line.
 */
class QSocketHelper
{
  public:
    /**
     * @param scheduler the name of the discipline
     * @param settings options, limits, position, privilege
     */
    explicit QSocketHelper(const std::string& scheduler,
                           const QSockInitSettings& settings = QSockInitSettings());

    /**
     * Set a discipline's options for the devices to come.
     * @param options of the type that belongs to the discipline
     */
    void SetOptions(std::shared_ptr<const SchedulerOptions> options);

    /**
     * Set up one device; aborts with the sentence of QSocketManager::Init() if that fails.
     * @param device the device, with an Internet stack on its node
     * @return the manager of its node
     */
    Ptr<QSocketManager> Install(Ptr<NetDevice> device) const;

    /**
     * Set up several devices.
     * @param devices the devices
     */
    void Install(const NetDeviceContainer& devices) const;

    /**
     * Set up the device of a name.
     * @param deviceName as given with Names::Add
     * @return the manager of its node
     */
    Ptr<QSocketManager> Install(const std::string& deviceName) const;

  private:
    std::string m_scheduler;      //!< the discipline
    QSockInitSettings m_settings; //!< for every device
};

} // namespace qos
} // namespace ns3

#endif // QOS_QSOCKET_HELPER_H
