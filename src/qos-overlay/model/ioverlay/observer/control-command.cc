/* SPDX-License-Identifier: GPL-2.0-only */

#include "control-command.h"

#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param type of a command
 * @param app which it is about
 * @param payload what it says
 * @return the command
 */
ControlCommand
CommandOf(MessageType type, uint32_t app = 0, Payload payload = nullptr)
{
    ControlCommand command;
    command.header.type = type;
    command.header.app = app;
    command.payload = std::move(payload);
    return command;
}

} // namespace

ControlCommand
ControlCommand::NodeBandwidth(BandwidthScope scope, Bitrate rate)
{
    return {NodeBandwidthCommand{scope, rate}.ToHeader(), nullptr};
}

ControlCommand
ControlCommand::LinkBandwidth(NodeId peer, Direction direction, Bitrate rate)
{
    return CommandOf(MessageType::SetLinkBw,
                     0,
                     LinkBandwidthCommand{peer, direction, rate}.Write());
}

ControlCommand
ControlCommand::Interval(Nanoseconds interval)
{
    return {IntervalCommand{interval}.ToHeader(), nullptr};
}

ControlCommand
ControlCommand::Deploy(uint32_t app, const DeployCommand& source)
{
    return CommandOf(MessageType::SDeploy, app, source.Write());
}

ControlCommand
ControlCommand::Join(uint32_t app)
{
    return CommandOf(MessageType::SJoin, app);
}

ControlCommand
ControlCommand::Leave(uint32_t app)
{
    return CommandOf(MessageType::SLeave, app);
}

ControlCommand
ControlCommand::TerminateSource(uint32_t app)
{
    return CommandOf(MessageType::STerminate, app);
}

ControlCommand
ControlCommand::TerminateNode()
{
    return CommandOf(MessageType::TerminateNode);
}

ControlCommand
ControlCommand::Weight(NodeId peer, uint16_t weight)
{
    return CommandOf(MessageType::SetWeight, 0, WeightCommand{peer, weight}.Write());
}

ControlCommand
ControlCommand::Custom(uint32_t app, int32_t first, int32_t second)
{
    return {CustomCommand{app, first, second}.ToHeader(), nullptr};
}

ControlCommand
ControlCommand::Code(const CodingCommand& role)
{
    return CommandOf(MessageType::NcConfig, role.app, role.Write());
}

} // namespace qos
} // namespace ns3
