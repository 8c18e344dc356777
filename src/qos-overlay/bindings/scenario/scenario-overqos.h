/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_OVERQOS_H
#define QOS_SCENARIO_OVERQOS_H

#include "scenario-host.h"
#include "scenario-network.h"
#include "simulated-world.h"
#include "trace-table.h"

#include "ns3/overqos-helper.h"
#include "ns3/overqos-node.h"
#include "ns3/overqos-tunnel.h"
#include "ns3/ptr.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** Numbers with their names, in order. */
using NamedCounts = std::vector<std::pair<std::string, uint64_t>>;

/** An overlay node of OverQoS on a host, as Python has it. */
class ScenarioOverqosNode : public SimulatedPart
{
  public:
    /**
     * @param host of the node
     * @param node it
     * @param tunnel of the node
     * @param there the host under its address in the overlay
     */
    ScenarioOverqosNode(std::shared_ptr<ScenarioHost> host,
                        const Ptr<OverqosNode>& node,
                        const Ptr<OverqosTunnel>& tunnel,
                        std::shared_ptr<ScenarioHost> there);

    /** @return its host */
    const std::shared_ptr<ScenarioHost>& Host() const
    {
        return m_host;
    }

    /** @return its host under its address in the overlay */
    const std::shared_ptr<ScenarioHost>& Tunnel() const
    {
        return m_tunnelHost;
    }

    /** @return its number in the overlay, from 1 */
    uint16_t Number() const
    {
        return m_number;
    }

    /** @return the node */
    const Ptr<OverqosNode>& GetNode() const
    {
        World();
        return m_node;
    }

    /** @throws ParameterError if another overlay has the UDP port of the node on its host */
    void RequirePort() const;

    /** Start now, if the node does not run. */
    void Start() const;

    /** @return what the node counted, since it was started last; after the end, what it was then */
    NamedCounts Counters() const;

  private:
    void DoLeave() override;

    std::shared_ptr<ScenarioHost> m_host;       //!< see Host()
    std::shared_ptr<ScenarioHost> m_tunnelHost; //!< see Tunnel()
    Ptr<OverqosNode> m_node;                    //!< null after the end
    Ptr<OverqosTunnel> m_tunnel;                //!< null after the end
    uint16_t m_number;                          //!< see Number()
    NamedCounts m_last;                         //!< counters at the end
};

/** A virtual link of OverQoS in one direction, as Python has it. */
class ScenarioOverqosLink : public SimulatedPart,
                            public std::enable_shared_from_this<ScenarioOverqosLink>
{
  public:
    /**
     * @param from the node at its entry
     * @param to the node at its exit
     * @param number of the link
     * @return the link
     */
    static std::shared_ptr<ScenarioOverqosLink> Make(std::shared_ptr<ScenarioOverqosNode> from,
                                                     std::shared_ptr<ScenarioOverqosNode> to,
                                                     uint16_t number);

    /** @return the node at its entry */
    const std::shared_ptr<ScenarioOverqosNode>& From() const
    {
        return m_from;
    }

    /** @return the node at its exit */
    const std::shared_ptr<ScenarioOverqosNode>& To() const
    {
        return m_to;
    }

    /** @return what its entry knew, at each report of its exit */
    const TraceTable& States() const
    {
        return m_states;
    }

    /** @return what its ends counted, since they were started last; after the end, what it was then
     */
    NamedCounts Counters() const;

  private:
    /**
     * @param from the node at its entry
     * @param to the node at its exit
     * @param number of the link
     */
    ScenarioOverqosLink(std::shared_ptr<ScenarioOverqosNode> from,
                        std::shared_ptr<ScenarioOverqosNode> to,
                        uint16_t number);

    /** @param state what the entry knows now */
    void Record(const OverqosLinkState& state);

    void DoLeave() override;

    std::shared_ptr<ScenarioOverqosNode> m_from; //!< at its entry
    std::shared_ptr<ScenarioOverqosNode> m_to;   //!< at its exit
    Ptr<OverqosNode> m_entry;                    //!< null after the end
    Ptr<OverqosNode> m_exit;                     //!< null after the end
    uint16_t m_number;                           //!< of the link
    NamedCounts m_last;                          //!< counters at the end
    TraceTable m_states{{"time_s", TraceTable::Kind::Real},
                        {"loss", TraceTable::Kind::Real},
                        {"residual", TraceTable::Kind::Real},
                        {"redundancy", TraceTable::Kind::Real},
                        {"first_redundancy", TraceTable::Kind::Real},
                        {"second_redundancy", TraceTable::Kind::Real},
                        {"total_bps", TraceTable::Kind::Whole},
                        {"data_bps", TraceTable::Kind::Whole},
                        {"guaranteeable_bps", TraceTable::Kind::Whole},
                        {"flows", TraceTable::Kind::Real},
                        {"round_trip_s", TraceTable::Kind::Real}};
};

