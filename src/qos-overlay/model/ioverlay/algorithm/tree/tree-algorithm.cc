/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-algorithm.h"

#include "ns3/payload-reader.h"
#include "ns3/payload-writer.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr std::size_t MOST_SEEN = 32;    // queries that a node outside of the tree remembers
constexpr uint32_t BOOT_EVERY = 4;       // queries: the first three were in vain
constexpr std::size_t MOST_WAITING = 64; // queries that wait until a node has a parent

/**
 * @param tree where to join
 * @param id whom to ask next; may be none
 */
void
AddCandidate(TreeMembership& tree, NodeId id)
{
    if (!id.IsNone())
    {
        tree.candidates.push_back(id);
    }
}

/**
 * @param engine of a node
 * @return its bandwidth in bytes per second, very much if it is not limited
 */
uint32_t
BandwidthOf(const EngineApi& engine)
{
    constexpr uint64_t BITS = 8;
    constexpr uint64_t MOST = std::numeric_limits<uint32_t>::max();
    const uint64_t bytes = engine.TotalBandwidth().BitsPerSecond() / BITS;
    return static_cast<uint32_t>(bytes == 0 ? MOST : std::min(bytes, MOST));
}

} // namespace

TreeAlgorithm::TreeAlgorithm(const TreeParams& params)
    : m_params(params)
{
}

const TreeMembership*
TreeAlgorithm::Membership(uint32_t app) const
{
    const auto isIt = [app](const TreeMembership& tree) { return tree.app == app; };
    const auto found = std::find_if(m_trees.begin(), m_trees.end(), isIt);
    return found == m_trees.end() ? nullptr : &*found;
}

TreeMembership&
TreeAlgorithm::MembershipOf(uint32_t app)
{
    const auto isIt = [app](const TreeMembership& tree) { return tree.app == app; };
    const auto found = std::find_if(m_trees.begin(), m_trees.end(), isIt);
    if (found != m_trees.end())
    {
        return *found;
    }
    m_trees.emplace_back();
    m_trees.back().app = app;
    return m_trees.back();
}

void
TreeAlgorithm::BecomeRoot(uint32_t app)
{
    TreeMembership& tree = MembershipOf(app);
    tree.isRoot = true;
    tree.state = TreeState::Member;
}

int32_t
TreeAlgorithm::TimerOf(const TreeMembership& tree, bool isExchange) const
{
    const auto index = static_cast<int32_t>(&tree - m_trees.data());
    return 2 * index + (isExchange ? 1 : 0);
}

void
TreeAlgorithm::Say(const TreeMembership& tree,
                   MessageType type,
                   Payload payload,
                   NodeId to,
                   EngineApi& engine) const
{
    MessageHeader header;
    header.type = type;
    header.app = tree.app;
    engine.Send(engine.Make(header, std::move(payload)), to);
}

Verdict
TreeAlgorithm::OnData(const MessagePtr& message, EngineApi& engine)
{
    const TreeMembership* tree = Membership(message->header.app);
    const NodeId from = engine.Upstream();
    if (tree == nullptr || !(tree->isRoot ? from.IsNone() : from == tree->parent.id))
    {
        ++m_strays;
        return Verdict::Done;
    }
    if (!tree->isRoot)
    {
        engine.Deliver(message);
    }
    for (const TreeNeighbour& child : tree->children)
    {
        engine.Send(message, child.id);
    }
    return Verdict::Done;
}

void
TreeAlgorithm::OnDeploy(uint32_t app, EngineApi& engine)
{
    if (!MembershipOf(app).isRoot)
    {
        OnLeave(app, engine); // who has a parent now will have none
    }
    BecomeRoot(app);
}

void
TreeAlgorithm::OnAnnounce(uint32_t app, NodeId source, EngineApi& /* engine */)
{
    MembershipOf(app).source = source;
}

void
TreeAlgorithm::OnJoin(uint32_t app, EngineApi& engine)
{
    TreeMembership& tree = MembershipOf(app);
    if (tree.state == TreeState::Outside)
    {
        tree.attempts = 0;
        Ask(tree, engine);
    }
}

void
TreeAlgorithm::Ask(TreeMembership& tree, EngineApi& engine)
{
    tree.state = TreeState::Joining;
    ++tree.query;
    ++tree.attempts;
    const uint32_t doublings = std::min(tree.attempts / 4, 8U); // three in vain, then less often
    const Nanoseconds wait = std::min(m_params.retry * (1U << doublings), m_params.mostRetry);
    tree.retryAt = engine.Now() + wait;
    engine.StartTimer(wait, TimerOf(tree, false));

    NodeId to = engine.Self();
    while (to == engine.Self() && !tree.candidates.empty())
    {
        to = tree.candidates.back();
        tree.candidates.pop_back();
    }
    to = to == engine.Self() ? Hosts().Any(engine.Random()) : to;
    to = to.IsNone() ? tree.source : to;
    tree.asked = to;
    if (to.IsNone() || tree.attempts % BOOT_EVERY == 0)
    {
        Boot(engine); // nobody is known, or those that are do not help
    }
    if (to.IsNone())
    {
        return;
    }
    MessageHeader header;
    header.type = MessageType::SQuery;
    header.app = tree.app;
    header.ttl = m_params.ttl;
    engine.Send(engine.Make(header, TreeQuery{engine.Self(), tree.query, {}}.Write()), to);
}

