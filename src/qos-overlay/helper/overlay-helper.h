/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_HELPER_H
#define QOS_OVERLAY_HELPER_H

#include "ns3/attribute.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/overlay-tcp-node.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Installs overlay nodes, each an engine with an algorithm, on hosts with IPv4.
 *
 *     OverlayHelper overlay;
 *     overlay.SetAttribute("DataRetries", UintegerValue(5));
 *     auto relays = overlay.Install(hosts, [] { return std::make_unique<MyAlgorithm>(); });
 *
 * A host may have several overlay nodes: each gets the next port, from the attribute Port on.
 */
class OverlayHelper
{
  public:
    /** Makes the algorithm of a node. */
    using AlgorithmFactory = std::function<std::unique_ptr<Algorithm>()>;

    OverlayHelper();

    /**
     * Set an attribute of the nodes to come.
     * @param name of the attribute, see OverlayTcpNode
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param params knobs of the engines to come; each gets its own id and, from this one on, the
     * next seed
     */
    void SetEngine(const OverlayEngineParams& params)
    {
        m_params = params;
    }

    /**
     * @param host a node with IPv4 and, beside the loopback, an address; its first one is that of
     * the overlay node
     * @param algorithm decides
     * @return an overlay node on it
     */
    Ptr<OverlayTcpNode> Install(const Ptr<Node>& host, std::unique_ptr<Algorithm> algorithm);

    /**
     * @param hosts nodes with IPv4
     * @param factory makes the algorithm of each
     * @return an overlay node on each of them
     */
    std::vector<Ptr<OverlayTcpNode>> Install(const NodeContainer& hosts,
                                             const AlgorithmFactory& factory);

    /**
     * @param hostName a name given with Names::Add
     * @param algorithm decides
     * @return an overlay node on it
     */
    Ptr<OverlayTcpNode> Install(const std::string& hostName, std::unique_ptr<Algorithm> algorithm);

  private:
    ObjectFactory m_factory;      //!< makes nodes
    OverlayEngineParams m_params; //!< of their engines
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_HELPER_H
