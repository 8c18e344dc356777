/* SPDX-License-Identifier: GPL-2.0-only */

#include "engine-control.h"

#include "engine-status.h"

#include "ns3/observer-commands.h"

namespace ns3
{
namespace qos
{

EngineControl::EngineControl(EngineContext& context,
                             EngineInputs& inputs,
                             EngineTransmission& transmission)
    : m_context(context),
      m_inputs(inputs),
      m_transmission(transmission)
{
}

EngineControl::Outcome
EngineControl::Handle(const PendingControl& control, EngineApi& engine)
{
    const MessageType type = control.message->header.type;
    if (!IsObserverCommand(type))
    {
        return Outcome::Pass;
    }
    if (!control.IsOwn() && control.from != m_context.params.observer)
    {
        ++m_context.counters.refused;
        return Outcome::Done;
    }
    if (type == MessageType::TerminateNode)
    {
        return Outcome::End;
    }
    if (type == MessageType::Request)
    {
        Answer(*control.message, engine);
    }
    else if (!Obey(*control.message))
    {
        ++m_context.counters.malformed;
        return Outcome::Done;
    }
    return Outcome::Pass;
}

bool
EngineControl::Obey(const OverlayMessage& message)
{
    switch (message.header.type)
    {
    case MessageType::SetNodeBw: {
        const auto command = NodeBandwidthCommand::FromHeader(message.header);
        if (!command)
        {
            return false;
        }
        BandwidthLimits limits = m_transmission.Limits();
        switch (command->scope)
        {
        case BandwidthScope::Total:
            limits.total = command->rate;
            break;
        case BandwidthScope::Up:
            limits.up = command->rate;
            break;
        case BandwidthScope::Down:
            limits.down = command->rate;
            break;
        }
        m_transmission.SetLimits(limits);
        return true;
    }
    case MessageType::SetLinkBw: {
        const auto command = LinkBandwidthCommand::Read(message.Bytes());
        if (command)
        {
            m_transmission.SetLinkLimit(command->peer, command->direction, command->rate);
        }
        return command.has_value();
    }
    case MessageType::SetInterval: {
        const auto command = IntervalCommand::FromHeader(message.header);
        if (command)
        {
            BandwidthLimits limits = m_transmission.Limits();
            limits.interval = command->interval;
            m_transmission.SetLimits(limits);
        }
        return command.has_value();
    }
    case MessageType::SetWeight: {
        const auto command = WeightCommand::Read(message.Bytes());
        if (command)
        {
            m_inputs.SetWeight(command->peer, command->weight);
        }
        return command.has_value();
    }
    default:
        return true; // the algorithm's
    }
}

void
EngineControl::Answer(const OverlayMessage& message, EngineApi& engine) const
{
    if (engine.Observer().IsNone())
    {
        return;
    }
    MessageHeader header;
    header.type = MessageType::Status;
    header.sequence = message.header.sequence;
    engine.Send(engine.Make(header, StatusOf(m_context.engine).Write()), engine.Observer());
}

} // namespace qos
} // namespace ns3
