/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PLAYBACK_METER_H
#define QOS_PLAYBACK_METER_H

#include "picture-source.h"

#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace qos
{

/** What a viewer does when a picture is not there in time. */
enum class LatePicture : uint8_t
{
    Wait, //!< playback stops until it comes
    Skip  //!< playback goes on without it
};

/** The knobs of a viewer. */
struct PlaybackParams
{
    double fps = 25;                      //!< pictures per second
    uint32_t startPictures = 25;          //!< that are there before playback starts, 1 or more
    LatePicture late = LatePicture::Wait; //!< when a picture is late
};

/** What a viewer saw. */
struct PlaybackCounters
{
    uint64_t pictures = 0;                 //!< that came and can be shown
    uint64_t late = 0;                     //!< of them, those that came after their time
    uint64_t lost = 0;                     //!< that never came, though later ones did
    uint64_t unused = 0;                   //!< before the first I picture, as they are shown
    uint64_t duplicates = 0;               //!< that came again, or behind later ones
    uint64_t malformed = 0;                //!< that are no pictures
    uint64_t stalls = 0;                   //!< how often playback stopped
    Nanoseconds stalled{0};                //!< for how long in all
    std::optional<Nanoseconds> startDelay; //!< from wanting to watch to the first picture; none:
                                           //!< playback did not start
};

/**
 * @ingroup qos-ioverlay-application
 * The sink of a PictureSource: measures how the video would play. Playback begins with an I picture
 * when some pictures are there; from then on each has its time. A picture that is lost stops
 * nothing.
 *
 * It is told of messages, e.g. by OverlayEngine::SetDeliverCallback(), and needs no timer: what it
 * says is of the pictures that have come.
 */
class PlaybackMeter
{
  public:
    /**
     * @param params its knobs
     * @param wanted when the viewer wanted to watch
     * @throws std::invalid_argument if playback needs no picture to start, or the rate is not above
     * 0
     */
    PlaybackMeter(const PlaybackParams& params, Nanoseconds wanted);

    /**
     * @param message of a PictureSource
     * @param now the time
     */
    void OnMessage(const OverlayMessage& message, Nanoseconds now);

    /** @return what the viewer saw */
    const PlaybackCounters& GetCounters() const
    {
        return m_counters;
    }

  private:
    /**
     * @param shown place of a picture, not before the first one
     * @return when it is shown
     */
    Nanoseconds TimeOf(uint32_t shown) const;

    PlaybackParams m_params;            //!< its knobs
    Nanoseconds m_wanted;               //!< when the viewer wanted to watch
    PlaybackCounters m_counters;        //!< what the viewer saw
    std::optional<uint32_t> m_first;    //!< place of the first I picture
    std::optional<Nanoseconds> m_began; //!< when that is shown, if playback had never stopped
    bool m_hasSequence = false;         //!< whether there was a message
    uint32_t m_nextSequence = 0;        //!< number of the message that should come next
};

} // namespace qos
} // namespace ns3

#endif // QOS_PLAYBACK_METER_H