/** An overlay of OverQoS, as Python has it: OverqosHelper. */
class ScenarioOverqos : public SimulatedPart
{
  public:
    /** The links between two nodes, there and back. */
    using LinkPair =
        std::pair<std::shared_ptr<ScenarioOverqosLink>, std::shared_ptr<ScenarioOverqosLink>>;

    /**
     * @param network whose hosts it connects
     * @param tunnel knobs of its tunnels
     * @param nodes knobs of its nodes
     * @return the overlay
     * @throws ParameterError if a knob is wrong
     */
    static std::shared_ptr<ScenarioOverqos> Make(ScenarioNetwork& network,
                                                 const pybind11::dict& tunnel,
                                                 const pybind11::dict& nodes);

    /**
     * @param host gets a node and a tunnel
     * @param knobs of the node that differ from those of the others
     * @return the node
     * @throws ParameterError if a knob is wrong, or the host has a node of this overlay
     */
    std::shared_ptr<ScenarioOverqosNode> Install(const std::shared_ptr<ScenarioHost>& host,
                                                 const pybind11::dict& knobs);

    /**
     * @param first a node of this overlay
     * @param second another one
     * @param there knobs of the link from the first to the second one
     * @param back knobs of the link from the second to the first one
     * @return the links
     * @throws ParameterError and std::invalid_argument if a knob is wrong, or these are no two
     * nodes of this overlay
     */
    LinkPair Connect(const std::shared_ptr<ScenarioOverqosNode>& first,
                     const std::shared_ptr<ScenarioOverqosNode>& second,
                     const pybind11::dict& there,
                     const pybind11::dict& back);

    /**
     * @param node of this overlay
     * @return whether it has a virtual link
     */
    bool HasLink(const std::shared_ptr<ScenarioOverqosNode>& node) const;

    /** @return the nodes in the order in which they were made */
    const std::vector<std::shared_ptr<ScenarioOverqosNode>>& Nodes() const
    {
        return m_nodes;
    }

    /** @return the virtual links in the order in which they were made */
    const std::vector<std::shared_ptr<ScenarioOverqosLink>>& Links() const
    {
        return m_links;
    }

  private:
    /**
     * @param world of the overlay
     * @param number of the overlay on its network
     */
    ScenarioOverqos(SimulatedWorld& world, uint32_t number);

    /**
     * @param knobs of a virtual link
     * @return them, which a link could be made from
     */
    Ptr<OverqosLinkConfig> ReadLink(const pybind11::dict& knobs) const;

    void DoLeave() override;

    uint32_t m_number;                                         //!< on its network
    std::optional<OverqosHelper> m_helper;                     //!< nothing after the end
    ObjectFactory m_nodeFactory;                               //!< makes nodes
    uint32_t m_tunnelBytes = 0;                                //!< largest packet of tunnels
    std::vector<std::shared_ptr<ScenarioOverqosNode>> m_nodes; //!< see Nodes()
    std::vector<std::shared_ptr<ScenarioOverqosLink>> m_links; //!< see Links()
};

/** @param module gets overlays of OverQoS */
void BindOverqos(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_OVERQOS_H
