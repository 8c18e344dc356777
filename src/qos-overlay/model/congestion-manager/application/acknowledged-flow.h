/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ACKNOWLEDGED_FLOW_H
#define QOS_ACKNOWLEDGED_FLOW_H

#include "ns3/address.h"
#include "ns3/congestion-manager.h"
#include "ns3/feedback-sender.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <functional>
#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * The network side of an application that sends datagrams to a FeedbackReceiver: an ordinary UDP
 * socket, a flow of the Congestion Manager, and the sending end of the feedback protocol. When to
 * send is up to the application.
 *
 * Every report becomes a cm_update, if it comes from the receiver. A datagram that the host has not
 * charged by itself is notified: on a socket that is not connected, and when the route there has
 * got another source address since the flow was opened.
 *
 * Source: OSDI 2000, sections 3.4 to 3.6.
 */
class AcknowledgedFlow
{
  public:
    /** What it is made from. */
    struct Params
    {
        Address remote;                     //!< address and port of the FeedbackReceiver
        uint32_t datagramBytes = 0;         //!< UDP payload of the largest datagram, stamp included
        bool isConnected = true;            //!< whether the socket is connected
        Time feedbackDelay;                 //!< how long the receiver may keep a report back
        std::optional<int64_t> nonceStream; //!< of the nonces; none: automatic
    };

    /** Sees what the Congestion Manager is told, before it is. */
    using ReportCallback = std::function<void(const CmFeedback&)>;

    AcknowledgedFlow() = default;
    ~AcknowledgedFlow();
    AcknowledgedFlow(const AcknowledgedFlow&) = delete;
    AcknowledgedFlow& operator=(const AcknowledgedFlow&) = delete;

    /**
     * Open socket and flow; ends the simulation with a sentence if that is impossible.
     * @param node the host; has a CongestionManager
     * @param application what the sentence calls the application
     * @param params what to make it from
     * @param callback sees reports; may be empty
     */
    void Open(const Ptr<Node>& node,
              const std::string& application,
              const Params& params,
              ReportCallback callback = nullptr);

    /** Close flow and socket, if they are open. What the counters say stays. */
    void Close();

    /** Close, and let go of the host: for DoDispose() of the application. */
    void Dispose();

    /**
     * Stamp a datagram, send it, and see to it that it is charged.
     * @param payload what to send; stays as it is
     * @param delivery when grants may come that a charge makes possible
     * @return whether the socket took it; a grant is still there otherwise
     */
    bool Send(const Ptr<const Packet>& payload, GrantDelivery delivery);

    /** @return the Congestion Manager of the host, null before Open() and after Dispose() */
    const Ptr<CongestionManager>& Manager() const
    {
        return m_manager;
    }

    /** @return the flow, CM_NONE unless it is open */
    CmFlowId Id() const
    {
        return m_id;
    }

    /** @return what became of the datagrams so far */
    SentWindowCounters Counters() const;

    /** @return datagrams that came from somebody else than the receiver, and were ignored */
    uint64_t Strangers() const
    {
        return m_strangers;
    }

  private:
    /** @return the flow as it is to be opened; nothing if the remote address leads nowhere */
    std::optional<FlowDescription> Describe() const;

    /**
     * @param node the host
     * @return whether there is a socket that can send to the remote address now
     */
    bool OpenSocket(const Ptr<Node>& node);

    /**
     * Read reports.
     * @param socket the socket
     */
    void Receive(Ptr<Socket> socket);

    /**
     * Tell the Congestion Manager.
     * @param feedback what it is told
     */
    void Report(const CmFeedback& feedback);

    Params m_params;                          //!< what it is made from
    ReportCallback m_callback;                //!< sees reports; may be empty
    Address m_peer;                           //!< the remote address as packets carry it
    Ptr<CongestionManager> m_manager;         //!< of the host
    Ptr<Socket> m_socket;                     //!< UDP
    CmFlowId m_id = CM_NONE;                  //!< the flow
    std::optional<FeedbackSender> m_feedback; //!< stamps datagrams, reads reports
    uint64_t m_strangers = 0;                 //!< datagrams from somebody else
};

} // namespace qos
} // namespace ns3

#endif // QOS_ACKNOWLEDGED_FLOW_H
