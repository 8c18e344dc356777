/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-host.h"

#include "../quantity-argument.h"

#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-udp-socket-factory.h"
#include "ns3/congestion-manager.h"
#include "ns3/coupled-tcp-socket-factory.h"
#include "ns3/inet-socket-address.h"
#include "ns3/join.h"
#include "ns3/parameter-error.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"

#include <limits>
#include <map>
#include <vector>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @return the transports by name */
std::map<std::string, ScenarioTransport>
Transports()
{
    return {{"tcp", {TcpSocketFactory::GetTypeId(), true, false}},
            {"cm", {CmTcpSocketFactory::GetTypeId(), true, true}},
            {"coupled", {CoupledTcpSocketFactory::GetTypeId(), true, false}},
            {"udp", {UdpSocketFactory::GetTypeId(), false, false}},
            {"cm_udp", {CmUdpSocketFactory::GetTypeId(), false, true}}};
}

/**
 * @param node a host
 * @param port of TCP
 * @return whether a socket has it, be it one that ns-3 gave the port
 */
bool
IsBound(const Ptr<Node>& node, uint16_t port)
{
    const auto probe = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    const bool isFree = probe->Bind(InetSocketAddress(Ipv4Address::GetAny(), port)) == 0;
    probe->Listen(); // a socket that does nothing keeps its port behind Close()
    probe->Close();
    return !isFree;
}

} // namespace

uint16_t
ScenarioHost::FreePort()
{
    uint16_t& next = m_ports->next;
    while (m_ports->taken.count(next) > 0 || m_ports->given.count(next) > 0)
    {
        ++next;
    }
    if (next == std::numeric_limits<uint16_t>::max())
    {
        throw ParameterError("host " + m_name +
                             " has no free port left, allowed: ports of your "
                             "own choice");
    }
    m_ports->given.insert(next);
    return next++;
}

void
ScenarioHost::ReservePort(uint32_t port) const
{
    const auto number = static_cast<uint16_t>(port);
    if (number != port || number == std::numeric_limits<uint16_t>::max() ||
        m_ports->given.count(number) > 0 || m_ports->taken.count(number) > 0 ||
        IsBound(GetNode(), number))
    {
        throw ParameterError("port " + std::to_string(port) + " of host " + m_name +
                             " is taken, allowed: one from 1 to 65534 that is free");
    }
    m_ports->given.insert(number);
}

void
ScenarioHost::TakePort(uint16_t port) const
{
    if (m_ports->given.count(port) > 0)
    {
        throw ParameterError("port " + std::to_string(port) + " of host " + m_name +
                             " is taken by a flow or an overlay node, allowed: one that is free, "
                             "or 0 for any of those");
    }
    if (port != 0 && port != std::numeric_limits<uint16_t>::max())
    {
        m_ports->taken.insert(port);
    }
}

std::shared_ptr<ScenarioHost>
ScenarioHost::At(const std::string& name, Ipv4Address address) const
{
    auto host = std::make_shared<ScenarioHost>(World(), m_node, name, address);
    host->m_ports = m_ports;
    World().Add(host);
    return host;
}

void
ScenarioHost::InstallCoupled()
{
    if (!m_node->GetObject<CoupledTcpSocketFactory>())
    {
        m_node->AggregateObject(CreateObject<CoupledTcpSocketFactory>());
    }
}

ScenarioTransport
ScenarioHost::Transport(const std::string& name)
{
    const auto transports = Transports();
    const auto found = transports.find(name);
    if (found == transports.end())
    {
        std::vector<std::string> names;
        names.reserve(transports.size());
        for (const auto& transport : transports)
        {
            names.push_back(transport.first);
        }
        throw ParameterError("transport is '" + name + "', allowed: " + Join(names));
    }
    if (found->second.needsCm && !CongestionManager::Of(GetNode()))
    {
        throw ParameterError("transport is '" + name + "' and host " + m_name +
                             " has no Congestion Manager, allowed: after install_cm()");
    }
    if (found->second.factory == CoupledTcpSocketFactory::GetTypeId())
    {
        InstallCoupled();
    }
    return found->second;
}

uint16_t
ReadPort(const py::object& value, uint16_t least)
{
    return static_cast<uint16_t>(
        ReadWhole(value, "port", least, std::numeric_limits<uint16_t>::max()));
}

HostClass
BindHost(py::module_& module)
{
    HostClass type(module, "Host", "A host or a router.");
    type.def_property_readonly("name", &ScenarioHost::Name, "Unique in the simulation.")
        .def_property_readonly(
            "address",
            [](const ScenarioHost& host) {
                std::ostringstream text;
                text << host.Address();
                return text.str();
            },
            "The IPv4 address by which others reach it.")
        .def("__repr__", [](const ScenarioHost& host) { return "<Host " + host.Name() + ">"; });
    return type;
}

} // namespace qos
} // namespace ns3
