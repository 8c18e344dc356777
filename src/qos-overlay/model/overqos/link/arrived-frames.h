/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ARRIVED_FRAMES_H
#define QOS_ARRIVED_FRAMES_H

#include "clvl-report.h"
#include "number-doubt.h"

#include "ns3/serial-ring.h"
#include "ns3/units.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a link number says about a frame. */
enum class FrameArrival : uint8_t
{
    New,         //!< it is seen for the first time
    Duplicate,   //!< it was seen before
    Old,         //!< too old to know
    Implausible, //!< too far ahead of all others, and the first of its kind
    Return       //!< too old, but so are all: numbers had not gone as far as it had seemed
};

/**
 * @ingroup qos-overqos-link
 * Which frames have arrived at the exit of a virtual link, and up to where the rest is lost.
 *
 * A frame is lost when enough later ones have arrived without it, or when it has not come for some
 * time after a later one.
 *
 * Source: OverQoS (NSDI 2004), section 3.3; the rule of three later arrivals is that of TCP and of
 * TFRC (RFC 5348, section 5.1), the time that of this project: an eighth of the round-trip time, or
 * four times the distance of arrivals.
 */
class ArrivedFrames
{
  public:
    /** How far ahead of the latest frame one is believed at once, whatever the time. */
    static constexpr uint32_t ALWAYS_AHEAD = 64;

    /** How far ahead one is believed that comes after a pause: as many as may have been lost
     * meanwhile, but no more than this. One that is farther may be forged; a second one close
     * behind it proves that the numbers have jumped, as after a long outage. */
    static constexpr uint32_t MOST_AHEAD = 1U << 13U;

    /** How long nothing newer comes before two old frames in a row prove that the latest one was
     * forged, or before a frame of another entry is heard. */
    static constexpr Nanoseconds SILENCE = std::chrono::milliseconds{500};

    /** @param reorderFrames later arrivals that make a frame lost, at least 1 */
    explicit ArrivedFrames(uint32_t reorderFrames)
        : m_reorderFrames(reorderFrames)
    {
    }

    /**
     * A frame came; nothing is remembered of it but a doubt.
     * @param link its number
     * @param now the time
     * @return what it is; a new one may be added, and one that returns as the first after all are
     * forgotten
     */
    FrameArrival Judge(uint32_t link, Nanoseconds now);

    /**
     * A frame arrived that is new and of use.
     * @param link its number
     * @param rtt the round-trip time of the link
     * @param now the time
     */
    void Add(uint32_t link, Nanoseconds rtt, Nanoseconds now);

    /** @return when Advance() is to be called, FOREVER if nothing is missing */
    Nanoseconds NextEvent() const;

    /**
     * Call what has been missing for too long lost.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /** @return whether a frame has arrived at all */
    bool HasStarted() const
    {
        return m_hasStarted;
    }

    /** @return the first link number that is not settled */
    uint32_t Edge() const
    {
        return m_gaps.Size() == 0 ? m_highest + 1 : Oldest().begin;
    }

    /** @return the highest link number that arrived */
    uint32_t Highest() const
    {
        return m_highest;
    }

    /** @return the oldest link number that can be told of: that of the first frame that arrived, or
     * of one that is not too old */
    uint32_t First() const
    {
        return m_first;
    }

    /** @return frames that are lost so far; one that comes afterwards stays in it */
    uint64_t Lost() const
    {
        return m_lost;
    }

    /**
     * Fill a report's marks.
     * @param report with its base and edge
     */
    void Mark(ClvlReport& report) const;

  private:
    static constexpr uint32_t WORD_BITS = 64;                     //!< bits of a word
    static constexpr uint32_t SPAN = 2 * ClvlReport::MOST_FRAMES; //!< frames remembered
    static constexpr uint32_t MOST_GAPS = 512;                    //!< open at the same time

    /** Frames that a later one has overtaken. */
    struct Gap
    {
        uint32_t begin = 0;    //!< the first of them
        uint32_t end = 0;      //!< one after the last of them
        uint64_t later = 0;    //!< value of m_advances at which they are lost
        Nanoseconds lostAt{0}; //!< or when
    };

    /**
     * @param link a number within the span
     * @return whether it has arrived
     */
    bool IsMarked(uint32_t link) const
    {
        return (m_marks[link % SPAN / WORD_BITS] >> (link % WORD_BITS) & 1U) != 0;
    }

    /** @return the oldest gap; there is one */
    const Gap& Oldest() const
    {
        return m_gaps[m_gaps.Begin()];
    }

    /**
     * @param now the time
     * @return how far ahead of the latest frame one is believed now
     */
    int32_t MostAhead(Nanoseconds now) const;

    /**
     * Move on to a later frame.
     * @param link its number
     * @param rtt the round-trip time of the link
     * @param now the time
     */
    void MoveOn(uint32_t link, Nanoseconds rtt, Nanoseconds now);

    /** What is missing of the oldest gap is lost. */
    void CloseGap();

    std::array<uint64_t, SPAN / WORD_BITS> m_marks{}; //!< by link number modulo the span
    SerialRing<Gap> m_gaps;                           //!< not settled, the oldest first
    uint32_t m_reorderFrames;                         //!< later arrivals that make a frame lost
    uint32_t m_first = 0;                             //!< see First()
    uint32_t m_highest = 0;                           //!< the latest one
    uint64_t m_advances = 0;                          //!< arrivals that were later than all before
    uint64_t m_lost = 0;                              //!< see Lost()
    Nanoseconds m_lastAdvance{0};                     //!< when the last of them came
    Nanoseconds m_distance{0};                        //!< their smoothed distance
    NumberDoubt m_doubt;                              //!< about one that was implausible
    NumberDoubt m_oldDoubt;    //!< about one that was too old, after a silence
    bool m_hasStarted = false; //!< whether a frame has arrived
};

} // namespace qos
} // namespace ns3

#endif // QOS_ARRIVED_FRAMES_H
