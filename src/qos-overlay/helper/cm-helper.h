/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_HELPER_H
#define QOS_CM_HELPER_H

#include "ns3/congestion-manager.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Gives hosts a Congestion Manager and the socket factories that use it.
 *
 * Afterwards `ns3::qos::CmTcpSocketFactory` makes TCP/CM sockets on these hosts, and
 * `ns3::qos::CmUdpSocketFactory` congestion-controlled UDP sockets; the stock factories stay as
 * they are.
 */
class CmHelper
{
  public:
    CmHelper();

    /**
     * Set an attribute of the managers to come.
     * @param name of the attribute, see CongestionManager
     * @param value its value
     */
    void Set(const std::string& name, const AttributeValue& value);

    /**
     * Set an attribute of the factories of congestion-controlled UDP sockets to come. With
     * `Acknowledged` stock applications can use them; at the other end is a FeedbackReceiver then.
     * @param name of the attribute, see CmUdpSocketFactory
     * @param value its value
     */
    void SetUdp(const std::string& name, const AttributeValue& value);

    /**
     * @param node a node with an Internet stack
     * @return its Congestion Manager; the one it has already, if so, and that stays as it is
     */
    Ptr<CongestionManager> Install(const Ptr<Node>& node) const;

    /** @param nodes nodes with an Internet stack */
    void Install(const NodeContainer& nodes) const;

    /**
     * @param nodeName a name given with Names::Add
     * @return its Congestion Manager
     */
    Ptr<CongestionManager> Install(const std::string& nodeName) const;

    /**
     * Fix the random variables of the Congestion Managers and UDP socket factories of nodes.
     * @param nodes the nodes; those without a Congestion Manager are passed over
     * @param stream first number for the random variables
     * @return how many are used
     */
    static int64_t AssignStreams(const NodeContainer& nodes, int64_t stream);

  private:
    ObjectFactory m_factory;    //!< makes managers
    ObjectFactory m_udpFactory; //!< makes factories of UDP sockets
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_HELPER_H
