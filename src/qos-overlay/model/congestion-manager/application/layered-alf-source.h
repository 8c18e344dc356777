/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LAYERED_ALF_SOURCE_H
#define QOS_LAYERED_ALF_SOURCE_H

#include "layered-source.h"

#include "ns3/event-id.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * A layered source on the request/callback API (application-level framing): asks for a grant
 * whenever it has none, and decides at the grant, by cm_query, of which layer the datagram is. So
 * it sends as fast as the Congestion Manager allows, whatever the layer's rate, and its client
 * buffers the surplus.
 *
 * Source: OSDI 2000, sections 3.5 and 4.4, Figure 8.
 */
class LayeredAlfSource : public LayeredSource, private CmSender
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void DoStart() override;
    void DoStop() override;
    void CmappSend(CmFlowId flow) override;

    /** Call cm_request. */
    void Request();

    EventId m_retry; //!< asks again after the socket refused a datagram
};

} // namespace qos
} // namespace ns3

#endif // QOS_LAYERED_ALF_SOURCE_H
