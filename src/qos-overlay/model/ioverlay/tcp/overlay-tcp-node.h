/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_TCP_NODE_H
#define QOS_OVERLAY_TCP_NODE_H

#include "overlay-tcp-admission.h"
#include "overlay-tcp-connection.h"
#include "overlay-tcp-ends.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/ipv4-address.h"
#include "ns3/nstime.h"
#include "ns3/overlay-engine.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"
#include "ns3/transport.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** What happened on the sockets of an overlay node. */
struct OverlayTcpCounters
{
    static constexpr std::size_t REASONS = 10; //!< why connections are broken off

    uint64_t opened = 0;                      //!< connections that came to a hello of both sides
    uint64_t sent = 0;                        //!< messages, those of the transport too
    uint64_t received = 0;                    //!< the same
    std::array<uint64_t, REASONS> refusals{}; //!< by OverlayTcpRefusal

    /**
     * @param reason why connections were broken off
     * @return how many
     */
    uint64_t Refused(OverlayTcpRefusal reason) const
    {
        return refusals[static_cast<std::size_t>(reason)];
    }
};

/**
 * @ingroup qos-ioverlay-tcp
 * An overlay node on a host of ns-3: an engine, and the TCP sockets that carry its messages over
 * IPv4. A host may have several of them, on ports of their own; OverlayHelper installs them.
 *
 * A connection begins with a hello of both sides, that of the side which opened it first;
 * OverlayTcpAdmission judges it. If two nodes open one to each other at the same time, that of the
 * lesser NodeId stays, as on a FastNetwork.
 *
 * Data is bounded by credits and not by TCP: a receive window that was closed does not open again
 * in ns-3. So at most the data of one buffer waits for a socket, and control messages go before it;
 * a peer that does not read those either is given up. All nodes of an overlay have buffers of the
 * same size, which the hello says.
 *
 * What an engine asks for before the simulation runs, or before the application starts, happens
 * then. When the application stops, the engine terminates; it does not start again.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for persistent connections and the published
 * port; hello, credits and bye are ours.
 */
class OverlayTcpNode : public Application, public Transport, private OverlayTcpOwner
{
  public:
    static constexpr uint16_t PORT = 7000; //!< of a node, if it has no other

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    OverlayTcpNode();
    ~OverlayTcpNode() override;

    /**
     * Give the node its engine, once.
     * @param address of the host, by which others know the node
     * @param params knobs of the engine; its id is set to the address and the attribute Port
     * @param algorithm decides
     */
    void SetUp(Ipv4Address address,
               OverlayEngineParams params,
               std::unique_ptr<Algorithm> algorithm);

    /** @return its engine, after SetUp() and until the end of the simulation */
    OverlayEngine& Engine()
    {
        return *m_engine;
    }

    /** @return who it is */
    NodeId GetId() const
    {
        return m_admission.Self().id;
    }

    /** @return what happened */
    const OverlayTcpCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return connections that are there, in whatever state */
    std::size_t CountConnections() const
    {
        return m_ends.Count();
    }

    // Transport
    Nanoseconds Now() const override;

    MessagePool& Pool() override
    {
        return m_pool;
    }

    void Wake(OverlayEngine& engine, Nanoseconds at, Wakening why, uint32_t argument) override;
    Handle Connect(OverlayEngine& engine, uint32_t link, NodeId peer) override;
    void Close(Handle handle, bool isPeaceful) override;
    void Submit(Handle handle, MessagePtr message, Nanoseconds at) override;
    void GrantCredit(Handle handle, uint32_t messages) override;
    uint32_t CollectCredit(Handle handle) override;

    /**
     * Tells of a message that begins to wait for its socket, or that came.
     * @param message the message; hello, credits and bye too
     * @param peer where it goes or comes from; none if that is not known yet
     */
    using MessageTracedCallback = void (*)(const OverlayMessage& message, NodeId peer);

    /**
     * Tells of a connection that is broken off.
     * @param reason why
     * @param from socket address of the peer; invalid if this node opened the connection
     */
    using RefuseTracedCallback = void (*)(OverlayTcpRefusal reason, const Address& from);

  protected:
    void DoDispose() override;

  private:
    using State = OverlayTcpState;
    using End = OverlayTcpNodeEnd;

    void StartApplication() override;
    void StopApplication() override;

    // OverlayTcpOwner
    void OnTcpOpen(uint32_t number) override;
    void OnTcpMessage(uint32_t number, MessagePtr message) override;
    void OnTcpDrained(uint32_t number) override;
    void OnTcpEnd(uint32_t number, OverlayTcpEnd how) override;

    /** @return a socket that is neither connected nor listening */
    Ptr<Socket> MakeSocket() const;

    /**
     * @param number of an end
     * @param socket of its connection
     */
    void AddConnection(uint32_t number, const Ptr<Socket>& socket);

    /**
     * Forget an end whose connection has ended.
     * @param number of the end
     */
    void Remove(uint32_t number);

    /** Open the connections that are planned. */
    void OpenPlanned();

