/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_NETWORK_H
#define QOS_SCENARIO_NETWORK_H

#include "scenario-host.h"
#include "scenario-link.h"
#include "simulated-world.h"

#include "ns3/background-registry.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/graph-topology.h"
#include "ns3/star-topology.h"

#include <pybind11/pybind11.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** Hosts and links, as Python has them: with them a simulation begins. */
class ScenarioNetwork : public SimulatedPart
{
  public:
    /** @param world that begins */
    explicit ScenarioNetwork(SimulatedWorld& world)
        : SimulatedPart(world)
    {
    }

    /** @return hosts and routers in the order in which they were made */
    const std::vector<std::shared_ptr<ScenarioHost>>& Hosts() const
    {
        return m_hosts;
    }

    /**
     * @param name of a host or router
     * @return it
     * @throws ParameterError if there is none of this name
     */
    std::shared_ptr<ScenarioHost> Host(const std::string& name) const;

    /** @return how many overlays of OverQoS are on its hosts */
    uint32_t Overlays() const
    {
        return m_overlays;
    }

    /** There is one overlay of OverQoS more. */
    void CountOverlay()
    {
        ++m_overlays;
    }

    /** @return the time; after the end of the simulation, that of the end */
    Nanoseconds Now() const
    {
        return FindWorld() != nullptr ? FindWorld()->Now() : m_now;
    }

    /** @return events that were executed */
    uint64_t Events() const
    {
        return FindWorld() != nullptr ? FindWorld()->Events() : m_events;
    }

    /** End the simulation, if it has not ended. */
    void Close() const;

  protected:
    /**
     * @param node of ns-3
     * @param name of it
     * @param address by which others reach it
     * @return the host
     */
    std::shared_ptr<ScenarioHost> AddHost(const Ptr<Node>& node,
                                          const std::string& name,
                                          Ipv4Address address);

    void DoLeave() override;

  private:
    std::vector<std::shared_ptr<ScenarioHost>> m_hosts; //!< see Hosts()
    std::map<std::string, std::size_t> m_numbers;       //!< of hosts by name
    Nanoseconds m_now{0};                               //!< see Now(), after the end
    uint64_t m_events = 0;                              //!< see Events(), after the end
    uint32_t m_overlays = 0;                            //!< see Overlays()
};

/** A DumbbellTopology as Python has it. */
class ScenarioDumbbell : public ScenarioNetwork
{
  public:
    /**
     * @param world that begins
     * @param params what to build
     */
    ScenarioDumbbell(SimulatedWorld& world, const DumbbellTopology::Params& params);

    /** @return the hosts on the left */
    const std::vector<std::shared_ptr<ScenarioHost>>& Left() const
    {
        return m_left;
    }

    /** @return the hosts on the right */
    const std::vector<std::shared_ptr<ScenarioHost>>& Right() const
    {
        return m_right;
    }

    /** @return the bottleneck from left to right */
    const std::shared_ptr<ScenarioLink>& Forward() const
    {
        return m_forward;
    }

    /** @return the bottleneck from right to left */
    const std::shared_ptr<ScenarioLink>& Backward() const
    {
        return m_backward;
    }

    /**
     * Add traffic of others, from left to right.
     * @param kind of traffic
     * @param setup its knobs
     * @param hosts which pairs it uses
     */
    void AddBackground(const std::string& kind,
                       const BackgroundSetup& setup,
                       const BackgroundTraffic::Hosts& hosts);

  private:
    void DoLeave() override;

    std::unique_ptr<DumbbellTopology> m_topology;                  //!< null after the end
    std::vector<std::shared_ptr<ScenarioHost>> m_left;             //!< hosts
    std::vector<std::shared_ptr<ScenarioHost>> m_right;            //!< hosts
    std::shared_ptr<ScenarioLink> m_forward;                       //!< bottleneck
    std::shared_ptr<ScenarioLink> m_backward;                      //!< bottleneck
    std::vector<std::unique_ptr<BackgroundTraffic>> m_backgrounds; //!< traffic of others
};

/** A StarTopology as Python has it. */
class ScenarioStar : public ScenarioNetwork
{
  public:
    /**
     * @param world that begins
     * @param params what to build
     * @param delays between hosts and router, one for each host
     */
    ScenarioStar(SimulatedWorld& world,
                 const StarTopology::Params& params,
                 const std::vector<Nanoseconds>& delays);

  private:
    void DoLeave() override;

    std::unique_ptr<StarTopology> m_topology; //!< null after the end
};

/** A GraphTopology as Python has it. */
class ScenarioGraph : public ScenarioNetwork
{
  public:
    /**
     * @param world that begins
     * @param graph what to build
     * @param params how
     */
    ScenarioGraph(SimulatedWorld& world,
                  const NetworkGraph& graph,
                  const GraphTopology::Params& params);

    /**
     * @param from name of a host
     * @param to name of a host that it has a link to
     * @return this direction of the link
     * @throws ParameterError if there is no such link
     */
    std::shared_ptr<ScenarioLink> Link(const std::string& from, const std::string& to) const;

    /** @return all directions of links, first those of the first link */
    const std::vector<std::shared_ptr<ScenarioLink>>& Links() const
    {
        return m_links;
    }

  private:
    void DoLeave() override;

    std::unique_ptr<GraphTopology> m_topology;          //!< null after the end
    std::vector<std::shared_ptr<ScenarioLink>> m_links; //!< see Links()
    std::map<std::pair<std::string, std::string>, std::size_t> m_linkNumbers; //!< by ends
};

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_NETWORK_H
