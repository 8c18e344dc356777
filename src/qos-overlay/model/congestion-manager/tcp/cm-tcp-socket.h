/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_TCP_SOCKET_H
#define QOS_CM_TCP_SOCKET_H

#include "ack-guard.h"
#include "cm-rtt-estimator.h"

#include "ns3/congestion-manager.h"
#include "ns3/tcp-socket-base.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * TCP/CM: a TCP connection whose congestion control is the Congestion Manager's.
 *
 * Everything but congestion control is ns-3's TCP: connection handling, Nagle, receive window, loss
 * detection, the choice of what to retransmit, timeouts. Where that would send, this socket asks
 * for a grant instead, and sends one segment when it gets it; what arrives in acknowledgments it
 * reports. So not one data segment leaves without a grant, retransmissions included. The one
 * exception is the one-byte probe of a closed receive window.
 *
 * Acknowledgments that no honest receiver sends (see AckGuard) are ignored, and false ones count as
 * a sign of congestion, so that a receiver that divides or duplicates acknowledgments gains
 * nothing. One that acknowledges what has not arrived yet is found out if segments end at random,
 * which the attribute GuardAcknowledgments of the CongestionManager decides.
 *
 * A connection that cannot open a flow (the table is full) runs without the Congestion Manager, as
 * RFC 3124 asks: it is an ordinary TcpLinuxReno then.
 *
 * Made by CmTcpSocketFactory; an accepted connection is one of these too.
 *
 * Source: OSDI 2000, section 3.2; RFC 3124, section 5.1.1.
 */
class CmTcpSocket : public TcpSocketBase, private CmSender
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CmTcpSocket();

    /**
     * The socket of an accepted connection.
     * @param listening the socket that listens
     */
    CmTcpSocket(const CmTcpSocket& listening);

    ~CmTcpSocket() override;

    /**
     * @param manager of the socket's node
     * @param estimator of the socket, as given to SetRtt()
     */
    void SetCongestionManager(Ptr<CongestionManager> manager, Ptr<CmRttEstimator> estimator);

    /** @return the flow of this connection, CM_NONE before it begins, after it has ended, and if it
     * runs without the Congestion Manager */
    CmFlowId GetFlow() const
    {
        return m_flow;
    }

    /** @return acknowledgments ignored because no honest receiver sends them */
    uint64_t GetFalseAcknowledgments() const
    {
        return m_falseAcks;
    }

    /**
     * Reset the connection, and forget what is not acknowledged. Nothing happens if there is none,
     * or if both ends have closed it.
     */
    void Abort();

    int Connect(const Address& address) override;
    int Send(Ptr<Packet> packet, uint32_t flags) override;
    int Close() override;

  protected:
    void DoDispose() override;
    Ptr<TcpSocketBase> Fork() override;
    void CompleteFork(Ptr<Packet> packet,
                      const TcpHeader& header,
                      const Address& fromAddress,
                      const Address& toAddress) override;
    void DoForwardUp(Ptr<Packet> packet,
                     const Address& fromAddress,
                     const Address& toAddress) override;
    void EstimateRtt(const TcpHeader& header) override;
    void ReceivedAck(Ptr<Packet> packet, const TcpHeader& header) override;
    void ReTxTimeout() override;
    void PersistTimeout() override;
    void LastAckTimeout() override;
    void SendEmptyPacket(uint8_t flags) override;
    uint32_t SendDataPacket(SequenceNumber32 seq, uint32_t maxSize, bool withAck) override;
    uint32_t Window() const override;
    uint32_t AvailableWindow() const override;

  private:
    /** What may be sent on one grant. */
    struct Segment
    {
        SequenceNumber32 begin; //!< its first byte
        uint32_t size = 0;      //!< its largest size, above 0
    };

    /** The connection exists: open its flow. */
    void OpenFlow();

    /** Go on as a connection with congestion control of its own. */
    void RunWithoutManager();

    /** The connection has ended: close its flow, if that is so. */
    void CloseFlowIfDone();

    /** Close the flow, if there is one. */
    void CloseFlow();

    void CmappSend(CmFlowId flow) override;

    /** Ask for a grant if there is something to send and none was asked for. */
    void Ask();

    /**
     * The one place that decides what goes next, as TcpSocketBase::SendPendingData() does for other
     * sockets. What is repeated waits neither for Nagle nor for room in the receive window: it had
     * its place there.
     * @return the segment that is sent on the next grant: lost and not repeated yet, or new, or
     * worth repeating; nothing if there is none
     */
    std::optional<Segment> NextSegment() const;

    /** @return the next segment of data that was not sent before; nothing if there is none, or if
     * Nagle, the receive window or the silly window syndrome forbid it */
    std::optional<Segment> NewSegment() const;

    /**
     * Take a sample of the round-trip time where ns-3's TCP takes none: after a timeout it forgets
     * when what it repeats was sent. If the receiver's delay of acknowledgments is longer than the
     * timeout, it would never learn that, and time out for each segment again and again. The
     * timestamp in an acknowledgment tells it (RFC 7323, section 4).
     * @param header of a segment that acknowledges new data
     */
    void SampleTimestamp(const TcpHeader& header);

    /** What the socket thinks of an acknowledgment. */
    enum class Verdict : uint8_t
    {
        Honest,  //!< may be true
        Ignored, //!< one duplicate too many, or of a byte that does not count as sent
        False    //!< cannot be true
    };

    /**
     * @param header of a segment with an acknowledgment
     * @return whether an honest receiver would send it
     */
    Verdict Judge(const TcpHeader& header);

    /**
     * @param header of a segment
     * @return whether all that it says was received selectively ends where segments end
     */
    bool HasHonestSacks(const TcpHeader& header) const;

    /**
     * @param sequence first byte of a segment that is about to be sent
     * @param size its largest size
     * @return its largest size, now and then a byte less
     */
    uint32_t DrawSize(const SequenceNumber32& sequence, uint32_t size);

    /** @return bytes that the Congestion Manager believes to be in the network and TCP does not */
    uint64_t Resolved() const;

    /**
     * @param lossMode what the connection says about losses
     * @param resolved bytes that left the network
     * @param received those of them that were received
     */
    void Report(uint8_t lossMode, uint64_t resolved, uint64_t received);

    Ptr<CongestionManager> m_manager;           //!< of the node
    Ptr<CmRttEstimator> m_estimator;            //!< the same as m_rtt
    CmFlowId m_flow = CM_NONE;                  //!< of this connection
    bool m_isAsking = false;                    //!< a request waits
    bool m_hasGrant = false;                    //!< one segment may be sent
    std::optional<SequenceNumber32> m_repeated; //!< goes again if it is still the head
    AckGuard m_guard;                           //!< finds receivers out that cheat
    uint64_t m_falseAcks = 0;                   //!< ignored because no honest receiver sends them
    EventId m_ask;                              //!< asks a moment after Send()
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_TCP_SOCKET_H