bool
TreeAlgorithm::OnMessage(const MessagePtr& message, EngineApi& engine)
{
    const NodeId from = engine.Upstream();
    TreeMembership& tree = MembershipOf(message->header.app);
    const auto handle = [this](auto read, auto use) {
        if (read)
        {
            use(std::move(*read));
        }
        else
        {
            ++m_refused;
        }
    };
    switch (message->header.type)
    {
    case MessageType::SQuery:
        handle(TreeQuery::Read(message->Bytes()),
               [&](const TreeQuery& query) { OnQuery(tree, message, query, engine); });
        return true;
    case MessageType::SQueryAck:
        handle(TreeOffer::Read(message->Bytes()),
               [&](const TreeOffer& offer) { OnOffer(tree, offer, from, engine); });
        return true;
    case MessageType::SAttach:
        OnAttach(tree, message->header.sequence, engine);
        return true;
    case MessageType::SAttachOk:
        handle(TreePath::Read(message->Bytes()),
               [&](TreePath path) { OnPath(tree, std::move(path), engine); });
        return true;
    case MessageType::SAttachNak:
        if (tree.state == TreeState::Attaching && from == tree.asked)
        {
            AddCandidate(tree, message->header.Peer());
            Ask(tree, engine);
        }
        return true;
    case MessageType::SStress:
        handle(NodeLoad::Read(message->Bytes()),
               [&](const NodeLoad& load) { OnStress(tree, load, from); });
        return true;
    case MessageType::SDetach:
        if (tree.RemoveChild(from))
        {
            engine.RemoveEdge(tree.app, from, EdgeRole::Downstream);
            TellStress(tree, engine);
        }
        return true;
    case MessageType::SAdopt:
        if (from == tree.parent.id)
        {
            AddCandidate(tree, message->header.Peer());
            Repair(tree, engine);
        }
        return true;
    default:
        return false;
    }
}

void
TreeAlgorithm::OnQuery(TreeMembership& tree,
                       const MessagePtr& message,
                       const TreeQuery& query,
                       EngineApi& engine)
{
    const NodeId self = engine.Self();
    if (query.joiner == self || tree.IsAncestor(query.joiner))
    {
        return; // it would become its own descendant
    }
    const uint8_t ttl = message->header.ttl;
    MessageHeader header = message->header;
    header.ttl = static_cast<uint8_t>(ttl - (ttl > 0 ? 1 : 0));
    if (tree.state == TreeState::Joining || tree.state == TreeState::Attaching)
    {
        if (tree.waiting.size() < MOST_WAITING)
        {
            tree.waiting.push_back(message);
        }
        return;
    }
    if (!tree.IsMember())
    {
        const auto key = std::make_pair(query.joiner, query.number);
        if (ttl == 0 || std::find(m_seen.begin(), m_seen.end(), key) != m_seen.end())
        {
            return;
        }
        m_seen.push_back(key);
        if (m_seen.size() > MOST_SEEN)
        {
            m_seen.erase(m_seen.begin());
        }
        Disseminate(engine.Make(header, message->payload), Hosts().Ids(), 1, engine);
        return;
    }
    tree.ExpireReservations(engine.Now());
    const NodeId next = NextHop(tree, query, ttl == 0, engine);
    if (next.IsNone())
    {
        const uint32_t number = m_nextReservation++;
        tree.reservations.push_back({number, query.joiner, engine.Now() + m_params.promise});
        Say(tree,
            MessageType::SQueryAck,
            TreeOffer{query.number, number, tree.Load(BandwidthOf(engine))}.Write(),
            query.joiner,
            engine);
        return;
    }
    TreeQuery passed = query;
    passed.visited.push_back(self);
    ++m_passedOn;
    engine.Send(engine.Make(header, passed.Write()), next);
}

