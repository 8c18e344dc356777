/* SPDX-License-Identifier: GPL-2.0-only */

#include "playback-meter.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

PlaybackMeter::PlaybackMeter(const PlaybackParams& params, Nanoseconds wanted)
    : m_params(params),
      m_wanted(wanted)
{
    if (params.startPictures == 0)
    {
        throw std::invalid_argument("playback starts with 0 pictures; it has to be 1 or more");
    }
    if (!(params.fps > 0))
    {
        throw std::invalid_argument("the rate of pictures is " + std::to_string(params.fps) +
                                    " per second; it has to be above 0");
    }
}

Nanoseconds
PlaybackMeter::TimeOf(uint32_t shown) const
{
    constexpr double SECOND = 1e9;
    const Nanoseconds place{std::llround(SECOND * (shown - *m_first) / m_params.fps)};
    return *m_began + m_counters.stalled + place;
}

void
PlaybackMeter::OnMessage(const OverlayMessage& message, Nanoseconds now)
{
    const auto mark = PictureMark::Read(message.Bytes());
    if (!mark)
    {
        ++m_counters.malformed;
        return;
    }
    const uint32_t sequence = message.header.sequence;
    if (m_hasSequence && sequence < m_nextSequence)
    {
        ++m_counters.duplicates;
        return;
    }
    m_counters.lost += m_first ? sequence - m_nextSequence : 0;
    m_hasSequence = true;
    m_nextSequence = sequence + 1;
    if (!m_first && mark->type == PictureType::I)
    {
        m_first = mark->shown;
    }
    if (!m_first || mark->shown < *m_first)
    {
        ++m_counters.unused;
        return;
    }
    ++m_counters.pictures;
    if (!m_began)
    {
        if (m_counters.pictures == m_params.startPictures)
        {
            m_began = now;
            m_counters.startDelay = now - m_wanted;
        }
        return;
    }
    const Nanoseconds behind = now - TimeOf(mark->shown);
    if (behind > Nanoseconds{0})
    {
        ++m_counters.late;
        if (m_params.late == LatePicture::Wait)
        {
            ++m_counters.stalls;
            m_counters.stalled += behind;
        }
    }
}

} // namespace qos
} // namespace ns3
