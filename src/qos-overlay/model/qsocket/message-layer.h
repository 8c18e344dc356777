/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_LAYER_H
#define QOS_MESSAGE_LAYER_H

#include "scheduling-point.h"

#include "ns3/event-id.h"

#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * Scheduling above the stack, at the socket: the same schedulers, but they see and send whole
 * messages.
 *
 * This is the alternative that the QSockets paper leaves as future work (section 5). A message goes
 * down the stack when what went before it has left the host, up to a limit; traffic of sockets that
 * are not attached does not pass here, so it competes with managed messages in the device's own
 * FIFO.
 */
class MessageLayer : public SchedulingPoint, private SchedulerObserver
{
  public:
    /** Is told how messages of a stream end. */
    using MessageListener = std::function<void(const MessageReport&)>;

    /** Bytes below the layer at which the next message follows: two full packets keep a device busy
     * without a gap. */
    static constexpr uint32_t DEFAULT_BYTES_BELOW = 3000;

    /**
     * @param scheduler the scheduler core
     * @param mtu of the device
     * @param bytesBelow the next message goes down when no more than this is still in the host
     * @param listener is told how messages end
     */
    MessageLayer(std::unique_ptr<StreamScheduler> scheduler,
                 uint32_t mtu,
                 uint32_t bytesBelow,
                 MessageListener listener);
    ~MessageLayer() override;

    StreamScheduler& GetScheduler() override;
    void Bind(SocketKey key, StreamId stream, Ptr<Socket> socket) override;
    void RemoveStream(SocketKey key, StreamId stream) override;
    void AskAgain() override;
    void Start() override;
    bool SetFilter(SocketClassifier::Filter filter) override;
    bool Submit(StreamOwner& owner, StreamId stream, const OutgoingMessage& message) override;
    void BytesLeft(StreamId stream, uint64_t bytes) override;
    SchedulerPosition Position() const override;

  private:
    void PacketDropped(PacketId packet, DropReason reason) override;
    void MessageEnded(const MessageReport& report) override;

    /** A datagram that waits in the scheduler. */
    struct Waiting
    {
        Ptr<StreamOwner> owner;        //!< whose it is
        StreamId stream = BEST_EFFORT; //!< its stream
        WaitingMessage message;        //!< what to send
    };

    /**
     * @param packet a datagram that leaves the scheduler
     * @return what it is, not kept any longer
     */
    Waiting Take(PacketId packet);

    /** Let go of sockets whose last message was dropped. */
    void ReleaseOwners();

    /** Send messages down the stack while there is room below. */
    void Dispatch();

    /** Dispatch again when the scheduler says that something may be sent. */
    void ArmTimer();

    /** Dispatch at this instant, but not from within the stack. */
    void ScheduleDispatch();

    std::unique_ptr<StreamScheduler> m_scheduler; //!< the core
    uint32_t m_mtu;                               //!< of the device
    uint32_t m_bytesBelowLimit;                   //!< see the constructor
    MessageListener m_listener;                   //!< told how messages end
    std::vector<Waiting> m_waiting;               //!< indexed by PacketId
    std::vector<uint64_t> m_below;                //!< sent down and still in the host, by stream
    uint64_t m_bytesBelow = 0;                    //!< the same of all streams
    std::vector<Ptr<StreamOwner>> m_released;     //!< to be let go by ReleaseOwners()
    EventId m_dispatch;                           //!< scheduled Dispatch()
    EventId m_release;                            //!< scheduled ReleaseOwners()
};

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_LAYER_H
