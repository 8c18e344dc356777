/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTROL_COMMAND_H
#define QOS_CONTROL_COMMAND_H

#include "ns3/observer-commands.h"
#include "ns3/overlay-message.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-observer
 * What the control panel tells a node: one function for each action.
 *
 * Source: iOverlay (Middleware 2004), section 2.2.
 */
struct ControlCommand
{
    MessageHeader header; //!< of the message
    Payload payload;      //!< of the message; null if it has none

    /**
     * @param scope which bandwidth of the node
     * @param rate the new one; 0 for unlimited
     * @return the command
     */
    static ControlCommand NodeBandwidth(BandwidthScope scope, Bitrate rate);

    /**
     * @param peer the other end of the link
     * @param direction which way
     * @param rate the new bandwidth; 0 for unlimited
     * @return the command
     */
    static ControlCommand LinkBandwidth(NodeId peer, Direction direction, Bitrate rate);

    /**
     * @param interval over which the emulation of bandwidth counts; 0: one message after the other
     * @return the command
     */
    static ControlCommand Interval(Nanoseconds interval);

    /**
     * @param app application of which the node becomes the source
     * @param source how it sends
     * @return the command
     */
    static ControlCommand Deploy(uint32_t app, const DeployCommand& source);

    /**
     * @param app an application
     * @return the command to join it
     */
    static ControlCommand Join(uint32_t app);

    /**
     * @param app an application
     * @return the command to leave it
     */
    static ControlCommand Leave(uint32_t app);

    /**
     * @param app an application
     * @return the command to end its source
     */
    static ControlCommand TerminateSource(uint32_t app);

    /** @return the command to end the node in peace */
    static ControlCommand TerminateNode();

    /**
     * @param peer whose messages
     * @param weight how many are taken in a round, 1 or more
     * @return the command
     */
    static ControlCommand Weight(NodeId peer, uint16_t weight);

    /**
     * @param app the application, if it is about one
     * @param first an integer for the algorithm
     * @param second another one
     * @return the command
     */
    static ControlCommand Custom(uint32_t app, int32_t first, int32_t second);

    /**
     * @param role in network coding, which the node has from now on; a sound one
     * @return the command
     */
    static ControlCommand Code(const CodingCommand& role);
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTROL_COMMAND_H
