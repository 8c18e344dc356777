/* SPDX-License-Identifier: GPL-2.0-only */

#include "i-algorithm.h"

#include "ns3/payload-reader.h"

namespace ns3
{
namespace qos
{

Verdict
IAlgorithm::Process(const MessagePtr& message, EngineApi& engine)
{
    const MessageHeader& header = message->header;
    switch (header.type)
    {
    case MessageType::Data:
        return OnData(message, engine);
    case MessageType::BootReply: {
        PayloadReader reader(message->Bytes());
        for (const NodeId id : reader.ReadIds())
        {
            if (id != engine.Self())
            {
                m_hosts.Add(id, engine.Random());
            }
        }
        break;
    }
    case MessageType::SJoin:
        OnJoin(header.app, engine);
        break;
    case MessageType::SLeave:
        OnLeave(header.app, engine);
        break;
    case MessageType::STerminate:
        OnTerminate(header.app, engine);
        break;
    case MessageType::BrokenLink:
        m_hosts.Remove(header.Peer());
        OnBrokenLink(header.Peer(), engine);
        break;
    case MessageType::BrokenSource:
        OnBrokenSource(header.app, engine);
        break;
    case MessageType::Timer:
        OnTimer(header.Parameter(0), engine);
        break;
    case MessageType::LinkUp:
    case MessageType::UpRate:
    case MessageType::DownRate:
    case MessageType::SetNodeBw:
    case MessageType::SetLinkBw:
    case MessageType::SetInterval:
    case MessageType::SetWeight:
        break; // nothing for an algorithm to do
    default:
        m_unknown += OnMessage(message, engine) ? 0 : 1;
    }
    return Verdict::Done;
}

Verdict
IAlgorithm::OnData(const MessagePtr& message, EngineApi& engine)
{
    engine.Deliver(message);
    return Verdict::Done;
}

void
IAlgorithm::OnJoin(uint32_t /* app */, EngineApi& /* engine */)
{
}

void
IAlgorithm::OnLeave(uint32_t /* app */, EngineApi& /* engine */)
{
}

void
IAlgorithm::OnTerminate(uint32_t app, EngineApi& engine)
{
    engine.StopSource(app);
}

void
IAlgorithm::OnBrokenLink(NodeId /* peer */, EngineApi& /* engine */)
{
}

void
IAlgorithm::OnBrokenSource(uint32_t /* app */, EngineApi& /* engine */)
{
}

void
IAlgorithm::OnTimer(int32_t /* id */, EngineApi& /* engine */)
{
}

bool
IAlgorithm::OnMessage(const MessagePtr& /* message */, EngineApi& /* engine */)
{
    return false;
}

void
IAlgorithm::Disseminate(const MessagePtr& message,
                        const std::vector<NodeId>& to,
                        double probability,
                        EngineApi& engine)
{
    for (const NodeId id : to)
    {
        if (id != engine.Self() && id != engine.Upstream() && engine.Random() < probability)
        {
            engine.Send(message, id);
        }
    }
}

} // namespace qos
} // namespace ns3