    /**
     * @param socket a connection that a peer has opened
     * @param from who
     */
    void HandleAccept(Ptr<Socket> socket, const Address& from);

    /**
     * Give a connection a time limit.
     * @param number of its end
     * @param after how long
     */
    void SetDeadline(uint32_t number, Time after);

    /** @param number of an end whose time is over */
    void HandleDeadline(uint32_t number);

    /**
     * Send what is to leave by now.
     * @param number of an end that is up
     */
    void SendLeaving(uint32_t number);

    /** Destroy the connections that are over. */
    void Clear();

    /**
     * @param why the engine wanted to be woken
     * @param argument what it said then
     */
    void HandleWake(Wakening why, uint32_t argument);

    /**
     * The peer does what it must not do, or nothing: break the connection off.
     * @param number of an end
     * @param reason why
     */
    void BreakOff(uint32_t number, OverlayTcpRefusal reason);

    /**
     * Count a connection that is broken off.
     * @param reason why it is
     * @param from the peer
     */
    void Refuse(OverlayTcpRefusal reason, const Address& from);

    /**
     * Forget an end, and tell the engine, if it knows of it.
     * @param number of an end whose connection has ended
     * @param why it has
     */
    void Drop(uint32_t number, LinkEnd why);

    /**
     * The first message has come.
     * @param number of an end
     * @param message the message
     */
    void HandleHello(uint32_t number, const OverlayMessage& message);

    /**
     * A peer that opened a connection has said who it is.
     * @param number of the end
     * @param peer who
     */
    void Admit(uint32_t number, NodeId peer);

    /**
     * Make way for a connection that a peer has opened, unless this node keeps its own.
     * @param number of its end
     * @param peer who has opened it
     * @return whether it is wanted
     */
    bool MakeWay(uint32_t number, NodeId peer);

    /** @param number of an end that is up, and that its peer has no more */
    void Lose(uint32_t number);

    /**
     * End a connection that is of no use to anybody here.
     * @param number of its end
     */
    void Discard(uint32_t number);

    /**
     * A message has come after the hello.
     * @param number of an end that is up
     * @param message the message
     */
    void HandleMessage(uint32_t number, MessagePtr message);

    /**
     * @param number of an end that is up
     * @param message credits of the peer
     */
    void HandleCredit(uint32_t number, const OverlayMessage& message);

    /** @param number of an end that is up from now on */
    void BringUp(uint32_t number);

    /**
     * @param type of a message of the transport itself
     * @param parameter of it
     * @return the message
     */
    MessagePtr MakeOwn(MessageType type, uint32_t parameter);

    /** @return the hello of this node */
    MessagePtr MakeHello();

    /**
     * Count a message that is sent.
     * @param message the message
     * @param end where it goes
     */
    void Count(const OverlayMessage& message, const End& end);

    /**
     * @param number of an end
     * @param message is sent
     */
    void Send(uint32_t number, MessagePtr message);

    /**
     * Send the credits that wait, unless other control messages wait for the socket.
     * @param number of an end that is up
     */
    void SendGrants(uint32_t number);

    uint32_t m_port = 0;                                       //!< attribute Port
    uint32_t m_segmentSize = 0;                                //!< attribute SegmentSize
    Time m_silence;                                            //!< attribute Silence
    uint32_t m_socketBuffer = 0;                               //!< attribute SocketBuffer
    uint32_t m_dataRetries = 0;                                //!< attribute DataRetries
    uint32_t m_connectRetries = 0;                             //!< attribute ConnectRetries
    Time m_connectTimeout;                                     //!< attribute ConnectTimeout
    Time m_helloTimeout;                                       //!< attribute HelloTimeout
    Time m_finishTimeout;                                      //!< attribute FinishTimeout
    uint32_t m_mostPayload = 0;                                //!< attribute MostPayload
    uint32_t m_mostBacklog = 0;                                //!< attribute MostBacklog
    uint32_t m_mostGreeting = 0;                               //!< attribute MostGreeting
    MessagePool m_pool;                                        //!< outlives all that has messages
    OverlayTcpEnds m_ends;                                     //!< connections
    OverlayTcpAdmission m_admission;                           //!< who may connect
    std::unique_ptr<OverlayEngine> m_engine;                   //!< null: none yet, or none any more
    Ptr<Socket> m_listening;                                   //!< null: not started, or stopped
    std::vector<uint32_t> m_planned;                           //!< ends that are to be opened
    std::vector<std::unique_ptr<OverlayTcpConnection>> m_over; //!< to be destroyed
    EventId m_opening;                                         //!< the next OpenPlanned()
    EventId m_clearing;                                        //!< destroys what is over
    OverlayTcpCounters m_counters;                             //!< what happened
    TracedCallback<const OverlayMessage&, NodeId> m_txTrace;   //!< trace source Tx
    TracedCallback<const OverlayMessage&, NodeId> m_rxTrace;   //!< trace source Rx
    TracedCallback<OverlayTcpRefusal, const Address&> m_refuseTrace; //!< trace source Refuse
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_TCP_NODE_H
