/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAIR_DECODER_H
#define QOS_PAIR_DECODER_H

#include "coded-payload.h"
#include "pair-streams.h"

#include "ns3/algorithm.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a PairDecoder counted. */
struct PairDecoderCounters
{
    uint64_t decoded = 0;     //!< messages that were found out
    uint64_t superfluous = 0; //!< coded messages that brought nothing new
    uint64_t undecodable = 0; //!< coded messages that became too old
    uint64_t refused = 0;     //!< coded messages that are not well formed
};

/**
 * @ingroup qos-ioverlay-algorithm
 * Delivers both streams of a pair where one of them and their exclusive or come. Nothing is sent.
 *
 * What comes is remembered for WINDOW numbers, until its partner is there: a message of a stream,
 * or what is coded. The originator of a message that is found out is who coded it.
 *
 * Source: iOverlay (Middleware 2004), section 3.1: nodes F and G; the window is reconstructed.
 */
class PairDecoder : public Algorithm
{
  public:
    static constexpr uint32_t WINDOW = 256; //!< numbers that are remembered; a power of two

    /** @param streams what is coded */
    explicit PairDecoder(const PairStreams& streams)
        : m_streams(streams),
          m_places(WINDOW)
    {
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override;

    /** @return what was counted */
    const PairDecoderCounters& GetCounters() const
    {
        return m_counters;
    }

    /** @return how many coded messages wait for a partner */
    std::size_t Waiting() const;

  private:
    static constexpr std::size_t CODED = 2; //!< index of what is coded

    /** What is remembered of a message. */
    struct Known
    {
        SourceMessage bytes;  //!< its size and payload
        bool isThere = false; //!< whether it has come, or was found out
    };

    /** What is known of a number. */
    struct Place
    {
        uint32_t sequence = 0;      //!< the number
        std::array<Known, 3> known; //!< of the two streams, and what is coded
        bool isUsed = false;        //!< whether it is of any number
        NodeId coder;               //!< who coded

        /** @return whether what is coded waits for a partner */
        bool IsWaiting() const
        {
            return known[CODED].isThere && !known[0].isThere && !known[1].isThere;
        }
    };

    /**
     * @param sequence a number
     * @return what is known of it; null if it is too old
     */
    Place* Find(uint32_t sequence);

    /**
     * Find out what is missing, if that is possible now.
     * @param place of a number
     * @param engine delivers
     */
    void Solve(Place& place, EngineApi& engine);

    PairStreams m_streams;          //!< what is coded
    std::vector<Place> m_places;    //!< by sequence number modulo WINDOW
    PairDecoderCounters m_counters; //!< see GetCounters()
};

} // namespace qos
} // namespace ns3

#endif // QOS_PAIR_DECODER_H
