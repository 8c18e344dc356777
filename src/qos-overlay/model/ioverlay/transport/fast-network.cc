/* SPDX-License-Identifier: GPL-2.0-only */

#include "fast-network.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

FastNetwork::FastNetwork(FastNetworkParams params)
    : m_params(std::move(params))
{
    if (!m_params.delay)
    {
        m_params.delay = [](uint32_t, uint32_t) { return std::chrono::milliseconds{10}; };
    }
}

FastNetwork::~FastNetwork()
{
    while (!m_events.IsEmpty())
    {
        const What what = m_events.Take().what;
        if (what.kind == Kind::Message)
        {
            MessagePtr::Adopt(what.message);
        }
    }
}

uint32_t
FastNetwork::AddNode(OverlayEngineParams params, std::unique_ptr<Algorithm> algorithm)
{
    const uint32_t number = Nodes();
    params.self = IdOf(number);
    m_origin = number == 0 ? algorithm.get() : m_origin;
    m_nodes.Add(params, *this, std::move(algorithm));
    return number;
}

void
FastNetwork::Advance(Nanoseconds now)
{
    while (!m_events.IsEmpty() && m_events.Next().at <= now)
    {
        const auto event = m_events.Take();
        if (m_events.Opened() != m_opened && Nodes() > SOME)
        {
            m_opened = m_events.Opened();
            Prefetch();
        }
        m_now = event.at;
        ++m_counters.events;
        Execute(event.what);
        if (Nodes() > SOME)
        {
            UpdateWorkingSet(event.what);
        }
    }
    m_now = std::max(m_now, now);
}

void
FastNetwork::Prefetch() const
{
    constexpr auto LAST = static_cast<std::size_t>(Step::Last);
    if (Nodes() <= MANY)
    {
        for (const auto& event : m_events.Soon(0))
        {
            Prefetch(event.what, Step::Third);
        }
        return;
    }
    const auto& later = m_events.Soon(LAST + 1);
    qos::Prefetch(later.data(), later.size() * sizeof(later.front()));
    for (std::size_t step = 0; step <= LAST; ++step)
    {
        for (const auto& event : m_events.Soon(LAST - step))
        {
            Prefetch(event.what, static_cast<Step>(step));
        }
    }
}

void
FastNetwork::Prefetch(const What& what, Step step) const
{
    const bool isMessage = what.kind == Kind::Message;
    if (step == Step::First && what.kind != Kind::Wake)
    {
        qos::Prefetch(&m_connections[what.target / 2]);
        if (isMessage)
        {
            qos::Prefetch(what.message);
        }
        return;
    }
    const uint32_t number = NodeOf(what);
    if (number >= Nodes())
    {
        return;
    }
    const Node& node = m_nodes[number];
    switch (step)
    {
    case Step::First:
        qos::Prefetch(&node.workingSet);
        break;
    case Step::Second:
        if (what.kind == Kind::Wake)
        {
            node.workingSet.PrefetchMore();
        }
        else
        {
            qos::Prefetch(&node.workingSet);
        }
        break;
    case Step::Third:
        node.engine.Prefetch(isMessage ? Task::Receive : Task::Process);
        node.workingSet.PrefetchMemory(m_origin, isMessage);
        break;
    case Step::Last:
        node.engine.PrefetchInService();
        break;
    }
}

void
FastNetwork::UpdateWorkingSet(const What& what)
{
    const uint32_t number = NodeOf(what);
    if (number >= Nodes())
    {
        return;
    }
    Node& node = m_nodes[number];
    if (what.kind != Kind::Wake && what.kind != Kind::Message && what.kind != Kind::Credit)
    {
        node.workingSet.Restart();
    }
    if (!node.workingSet.Count())
    {
        return;
    }
    m_workingSet.Clear();
    node.engine.AddTo(m_workingSet, Task::Receive);
    const std::size_t received = m_workingSet.Lines().size();
    node.engine.AddTo(m_workingSet, Task::Process);
    node.engine.Links().ForFew([this](const EngineLink& link) {
        if (link.counters.received + link.counters.sent > 0)
        {
            m_workingSet.Add(&m_connections[link.handle / 2]);
        }
        if (link.counters.received > 0)
        {
            EndOf(link.handle ^ 1U).credit.AddTo(m_workingSet); // which the engine grants
        }
    });
    const std::size_t all = m_workingSet.Lines().size();
    node.workingSet.Set(m_origin, m_workingSet, node.engine.ProcessesAtOnce() ? all : received);
}

