/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLVL_WIRE_H
#define QOS_CLVL_WIRE_H

#include "clvl-frame.h"
#include "clvl-report.h"

#include "ns3/byte-view.h"

#include <cstddef>
#include <cstdint>
#include <optional>

/**
 * @file
 * @ingroup qos-overqos-link
 * Frames and reports of virtual links as payload of datagrams. All numbers are big endian.
 *
 *     frame:  version and type (1) | flags (1) | bundle (2) | incarnation (4) | link number (4) |
 *             block (4) | index (1) | sources (1) | window, 10 us (2) | RTT, us (4) | symbol
 *     report: version and type (1) | 0 (1) | bundle (2) | incarnation (4) | exit incarnation (4) |
 *             number (4) | base (4) | edge (4) | latest (4) | held, us (4) | delivered (4) |
 *             lost (4) | most kb/s (4) | a bit for each frame from the base to the edge
 *
 * What is read comes from a network and may be anything; what is malformed is refused as a whole.
 *
 * Source: this project's; OverQoS (NSDI 2004), section 4, only says that its nodes talk UDP.
 */

namespace ns3
{
namespace qos
{

/** Bytes of a frame before its symbol. */
constexpr std::size_t FRAME_HEADER_BYTES = 24;

/** Bytes of a report before its marks. */
constexpr std::size_t REPORT_HEADER_BYTES = 44;

/** Bytes of the largest report. */
constexpr std::size_t MOST_REPORT_BYTES = REPORT_HEADER_BYTES + ClvlReport::MOST_FRAMES / 8;

/** What a datagram of a virtual link is. */
enum class ClvlDatagram : uint8_t
{
    Frame,    //!< from entry to exit
    Report,   //!< from exit to entry
    Malformed //!< none of both
};

/** Whose frame it is, and the frame. */
struct BundleFrame
{
    uint16_t bundle = 0; //!< number of the virtual link
    ClvlFrame frame;     //!< its symbol is a view into the datagram
};

/** Whose report it is, and the report. */
struct BundleReport
{
    uint16_t bundle = 0; //!< number of the virtual link
    ClvlReport report;   //!< what it says
};

/**
 * @param datagram from the network
 * @return what it says it is
 */
ClvlDatagram ClassifyDatagram(ByteView datagram);

/**
 * @param datagram from the network
 * @return the number of the virtual link that it says it belongs to; nothing if it is too short
 */
std::optional<uint16_t> BundleOf(ByteView datagram);

/**
 * Write what precedes the symbol of a frame.
 * @param bundle number of the virtual link
 * @param frame the frame
 * @param bytes where to write FRAME_HEADER_BYTES bytes
 */
void WriteFrameHeader(uint16_t bundle, const ClvlFrame& frame, uint8_t* bytes);

/**
 * @param datagram from the network
 * @return the frame; nothing if it is malformed
 */
std::optional<BundleFrame> ReadFrame(ByteView datagram);

/**
 * @param bundle number of the virtual link
 * @param report the report, with an edge that is not before its base
 * @param bytes where to write at most MOST_REPORT_BYTES bytes
 * @return how many were written
 */
std::size_t WriteReport(uint16_t bundle, const ClvlReport& report, uint8_t* bytes);

/**
 * @param datagram from the network
 * @param report where to put it
 * @return whether it is well-formed; nothing is changed if not
 */
bool ReadReport(ByteView datagram, BundleReport& report);

} // namespace qos
} // namespace ns3

#endif // QOS_CLVL_WIRE_H
