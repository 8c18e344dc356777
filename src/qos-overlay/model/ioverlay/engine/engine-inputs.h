/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_INPUTS_H
#define QOS_ENGINE_INPUTS_H

#include "bounded-ring.h"
#include "engine-context.h"
#include "input-round.h"
#include "shared-cpu.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/** A control message that waits to be processed. */
struct PendingControl
{
    MessagePtr message; //!< the message
    NodeId from;        //!< the peer that sent it; none if it IsOwn()

    /** @return whether this node, or who simulates the observer, made it */
    bool IsOwn() const
    {
        return from.IsNone();
    }
};

/**
 * @ingroup qos-ioverlay-engine
 * What waits at a node to be processed: control messages, and the data of peers and of sources
 * here, in buffers of their own.
 *
 * The first message of a buffer stays there until all its outputs have found their places, or as
 * long as the algorithm holds it; then the peer gets a credit for another one.
 *
 * Source: iOverlay (Middleware 2004), sections 2.2 and 2.3.
 */
class EngineInputs
{
  public:
    static constexpr uint32_t NONE = NO_INPUT; //!< the number of no input

    /** @param context of the engine; lives longer */
    explicit EngineInputs(EngineContext& context);

    /**
     * A message came from a peer.
     * @param link number of the link
     * @param message what came
     */
    void LetIn(uint32_t link, MessagePtr message);

    /** @param control waits to be processed */
    void Tell(PendingControl control)
    {
        m_control.PushBack(std::move(control));
    }

    /** @return whether a control message waits */
    bool HasControl() const
    {
        return !m_control.IsEmpty();
    }

    /** @return the first control message, which waits no longer; there must be one */
    PendingControl TakeControl()
    {
        return m_control.PopFront();
    }

    /**
     * @return number of the input whose turn it is, and which waits for it no longer: its first
     * message is to be processed now; NONE if no data can be processed at this time
     */
    uint32_t NextTurn();

    /**
     * @param number of an input with a message
     * @return the first one
     */
    const MessagePtr& Head(uint32_t number)
    {
        return m_round[number].buffer.Front();
    }

    /**
     * @param number of an input
     * @return the input; until another one is added
     */
    EngineInput& operator[](uint32_t number)
    {
        return m_round[number];
    }

    /**
     * @param number of an input
     * @return whether it is in the middle of its turn
     */
    bool IsInTurn(uint32_t number) const
    {
        return m_round.IsInTurn(number);
    }

    /** @param number of an input whose first message was processed, as one of its turn */
    void Count(uint32_t number)
    {
        m_round.Count(number);
    }

    /**
     * An output of the first message of an input has found its place, or never will. After the last
     * one the message leaves the buffer.
     * @param number of the input
     */
    void Placed(uint32_t number);

    /**
     * The algorithm keeps the first message of an input.
     * @param number of the input
     */
    void Hold(uint32_t number);

    /** @param message that may have been held, and is not needed any more */
    void Release(const MessagePtr& message);

    /** Take messages back that are held too long, and say so to the algorithm. */
    void ExpireHolds();

    /**
     * @param app whose data a source makes; one that was there ends
     * @param source makes it
     */
    void StartSource(uint32_t app, std::unique_ptr<MessageSource> source);

    /** @param app whose source ends; nothing happens if there is none */
    void StopSource(uint32_t app);

    /** @param number of an input that was to be woken for its source */
    void WakeSource(uint32_t number);

    /**
     * A message went to nobody. A source that always has one would go on for ever: it rests until
     * the algorithm has heard of something.
     * @param number of the input
     */
    void RestIfSource(uint32_t number);

    /** Let sources go on that rest: there may be somebody to send to now. */
    void WakeResting();

    /** @param cpu is used for every message that comes from a peer; null for none */
    void SetCpu(SharedCpu* cpu)
    {
        m_cpu = cpu;
    }

    /** The processor is free for one message. */
    void UseCpu()
    {
        m_isCpuBooked = false;
        m_mayUseCpu = true;
    }

    /**
     * @param peer whose messages
     * @param weight are taken so often in a round, 1 or more
     * @throws std::invalid_argument if it is 0
     */
    void SetWeight(NodeId peer, uint32_t weight);

    /** @param number of an input whose link is gone: what it has is still processed */
    void EndLink(uint32_t number);

    /** Forget everything. */
    void Clear();

    /** @return data in buffers or held */
    uint64_t Queued();

    /** @return where data comes from */
    const InputRound& Round() const
    {
        return m_round;
    }

  private:
    /** A message that the algorithm keeps. */
    struct Held
    {
        MessagePtr message;     //!< the message
        uint32_t input = NONE;  //!< whose buffer it occupies
        Nanoseconds expires{0}; //!< until when, at most
    };

    /**
     * @param number of an input
     * @return whether it has a message that may be processed now
     */
    bool HasHead(uint32_t number);

    /**
     * @param number of an input whose buffer is empty
     * @return whether its source had a message for it
     */
    bool TakeFromSource(uint32_t number);

    /**
     * @param number of an input with a message
     * @return whether the processor is not free for it yet
     */
    bool NeedsCpu(uint32_t number);

    /**
     * A message has left the buffer of an input.
     * @param number of the input
     */
    void MakeRoom(uint32_t number);

    /** @param number of an input, which is freed if it belongs to nothing any more */
    void FreeIfOver(uint32_t number);

    /** See to it that the engine is woken when the oldest message is held too long. */
    void AwaitExpiry();

    EngineContext& m_context;              //!< of the engine
    BoundedRing<PendingControl> m_control; //!< to process first
    SharedCpu* m_cpu = nullptr;            //!< null: processing takes no time
    bool m_isExpiryAwaited = false;        //!< whether the engine is woken for held messages
    bool m_isCpuBooked = false;            //!< whether it waits for the processor
    bool m_mayUseCpu = false;              //!< for one message
    bool m_hasResting = false;             //!< whether a source may rest
    InputRound m_round;                    //!< where data comes from
    BoundedRing<Held> m_held;              //!< by age
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_INPUTS_H