void
FastNetwork::Wake(OverlayEngine& engine, Nanoseconds at, Wakening why, uint32_t argument)
{
    What what{{}, NumberOf(engine.Self()), Kind::Wake, why};
    what.argument = argument;
    m_events.Add(std::max(at, m_now), what);
}

void
FastNetwork::AddToConnection(Nanoseconds at, Kind kind, Handle handle, uint64_t argument)
{
    ++m_connections[handle / 2].events;
    What what{{}, handle, kind, {}};
    what.argument = argument;
    m_events.Add(at, what);
}

Transport::Handle
FastNetwork::Connect(OverlayEngine& engine, uint32_t link, NodeId peer)
{
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_connections.Size()));
        m_connections.Add();
    }
    const uint32_t number = m_free.back();
    m_free.pop_back();
    Connection& connection = m_connections[number];
    connection = Connection();
    connection.ends[0].engine = NumberOf(engine.Self());
    connection.ends[0].link = link;
    connection.ends[1].engine = NumberOf(peer);
    const bool isThere = connection.ends[1].engine < Nodes();
    connection.delay = isThere ? m_params.delay(NumberOf(engine.Self()), connection.ends[1].engine)
                               : Nanoseconds{0};
    AddToConnection(m_now + connection.delay, Kind::Arrive, 2 * number + 1);
    return 2 * number;
}

void
FastNetwork::Close(Handle handle, bool isPeaceful)
{
    Connection& connection = m_connections[handle / 2];
    EndOf(handle).link = NONE;
    connection.isOver = true;
    const auto why = static_cast<uint32_t>(isPeaceful ? LinkEnd::Bye : LinkEnd::Reset);
    AddToConnection(m_now + connection.delay, Kind::Down, handle ^ 1U, why);
}

void
FastNetwork::Submit(Handle handle, MessagePtr message, Nanoseconds at)
{
    m_inFlight += message->header.IsControl() ? 0 : 1;
    Connection& connection = m_connections[handle / 2];
    ++connection.events;
    m_events.Add(at + connection.delay, {{message.Detach()}, handle ^ 1U, Kind::Message, {}});
}

void
FastNetwork::GrantCredit(Handle handle, uint32_t messages)
{
    const Nanoseconds at = m_now + m_connections[handle / 2].delay;
    const Handle peer = handle ^ 1U;
    BoundedRing<Nanoseconds>& credit = EndOf(peer).credit;
    uint8_t& arrived = Arrived(peer);
    if (IsCreditAwaited(peer) && credit.IsEmpty() && arrived == 0)
    {
        AddToConnection(at, Kind::Credit, peer);
    }
    while (!credit.IsEmpty() && credit.Front() <= m_now && arrived < UINT8_MAX)
    {
        credit.PopFront();
        ++arrived;
    }
    for (; messages > 0; --messages)
    {
        credit.PushBack(at);
    }
}

uint32_t
FastNetwork::TakeCredit(Handle handle)
{
    BoundedRing<Nanoseconds>& credit = EndOf(handle).credit;
    uint32_t taken = std::exchange(Arrived(handle), 0);
    for (; !credit.IsEmpty() && credit.Front() <= m_now; credit.PopFront())
    {
        ++taken;
    }
    return taken;
}

uint32_t
FastNetwork::CollectCredit(Handle handle)
{
    const uint32_t taken = TakeCredit(handle);
    if (taken == 0 && !IsCreditAwaited(handle))
    {
        IsCreditAwaited(handle) = true;
        if (!EndOf(handle).credit.IsEmpty())
        {
            AddToConnection(EndOf(handle).credit.Front(), Kind::Credit, handle);
        }
    }
    return taken;
}

