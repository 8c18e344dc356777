/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBSERVER_REPORTS_H
#define QOS_OBSERVER_REPORTS_H

#include "node-id.h"
#include "overlay-message.h"

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

/**
 * @file
 * @ingroup qos-ioverlay-message
 * What nodes tell their observer, beside their status (StatusReport). Reading returns nothing if a
 * payload is not exactly what it should be.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for bootstrap, failures and traces; the layouts
 * are reconstructed.
 */

namespace ns3
{
namespace qos
{

/** MessageType::Boot: a node is there, and asks whom it may know. */
struct BootRequest
{
    Bitrate total; //!< emulated bandwidth in and out together; 0: unlimited
    Bitrate up;    //!< emulated bandwidth out; 0: unlimited
    Bitrate down;  //!< emulated bandwidth in; 0: unlimited

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the request
     */
    static std::optional<BootRequest> Read(ByteView bytes);
};

/** MessageType::NodeDownReport: a node saw the end of another one. */
struct NodeDown
{
    NodeId peer;        //!< which is gone
    uint8_t reason = 0; //!< how it was seen: a number of LinkEnd

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the report
     */
    static std::optional<NodeDown> Read(ByteView bytes);
};

/** MessageType::Trace: a line for the log of the observer. */
struct TraceLine
{
    static constexpr std::size_t MOST = 1000; //!< bytes

    std::string text; //!< the line

    /** @return the payload, of the first bytes if there are too many */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the line, in which characters that would break it are blanks
     */
    static std::optional<TraceLine> Read(ByteView bytes);
};

} // namespace qos
} // namespace ns3

#endif // QOS_OBSERVER_REPORTS_H