NodeId
TreeAlgorithm::NextHop(const TreeMembership& tree,
                       const TreeQuery& query,
                       bool isLast,
                       EngineApi& engine) const
{
    constexpr double EPSILON = 1e-9;
    if (m_params.rule == TreeRule::Random || isLast ||
        query.visited.size() >= TreeQuery::MOST_VISITED)
    {
        return {};
    }
    if (m_params.rule == TreeRule::Unicast)
    {
        return tree.isRoot ? NodeId() : tree.rootPath.front();
    }
    std::vector<NodeId> without = query.visited;
    without.push_back(query.joiner);
    const TreeNeighbour* best = tree.LeastStressed(without);
    if (best == nullptr)
    {
        return {};
    }
    const double own = tree.Load(BandwidthOf(engine)).Stress();
    const double other = best->load.Stress();
    const bool isLess = other < own * (1 - EPSILON);
    const bool isTie = !isLess && other <= own * (1 + EPSILON);
    return isLess || (isTie && best == &tree.parent) ? best->id : NodeId();
}

void
TreeAlgorithm::OnOffer(TreeMembership& tree, const TreeOffer& offer, NodeId from, EngineApi& engine)
{
    if (tree.state != TreeState::Joining || offer.query != tree.query)
    {
        return; // the promise expires
    }
    tree.state = TreeState::Attaching;
    tree.asked = from;
    tree.retryAt = engine.Now() + m_params.promise;
    engine.StartTimer(m_params.promise, TimerOf(tree, false));
    MessageHeader header;
    header.type = MessageType::SAttach;
    header.app = tree.app;
    header.SetParameters(static_cast<int32_t>(offer.reservation), 0);
    engine.Send(engine.Make(header), from);
}

void
TreeAlgorithm::OnAttach(TreeMembership& tree, uint32_t reservation, EngineApi& engine)
{
    const NodeId joiner = engine.Upstream();
    tree.ExpireReservations(engine.Now());
    const bool isPromised = tree.TakeReservation(reservation, joiner);
    if (!isPromised || !tree.IsMember() || tree.IsAncestor(joiner))
    {
        const TreeNeighbour* other = tree.LeastStressed({joiner});
        MessageHeader header;
        header.type = MessageType::SAttachNak;
        header.app = tree.app;
        header.SetPeer(other == nullptr ? NodeId() : other->id, 0);
        engine.Send(engine.Make(header), joiner);
        return;
    }
    if (tree.FindChild(joiner) == nullptr)
    {
        TreeNeighbour child;
        child.id = joiner;
        tree.children.push_back(child);
        engine.AddEdge(tree.app, joiner, EdgeRole::Downstream);
    }
    TreePath path{tree.rootPath};
    path.nodes.push_back(engine.Self());
    Say(tree, MessageType::SAttachOk, path.Write(), joiner, engine);
    TellStress(tree, engine);
}

void
TreeAlgorithm::OnPath(TreeMembership& tree, TreePath path, EngineApi& engine)
{
    const NodeId from = engine.Upstream();
    const bool isNew = tree.state == TreeState::Attaching && from == tree.asked;
    if (path.nodes.empty())
    {
        return;
    }
    if (!isNew && from != tree.parent.id)
    {
        Say(tree, MessageType::SDetach, nullptr, from, engine); // it took this node in too late
        return;
    }
    const NodeId self = engine.Self();
    if (std::find(path.nodes.begin(), path.nodes.end(), self) != path.nodes.end())
    {
        Say(tree, MessageType::SDetach, nullptr, from, engine); // a loop
        Repair(tree, engine);
        return;
    }
    tree.rootPath = std::move(path.nodes);
    if (isNew)
    {
        tree.state = TreeState::Member;
        tree.attempts = 0;
        tree.candidates.clear();
        tree.source = tree.rootPath.front();
        tree.parent = TreeNeighbour();
        tree.parent.id = from;
        engine.AddEdge(tree.app, from, EdgeRole::Upstream);
        if (m_params.exchange > Nanoseconds{0})
        {
            const double phase = engine.Random() * static_cast<double>(m_params.exchange.count());
            engine.StartTimer(Nanoseconds{static_cast<int64_t>(phase)}, TimerOf(tree, true));
        }
    }
    TreePath own{tree.rootPath};
    own.nodes.push_back(self);
    for (const TreeNeighbour& child : tree.children)
    {
        Say(tree, MessageType::SAttachOk, own.Write(), child.id, engine);
    }
    TellStress(tree, engine);
    for (const MessagePtr& query : std::exchange(tree.waiting, {}))
    {
        OnQuery(tree, query, *TreeQuery::Read(query->Bytes()), engine);
    }
}

void
TreeAlgorithm::OnStress(TreeMembership& tree, const NodeLoad& load, NodeId from)
{
    TreeNeighbour* neighbour = from == tree.parent.id ? &tree.parent : tree.FindChild(from);
    if (neighbour != nullptr)
    {
        neighbour->load = load;
        neighbour->isKnown = true;
    }
}