void
FastNetwork::Execute(const What& what)
{
    if (what.kind == Kind::Wake)
    {
        m_nodes[what.target].engine.OnWake(what.why, static_cast<uint32_t>(what.argument));
        return;
    }
    const uint32_t number = what.target / 2;
    --m_connections[number].events;
    const uint32_t engine = EndOf(what.target).engine;
    const uint32_t link = EndOf(what.target).link;
    switch (what.kind)
    {
    case Kind::Arrive:
        Arrive(what.target);
        break;
    case Kind::Up:
        if (link != NONE)
        {
            m_nodes[engine].engine.OnUp(
                link,
                m_nodes[EndOf(what.target ^ 1U).engine].engine.BufferMessages());
        }
        break;
    case Kind::Message: {
        MessagePtr message = MessagePtr::Adopt(what.message);
        const bool isData = !message->header.IsControl();
        m_inFlight -= isData ? 1 : 0;
        if (link != NONE)
        {
            ++m_counters.messages;
            m_nodes[engine].engine.OnMessage(link, std::move(message));
        }
        else
        {
            m_counters.lost += isData ? 1 : 0;
        }
        break;
    }
    case Kind::Credit:
        if (link != NONE)
        {
            IsCreditAwaited(what.target) = false;
            m_nodes[engine].engine.OnCredit(link, TakeCredit(what.target));
        }
        break;
    case Kind::Down:
        NoticeEnd(what.target, static_cast<LinkEnd>(what.argument));
        break;
    case Kind::Wake:
        break;
    }
    FreeIfOver(number);
}

void
FastNetwork::FreeIfOver(uint32_t number)
{
    Connection& connection = m_connections[number];
    if (connection.isOver && connection.events == 0 && connection.ends[0].link == NONE &&
        connection.ends[1].link == NONE && connection.ends[0].engine != NONE)
    {
        connection.ends[0].engine = NONE;
        m_free.push_back(number);
    }
}

void
FastNetwork::NoticeEnd(Handle handle, LinkEnd why)
{
    m_connections[handle / 2].isOver = true;
    const uint32_t link = std::exchange(EndOf(handle).link, NONE);
    if (link != NONE)
    {
        m_nodes[EndOf(handle).engine].engine.OnDown(link, why);
    }
}

void
FastNetwork::Arrive(Handle handle)
{
    const uint32_t opener = m_connections[handle / 2].ends[0].engine;
    const uint32_t accepter = m_connections[handle / 2].ends[1].engine;
    const Nanoseconds answer = m_now + m_connections[handle / 2].delay;
    if (m_connections[handle / 2].isOver)
    {
        const EngineLink* other =
            accepter < Nodes() ? m_nodes[accepter].engine.FindLink(IdOf(opener)) : nullptr;
        if (other != nullptr && m_connections[other->handle / 2].isOver)
        {
            // that one was given up for this one, which has ended meanwhile
            const Handle lost = other->handle;
            NoticeEnd(lost, LinkEnd::Refused);
            FreeIfOver(lost / 2);
        }
        return;
    }
    if (accepter >= Nodes() || !m_nodes[accepter].engine.IsAlive())
    {
        const auto why = static_cast<uint32_t>(LinkEnd::Refused);
        m_connections[handle / 2].isOver = true;
        AddToConnection(answer, Kind::Down, handle ^ 1U, why);
        return;
    }
    const EngineLink* own = m_nodes[accepter].engine.FindLink(IdOf(opener));
    if (own != nullptr)
    {
        // both opened one at the same time: that of the lesser node stays
        if (accepter < opener)
        {
            // the opener refers to this one until the other one arrives: its number is not free yet
            m_connections[handle / 2].isOver = true;
            return;
        }
        Drop(own->handle / 2);
    }
    AddToConnection(answer, Kind::Up, handle ^ 1U);
    const uint32_t link = m_nodes[accepter].engine.Accept(IdOf(opener),
                                                          handle,
                                                          m_nodes[opener].engine.BufferMessages());
    if (!m_connections[handle / 2].isOver)
    {
        EndOf(handle).link = link;
    }
}

void
FastNetwork::Drop(uint32_t number)
{
    Connection& connection = m_connections[number];
    connection.isOver = true;
    connection.ends[0].link = NONE;
    connection.ends[1].link = NONE;
    FreeIfOver(number);
}

} // namespace qos
} // namespace ns3
