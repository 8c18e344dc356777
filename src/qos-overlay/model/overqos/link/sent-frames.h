/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SENT_FRAMES_H
#define QOS_SENT_FRAMES_H

#include "clvl-frame.h"
#include "clvl-report.h"
#include "number-doubt.h"

#include "ns3/serial-ring.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** What the entry knows of a frame. */
enum class FrameFate : uint8_t
{
    InFlight, //!< nothing yet
    Received, //!< a report marks it
    Lost,     //!< a report covers it and does not mark it
    Unknown,  //!< reports that could have told did not come
    Withdrawn //!< it was never sent
};

/** How many fates there are. */
constexpr std::size_t FRAME_FATES = 5;

/** What the entry remembers of a frame. */
struct SentFrame
{
    Nanoseconds sentAt{0};                  //!< when it was sent
    uint32_t block = 0;                     //!< block within its round
    uint32_t data = 0;                      //!< number of its data, if it has some
    FrameKind kind = FrameKind::Data;       //!< what it is for
    CodingRound round = CodingRound::First; //!< its round
    uint8_t index = 0;                      //!< place in the block, or row
    bool isCoded = false;                   //!< whether it belongs to a block that gets parity
    FrameFate fate = FrameFate::InFlight;   //!< what became of it
};

/** A frame whose fate has changed. */
struct FateChange
{
    SentFrame frame;                        //!< with its new fate
    FrameFate before = FrameFate::InFlight; //!< its fate until now
};

/** What a report brought. */
struct LinkObservation
{
    bool isNews = false;                  //!< whether the report was used at all
    uint32_t received = 0;                //!< frames that are known to have arrived, and were not
    uint32_t lost = 0;                    //!< frames that are known to be lost, and were not
    uint32_t unknown = 0;                 //!< frames of which nothing will be known
    uint32_t spurious = 0;                //!< of the received, those that had been called lost
    std::optional<Nanoseconds> roundTrip; //!< a measured round-trip time
};

/** How often what happened to reports. */
struct ReportCounters
{
    uint64_t used = 0;       //!< brought news
    uint64_t stale = 0;      //!< older than another one, or a copy
    uint64_t foreign = 0;    //!< about frames of another incarnation
    uint64_t impossible = 0; //!< far beyond all frames that were sent, or all reports that came
};

/**
 * @ingroup qos-overqos-link
 * The transmissions on a virtual link, and what reports say of them.
 *
 * Source: OverQoS (NSDI 2004), section 3.3: loss and delay of a link are measured between its
 * nodes. How is this project's.
 */
class SentFrames
{
  public:
    /** Most frames remembered; what became of older ones stays unknown. */
    static constexpr uint32_t MOST_FRAMES = 1U << 16U;

    /** How far beyond what was sent a report may go and still be used, up to there: a forged frame
     * leads the exit so far (ArrivedFrames::MOST_AHEAD). As many reports may be missing before one
     * that is believed at once. */
    static constexpr uint32_t MOST_BEYOND = 1U << 13U;

    /**
     * @param incarnation of the entry
     * @param first link number of the first frame
     */
    explicit SentFrames(uint32_t incarnation, uint32_t first = 0);

    /**
     * A frame had to wait and leaves only now; the wait is no part of the round-trip time.
     * @param link its number; nothing happens if it is not remembered
     * @param now the time
     */
    void Delay(uint32_t link, Nanoseconds now)
    {
        if (m_frames.Contains(link))
        {
            m_frames[link].sentAt = now;
        }
    }

    /**
     * A frame had to wait and will not be sent; a report that does not mark it tells of no loss.
     * @param link its number; nothing happens if it is not remembered
     */
    void Withdraw(uint32_t link);

    /** @return the link number of the next frame */
    uint32_t Next() const
    {
        return m_frames.End();
    }

    /** @param frame one that is sent under the number Next() */
    void Add(const SentFrame& frame);

    /** @return frames whose fate is open */
    uint32_t InFlight() const
    {
        return m_inFlight;
    }

    /**
     * A report came.
     * @param report what it says; the edge is not before the base
     * @param now the time
     * @return what it brought
     */
    LinkObservation Apply(const ClvlReport& report, Nanoseconds now);

    /**
     * No more reports are expected.
     * @return how many frames stay unknown
     */
    uint32_t GiveUp();

    /** @return the frames whose fate the last call of Apply(), GiveUp(), Withdraw() or Add() has
     * changed, in the order of their numbers */
    const std::vector<FateChange>& Changes() const
    {
        return m_changes;
    }

    /** @return what happened to reports */
    const ReportCounters& GetCounters() const
    {
        return m_counters;
    }

  private:
    /**
     * @param report a report
     * @return whether it is about what was sent, and newer than the last one
     */
    bool IsUsable(const ClvlReport& report);

    /**
     * @param number of a report of the exit that is heard
     * @return whether it is newer than the last one; a number that is far from it may be forged,
     * or that may have been, and is believed if another one proves it
     */
    bool IsNewer(uint32_t number);

    /**
     * @param frame a frame
     * @param fate its new fate
     */
    void Change(SentFrame& frame, FrameFate fate);

    /** Remove the oldest frame; its fate stays unknown if it is open. */
    void Forget();

    SerialRing<SentFrame> m_frames;    //!< by link number
    std::vector<FateChange> m_changes; //!< see Changes()
    ReportCounters m_counters;         //!< of reports
    uint32_t m_incarnation;            //!< of the entry
    uint32_t m_inFlight = 0;           //!< frames whose fate is open
    NumberDoubt m_doubt;               //!< about the number of a report
    uint32_t m_lastReport = 0;         //!< number of the newest report
    uint32_t m_lastExit = 0;           //!< incarnation of the exit that made it
    uint32_t m_lastLatest = 0;         //!< the frame that gave the last round-trip time
    bool m_hasReport = false;          //!< whether there was one
};

} // namespace qos
} // namespace ns3

#endif // QOS_SENT_FRAMES_H
