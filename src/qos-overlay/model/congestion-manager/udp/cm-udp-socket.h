/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_UDP_SOCKET_H
#define QOS_CM_UDP_SOCKET_H

#include "cm-udp-flow.h"
#include "wrapped-udp-socket.h"

#include "ns3/traced-callback.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-udp
 * The paper's congestion-controlled UDP socket: what an application sends waits in the socket until
 * the Congestion Manager grants it. Everything else is as with ns-3's UDP socket, which it wraps.
 *
 * A full buffer refuses a datagram with ERROR_AGAIN, or drops the oldest one, as the options say.
 * Whenever datagrams have left the buffer the send callback tells how much room there is now, in an
 * event of its own. A socket that is not connected has a flow, and a buffer, for each address that
 * it sends to; if there are as many as it may have, the one that was idle for longest is closed for
 * a new one, and a datagram is refused with ERROR_AGAIN while none is idle. Datagrams to groups and
 * broadcasts, and those for which there is no route, go straight to the stack: the Congestion
 * Manager is for unicast only.
 *
 * The type of service of a datagram over IPv4 is that in the address, if it has one there (ns-3
 * before 3.42), otherwise that of the socket, also if it is not connected.
 *
 * The Congestion Manager needs feedback about what arrived. Either the application gives it
 * (CongestionManager::Update() with GetFlow()). Or the socket is *acknowledged*: it stamps all
 * datagrams, a FeedbackReceiver at the other end takes the stamps off and sends reports, and the
 * socket keeps those to itself. Then any application that sends over UDP can use it as it is.
 *
 * Closing a socket drops what waits in it. All drops are counted by their reason (CmUdpDrop), and
 * seen by the trace Dropped; the trace Drop is that of ns-3's UDP socket.
 *
 * Made by CmUdpSocketFactory, whose attributes are the options.
 *
 * Source: OSDI 2000, section 3.3.
 */
