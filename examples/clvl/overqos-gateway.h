/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_GATEWAY_H
#define QOS_OVERQOS_GATEWAY_H

#include "ns3/clvl-entry.h"
#include "ns3/clvl-exit.h"
#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/overqos-node.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a gateway is like. */
struct OverqosGatewayParams
{
    uint16_t number = 1;                //!< 1 or 2; the other one is its peer
    Ipv4Address outside;                //!< its own address on the path to its peer
    Ipv4Address peer;                   //!< address of its peer on that path
    Ipv4Address farNetwork;             //!< addresses that its peer serves, 24 bits long
    bool isManaged = true;              //!< a virtual link carries their packets; else IP does
    bool isOrdered = true;              //!< packets leave the link in the order in which they came
    Time orderWait = MilliSeconds(100); //!< how long they wait for those before them
    ObjectFactory link;                 //!< makes the knobs of the link, an OverqosLinkConfig
    uint32_t outsideInterface = 0;      //!< number of the interface on the path
};

/**
 * @ingroup qos-examples
 * One of two gateways between which a virtual link carries what the hosts behind them send to each
 * other. The other one may be in another process, which needs nothing but the same knobs.
 *
 *     hosts -- gateway 1 ==== virtual link 1, and 2 back ==== gateway 2 -- hosts
 */
class OverqosGateway
{
  public:
    /**
     * @param host has an Internet stack and its addresses
     * @param params what the gateway is like
     */
    OverqosGateway(const Ptr<Node>& host, const OverqosGatewayParams& params);

    /** @return the entry of the virtual link that begins here; null if none runs */
    const ClvlEntry* GetEntry() const;

    /** @return the exit of the virtual link that ends here; null if none runs */
    const ClvlExit* GetExit() const;

  private:
    /** @return number of the virtual link that begins here */
    uint16_t Outgoing() const
    {
        return m_number;
    }

    /** @return number of the virtual link that ends here, and of the other gateway */
    uint16_t Incoming() const
    {
        return static_cast<uint16_t>(3 - m_number);
    }

    uint16_t m_number;       //!< of the gateway
    Ptr<OverqosNode> m_node; //!< carries packets; null if IP does
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_GATEWAY_H
