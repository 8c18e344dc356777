/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_CHAIN_H
#define QOS_OVERLAY_CHAIN_H

#include "ns3/data-rate.h"
#include "ns3/error-model.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/overqos-node.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Overlay nodes in a chain, with a virtual link between each two neighbours:
 *
 *     node 1 == link 1 == node 2 == link 2 == node 3 ...
 *
 * Each virtual link runs over a point-to-point link of its own, with losses of its own. Routes lead
 * from every node to every other one.
 */
class OverlayChain
{
  public:
    /** A virtual link and what it runs over. */
    struct Link
    {
        DataRate wireRate;            //!< of the point-to-point link
        uint32_t wirePackets = 0;     //!< that may wait for it
        Time delay;                   //!< one way
        ObjectFactory config;         //!< makes its knobs, an OverqosLinkConfig
        double loss = 0;              //!< share of the packets that is lost on the way out
        double burst = 1;             //!< mean length of a burst of them
        double reportLoss = 0;        //!< share of the packets that is lost on the way back
        bool losesSecondRound = true; //!< whether retransmissions are lost too
    };

    /** The knobs of a chain. */
    struct Params
    {
        ObjectFactory node;      //!< makes nodes, OverqosNode
        std::vector<Link> links; //!< from the first to the last
        int64_t firstStream = 0; //!< of random variables
    };

    /** @param params the knobs */
    explicit OverlayChain(const Params& params);

    /** @return the number of the first stream that is free */
    int64_t NextStream() const
    {
        return m_nextStream;
    }

    /** @return the overlay nodes */
    const std::vector<Ptr<OverqosNode>>& Nodes() const
    {
        return m_nodes;
    }

    /** @return how many virtual links there are */
    std::size_t Links() const
    {
        return m_bundles.size();
    }

    /**
     * @param link 0 for the first one
     * @return its entry; the node runs
     */
    const BundleSender& Entry(std::size_t link) const
    {
        return *m_nodes[link]->GetRouter()->Outgoing(m_bundles[link]);
    }

    /**
     * @param link 0 for the first one
     * @return its exit; the node runs
     */
    const BundleReceiver& Exit(std::size_t link) const
    {
        return *m_nodes[link + 1]->GetRouter()->Incoming(m_bundles[link]);
    }

  private:
    /**
     * @param link a link
     * @return what loses packets on the way out
     */
    Ptr<ErrorModel> Loss(const Link& link);

    int64_t m_nextStream;                  //!< of random variables
    NodeContainer m_hosts;                 //!< of the overlay nodes
    std::vector<Ptr<OverqosNode>> m_nodes; //!< the overlay nodes
    std::vector<uint16_t> m_bundles;       //!< numbers of the links
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_CHAIN_H
