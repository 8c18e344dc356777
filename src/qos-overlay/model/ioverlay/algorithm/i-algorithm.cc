/* SPDX-License-Identifier: GPL-2.0-only */

#include "i-algorithm.h"

#include "ns3/observer-commands.h"
#include "ns3/observer-reports.h"
#include "ns3/paced-source.h"
#include "ns3/payload-reader.h"
#include "ns3/payload-writer.h"
#include "ns3/transport.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint8_t ANNOUNCE_TTL = 16;       // hops that the news of a source goes
constexpr std::size_t MOST_SOURCES = 1000; // that a node remembers

/**
 * @param type of a message
 * @param payload what it says
 * @param engine sends it to the observer, if there is one
 */
void
TellObserver(MessageType type, Payload payload, EngineApi& engine)
{
    if (!engine.Observer().IsNone())
    {
        MessageHeader header;
        header.type = type;
        engine.Send(engine.Make(header, std::move(payload)), engine.Observer());
    }
}

} // namespace

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
    case MessageType::SDeploy:
        Deploy(message, engine);
        break;
    case MessageType::SAnnounce: {
        PayloadReader reader(message->Bytes());
        const NodeId source = reader.ReadId();
        if (reader.IsWhole() && !source.IsNone())
        {
            Announce(header.app, source, header.ttl, engine);
        }
        else
        {
            ++m_unknown;
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
        ReportDown(header, engine);
        OnBrokenLink(header.Peer(), engine);
        break;
    case MessageType::BrokenSource:
        OnBrokenSource(header.app, engine);
        break;
    case MessageType::Timer:
        OnTimer(header.Parameter(0), engine);
        break;
    case MessageType::Writable:
        OnWritable(header.Peer(), engine);
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
IAlgorithm::Boot(EngineApi& engine)
{
    const BootRequest request{engine.TotalBandwidth(), {}, {}};
    TellObserver(MessageType::Boot, request.Write(), engine);
}

void
IAlgorithm::Trace(const std::string& text, EngineApi& engine)
{
    TellObserver(MessageType::Trace, TraceLine{text}.Write(), engine);
}

void
IAlgorithm::Deploy(const MessagePtr& message, EngineApi& engine)
{
    const auto command = DeployCommand::Read(message->Bytes());
    if (!command)
    {
        ++m_unknown;
        return;
    }
    const uint32_t app = message->header.app;
    PacedSourceParams source;
    source.bytes = command->bytes;
    source.rate = command->rate;
    source.messages = command->messages == 0 ? source.messages : command->messages;
    OnDeploy(app, engine);
    engine.StartSource(app, std::make_unique<PacedSource>(source));
    Announce(app, engine.Self(), ANNOUNCE_TTL, engine);
}

void
IAlgorithm::Announce(uint32_t app, NodeId source, uint8_t ttl, EngineApi& engine)
{
    const auto isIt = [app, source](const KnownSource& known) {
        return known.app == app && known.source == source;
    };
    if (std::any_of(m_sources.begin(), m_sources.end(), isIt))
    {
        return;
    }
    if (m_sources.size() == MOST_SOURCES)
    {
        m_sources.erase(m_sources.begin());
    }
    m_sources.push_back({app, source});
    if (ttl > 0)
    {
        MessageHeader header;
        header.type = MessageType::SAnnounce;
        header.app = app;
        header.ttl = static_cast<uint8_t>(ttl - 1);
        const Payload payload = PayloadWriter().WriteId(source).Finish();
        Disseminate(engine.Make(header, payload), m_hosts.Ids(), 1, engine);
    }
    if (source != engine.Self())
    {
        m_hosts.Add(source, engine.Random());
        OnAnnounce(app, source, engine);
    }
}

void
IAlgorithm::ReportDown(const MessageHeader& header, EngineApi& engine)
{
    const auto why = static_cast<LinkEnd>(header.Detail());
    const bool isSudden = why == LinkEnd::Reset || why == LinkEnd::Silence;
    if (isSudden && header.Peer() != engine.Observer())
    {
        const NodeDown down{header.Peer(), static_cast<uint8_t>(why)};
        TellObserver(MessageType::NodeDownReport, down.Write(), engine);
    }
}

void
IAlgorithm::OnDeploy(uint32_t /* app */, EngineApi& /* engine */)
{
}

void
IAlgorithm::OnAnnounce(uint32_t /* app */, NodeId /* source */, EngineApi& /* engine */)
{
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
IAlgorithm::OnWritable(NodeId /* peer */, EngineApi& /* engine */)
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
