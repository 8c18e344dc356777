/* SPDX-License-Identifier: GPL-2.0-only */

#include "federation-algorithm.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/** What timers are for. */
enum TimerId : int32_t
{
    REPORT,
    SWEEP
};

} // namespace

FederationAlgorithm::FederationAlgorithm(const FederationParams& params)
    : m_params(params),
      m_directory(params, REPORT, m_counters)
{
}

const FederationSession*
FederationAlgorithm::Session(uint32_t app) const
{
    const auto isIt = [app](const FederationSession& session) { return session.app == app; };
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(), isIt);
    return found == m_sessions.end() ? nullptr : &*found;
}

FederationSession*
FederationAlgorithm::Find(uint32_t app)
{
    const auto isIt = [app](const FederationSession& session) { return session.app == app; };
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(), isIt);
    return found == m_sessions.end() ? nullptr : &*found;
}

uint32_t
FederationAlgorithm::Say(uint32_t app,
                         MessageType type,
                         Payload payload,
                         NodeId to,
                         EngineApi& engine)
{
    if (to.IsNone() || to == engine.Self())
    {
        return 0;
    }
    MessageHeader header;
    header.type = type;
    header.app = app;
    const MessagePtr message = engine.Make(header, std::move(payload));
    engine.Send(message, to);
    return message->WireBytes();
}

void
FederationAlgorithm::SayRelease(uint32_t app, Release release, NodeId to, EngineApi& engine)
{
    if (to.IsNone() || to == engine.Self())
    {
        return;
    }
    MessageHeader header;
    header.type = MessageType::SFedRelease;
    header.app = app;
    header.SetParameters(static_cast<int32_t>(release), 0);
    engine.Send(engine.Make(header), to);
}

bool
FederationAlgorithm::OnMessage(const MessagePtr& message, EngineApi& engine)
{
    const MessageHeader& header = message->header;
    const ByteView bytes = message->Bytes();
    const auto handle = [this](auto read, auto use) {
        if (read)
        {
            use(std::move(*read));
        }
        else
        {
            ++m_counters.refused;
        }
    };
    switch (header.type)
    {
    case MessageType::SAssign:
        handle(FederationAssign::Read(bytes),
               [&](FederationAssign assign) { OnAssign(std::move(assign), engine); });
        return true;
    case MessageType::SAware:
        handle(InstanceAware::Read(bytes), [&](const InstanceAware& aware) {
            m_directory.OnAware(aware, header.ttl, Hosts(), engine);
        });
        return true;
    case MessageType::SFederate:
        handle(FederationToken::Read(bytes),
               [&](FederationToken token) { OnFederate(std::move(token), header.app, engine); });
        return true;
    case MessageType::SFedFail:
        handle(FederationToken::Read(bytes),
               [&](const FederationToken& token) { OnFail(token, header.app, engine); });
        return true;
    case MessageType::SFedAck:
        handle(FederationMap::Read(bytes),
               [&](const FederationMap& map) { OnAck(map, header.app, engine); });
        return true;
    case MessageType::SFedRelease:
        OnRelease(header.Parameter(0) == static_cast<int32_t>(Release::Over) ? Release::Over
                                                                             : Release::Withdrawn,
                  header.app,
                  engine);
        return true;
    default:
        return false;
    }
}

void
FederationAlgorithm::OnAssign(FederationAssign assign, EngineApi& engine)
{
    while (!m_sessions.empty())
    {
        End(m_sessions.back(), NodeId(), engine); // it was another service's
    }
    m_directory.Assign(std::move(assign), Hosts(), engine);
}

// how a federation is made

