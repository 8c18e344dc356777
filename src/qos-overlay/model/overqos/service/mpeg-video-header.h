/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MPEG_VIDEO_HEADER_H
#define QOS_MPEG_VIDEO_HEADER_H

#include "ns3/byte-view.h"
#include "ns3/picture-type.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** Payload type of MPEG-1 and MPEG-2 video in RTP (RFC 3551, section 6). */
constexpr uint8_t RTP_PAYLOAD_MPEG_VIDEO = 32;

/**
 * @ingroup qos-overqos-service
 * What stands before MPEG-1 and MPEG-2 video in an RTP packet: the video-specific header.
 *
 * Source: RFC 2250, section 3.3.
 */
struct MpegVideoHeader
{
    bool hasMpeg2Extension = false; //!< T: another header follows
    uint16_t temporalReference = 0; //!< TR: order of the picture within its group, 0 to 1023
    bool hasSequenceHeader = false; //!< S: the packet has the parameters of the stream
    bool beginsSlice = false;       //!< B: it begins with a slice
    bool endsSlice = false;         //!< E: its last byte ends a slice
    PictureType type = PictureType::Unknown; //!< P: of the picture

    /**
     * Write the header; what it says of motion vectors and of an active N bit is 0.
     * @param bytes it is appended to them
     */
    void AppendTo(std::vector<uint8_t>& bytes) const;
};

/**
 * Read the video-specific header. Nothing outside the view is read.
 * @param payload of an RTP packet with MPEG video
 * @return the header; nothing if it does not fit or its bits that must be 0 are not
 */
std::optional<MpegVideoHeader> ParseMpegVideo(ByteView payload);

} // namespace qos
} // namespace ns3

#endif // QOS_MPEG_VIDEO_HEADER_H
