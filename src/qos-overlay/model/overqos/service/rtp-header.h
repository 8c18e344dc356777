/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RTP_HEADER_H
#define QOS_RTP_HEADER_H

#include "ns3/byte-view.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * The fixed header of RTP.
 *
 * Source: RFC 3550, section 5.1.
 */
struct RtpHeader
{
    bool isMarked = false;              //!< marker; the last packet of a picture, for MPEG video
    uint8_t payloadType = 0;            //!< 0 to 127
    uint16_t sequence = 0;              //!< counts packets
    uint32_t timestamp = 0;             //!< in ticks of the payload type's clock
    uint32_t synchronisationSource = 0; //!< whose packet it is

    /**
     * Write the header, without contributing sources and extension.
     * @param bytes it is appended to them
     */
    void AppendTo(std::vector<uint8_t>& bytes) const;
};

/** An RTP packet: its header, and what it carries. */
struct RtpPacket
{
    RtpHeader header; //!< the header
    ByteView payload; //!< behind contributing sources and extension, without padding
};

/**
 * Read an RTP packet. Nothing outside the view is read.
 * @param datagram what UDP carries
 * @return the packet; nothing if the version is not 2 or anything does not fit into the datagram
 */
std::optional<RtpPacket> ParseRtp(ByteView datagram);

/**
 * @param datagram what UDP carries
 * @return whether it looks like RTCP, which may come to the same port (RFC 5761, section 4)
 */
bool IsRtcp(ByteView datagram);

} // namespace qos
} // namespace ns3

#endif // QOS_RTP_HEADER_H