void
FederationAlgorithm::OnFederate(FederationToken token, uint32_t app, EngineApi& engine)
{
    const NodeId from = engine.Upstream();
    m_counters.federatesReceived += from.IsNone() || from == engine.Observer() ? 0 : 1;
    if (token.cursor == 0)
    {
        // only the observer begins a federation, and only one of a name
        const bool isObservers = from.IsNone() || from == engine.Observer();
        const bool isNew = std::all_of(token.nodes.begin(), token.nodes.end(), [](NodeId node) {
            return node.IsNone();
        });
        if (!isObservers || !isNew || Find(app) != nullptr)
        {
            ++m_counters.refused;
            return;
        }
        token.nodes[0] = engine.Self();
    }
    const auto vertex = token.VertexOf(engine.Self());
    if (!vertex || (token.cursor != 0 && !token.VertexOf(from)))
    {
        ++m_counters.refused;
        return;
    }
    if (*vertex != token.cursor)
    {
        const auto& before = token.graph.Predecessors(*vertex);
        const bool isBefore = std::find(before.begin(), before.end(), token.cursor) != before.end();
        FederationSession* session = isBefore && token.nodes[token.cursor] == from
                                         ? Admit(app, *vertex, token, engine)
                                         : nullptr;
        if (session != nullptr)
        {
            Reserve(*session, engine); // if there is no room, the token will find out
        }
        else
        {
            ++m_counters.refused;
        }
        return;
    }
    FederationSession* session = Admit(app, *vertex, token, engine);
    if (session == nullptr)
    {
        Fail(token, app, engine);
        return;
    }
    session->token = std::move(token);
    session->isVisited = true;
    if (!Reserve(*session, engine))
    {
        GiveUp(*session, engine);
        return;
    }
    Advance(*session, engine);
}

FederationSession*
FederationAlgorithm::Admit(uint32_t app,
                           Vertex vertex,
                           const FederationToken& token,
                           EngineApi& engine)
{
    if (m_directory.Service() != token.graph.ServiceOf(vertex))
    {
        return nullptr;
    }
    FederationSession* session = Find(app);
    if (session == nullptr)
    {
        if (m_sessions.size() >= m_params.mostSessions)
        {
            return nullptr;
        }
        m_sessions.emplace_back(app, vertex, token);
        session = &m_sessions.back();
        AwaitSweep(engine);
    }
    else if (session->isOpen || session->vertex != vertex || !(session->Graph() == token.graph) ||
             session->token.demand != token.demand)
    {
        return nullptr;
    }
    session->expires = engine.Now() + m_params.softState;
    return session;
}

bool
FederationAlgorithm::Reserve(FederationSession& session, EngineApi& engine)
{
    session.isReserved = session.isReserved || m_directory.Reserve(session.token.demand, engine);
    return session.isReserved;
}

void
FederationAlgorithm::Advance(FederationSession& session, EngineApi& engine)
{
    const Vertex vertex = session.vertex;
    for (const Vertex next : session.Graph().Successors(vertex))
    {
        NodeId& node = session.token.nodes[next];
        if (node.IsNone() && session.Graph().ChooserOf(next) == vertex)
        {
            node = m_directory.Choose(session.token, next, session.excluded);
            if (node.IsNone())
            {
                GiveUp(session, engine);
                return;
            }
        }
    }
    for (const Vertex next : session.Graph().Successors(vertex))
    {
        Claim(session, next, engine);
    }
    if (vertex != session.Graph().Sink())
    {
        Pass(session, static_cast<Vertex>(vertex + 1), engine);
    }
    else if (session.token.IsComplete())
    {
        Open(session, engine);
    }
    else
    {
        ++m_counters.refused;
        Forget(session, engine);
    }
}

void
FederationAlgorithm::Claim(FederationSession& session, Vertex vertex, EngineApi& engine)
{
    if (session.Graph().Predecessors(vertex).back() == session.vertex)
    {
        return; // the token is on its way there
    }
    session.token.cursor = session.vertex;
    const NodeId to = session.token.nodes[vertex];
    ++m_counters.federatesSent;
    m_counters.federateBytes +=
        Say(session.app, MessageType::SFederate, session.token.Write(), to, engine);
}

void
FederationAlgorithm::Pass(FederationSession& session, Vertex vertex, EngineApi& engine)
{
    const NodeId to = session.token.nodes[vertex];
    if (to.IsNone())
    {
        ++m_counters.refused; // its chooser had its turn, and did not choose
        Forget(session, engine);
        return;
    }
    session.token.cursor = vertex;
    session.passedTo = to;
    ++m_counters.federatesSent;
    m_counters.federateBytes +=
        Say(session.app, MessageType::SFederate, session.token.Write(), to, engine);
}

