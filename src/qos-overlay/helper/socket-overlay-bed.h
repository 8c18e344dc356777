/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SOCKET_OVERLAY_BED_H
#define QOS_SOCKET_OVERLAY_BED_H

#include "overlay-bed.h"
#include "overlay-helper.h"

#include "ns3/node.h"
#include "ns3/overlay-tcp-node.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Overlay nodes on the TCP sockets of hosts, whatever network is between these. Time is the
 * simulator's; it passes no more once somebody else has stopped the simulator.
 */
class SocketOverlayBed : public OverlayBed
{
  public:
    /** @return what installs the nodes to come */
    OverlayHelper& Helper()
    {
        return m_helper;
    }

    /**
     * @param number of a node that is in this process
     * @return the node
     */
    const Ptr<OverlayTcpNode>& NodeAt(uint32_t number) const
    {
        return m_nodes.at(number);
    }

    // OverlayBed
    uint32_t Nodes() const override
    {
        return static_cast<uint32_t>(m_nodes.size());
    }

    bool IsHere(uint32_t number) const override
    {
        return m_nodes.at(number) != nullptr;
    }

    OverlayEngine& Engine(uint32_t number) override
    {
        return m_nodes[number]->Engine();
    }

    NodeId IdOf(uint32_t number) const override
    {
        return m_ids.at(number);
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

  protected:
    /**
     * Add a node on a host of this process.
     * @param host the host
     * @param params knobs of the node; its id is set
     * @param algorithm decides
     * @return number of the node
     */
    uint32_t Install(const Ptr<Node>& host,
                     const OverlayEngineParams& params,
                     std::unique_ptr<Algorithm> algorithm);

    /**
     * Add a node that is in another process.
     * @param id of the node
     * @return its number
     */
    uint32_t AddElsewhere(NodeId id);

    /**
     * Let time pass until the simulator is stopped.
     * @param isDone whether what was waited for has come then; otherwise time passes no more
     */
    void Run(const std::function<bool()>& isDone);

  private:
    /**
     * @param node the next one; null if it is elsewhere
     * @param id of it
     * @return its number
     */
    uint32_t Add(Ptr<OverlayTcpNode> node, NodeId id);

    OverlayHelper m_helper;                         //!< installs nodes
    std::vector<Ptr<OverlayTcpNode>> m_nodes;       //!< by number; null: elsewhere
    std::vector<NodeId> m_ids;                      //!< by number
    std::unordered_map<NodeId, uint32_t> m_numbers; //!< by id
    bool m_isStopped = false;                       //!< time passes no more
};

} // namespace qos
} // namespace ns3

#endif // QOS_SOCKET_OVERLAY_BED_H
