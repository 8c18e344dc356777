/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MPEG_STREAM_H
#define QOS_MPEG_STREAM_H

#include "ns3/mpeg-video-header.h"
#include "ns3/picture-sequence.h"
#include "ns3/random-variable-stream.h"
#include "ns3/units.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of an MPEG stream. */
struct MpegStreamParams : PictureParams
{
    uint32_t packetBytes = 1400; //!< most video data in a packet
};

/**
 * @ingroup qos-examples
 * MPEG video in RTP, with headers by RFC 3550 and RFC 2250. Pictures come in the order in which
 * they are coded. The packets of a picture are spread over its time.
 */
class MpegStream
{
  public:
    /** A picture. */
    struct Picture
    {
        PictureType type = PictureType::I;            //!< what it is predicted from
        std::size_t group = 0;                        //!< its group
        std::size_t first = 0;                        //!< its first packet
        std::size_t packets = 0;                      //!< how many it has
        std::array<std::size_t, 2> needs{NONE, NONE}; //!< pictures that it is predicted from
    };

    /** A packet. */
    struct Packet
    {
        std::vector<uint8_t> payload; //!< what UDP carries
        Nanoseconds time{0};          //!< when it is sent
    };

    static constexpr std::size_t NONE = CodedPicture::NONE; //!< no picture

    /**
     * @param params the knobs
     * @param stream number of the random stream, for sizes
     */
    MpegStream(const MpegStreamParams& params, int64_t stream);

    /**
     * The next picture.
     * @param packets its packets are appended to them
     */
    void Next(std::vector<Packet>& packets);

    /** @return pictures so far, in the order of their packets */
    const std::vector<Picture>& Pictures() const
    {
        return m_pictures;
    }

  private:
    MpegStreamParams m_params;          //!< knobs
    PictureSequence m_sequence;         //!< of pictures
    Ptr<NormalRandomVariable> m_random; //!< of sizes
    std::vector<Picture> m_pictures;    //!< so far
    std::size_t m_packets = 0;          //!< so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_MPEG_STREAM_H