void
FederationAlgorithm::Fail(const FederationToken& token, uint32_t app, EngineApi& engine)
{
    if (token.cursor == 0)
    {
        ++m_counters.failed;
        return;
    }
    ++m_counters.failures;
    const NodeId chooser = token.nodes[token.graph.ChooserOf(token.cursor)];
    Say(app, MessageType::SFedFail, token.Write(), chooser, engine);
}

void
FederationAlgorithm::OnFail(const FederationToken& token, uint32_t app, EngineApi& engine)
{
    FederationSession* session = Find(app);
    const Vertex failed = token.cursor;
    const bool isMeant = session != nullptr && session->isVisited && !session->isOpen &&
                         failed > session->vertex && session->Graph() == token.graph &&
                         session->Graph().ChooserOf(failed) == session->vertex &&
                         token.nodes[session->vertex] == engine.Self() &&
                         token.nodes[failed] == session->token.nodes[failed] &&
                         !token.nodes[failed].IsNone() && token.VertexOf(engine.Upstream());
    if (!isMeant)
    {
        ++m_counters.refused;
        return;
    }
    session->token.nodes = token.nodes;
    Retry(*session, failed, engine);
}

void
FederationAlgorithm::Retry(FederationSession& session, Vertex vertex, EngineApi& engine)
{
    session.expires = engine.Now() + m_params.softState;
    session.excluded.push_back(session.token.nodes[vertex]);
    for (const NodeId node : session.Withdraw(vertex))
    {
        SayRelease(session.app, Release::Withdrawn, node, engine);
    }
    const bool mayRetry = session.excluded.size() <= m_params.mostRetries;
    const NodeId other =
        mayRetry ? m_directory.Choose(session.token, vertex, session.excluded) : NodeId();
    if (other.IsNone())
    {
        GiveUp(session, engine);
        return;
    }
    session.token.nodes[vertex] = other;
    Claim(session, vertex, engine);
    Pass(session, vertex, engine);
}

void
FederationAlgorithm::GiveUp(FederationSession& session, EngineApi& engine)
{
    const uint32_t app = session.app;
    FederationToken token = session.token;
    token.cursor = session.vertex;
    if (token.cursor == 0)
    {
        for (const NodeId node : token.nodes)
        {
            SayRelease(app, Release::Withdrawn, node, engine);
        }
    }
    Forget(session, engine);
    Fail(token, app, engine);
}

void
FederationAlgorithm::OnAck(const FederationMap& map, uint32_t app, EngineApi& engine)
{
    FederationSession* session = Find(app);
    if (session == nullptr || !session->Acknowledge(engine.Upstream(), map))
    {
        ++m_counters.refused;
        return;
    }
    session->expires = engine.Now() + m_params.softState;
    if (session->IsAcknowledged())
    {
        Open(*session, engine);
    }
}

void
FederationAlgorithm::Open(FederationSession& session, EngineApi& engine)
{
    session.isOpen = true;
    for (const Vertex next : session.Graph().Successors(session.vertex))
    {
        engine.AddEdge(session.app, session.token.nodes[next], EdgeRole::Downstream);
    }
    for (const Vertex before : session.Graph().Predecessors(session.vertex))
    {
        const NodeId node = session.token.nodes[before];
        engine.AddEdge(session.app, node, EdgeRole::Upstream);
        ++m_counters.acknowledgements;
        Say(session.app,
            MessageType::SFedAck,
            FederationMap{session.token.nodes}.Write(),
            node,
            engine);
    }
    if (session.vertex == 0)
    {
        ++m_counters.federated;
        if (m_source)
        {
            engine.StartSource(session.app, m_source(session.app));
        }
    }
}

// how it carries data, and how it ends

Verdict
FederationAlgorithm::OnData(const MessagePtr& message, EngineApi& engine)
{
    FederationSession* session = Find(message->header.app);
    const NodeId from = engine.Upstream();
    if (session == nullptr || !session->isOpen)
    {
        ++m_counters.strays;
        return Verdict::Done;
    }
    if (session->vertex != 0)
    {
        const auto stream = session->StreamFrom(from);
        if (!stream)
        {
            ++m_counters.strays;
            return Verdict::Done;
        }
        const auto streams =
            static_cast<unsigned>(session->Graph().Predecessors(session->vertex).size());
        if (!session->merge.Add(message->header.sequence, *stream, streams))
        {
            return Verdict::Absorbed;
        }
    }
    else if (!from.IsNone())
    {
        ++m_counters.strays;
        return Verdict::Done;
    }
    session->expires = engine.Now() + m_params.softState;
    if (session->vertex == session->Graph().Sink())
    {
        engine.Deliver(message);
    }
    for (const Vertex next : session->Graph().Successors(session->vertex))
    {
        engine.Send(message, session->token.nodes[next]);
    }
    return Verdict::Done;
}

