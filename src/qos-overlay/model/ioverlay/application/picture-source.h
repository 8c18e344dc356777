/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PICTURE_SOURCE_H
#define QOS_PICTURE_SOURCE_H

#include "ns3/byte-view.h"
#include "ns3/message-source.h"
#include "ns3/node-random.h"
#include "ns3/picture-sequence.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace ns3
{
namespace qos
{

/** What stands at the beginning of a message that is a picture. */
struct PictureMark
{
    static constexpr std::size_t BYTES = 5; //!< of it

    uint32_t shown = 0;                //!< its place among all that are shown
    PictureType type = PictureType::I; //!< what it is predicted from

    /** @return the first bytes of the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload, of which the first ones are read
     * @return the mark; none if there is none
     */
    static std::optional<PictureMark> Read(ByteView bytes);
};

/** The knobs of a source of MPEG video. */
struct PictureSourceParams
{
    PictureParams video;                                      //!< the pictures
    uint32_t pictures = std::numeric_limits<uint32_t>::max(); //!< how many there are
    uint64_t seed = 1;                                        //!< of their sizes
};

/**
 * @ingroup qos-ioverlay-application
 * A source of MPEG-like video: a message for each picture, in the order of coding and at the rate
 * of pictures. Of the payload only the mark and the size are known.
 *
 * A picture for which there is no room at its time comes later, those behind it as soon as there is
 * room after their time. A picture has at most 65,536 bytes.
 *
 * Source: iOverlay (Middleware 2004), section 3, has streams of MPEG-4; the model is ours.
 */
class PictureSource : public MessageSource
{
  public:
    /**
     * @param params its knobs
     * @throws std::invalid_argument if the group of pictures is none, or the rate is not above 0
     */
    explicit PictureSource(const PictureSourceParams& params);

    Nanoseconds NextAt(Nanoseconds now) override;
    SourceMessage Take(uint32_t sequence, Nanoseconds now) override;

  private:
    PictureSourceParams m_params; //!< its knobs
    PictureSequence m_sequence;   //!< the pictures
    NodeRandom m_random;          //!< for their sizes
    uint32_t m_taken = 0;         //!< pictures
    Nanoseconds m_began{-1};      //!< when it was asked first; below 0: not yet
};

} // namespace qos
} // namespace ns3

#endif // QOS_PICTURE_SOURCE_H