class CmUdpSocket : public WrappedUdpSocket, private CmUdpFlow::Owner
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CmUdpSocket();
    ~CmUdpSocket() override;

    /**
     * Become the socket of a host; CmUdpSocketFactory does so.
     * @param socket the UDP socket that it wraps
     * @param manager of the host
     * @param options how to work
     * @param nonces where nonces come from, if it is acknowledged
     */
    void Init(Ptr<Socket> socket,
              Ptr<CongestionManager> manager,
              const CmUdpOptions& options,
              Ptr<UniformRandomVariable> nonces);

    /**
     * Change how it works, for destinations that it has not sent to and is not connected to yet.
     * @param options how to work
     */
    void SetOptions(const CmUdpOptions& options);

    /** @return how it works */
    const CmUdpOptions& GetOptions() const
    {
        return m_options;
    }

    /** @return the flow to the peer of a connected socket; CM_NONE if it is not connected, or if
     * there is no flow */
    CmFlowId GetFlow() const;

    /**
     * @param to an address that the socket sent to, or is connected to
     * @return the flow there, CM_NONE if there is none
     */
    CmFlowId GetFlow(const Address& to) const;

    /**
     * @param to an address that the socket sent to, or is connected to
     * @return its end of the feedback protocol, null if there is none
     */
    const FeedbackSender* GetFeedback(const Address& to) const;

    /** @return what happened to datagrams so far */
    const CmUdpCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return datagrams that wait for grants */
    std::size_t GetWaiting() const;

    /**
     * Signature of the trace Dropped.
     * @param packet what the application sent, or what arrived
     * @param reason why it was dropped
     */
    using DroppedTracedCallback = void (*)(Ptr<const Packet> packet, CmUdpDrop reason);

    int Close() override;
    int ShutdownSend() override;
    int ShutdownRecv() override;
    int Connect(const Address& address) override;
    uint32_t GetTxAvailable() const override;
    int Send(Ptr<Packet> packet, uint32_t flags) override;
    int SendTo(Ptr<Packet> packet, uint32_t flags, const Address& to) override;
    uint32_t GetRxAvailable() const override;
    Ptr<Packet> RecvFrom(uint32_t maxSize, uint32_t flags, Address& from) override;

    using WrappedUdpSocket::RecvFrom;
    using WrappedUdpSocket::Send;
    using WrappedUdpSocket::SendTo;

  protected:
    void DoDispose() override;

  private:
    bool Transmit(const Ptr<Packet>& datagram, const Address& to) override;
    void Left(uint32_t payload, bool isSent) override;
    void Dropped(const Ptr<const Packet>& payload, CmUdpDrop reason) override;
    void Settled() override;
    void Received() override;
    void Connected(const Address& peer) override;

    /**
     * A report came, or something that is none.
     * @param packet the payload of a datagram
     * @param from its sender
     * @return whether it is for the application
     */
    bool IsForApplication(const Ptr<const Packet>& packet, const Address& from);

    /**
     * The wrapped socket has no room for a datagram.
     * @param packet its payload
     */
    void WrappedDropped(Ptr<const Packet> packet);

    /**
     * Give a datagram to the wrapped socket, now.
     * @param datagram what goes on the wire
     * @param to where to
     * @return its size, or -1
     */
    int Give(const Ptr<Packet>& datagram, const Address& to);

    /**
     * @param to an address and port of IPv4
     * @return the type of service of datagrams there: that in the address, if it has one
     */
    uint8_t TosTo(const Address& to) const;

    /**
     * Send a datagram past the Congestion Manager.
     * @param packet its payload
     * @param to where to
     * @return its size, or -1
     */
    int SendPast(const Ptr<Packet>& packet, const Address& to);

    /**
     * Send a datagram, now or later.
     * @param packet its payload
     * @param to where to
     * @return its size, or -1
     */
    int Submit(const Ptr<Packet>& packet, const Address& to);

    /**
     * @param to an address and port
     * @return whether it is of another version of IP than that of the local address
     */
    bool IsOtherFamily(const Address& to) const;

    /**
     * @param to an address and port
     * @return the flow there, null if there is none
     */
    const CmUdpFlow* Find(const Address& to) const;

    /**
     * @param to an address and port
     * @return what a flow there is; nothing if there cannot be one
     */
    std::optional<FlowDescription> Describe(const Address& to);

    /**
     * Open a flow.
     * @param to an address and port where there is none
     * @param description what Describe() says
     * @return the flow, null if all flows of a full table are in use
     */
    std::shared_ptr<CmUdpFlow> OpenFlow(const Address& to, const FlowDescription& description);

    /** Call the send callback in an event of its own: neither from within a call of the application
     * nor while a grant is used. */
    void TellRoomLater();

    /** Call the send callback. */
    void TellRoom();

    /** Close the flow that was not used for longest, of those that are idle: who closed others
     * would let their datagrams go uncounted. */
    void CloseIdlest();

    /** Close all flows. */
    void CloseFlows();

    /** @return bytes of payload of the largest datagram */
    uint32_t LargestPayload() const;

    using FlowMap = std::map<Address, std::shared_ptr<CmUdpFlow>>; //!< by destination

    Ptr<CongestionManager> m_manager;                       //!< of the host
    CmUdpOptions m_options;                                 //!< how it works
    Ptr<UniformRandomVariable> m_nonces;                    //!< where nonces come from
    FlowMap m_flows;                                        //!< by PlainSocketAddress()
    std::optional<Address> m_peer;                          //!< whom it is connected to
    bool m_isClosed = false;                                //!< Close() was called
    bool m_isSendShut = false;                              //!< nothing more to be sent
    bool m_isRecvShut = false;                              //!< nothing more to be received
    std::deque<std::pair<Ptr<Packet>, Address>> m_received; //!< to be read, if acknowledged
    uint32_t m_receivedBytes = 0;                           //!< in there
    uint32_t m_receivedRoom = 0;                            //!< that they take, empty ones too
    bool m_isCrowded = false; //!< a datagram was refused, because all flows were in use
    CmUdpCounters m_counters; //!< what happened so far
    EventId m_tellRoom;       //!< calls TellRoom()

    /** Trace source Drop, as that of ns-3's UDP socket. */
    TracedCallback<Ptr<const Packet>> m_dropTrace;
    /** Trace source Dropped. */
    TracedCallback<Ptr<const Packet>, CmUdpDrop> m_droppedTrace;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_UDP_SOCKET_H