void
FederationAlgorithm::OnLeave(uint32_t app, EngineApi& engine)
{
    OnTerminate(app, engine);
}

void
FederationAlgorithm::OnTerminate(uint32_t app, EngineApi& engine)
{
    IAlgorithm::OnTerminate(app, engine);
    FederationSession* session = Find(app);
    if (session != nullptr)
    {
        End(*session, NodeId(), engine);
    }
}

void
FederationAlgorithm::OnRelease(Release release, uint32_t app, EngineApi& engine)
{
    FederationSession* session = Find(app);
    if (session == nullptr)
    {
        return; // it has ended already
    }
    if (!session->token.VertexOf(engine.Upstream()))
    {
        ++m_counters.refused;
    }
    else if (release == Release::Over)
    {
        End(*session, engine.Upstream(), engine);
    }
    else if (!session->isOpen)
    {
        Forget(*session, engine);
    }
}

void
FederationAlgorithm::End(FederationSession& session, NodeId except, EngineApi& engine)
{
    const auto tell = [&](const std::vector<Vertex>& neighbours) {
        for (const Vertex neighbour : neighbours)
        {
            const NodeId node = session.token.nodes[neighbour];
            if (node != except)
            {
                SayRelease(session.app, Release::Over, node, engine);
            }
        }
    };
    tell(session.Graph().Predecessors(session.vertex));
    tell(session.Graph().Successors(session.vertex));
    Forget(session, engine);
}

void
FederationAlgorithm::Forget(FederationSession& session, EngineApi& engine)
{
    if (session.isOpen)
    {
        for (const Vertex next : session.Graph().Successors(session.vertex))
        {
            engine.RemoveEdge(session.app, session.token.nodes[next], EdgeRole::Downstream);
        }
        for (const Vertex before : session.Graph().Predecessors(session.vertex))
        {
            engine.RemoveEdge(session.app, session.token.nodes[before], EdgeRole::Upstream);
        }
    }
    if (session.vertex == 0)
    {
        engine.StopSource(session.app);
    }
    if (session.isReserved)
    {
        m_directory.Free(session.token.demand, engine);
    }
    const auto index = &session - m_sessions.data();
    m_sessions.erase(m_sessions.begin() + index);
}

void
FederationAlgorithm::OnBrokenLink(NodeId peer, EngineApi& engine)
{
    m_directory.Remove(peer, engine);
    std::vector<uint32_t> apps;
    for (const FederationSession& session : m_sessions)
    {
        if (session.token.VertexOf(peer))
        {
            apps.push_back(session.app);
        }
    }
    for (const uint32_t app : apps)
    {
        FederationSession& session = *Find(app);
        const Vertex vertex = session.token.cursor;
        if (session.isOpen)
        {
            End(session, peer, engine);
        }
        else if (session.isVisited && session.passedTo == peer)
        {
            // the token is lost, but here it is still known
            if (session.Graph().ChooserOf(vertex) == session.vertex)
            {
                Retry(session, vertex, engine);
            }
            else
            {
                Fail(session.token, app, engine);
            }
        }
    }
}

void
FederationAlgorithm::AwaitSweep(EngineApi& engine)
{
    if (!m_isSweepAwaited && !m_sessions.empty())
    {
        m_isSweepAwaited = true;
        engine.StartTimer(m_params.softState, SWEEP);
    }
}

void
FederationAlgorithm::OnTimer(int32_t id, EngineApi& engine)
{
    if (id == REPORT)
    {
        m_directory.Report(engine);
        return;
    }
    m_isSweepAwaited = false;
    for (std::size_t i = m_sessions.size(); i-- > 0;)
    {
        if (m_sessions[i].expires <= engine.Now())
        {
            ++m_counters.expired;
            Forget(m_sessions[i], engine);
        }
    }
    AwaitSweep(engine);
}

} // namespace qos
} // namespace ns3
