/* SPDX-License-Identifier: GPL-2.0-only */

#include "device-table.h"

#include "ns3/loopback-net-device.h"
#include "ns3/names.h"

namespace ns3
{
namespace qos
{

DeviceTable::DeviceTable(Ptr<Node> node)
    : m_node(node)
{
}

QResult<ManagedDevice*>
DeviceTable::Init(const std::string& name,
                  const std::string& scheduler,
                  const QSockInitSettings& settings,
                  bool oneDiscipline)
{
    const Ptr<NetDevice> device = FindDevice(name);
    if (!device)
    {
        return {nullptr, UnknownDevice(name)};
    }
    if (const ManagedDevice* managed = FindManaged(device))
    {
        return {nullptr,
                {EEXIST,
                 "device " + name + " is initialised already, with scheduler " +
                     managed->GetSchedulerName()}};
    }
    const bool differs = !m_managed.empty() && m_managed.front()->GetSchedulerName() != scheduler;
    if (oneDiscipline && differs)
    {
        return {nullptr,
                {EBUSY,
                 "this host runs one discipline only, and that is " +
                     m_managed.front()->GetSchedulerName()}};
    }
    if (settings.position == SchedulerPosition::BelowStack)
    {
        if (const QStatus status = ManagedDevice::CheckRootDisc(device); !status)
        {
            return {nullptr, status};
        }
    }
    try
    {
        m_managed.push_back(std::make_unique<ManagedDevice>(device, name, scheduler, settings));
    }
    catch (const SchedulerError& error)
    {
        return {nullptr, {EINVAL, error.what()}};
    }
    return {m_managed.back().get(), {}};
}

QResult<ManagedDevice*>
DeviceTable::Find(const std::string& name) const
{
    for (const auto& managed : m_managed)
    {
        if (managed->GetName() == name)
        {
            return {managed.get(), {}};
        }
    }
    const Ptr<NetDevice> device = FindDevice(name);
    if (!device)
    {
        return {nullptr, UnknownDevice(name)};
    }
    ManagedDevice* managed = FindManaged(device);
    if (!managed)
    {
        return {nullptr,
                {ENOTCONN, "device " + name + " is not initialised; call qsockinit first"}};
    }
    return {managed, {}};
}

std::string
DeviceTable::NameOf(Ptr<NetDevice> device) const
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < m_node->GetNDevices(); ++i)
    {
        if (m_node->GetDevice(i) == device)
        {
            return "eth" + std::to_string(number);
        }
        number += DynamicCast<LoopbackNetDevice>(m_node->GetDevice(i)) ? 0 : 1;
    }
    return "";
}

Ptr<NetDevice>
DeviceTable::FindDevice(const std::string& name) const
{
    const Ptr<NetDevice> named = name.empty() ? nullptr : Names::Find<NetDevice>(name);
    if (named && named->GetNode() == m_node)
    {
        return named;
    }
    for (uint32_t i = 0; i < m_node->GetNDevices(); ++i)
    {
        const Ptr<NetDevice> device = m_node->GetDevice(i);
        const bool isLoopback = DynamicCast<LoopbackNetDevice>(device) != nullptr;
        if (!isLoopback && NameOf(device) == name)
        {
            return device;
        }
    }
    return nullptr;
}

ManagedDevice*
DeviceTable::FindManaged(Ptr<NetDevice> device) const
{
    for (const auto& managed : m_managed)
    {
        if (managed->GetDevice() == device)
        {
            return managed.get();
        }
    }
    return nullptr;
}

QStatus
DeviceTable::UnknownDevice(const std::string& name) const
{
    return {ENODEV, "there is no device '" + name + "' at node " + std::to_string(m_node->GetId())};
}

} // namespace qos
} // namespace ns3