void
TreeAlgorithm::TellStress(const TreeMembership& tree, EngineApi& engine) const
{
    if (m_params.rule != TreeRule::StressAware || !tree.IsMember())
    {
        return;
    }
    const Payload payload = tree.Load(BandwidthOf(engine)).Write();
    if (!tree.parent.id.IsNone())
    {
        Say(tree, MessageType::SStress, payload, tree.parent.id, engine);
    }
    for (const TreeNeighbour& child : tree.children)
    {
        Say(tree, MessageType::SStress, payload, child.id, engine);
    }
}

void
TreeAlgorithm::OnTimer(int32_t id, EngineApi& engine)
{
    const auto index = static_cast<std::size_t>(id / 2);
    if (id < 0 || index >= m_trees.size())
    {
        return;
    }
    TreeMembership& tree = m_trees[index];
    const bool isExchange = id % 2 == 1;
    if (!isExchange)
    {
        const bool isTrying =
            tree.state == TreeState::Joining || tree.state == TreeState::Attaching;
        if (isTrying && engine.Now() >= tree.retryAt)
        {
            Ask(tree, engine);
        }
    }
    else if (tree.IsMember())
    {
        tree.ExpireReservations(engine.Now());
        TellStress(tree, engine);
        engine.StartTimer(m_params.exchange, id);
    }
}

void
TreeAlgorithm::OnBrokenLink(NodeId peer, EngineApi& engine)
{
    for (TreeMembership& tree : m_trees)
    {
        if (tree.RemoveChild(peer))
        {
            engine.RemoveEdge(tree.app, peer, EdgeRole::Downstream);
            TellStress(tree, engine);
        }
        const bool isTrying =
            tree.state == TreeState::Joining || tree.state == TreeState::Attaching;
        if (tree.parent.id == peer)
        {
            ++tree.losses;
            Repair(tree, engine);
        }
        else if (isTrying && tree.asked == peer)
        {
            Ask(tree, engine);
        }
    }
}

void
TreeAlgorithm::OnBrokenSource(uint32_t app, EngineApi& engine)
{
    TreeMembership& tree = MembershipOf(app);
    if (!engine.Upstream().IsNone() && engine.Upstream() == tree.parent.id)
    {
        ++tree.losses;
        Repair(tree, engine);
    }
}

void
TreeAlgorithm::Repair(TreeMembership& tree, EngineApi& engine)
{
    const NodeId lost = tree.parent.id;
    engine.RemoveEdge(tree.app, lost, EdgeRole::Upstream);
    tree.parent = TreeNeighbour();
    tree.state = TreeState::Joining;
    tree.attempts = 0;
    if (m_params.repair == TreeRepair::Domino)
    {
        for (const TreeNeighbour& child : tree.children)
        {
            MessageHeader header;
            header.type = MessageType::BrokenSource;
            header.app = tree.app;
            engine.Send(engine.Make(header), child.id);
            engine.RemoveEdge(tree.app, child.id, EdgeRole::Downstream);
        }
        tree.children.clear();
        tree.reservations.clear();
        tree.rootPath.clear();
        const double share = engine.Random() * static_cast<double>(m_params.mostBackOff.count());
        const Nanoseconds wait{static_cast<int64_t>(share)};
        tree.asked = NodeId();
        tree.retryAt = engine.Now() + wait;
        engine.StartTimer(wait, TimerOf(tree, false));
        return;
    }
    // the last one is asked first: a new parent by name, the grandparent, and so on to the root
    std::vector<NodeId> candidates;
    for (const NodeId ancestor : tree.rootPath)
    {
        if (ancestor != lost)
        {
            candidates.push_back(ancestor);
        }
    }
    candidates.insert(candidates.end(), tree.candidates.begin(), tree.candidates.end());
    tree.candidates = std::move(candidates);
    tree.rootPath.clear();
    Ask(tree, engine);
}

void
TreeAlgorithm::OnLeave(uint32_t app, EngineApi& engine)
{
    TreeMembership& tree = MembershipOf(app);
    if (tree.isRoot || tree.state == TreeState::Outside)
    {
        return;
    }
    for (const TreeNeighbour& child : tree.children)
    {
        MessageHeader header;
        header.type = MessageType::SAdopt;
        header.app = app;
        header.SetPeer(tree.parent.id, 0);
        engine.Send(engine.Make(header), child.id);
        engine.RemoveEdge(app, child.id, EdgeRole::Downstream);
    }
    if (!tree.parent.id.IsNone())
    {
        Say(tree, MessageType::SDetach, nullptr, tree.parent.id, engine);
        engine.RemoveEdge(app, tree.parent.id, EdgeRole::Upstream);
    }
    const uint32_t query = tree.query;
    tree = TreeMembership();
    tree.app = app;
    tree.query = query; // late offers are still not meant
}

} // namespace qos
} // namespace ns3
