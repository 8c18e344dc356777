/* SPDX-License-Identifier: GPL-2.0-only */

#include "coding-node.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param command gives a role
 * @return the applications whose data is its own
 */
std::vector<uint32_t>
AppsOf(const CodingCommand& command)
{
    switch (command.role)
    {
    case CodingRole::PairCoder:
    case CodingRole::PairDecoder:
        return {command.app, command.streams[0], command.streams[1]};
    default:
        return {command.app};
    }
}

/**
 * @param some applications
 * @param others too
 * @return whether an application is among both
 */
bool
HaveCommon(const std::vector<uint32_t>& some, const std::vector<uint32_t>& others)
{
    return std::find_first_of(some.begin(), some.end(), others.begin(), others.end()) != some.end();
}

} // namespace

Verdict
CodingNode::Process(const MessagePtr& message, EngineApi& engine)
{
    switch (message->header.type)
    {
    case MessageType::Timer:
    case MessageType::BrokenLink:
    case MessageType::BrokenSource:
    case MessageType::Writable:
        TellRoles(message, engine);
        break;
    default:
        break;
    }
    return IAlgorithm::Process(message, engine);
}

void
CodingNode::TellRoles(const MessagePtr& message, EngineApi& engine)
{
    for (Role& role : m_roles)
    {
        std::visit([&](auto& worker) { worker.Process(message, engine); }, role.worker);
        auto* const relay = std::get_if<StaticRelay>(&role.worker);
        if (relay != nullptr && message->header.type == MessageType::BrokenLink)
        {
            relay->RemoveRoutes(message->header.Peer());
        }
    }
}

Verdict
CodingNode::OnData(const MessagePtr& message, EngineApi& engine)
{
    if (Role* const role = Find(message->header.app))
    {
        return std::visit([&](auto& worker) { return worker.Process(message, engine); },
                          role->worker);
    }
    if (!engine.Upstream().IsNone())
    {
        engine.Deliver(message);
    }
    return Verdict::Done;
}

bool
CodingNode::OnMessage(const MessagePtr& message, EngineApi& engine)
{
    const MessageHeader& header = message->header;
    switch (header.type)
    {
    case MessageType::NcConfig: {
        const auto command = CodingCommand::Read(header.app, message->Bytes());
        return command && Take(*command, engine);
    }
    case MessageType::SendFailed:
    case MessageType::NcGenDone:
    case MessageType::NcGenWant:
        if (Role* const role = Find(header.app))
        {
            std::visit([&](auto& worker) { worker.Process(message, engine); }, role->worker);
        }
        return true;
    default:
        return false;
    }
}

bool
CodingNode::Take(const CodingCommand& command, EngineApi& engine)
{
    const auto isSelf = [&engine](const CodingDownstream& downstream) {
        return downstream.node == engine.Self();
    };
    if (!command.Fault().empty() ||
        std::any_of(command.downstreams.begin(), command.downstreams.end(), isSelf))
    {
        return false;
    }
    std::vector<uint32_t> apps = AppsOf(command);
    const auto isOther = [&apps](const Role& role) { return !HaveCommon(role.apps, apps); };
    const auto others = std::count_if(m_roles.begin(), m_roles.end(), isOther);
    if (command.role != CodingRole::None && static_cast<std::size_t>(others) == MOST_ROLES)
    {
        return false;
    }
    const auto ended = std::stable_partition(m_roles.begin(), m_roles.end(), isOther);
    for (auto role = ended; role != m_roles.end(); ++role)
    {
        const auto stop = [&engine](auto& worker) {
            using Kind = std::decay_t<decltype(worker)>;
            if constexpr (std::is_same_v<Kind, PairCoder> || std::is_same_v<Kind, RlncNode>)
            {
                worker.Stop(engine);
            }
        };
        std::visit(stop, role->worker);
    }
    m_roles.erase(ended, m_roles.end());
    if (command.role != CodingRole::None)
    {
        m_roles.push_back({command.role, std::move(apps), MakeWorker(command)});
    }
    return true;
}

CodingNode::Worker
CodingNode::MakeWorker(const CodingCommand& command)
{
    const PairStreams streams{command.streams, command.app};
    switch (command.role)
    {
    case CodingRole::PairCoder: {
        PairCoder coder(streams);
        for (const CodingDownstream& downstream : command.downstreams)
        {
            coder.AddDownstream(downstream.node);
        }
        return coder;
    }
    case CodingRole::PairDecoder:
        return PairDecoder(streams);
    case CodingRole::Rlnc: {
        RlncNodeParams params;
        params.app = command.app;
        params.blocks = command.blocks;
        params.arrivals = command.arrivals;
        params.rank = command.rank;
        params.waits = command.waits;
        params.delivers = command.delivers;
        params.timer = ++m_timers;
        RlncNode node(params);
        for (const CodingDownstream& downstream : command.downstreams)
        {
            node.AddDownstream(downstream.node, downstream.share);
        }
        return node;
    }
    default: {
        StaticRelay relay;
        relay.SetDelivers(command.delivers);
        for (const CodingDownstream& downstream : command.downstreams)
        {
            relay.AddRoute(command.app, downstream.node);
        }
        return relay;
    }
    }
}

CodingNode::Role*
CodingNode::Find(uint32_t app)
{
    const auto isIt = [app](const Role& role) {
        return std::find(role.apps.begin(), role.apps.end(), app) != role.apps.end();
    };
    const auto found = std::find_if(m_roles.begin(), m_roles.end(), isIt);
    return found == m_roles.end() ? nullptr : &*found;
}

CodingRole
CodingNode::RoleOf(uint32_t app) const
{
    for (const Role& role : m_roles)
    {
        if (std::find(role.apps.begin(), role.apps.end(), app) != role.apps.end())
        {
            return role.kind;
        }
    }
    return CodingRole::None;
}

std::size_t
CodingNode::Held() const
{
    std::size_t held = 0;
    for (const Role& role : m_roles)
    {
        const auto* const coder = std::get_if<PairCoder>(&role.worker);
        held += coder == nullptr ? 0 : coder->Held();
    }
    return held;
}

} // namespace qos
} // namespace ns3
