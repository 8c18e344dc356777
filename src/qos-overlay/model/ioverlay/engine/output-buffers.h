/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OUTPUT_BUFFERS_H
#define QOS_OUTPUT_BUFFERS_H

#include "engine-context.h"
#include "engine-inputs.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What became of data for a peer. */
enum class Placement : uint8_t
{
    Sent,   //!< it is on its way
    Queued, //!< it is in the buffer
    Waits,  //!< its input has to wait for room
    NoRoom  //!< it may be dropped
};

/**
 * @ingroup qos-ioverlay-engine
 * The buffers of data that is to be sent, one for each link, and what happens when they are full.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for waiting; dropping explains the rates of its
 * section 3.2, where branches of a tree do not slow one another down.
 */
class OutputBuffers
{
  public:
    /**
     * @param context of the engine; lives longer
     * @param inputs are told when an output has found its place; lives longer
     */
    OutputBuffers(EngineContext& context, EngineInputs& inputs);

    /**
     * @param app data of which application
     * @param to for which peer
     * @param policy what happens if there is no room
     */
    void SetPolicy(uint32_t app, NodeId to, DropPolicy policy);

    /**
     * Queue an output, or do as the policy says.
     * @param number of a link
     * @param message what is sent
     * @param input where it came from; NO_INPUT for data that cannot wait
     * @return what became of it
     */
    Placement Place(uint32_t number, const MessagePtr& message, uint32_t input);

    /** @return number of an offer: of the outputs with it, the first one to find room is placed */
    uint32_t NewOffer()
    {
        return ++m_context.transport.Workspace().lastOffer;
    }

    /**
     * Let an output wait that only one peer gets.
     * @param number of a link
     * @param output what waits; its input knows of the offer
     * @return whether it is the first one of the offer for that link; it takes the place of another
     */
    bool Offer(uint32_t number, QueuedOutput output);

    /**
     * Fill the room in a buffer with what waits for it.
     * @param number of a link
     */
    void Fill(uint32_t number);

    /**
     * Forget what waits for a link that is gone.
     * @param number of the link
     */
    void Forget(uint32_t number);

  private:
    /**
     * @param app an application
     * @param to a peer
     * @return what happens if there is no room
     */
    DropPolicy PolicyFor(uint32_t app, NodeId to) const;

    /**
     * Let an output take the place of the newest one of the input that has most of them there.
     * @param link whose buffer is full
     * @param output the output
     * @return whether that input has two more than its own, so that it does
     */
    bool TakePlace(EngineLink& link, const QueuedOutput& output);

    /**
     * @param output one that waited, and for which there is room
     * @return whether it is still to be sent; if so, the others of its offer are not
     */
    bool Claim(const QueuedOutput& output);

    /**
     * One of the outputs of an offer can not be placed any more.
     * @param output the output
     * @return whether it was the last one, and none of them was placed
     */
    bool IsLastOffered(const QueuedOutput& output);

    EngineContext& m_context; //!< of the engine
    EngineInputs& m_inputs;   //!< where outputs come from
};

} // namespace qos
} // namespace ns3

#endif // QOS_OUTPUT_BUFFERS_H
