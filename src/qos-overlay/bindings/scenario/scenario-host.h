/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_HOST_H
#define QOS_SCENARIO_HOST_H

#include "simulated-world.h"

#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"
#include "ns3/type-id.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

/** How data is carried. */
struct ScenarioTransport
{
    TypeId factory;           //!< of its sockets
    bool isByteStream = true; //!< TCP
    bool needsCm = false;     //!< whether the sending host needs a Congestion Manager
};

/** A host or router, as Python has it. */
class ScenarioHost : public SimulatedPart
{
  public:
    /**
     * @param world of the host
     * @param node it
     * @param name unique in the simulation
     * @param address by which others reach it
     */
    ScenarioHost(SimulatedWorld& world,
                 const Ptr<Node>& node,
                 std::string name,
                 Ipv4Address address)
        : SimulatedPart(world),
          m_node(node),
          m_name(std::move(name)),
          m_address(address)
    {
    }

    /** @return the node */
    const Ptr<Node>& GetNode() const
    {
        World();
        return m_node;
    }

    /** @return its name */
    const std::string& Name() const
    {
        return m_name;
    }

    /** @return the address by which others reach it */
    Ipv4Address Address() const
    {
        return m_address;
    }

    /**
     * @param name of it
     * @param address by which others reach it
     * @return the same host under another address
     */
    std::shared_ptr<ScenarioHost> At(const std::string& name, Ipv4Address address) const;

    /** @return a text such as "of host left0", for sentences */
    std::string Whose() const
    {
        return "of host " + m_name;
    }

    /** @return a port that nobody has yet: none of the functions below, and not this one before */
    uint16_t FreePort();

    /**
     * @param port that a socket wants; 0 for any. Sockets are told by ns-3 which one of them has
     * it.
     * @throws ParameterError if FreePort() or ReservePort() has given it
     */
    void TakePort(uint16_t port) const;

    /**
     * @param port that an application will listen at
     * @throws ParameterError if somebody has it
     */
    void ReservePort(uint32_t port) const;

    /** @throws pybind11::error_already_set with SimulationError if its simulation has ended */
    void RequireOpen() const
    {
        World();
    }

    /**
     * Let connections of the transport `coupled` share one window from now on, if the host does not
     * do so already.
     */
    void InstallCoupled();

    /**
     * @param name of a transport
     * @return the transport, which this host can send by
     * @throws ParameterError if there is none of this name, or it needs a Congestion Manager that
     * this host does not have
     */
    ScenarioTransport Transport(const std::string& name);

  private:
    void DoLeave() override
    {
        m_node = nullptr;
    }

    Ptr<Node> m_node;      //!< null after the end
    std::string m_name;    //!< unique
    Ipv4Address m_address; //!< see Address()

    /** Ports that were given or taken. */
    struct Ports
    {
        uint16_t next = 5000;     //!< the first that FreePort() looks at
        std::set<uint16_t> given; //!< by FreePort() and ReservePort()
        std::set<uint16_t> taken; //!< by TakePort()
    };

    /** Shared by all that are this host under another address. */
    std::shared_ptr<Ports> m_ports = std::make_shared<Ports>();
};

/** The class Host of Python. */
using HostClass = pybind11::class_<ScenarioHost, std::shared_ptr<ScenarioHost>>;

/**
 * @param value number of a port
 * @param least the least that is allowed: 0 where that stands for any
 * @return the number
 * @throws ParameterError if it is none
 */
uint16_t ReadPort(const pybind11::object& value, uint16_t least = 1);

/**
 * @param module gets hosts
 * @return their class, for methods that other files add
 */
HostClass BindHost(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_HOST_H
