/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RLNC_NODE_H
#define QOS_RLNC_NODE_H

#include "coded-payload.h"
#include "rlnc-generation.h"

#include "ns3/algorithm.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** All knobs of a RlncNode. */
struct RlncNodeParams
{
    uint32_t app = 1;      //!< the application
    uint32_t blocks = 32;  //!< messages of a generation, 1 to 256; the same everywhere
    uint32_t mostOpen = 4; //!< generations that are kept, 1 or more
    uint32_t arrivals = 0; //!< vectors of a generation that are expected here; 0: nobody knows
    uint32_t rank = 0;     //!< how many of them are expected to be new; 0: as many as blocks
    bool waits = true;     //!< whether what is newer waits for what is incomplete here
    bool delivers = false; //!< whether the application of this node gets the messages
    Nanoseconds patience = std::chrono::seconds{2}; //!< after it, more of a generation is asked for
    int32_t timer = 0x524C; //!< id of its timers, which nothing else at the node has
};

/** What a RlncNode counted. */
struct RlncNodeCounters
{
    uint64_t innovative = 0;  //!< vectors and blocks that brought something new
    uint64_t redundant = 0;   //!< vectors that did not
    uint64_t surplus = 0;     //!< vectors of generations of which no more is needed
    uint64_t late = 0;        //!< vectors of generations that are not kept any more
    uint64_t refused = 0;     //!< what is not well formed, or contradicts what came before
    uint64_t sent = 0;        //!< combinations
    uint64_t generations = 0; //!< that were delivered
    uint64_t lost = 0;  //!< generations that were given up incomplete, where they are delivered
    uint64_t asked = 0; //!< times when more of a generation was asked for
};

/**
 * @ingroup qos-ioverlay-algorithm
 * Random linear network coding, generation by generation: the source, a relay and a receiver, each
 * of which a node may be at a time.
 *
 * The messages of a source at this node are the blocks; as many of them make a generation, and all
 * of a generation are equally large. A node sends random combinations of what it has. To a
 * downstream without a share it sends one for every innovative vector. A share says how many
 * combinations of a generation a downstream gets: they are sent evenly while the second half of the
 * expected rank comes. The later one is made, the more is in it: what is sent before the slower of
 * two ways has brought anything is mostly known at the end of the faster one. With lossless buffers
 * and the shares of a flow from the source, every receiver gets what it can (the flow is found
 * elsewhere: Lun et al., Minimum-cost multicast over coded packet networks, IEEE Transactions on
 * Information Theory 52, 2006).
 *
 * A receiver delivers the messages of a generation when it has all of them. It tells its upstreams
 * (MessageType::NcGenDone), and these tell theirs when all their downstreams are done. If nothing
 * comes of a generation that is incomplete, or all that was expected has come, it asks one upstream
 * after the other for what is missing (MessageType::NcGenWant), which sends as many combinations
 * more, and asks further if it has not everything itself. A generation of which the source has not
 * all blocks is not delivered.
 *
 * Ways differ in length. What is newer than the generations that may be open is held while one of
 * them still expects something, so that the engine slows the faster way; what is held too long
 * makes the oldest one be given up. Where messages get lost, nothing should wait.
 *
 * Source: iOverlay (Middleware 2004), section 3.1, codes in GF(2^8); generations, shares and the
 * two messages are an extension of ours. Recoding at relays is that of Ho et al. (see RlncBasis).
 */
class RlncNode : public Algorithm
{
  public:
    /**
     * @param params its knobs
     * @throws std::invalid_argument if no generation is kept, or one has no or too many blocks
     */
    explicit RlncNode(const RlncNodeParams& params);

    /**
     * @param to a node that gets combinations
     * @param share how many of a generation; 0: one for every innovative vector
     */
    void AddDownstream(NodeId to, uint32_t share = 0);

    Verdict Process(const MessagePtr& message, EngineApi& engine) override;

    /**
     * Let go of what is held, because somebody else takes over.
     * @param engine releases
     */
    void Stop(EngineApi& engine);

    /** @return what was counted */
    const RlncNodeCounters& GetCounters() const
    {
        return m_counters;
    }

  private:
    static constexpr uint32_t MOST_ASKED = 12; //!< how often more of a generation is asked for
    static constexpr uint8_t MOST_HOPS = 16;   //!< that a question may go further
    static constexpr uint16_t PLANNED = 1;     //!< streams of what is sent by itself
    static constexpr uint16_t EXTRA = 2;       //!< streams of what was asked for

    /** Where combinations go. */
    struct Downstream
    {
        NodeId id;          //!< the node
        uint32_t share;     //!< see AddDownstream()
        uint32_t asked = 0; //!< number of the generation of which it wanted more
    };

