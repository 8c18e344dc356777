/* SPDX-License-Identifier: GPL-2.0-only */

#include "qsocket-helper.h"

#include "ns3/names.h"

namespace ns3
{
namespace qos
{

QSocketHelper::QSocketHelper(const std::string& scheduler, const QSockInitSettings& settings)
    : m_scheduler(scheduler),
      m_settings(settings)
{
}

void
QSocketHelper::SetOptions(std::shared_ptr<const SchedulerOptions> options)
{
    m_settings.options = std::move(options);
}

Ptr<QSocketManager>
QSocketHelper::Install(Ptr<NetDevice> device) const
{
    const Ptr<QSocketManager> manager = QSocketManager::Of(device->GetNode());
    const QStatus status = manager->Init(manager->NameOf(device), m_scheduler, m_settings);
    if (!status)
    {
        NS_FATAL_ERROR("qsockinit failed: " << status.message);
    }
    return manager;
}

void
QSocketHelper::Install(const NetDeviceContainer& devices) const
{
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        Install(devices.Get(i));
    }
}

Ptr<QSocketManager>
QSocketHelper::Install(const std::string& deviceName) const
{
    const Ptr<NetDevice> device = Names::Find<NetDevice>(deviceName);
    if (!device)
    {
        NS_FATAL_ERROR("there is no device named " << deviceName);
    }
    return Install(device);
}

} // namespace qos
} // namespace ns3
