/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_TCP_CALL_H
#define QOS_OVERLAY_TCP_CALL_H

#include "overlay-tcp-connection.h"

#include "ns3/event-id.h"
#include "ns3/node-id.h"
#include "ns3/node.h"
#include "ns3/overlay-message.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-tcp
 * Tries to connect to an overlay node until there is one, and then says nothing to it: to find out
 * when a node that starts by itself is ready.
 */
class OverlayTcpCall : private OverlayTcpOwner
{
  public:
    /** Is told that the node has answered, once. */
    using Answered = std::function<void()>;

    /**
     * Begin to try in an event of its own.
     * @param host from where
     * @param peer the node
     * @param answered is told
     */
    OverlayTcpCall(const Ptr<Node>& host, NodeId peer, Answered answered);
    OverlayTcpCall(const OverlayTcpCall&) = delete;
    OverlayTcpCall& operator=(const OverlayTcpCall&) = delete;
    ~OverlayTcpCall();

  private:
    /** Try to connect. */
    void Try();

    // OverlayTcpOwner
    void OnTcpOpen(uint32_t number) override;
    void OnTcpMessage(uint32_t number, MessagePtr message) override;
    void OnTcpDrained(uint32_t number) override;
    void OnTcpEnd(uint32_t number, OverlayTcpEnd how) override;

    Ptr<Node> m_host;                                   //!< from where
    NodeId m_peer;                                      //!< the node
    Answered m_answered;                                //!< is told
    MessagePool m_pool;                                 //!< outlives the connection
    std::unique_ptr<OverlayTcpConnection> m_connection; //!< of the last try
    EventId m_next;                                     //!< the next try
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_TCP_CALL_H
