/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_UDP_FLOW_H
#define QOS_CM_UDP_FLOW_H

#include "drop-buffer.h"
#include "feedback-sender.h"

#include "ns3/address.h"
#include "ns3/congestion-manager.h"
#include "ns3/event-id.h"
#include "ns3/packet.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/** How a congestion-controlled UDP socket is to work. */
struct CmUdpOptions
{
    uint32_t sendBuffer = 65536;        //!< bytes of payload that may wait for each destination
    DropFrom dropFrom = DropFrom::Tail; //!< what a full buffer does
    bool isAcknowledged = false;  //!< whether the socket itself gets feedback, see CmUdpSocket
    Time feedbackDelay;           //!< how long receivers may keep reports back, if acknowledged
    uint32_t largestTable = 1024; //!< destinations that an unconnected socket remembers
    uint32_t principal = 0;       //!< the user, see FlowDescription
};

/** Why a congestion-controlled UDP socket dropped a datagram. */
enum class CmUdpDrop : uint8_t
{
    Displaced,         //!< it waited for longest, and a newer one needed its room
    StackRefused,      //!< the stack refused it once it was granted
    Closed,            //!< it waited when its flow was closed
    ReceiveBufferFull, //!< it arrived, and there was no room for it
    ReceivingShut,     //!< it arrived after the application had shut down receiving
    StrangeReport,     //!< it is a report from where nothing was sent to
    Count              //!< how many reasons there are
};

/** How many reasons there are. */
constexpr std::size_t CM_UDP_DROPS = static_cast<std::size_t>(CmUdpDrop::Count);

/**
 * @param reason why a datagram was dropped
 * @return the same in words
 */
constexpr const char*
NameOf(CmUdpDrop reason)
{
    constexpr const char* NAMES[] = {"Displaced by a newer one",
                                     "Refused by the stack",
                                     "Flow closed",
                                     "Receive buffer full",
                                     "Receiving shut down",
                                     "Report of a stranger"};
    return NAMES[static_cast<std::size_t>(reason)];
}

/** What happened to the datagrams of a congestion-controlled UDP socket so far. What it took is
 * sent, failed, dropped or waits. */
struct CmUdpCounters
{
    std::array<uint64_t, CM_UDP_DROPS> droppedBy{}; //!< datagrams dropped, by CmUdpDrop
    uint64_t taken = 0;                             //!< datagrams taken from the application
    uint64_t refused = 0; //!< datagrams not taken, because the buffer was full
    uint64_t crowded = 0; //!< datagrams not taken, because all flows of the table were in use
    uint64_t sent = 0;    //!< datagrams sent
    uint64_t failed = 0;  //!< datagrams that the stack refused, once they were granted
    uint64_t dropped = 0; //!< datagrams dropped from the head of the buffer, or when it was closed
    uint64_t strange = 0; //!< reports from where nothing was sent to
};

/**
 * @ingroup qos-cm-udp
 * The part of a congestion-controlled UDP socket that belongs to one destination: a flow of the
 * Congestion Manager, and the datagrams that wait for its grants.
 *
 * One request is with the Congestion Manager at a time. Its grant sends one datagram, and asks
 * again if more wait. A datagram is sent on one grant also if it has to be fragmented; it is
 * charged in full. After one that cost nothing of the window, because the stack refused it or
 * because it was empty, it asks again a little later only: the grant would come back at once, and
 * who refills the buffer would never let time pass.
 *
 * Without a flow (the table of the Congestion Manager is full) it sends at once, as RFC 3124 asks.
 *
 * Source: OSDI 2000, section 3.3.
 */
class CmUdpFlow : public std::enable_shared_from_this<CmUdpFlow>, private CmSender
{
  public:
    /** What a flow needs of its socket. */
    class Owner
    {
      public:
        virtual ~Owner() = default;

        /**
         * Give a datagram to the stack, now.
         * @param datagram what goes on the wire
         * @param to where to
         * @return whether the stack took it
         */
        virtual bool Transmit(const Ptr<Packet>& datagram, const Address& to) = 0;

        /**
         * A datagram has left the buffer, so that there is more room. The owner may close the flow
         * in here, but has to call the application's send callback later: a grant is being used.
         * @param payload its bytes, stamp not included
         * @param isSent whether the stack took it
         */
        virtual void Left(uint32_t payload, bool isSent) = 0;

