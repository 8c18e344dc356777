/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_TRANSMISSION_H
#define QOS_ENGINE_TRANSMISSION_H

#include "bandwidth-emulation.h"
#include "engine-context.h"
#include "engine-inputs.h"
#include "output-buffers.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * What crosses the border of a node: messages go to the transport and come from it as fast as the
 * emulated bandwidth, and the credits of the peers, let them.
 *
 * A message that goes out and takes less than AHEAD is handed to the transport when its service
 * begins, with the time when it ends: nobody has to be woken for that unless others wait.
 *
 * Source: iOverlay (Middleware 2004), section 2.2.
 */
class EngineTransmission
{
  public:
    static constexpr Nanoseconds AHEAD = std::chrono::seconds{1}; //!< see above

    /**
     * @param context of the engine; lives longer
     * @param inputs get what comes; lives longer
     * @param outputs have what goes; lives longer
     */
    EngineTransmission(EngineContext& context, EngineInputs& inputs, OutputBuffers& outputs);

    /**
     * Send what may be sent.
     * @param number of a link
     */
    void Transmit(uint32_t number);

    /**
     * Send data at once, if nothing is before it.
     * @param number of a link
     * @param message what to send
     * @return whether it need not wait, and is sent
     */
    bool SendAtOnce(uint32_t number, const MessagePtr& message);

    /**
     * A message has come from a peer.
     * @param number of the link
     * @param message what came
     */
    void Receive(uint32_t number, MessagePtr message);

    /**
     * Change the emulated bandwidth of the node.
     * @param limits the new ones
     */
    void SetLimits(const BandwidthLimits& limits);

    /**
     * Change the emulated bandwidth of a link at this end.
     * @param peer the other end, which need not be connected yet
     * @param out of what goes to it; 0 for unlimited
     * @param in of what comes from it
     */
    void SetLinkLimits(NodeId peer, Bitrate out, Bitrate in);

    /**
     * Change the emulated bandwidth of one direction of a link at this end.
     * @param peer the other end, which need not be connected yet
     * @param direction which way
     * @param rate the new one; 0 for unlimited
     */
    void SetLinkLimit(NodeId peer, Direction direction, Bitrate rate);

    /**
     * A link is new, or its limits are: it gets them.
     * @param number of the link
     */
    void Limit(uint32_t number) const;

    /** @param station of the emulation, for which the engine was to be woken */
    void Wake(uint32_t station);

    /**
     * Forget what a link has in service or in a queue, which is lost.
     * @param number of the link
     */
    void Forget(uint32_t number);

    /** Forget the emulation. */
    void Clear()
    {
        m_emulation.reset();
    }

    /** @return the emulated bandwidth of the node */
    BandwidthLimits Limits() const
    {
        return m_emulation ? m_emulation->Limits() : BandwidthLimits();
    }

    /** @param set gets the memory of the emulation of bandwidth */
    void AddTo(WorkingSet& set) const
    {
        if (m_emulation)
        {
            set.Add(m_emulation.get(), 2 * CACHE_LINE);
            m_emulation->At(0).server.AddTo(set);
        }
    }

    /** @return the emulation of bandwidth; null if there is none */
    const BandwidthEmulation* FindEmulation() const
    {
        return m_emulation.get();
    }

  private:
    /**
     * @param link a link
     * @return whether its peer takes data; if not as far as is known, it is asked
     */
    bool HasCredit(EngineLink& link);

    /**
     * @param link a link
     * @return whether it has something that may be sent
     */
    bool CanTransmit(EngineLink& link);

    /**
     * @param link a link
     * @param message goes to the transport
     * @param at when it does
     */
    void Submit(EngineLink& link, MessagePtr message, Nanoseconds at);

    /**
     * Begin with a message of a link, or let the link wait for its turn.
     * @param job of the link, which has a message to go or to be let in
     */
    void Queue(BandwidthEmulation::Job job);

    /**
     * @param job of a link
     * @return whether its message need not wait: nothing else is there
     */
    bool MayStart(BandwidthEmulation::Job job) const;

    /**
     * Begin with a message that need not wait.
     * @param job of its link
     * @param message what begins
     */
    void StartAlone(BandwidthEmulation::Job job, MessagePtr message);

    /**
     * Let a station of the emulation work.
     * @param index of the station
     */
    void Serve(uint32_t index);

    /**
     * Let a station begin with the next message.
     * @param station an idle one
     * @return when there is one for it to begin with: now if it has begun
     */
    Nanoseconds Begin(BandwidthEmulation::Station& station);

    /**
     * @param job of a link
     * @return before when it may not be served
     */
    Nanoseconds OpensAt(BandwidthEmulation::Job job) const;

    /**
     * Begin with a message.
     * @param station an idle one
     * @param job of the link, which does not wait
     * @param message what begins
     */
    void Start(BandwidthEmulation::Station& station,
               BandwidthEmulation::Job job,
               MessagePtr message);

    /**
     * A message has passed a station.
     * @param station where it is
     */
    void Finish(BandwidthEmulation::Station& station);

    /** @return the emulation of bandwidth, which there is from now on */
    BandwidthEmulation& Emulation();

    EngineContext& m_context;                        //!< of the engine
    EngineInputs& m_inputs;                          //!< get what comes
    OutputBuffers& m_outputs;                        //!< have what goes
    std::unique_ptr<BandwidthEmulation> m_emulation; //!< null: unlimited
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_TRANSMISSION_H