    /**
     * @param message data
     * @param engine sends
     * @return what was done
     */
    Verdict OnData(const MessagePtr& message, EngineApi& engine);

    /**
     * Learn from data, and send what is due.
     * @param message data
     * @param isOwn whether it is of a source at this node
     * @param engine sends
     */
    void Take(const OverlayMessage& message, bool isOwn, EngineApi& engine);

    /**
     * Take what was held and need not wait any more.
     * @param engine sends
     */
    void TakeHeld(EngineApi& engine);

    /**
     * @param message came from a peer
     * @return whether older generations have to be waited for
     */
    bool HasToWait(const OverlayMessage& message) const;

    /**
     * @param generation an open one
     * @return whether something is still expected of it
     */
    bool IsExpected(const RlncGeneration& generation) const;

    /**
     * @param header tells that a message is held no longer, or that there was no room for one
     * @param engine sends
     */
    void OnFailed(const MessageHeader& header, EngineApi& engine);

    /**
     * @param message of a source at this node
     * @return the generation to which it was added; null if to none
     */
    RlncGeneration* AddBlock(const OverlayMessage& message);

    /**
     * @param message came from a peer
     * @return the generation to which it was added; null if to none
     */
    RlncGeneration* AddVector(const OverlayMessage& message);

    /**
     * @param number of a generation
     * @return it, if it is open; else null
     */
    RlncGeneration* Find(uint32_t number);

    /**
     * Open a generation, unless it is, in place of an older one.
     * @param number of the generation
     * @param blockBytes size of its blocks
     * @param isVirtual whether only their size is known
     * @param originator who made them
     * @return it; null if it is too old, or the size is not that of its other blocks
     */
    RlncGeneration* Open(uint32_t number, uint32_t blockBytes, bool isVirtual, NodeId originator);

    /**
     * Count what became of a vector.
     * @param generation to which it belongs
     * @param fate of it
     * @param streams PLANNED or EXTRA
     * @return whether it was well formed
     */
    bool Count(RlncGeneration& generation, VectorFate fate, uint16_t streams);

    /**
     * Send what is due.
     * @param generation of which something came
     * @param isInnovative whether it was new
     * @param engine sends
     */
    void Forward(RlncGeneration& generation, bool isInnovative, EngineApi& engine);

    /**
     * Send what was asked for when there was no room.
     * @param engine sends
     */
    void PayDebts(EngineApi& engine);

    /**
     * Send a combination.
     * @param generation of which something is known
     * @param downstream number of who gets it
     * @param streams PLANNED or EXTRA
     * @param engine sends
     */
    void Emit(RlncGeneration& generation,
              std::size_t downstream,
              uint16_t streams,
              EngineApi& engine);

    /**
     * @param generation is complete, and delivered now
     * @param engine delivers
     */
    void DeliverBlocks(RlncGeneration& generation, EngineApi& engine);

    /**
     * Tell the upstreams if no more is needed.
     * @param generation of which
     * @param engine sends
     */
    void TellIfDone(RlncGeneration& generation, EngineApi& engine);

    /**
     * A downstream needs no more, or wants more.
     * @param header of its message
     * @param engine sends
     */
    void OnAnswer(const MessageHeader& header, EngineApi& engine);

    /**
     * Ask an upstream for more.
     * @param generation of which
     * @param missing how much
     * @param hops that the question may go further
     * @param engine sends
     */
    void Ask(RlncGeneration& generation, uint32_t missing, uint8_t hops, EngineApi& engine);

    /**
     * Ask for what this node misses of a generation.
     * @param generation of which
     * @param engine sends
     */
    void AskForMissing(RlncGeneration& generation, EngineApi& engine);

    /** @param engine wakes this if there is something to wait for, and it will not be anyway */
    void Watch(EngineApi& engine);

    /** @param engine sends questions for what does not come any more */
    void OnPatienceEnds(EngineApi& engine);

    /**
     * @param peer is gone
     * @param engine sends
     */
    void OnBroken(NodeId peer, EngineApi& engine);

    RlncNodeParams m_params;               //!< knobs
    std::vector<Downstream> m_downstreams; //!< where combinations go
    std::vector<NodeId> m_upstreams;       //!< where vectors came from
    std::vector<RlncGeneration> m_open;    //!< by number modulo the most that are kept
    std::vector<MessagePtr> m_held;        //!< too new
    RlncNodeCounters m_counters;           //!< see GetCounters()
    bool m_isWatching = false;             //!< whether the timer runs
};

} // namespace qos
} // namespace ns3

#endif // QOS_RLNC_NODE_H
