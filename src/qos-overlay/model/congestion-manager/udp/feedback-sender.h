/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEEDBACK_SENDER_H
#define QOS_FEEDBACK_SENDER_H

#include "cm-data-header.h"
#include "sent-window.h"

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-udp
 * The sending end of the feedback protocol in a simulation, a part of an application or a socket:
 * stamps the datagrams of one flow, and turns the reports of a FeedbackReceiver into what
 * CongestionManager::Update() takes. It sends nothing itself.
 *
 *     socket->Send(m_feedback.Stamp(payload));
 *     ...
 *     if (const auto feedback = m_feedback.Receive(socket->Recv()))
 *     {
 *         m_manager->Update(m_flow, *feedback);
 *     }
 *
 * The bytes in its feedback are those that the Congestion Manager charges: payload and stamp.
 */
class FeedbackSender
{
  public:
    /** Told when no report came for too long; the argument is what Update() takes. */
    using TimeoutCallback = Callback<void, const CmFeedback&>;

    /** Bytes that Stamp() adds to a datagram. */
    static constexpr uint32_t OVERHEAD = CmDataHeader::BYTES;

    /**
     * @param feedbackDelay how long the receiver may keep reports back, see FeedbackReceiver; if
     * this is less than it really does, that counts into the round-trip time and towards the
     * timeout
     * @param nonces where nonces come from, shared with others; null for one of its own
     */
    explicit FeedbackSender(Time feedbackDelay = Time(0),
                            Ptr<UniformRandomVariable> nonces = nullptr);
    ~FeedbackSender();
    FeedbackSender(const FeedbackSender&) = delete;
    FeedbackSender& operator=(const FeedbackSender&) = delete;

    /**
     * Fix the random variable of the nonces.
     * @param stream number of the stream
     * @return how many streams are used: 1
     */
    int64_t AssignStreams(int64_t stream);

    /** @param callback told of timeouts from the next datagram on; without one, the owner calls
     * CheckTimeout() */
    void SetTimeoutCallback(TimeoutCallback callback);

    /**
     * Stamp a datagram that is sent now.
     * @param payload what to send; stays as it is
     * @return payload and stamp, to be sent
     */
    Ptr<Packet> Stamp(const Ptr<const Packet>& payload);

    /** The socket refused the datagram that was stamped last. To be called at once. */
    void Withdraw();

    /**
     * A datagram came back.
     * @param report its payload; stays as it is
     * @return what to tell the Congestion Manager; nothing if there are no news in it, or if it was
     * refused, which is counted then
     */
    std::optional<CmFeedback> Receive(const Ptr<const Packet>& report);

    /**
     * Give up what is outstanding if no report came for too long.
     * @return what to tell the Congestion Manager; nothing if it is not yet time
     */
    std::optional<CmFeedback> CheckTimeout();

    /** Tell of no more timeouts: the flow has ended. */
    void Stop();

    /** @return what is outstanding, the round-trip time, and what happened so far */
    const SentWindow& GetWindow() const
    {
        return m_window;
    }

    /** @return datagrams given to Receive() that are no well-formed report */
    uint64_t GetMalformed() const
    {
        return m_malformed;
    }

  private:
    /** See to it that a timeout is noticed. */
    void Arm();

    /** Notice a timeout. */
    void Wake();

    SentWindow m_window;                 //!< what was sent
    Ptr<UniformRandomVariable> m_nonces; //!< where nonces come from
    TimeoutCallback m_timeoutCallback;   //!< told of timeouts, may be null
    EventId m_timer;                     //!< calls Wake()
    Time m_timerAt;                      //!< when
    uint64_t m_malformed = 0;            //!< no reports
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEEDBACK_SENDER_H
