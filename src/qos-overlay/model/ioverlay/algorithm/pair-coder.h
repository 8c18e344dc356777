/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAIR_CODER_H
#define QOS_PAIR_CODER_H

#include "pair-streams.h"

#include "ns3/algorithm.h"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a PairCoder counted. */
struct PairCoderCounters
{
    uint64_t coded = 0;      //!< pairs that were sent
    uint64_t passedOver = 0; //!< messages whose partner can no longer come
};

/**
 * @ingroup qos-ioverlay-algorithm
 * Sends the exclusive or of two streams: message i of the first one is held until message i of the
 * second one is there, or the reverse.
 *
 * Streams come in order, with gaps: when a later message has come, or the upstream is gone, what is
 * missing can no longer come, and its partner is passed over. What is held too long is passed over
 * too.
 *
 * Both streams are delivered here as they come.
 *
 * Source: iOverlay (Middleware 2004), section 3.1: node D; which messages make a pair, and what
 * happens if one is missing, is reconstructed.
 */
class PairCoder : public Algorithm
{
  public:
    /** @param streams what is coded; each of the two comes in order from one upstream */
    explicit PairCoder(const PairStreams& streams)
        : m_config(streams)
    {
    }

    /** @param to a node that coded messages go to too */
    void AddDownstream(NodeId to)
    {
        m_downstreams.push_back(to);
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override;

    /**
     * Let go of what is held, because somebody else takes over.
     * @param engine releases
     */
    void Stop(EngineApi& engine);

    /** @return what was counted */
    const PairCoderCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return how many messages are held now */
    std::size_t Held() const
    {
        return m_streams[0].held.size() + m_streams[1].held.size();
    }

  private:
    /** One of the two streams. */
    struct Stream
    {
        std::deque<MessagePtr> held; //!< in order
        uint32_t latest = 0;         //!< sequence number of the last message that came
        bool hasBegun = false;       //!< whether one came
        bool isOver = false;         //!< whether its upstream is gone, and nothing came since
        NodeId upstream;             //!< where it comes from
    };

    /**
     * @param message of a stream
     * @param number of the stream
     * @param engine sends
     * @return what was done with it
     */
    Verdict OnMessage(const MessagePtr& message, std::size_t number, EngineApi& engine);

    /**
     * @param first message of the first stream
     * @param second message of the second one
     * @param engine sends
     */
    void SendPair(const MessagePtr& first, const MessagePtr& second, EngineApi& engine) const;

    /**
     * Nothing comes of a stream any more.
     * @param number of the stream
     * @param engine releases
     */
    void OnOver(std::size_t number, EngineApi& engine);

    /**
     * A message is held no longer.
     * @param number of its stream
     * @param sequence its number
     */
    void OnExpired(std::size_t number, uint32_t sequence);

    PairStreams m_config;              //!< what is coded
    std::array<Stream, 2> m_streams;   //!< by number
    std::vector<NodeId> m_downstreams; //!< where coded messages go
    PairCoderCounters m_counters;      //!< see GetCounters()
};

} // namespace qos
} // namespace ns3

#endif // QOS_PAIR_CODER_H
