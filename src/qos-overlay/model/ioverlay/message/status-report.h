/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STATUS_REPORT_H
#define QOS_STATUS_REPORT_H

#include "direction.h"
#include "node-id.h"
#include "overlay-message.h"

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** One direction of a link, as a node sees it. */
struct LinkStatus
{
    NodeId peer;                          //!< who is at the other end
    Direction direction = Direction::Out; //!< which way
    uint8_t inputMessages = 0;            //!< data in the receiver's buffer; 255 for more too
    uint8_t outputMessages = 0;           //!< data in the sender's buffer; 255 for more too
    uint32_t rate = 0;                    //!< of payload, bytes per second, lately
    Nanoseconds rtt{0};                   //!< to the peer and back; 0: not known
    uint32_t lost = 0;                    //!< data that was dropped or lost
};

/** What a node is to an application. */
struct AppStatus
{
    uint32_t app = 0;             //!< the application
    uint16_t degree = 0;          //!< edges at the node; 65,535 for more too
    NodeId parent;                //!< upstream; none if there is none
    std::vector<NodeId> children; //!< downstream
};

/**
 * @ingroup qos-ioverlay-message
 * How a node is: what it tells its observer from time to time.
 *
 * A report is bounded, whatever the node has: it leaves out what is beyond the limits here.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for buffer lengths, measurements and lists of
 * neighbours; the layout is reconstructed.
 */
struct StatusReport
{
    static constexpr std::size_t MOST_LINKS = 1024;    //!< directions of links
    static constexpr std::size_t MOST_APPS = 256;      //!< applications
    static constexpr std::size_t MOST_CHILDREN = 6000; //!< of all applications together

    Nanoseconds uptime{0};         //!< since the node began, to a millisecond
    std::vector<LinkStatus> links; //!< by direction, in the order in which the node has them
    std::vector<AppStatus> apps;   //!< in the order in which the node has them
    Bitrate total;                 //!< emulated bandwidth in and out together; 0: unlimited
    Bitrate up;                    //!< emulated bandwidth out; 0: unlimited
    Bitrate down;                  //!< emulated bandwidth in; 0: unlimited

    /**
     * @param app an application
     * @return what the node is to it; null if it is nothing
     */
    const AppStatus* FindApp(uint32_t app) const;

    /** @return the payload, below 65,536 bytes */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the report; none if it is not exactly one, or is beyond the limits
     */
    static std::optional<StatusReport> Read(ByteView bytes);
};

} // namespace qos
} // namespace ns3

#endif // QOS_STATUS_REPORT_H
