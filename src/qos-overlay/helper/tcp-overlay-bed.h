/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TCP_OVERLAY_BED_H
#define QOS_TCP_OVERLAY_BED_H

#include "overlay-bed.h"
#include "overlay-helper.h"
#include "star-topology.h"

#include <unordered_map>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Overlay nodes on TCP, on hosts around a router whose links are so fast that only the emulated
 * bandwidth matters. Time is the simulator's.
 */
class TcpOverlayBed : public OverlayBed
{
  public:
    /** @param network of the hosts */
    explicit TcpOverlayBed(const StarTopology::Params& network = StarTopology::Params());

    /** @return what installs the nodes to come */
    OverlayHelper& Helper()
    {
        return m_helper;
    }

    /** @return the network */
    StarTopology& Network()
    {
        return m_network;
    }

    /**
     * @param number of a node
     * @return the node
     */
    const Ptr<OverlayTcpNode>& NodeAt(uint32_t number) const
    {
        return m_nodes.at(number);
    }

    // OverlayBed
    uint32_t AddHost(Nanoseconds delay) override;
    uint32_t AddNode(uint32_t host,
                     const OverlayEngineParams& params,
                     std::unique_ptr<Algorithm> algorithm) override;

    uint32_t Nodes() const override
    {
        return static_cast<uint32_t>(m_nodes.size());
    }

    OverlayEngine& Engine(uint32_t number) override
    {
        return m_nodes[number]->Engine();
    }

    NodeId IdOf(uint32_t number) const override
    {
        return m_nodes.at(number)->GetId();
    }

    uint32_t NumberOf(NodeId id) const override;
    Nanoseconds Now() const override;
    void Advance(Nanoseconds now) override;
    void Finish() override;
    uint64_t Events() const override;
    uint64_t LiveMessages() override;

    OverlayBedRun OutsideSimulator() const override
    {
        return {};
    }

  private:
    StarTopology m_network;                         //!< hosts and router
    OverlayHelper m_helper;                         //!< installs nodes
    std::vector<Ptr<OverlayTcpNode>> m_nodes;       //!< by number
    std::unordered_map<NodeId, uint32_t> m_numbers; //!< by id
};

} // namespace qos
} // namespace ns3

#endif // QOS_TCP_OVERLAY_BED_H
