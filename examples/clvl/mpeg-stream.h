/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MPEG_STREAM_H
#define QOS_MPEG_STREAM_H

#include "ns3/mpeg-video-header.h"
#include "ns3/random-variable-stream.h"
#include "ns3/units.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of an MPEG stream. */
struct MpegStreamParams
{
    std::string gop = "IBBPBBPBBPBB"; //!< a group of pictures, as it is shown
    double fps = 25;                  //!< pictures per second
    double intraBytes = 15000;        //!< mean size of an I picture
    double forwardBytes = 7000;       //!< of a P picture
    double bothBytes = 3000;          //!< of a B picture
    double sizeSpread = 0.25;         //!< coefficient of variation of the sizes of one type
    uint32_t packetBytes = 1400;      //!< most video data in a packet
};

/**
 * @ingroup qos-examples
 * MPEG video in RTP, with headers by RFC 3550 and RFC 2250. Pictures come in the order in which
 * they are coded: a B picture behind the two that it is predicted from, the second of which may
 * belong to the next group. Sizes are log-normal. The packets of a picture are spread over its
 * time.
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

    static constexpr std::size_t NONE = SIZE_MAX; //!< no picture

    /**
     * @param gop a group of pictures
     * @return whether it is I, then P or B
     */
    static bool IsGroup(const std::string& gop);

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
    /**
     * @param type of a picture
     * @return its mean size
     */
    double MeanBytes(PictureType type) const;

    /**
     * Choose the next picture in the order of coding.
     * @return its place among all that are shown
     */
    std::size_t NextShown();

    /**
     * @param shown place of a picture among all that are shown
     * @return its type
     */
    PictureType TypeOf(std::size_t shown) const;

    MpegStreamParams m_params;          //!< knobs
    Ptr<NormalRandomVariable> m_random; //!< of sizes
    std::vector<Picture> m_pictures;    //!< so far
    std::vector<std::size_t> m_held;    //!< B pictures behind whose second reference it is now
    std::size_t m_nextShown = 0;        //!< the next one that is shown
    std::size_t m_packets = 0;          //!< so far
    std::array<std::size_t, 2> m_references{NONE, NONE}; //!< the last two, the last one second
};

} // namespace qos
} // namespace ns3

#endif // QOS_MPEG_STREAM_H