        /**
         * A datagram is dropped. Also called while the flow is being closed.
         * @param payload what the application sent
         * @param reason why
         */
        virtual void Dropped(const Ptr<const Packet>& payload, CmUdpDrop reason) = 0;

        /** A report came, and the flow is idle now: IsIdle(). */
        virtual void Settled() = 0;
    };

    /**
     * @param owner the socket; must live until Close()
     * @param manager of the host
     * @param options of the socket
     * @param counters of the socket; must live until Close()
     */
    CmUdpFlow(Owner& owner,
              Ptr<CongestionManager> manager,
              const CmUdpOptions& options,
              CmUdpCounters& counters);
    ~CmUdpFlow() override;
    CmUdpFlow(const CmUdpFlow&) = delete;
    CmUdpFlow& operator=(const CmUdpFlow&) = delete;

    /**
     * Begin.
     * @param description the flow
     * @param nonces where nonces come from, if it is acknowledged
     */
    void Open(const FlowDescription& description, const Ptr<UniformRandomVariable>& nonces);

    /** End; what waits is dropped. The owner is not called any more. */
    void Close();

    /**
     * Send a datagram when it is granted; without a flow, at once.
     * @param payload what to send; stays as it is
     * @param to where to
     * @return whether it was taken; not if the buffer is full, or if it would have been sent at
     * once and the stack refused it
     */
    bool Offer(const Ptr<const Packet>& payload, const Address& to);

    /**
     * A report came.
     * @param report the payload of a datagram
     */
    void Receive(const Ptr<const Packet>& report);

    /** @return the flow, CM_NONE if it works without the Congestion Manager, or is closed */
    CmFlowId Id() const
    {
        return m_id;
    }

    /** @return what waits */
    std::size_t Waiting() const
    {
        return m_waiting.Items();
    }

    /** @return whether nothing waits, and the fate of all that was sent is known */
    bool IsIdle() const;

    /** @return bytes of payload that fit into the buffer */
    uint64_t Room() const
    {
        return m_waiting.Room();
    }

    /** @return when the last datagram was offered */
    Time UsedAt() const
    {
        return m_usedAt;
    }

    /** @return its end of the feedback protocol, null if it is not acknowledged */
    const FeedbackSender* Feedback() const
    {
        return m_feedback.get();
    }

  private:
    /** A datagram that waits. */
    struct Datagram
    {
        Ptr<Packet> payload; //!< what the application sends
        Address to;          //!< where to
    };

    void CmappSend(CmFlowId flow) override;

    /** Call cm_open. */
    void OpenFlow();

    /** Open the flow again if somebody has closed it with a call of the Congestion Manager; what
     * waits is sent at once if that is not possible. */
    void SeeToFlow();

    /** Ask for no grant for a while, and then for one. */
    void Pause();

    /** Go on after a pause. */
    void Resume();

    /**
     * Ask for a grant if there is something to send, none was asked for, and there is no pause.
     * @param delivery when it may come
     */
    void Ask(GrantDelivery delivery);

    /**
     * Send a datagram that may be sent.
     * @param datagram the datagram
     * @return whether the stack took it
     */
    bool Transmit(const Datagram& datagram);

    /**
     * Tell the Congestion Manager.
     * @param feedback what it is told
     */
    void Report(const CmFeedback& feedback);

    Owner& m_owner;                             //!< the socket
    Ptr<CongestionManager> m_manager;           //!< of the host
    Time m_feedbackDelay;                       //!< how long receivers may keep reports back
    bool m_isAcknowledged;                      //!< whether the socket itself gets feedback
    CmUdpCounters& m_counters;                  //!< of the socket
    DropBuffer<Datagram> m_waiting;             //!< for grants
    FlowDescription m_description;              //!< what it was opened as
    CmFlowId m_id = CM_NONE;                    //!< the flow
    bool m_isAsking = false;                    //!< a request waits
    bool m_isClosed = false;                    //!< Close() was called
    EventId m_pause;                            //!< calls Resume()
    Time m_usedAt;                              //!< when the last datagram was offered
    std::unique_ptr<FeedbackSender> m_feedback; //!< null if it is not acknowledged
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_UDP_FLOW_H
