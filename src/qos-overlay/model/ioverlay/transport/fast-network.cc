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
        MessagePtr::Adopt(m_events.Take().what.message);
    }
}

uint32_t
FastNetwork::AddNode(OverlayEngineParams params, std::unique_ptr<Algorithm> algorithm)
{
    const uint32_t number = Nodes();
    params.self = IdOf(number);
    m_engines.emplace_back(params, *this, std::move(algorithm));
    return number;
}

void
FastNetwork::Advance(Nanoseconds now)
{
    while (!m_events.IsEmpty() && m_events.Next().at <= now)
    {
        const auto event = m_events.Take();
        Prefetch();
        m_now = event.at;
        ++m_counters.events;
        Execute(event.what);
    }
    m_now = std::max(m_now, now);
}

void
FastNetwork::Prefetch() const
{
    constexpr std::size_t SOON = 1;
    constexpr std::size_t LATER = 4;
    constexpr std::size_t LINE = 64;
    if (const auto* later = m_events.Peek(LATER))
    {
        const bool isWake = later->what.kind == Kind::Wake;
        const void* what = isWake ? static_cast<const void*>(&m_engines[later->what.target])
                                  : &m_connections[later->what.target / 2];
        __builtin_prefetch(what);
    }
    if (const auto* soon = m_events.Peek(SOON))
    {
        const bool isWake = soon->what.kind == Kind::Wake;
        const uint32_t number =
            isWake ? soon->what.target
                   : m_connections[soon->what.target / 2].ends[soon->what.target % 2].engine;
        if (number < m_engines.size())
        {
            const char* engine = reinterpret_cast<const char*>(&m_engines[number]);
            for (std::size_t at = 0; at < sizeof(OverlayEngine); at += LINE)
            {
                __builtin_prefetch(engine + at);
            }
        }
    }
}

void
FastNetwork::Wake(OverlayEngine& engine, Nanoseconds at, Wakening why, uint32_t argument)
{
    m_events.Add(std::max(at, m_now),
                 {nullptr, NumberOf(engine.Self()), argument, Kind::Wake, why});
}

void
FastNetwork::AddToConnection(Nanoseconds at, const What& what)
{
    ++m_connections[what.target / 2].events;
    m_events.Add(at, what);
}

Transport::Handle
FastNetwork::Connect(OverlayEngine& engine, uint32_t link, NodeId peer)
{
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_connections.size()));
        m_connections.emplace_back();
    }
    const uint32_t number = m_free.back();
    m_free.pop_back();
    Connection& connection = m_connections[number];
    connection = Connection();
    connection.ends[0] = {NumberOf(engine.Self()), link};
    connection.ends[1] = {NumberOf(peer), NONE};
    const bool isThere = connection.ends[1].engine < Nodes();
    connection.delay = isThere ? m_params.delay(NumberOf(engine.Self()), connection.ends[1].engine)
                               : Nanoseconds{0};
    AddToConnection(m_now + connection.delay, {nullptr, 2 * number + 1, 0, Kind::Arrive, {}});
    return 2 * number;
}

void
FastNetwork::Close(Handle handle, bool isPeaceful)
{
    Connection& connection = m_connections[handle / 2];
    EndOf(handle).link = NONE;
    connection.isOver = true;
    const auto why = static_cast<uint32_t>(isPeaceful ? LinkEnd::Bye : LinkEnd::Reset);
    AddToConnection(m_now + connection.delay, {nullptr, handle ^ 1U, why, Kind::Down, {}});
}

void
FastNetwork::Submit(Handle handle, MessagePtr message)
{
    m_inFlight += message->header.IsControl() ? 0 : 1;
    AddToConnection(m_now + m_connections[handle / 2].delay,
                    {message.Detach(), handle ^ 1U, 0, Kind::Message, {}});
}

void
FastNetwork::GrantCredit(Handle handle, uint32_t messages)
{
    AddToConnection(m_now + m_connections[handle / 2].delay,
                    {nullptr, handle ^ 1U, messages, Kind::Credit, {}});
}

void
FastNetwork::Execute(const What& what)
{
    if (what.kind == Kind::Wake)
    {
        m_engines[what.target].OnWake(what.why, what.argument);
        return;
    }
    const uint32_t number = what.target / 2;
    --m_connections[number].events;
    const End end = EndOf(what.target);
    MessagePtr message = MessagePtr::Adopt(what.message);
    switch (what.kind)
    {
    case Kind::Arrive:
        Arrive(what.target);
        break;
    case Kind::Up:
        if (end.link != NONE)
        {
            m_engines[end.engine].OnUp(end.link);
        }
        break;
    case Kind::Message: {
        const bool isData = !message->header.IsControl();
        m_inFlight -= isData ? 1 : 0;
        if (end.link != NONE)
        {
            ++m_counters.messages;
            m_engines[end.engine].OnMessage(end.link, std::move(message));
        }
        else
        {
            m_counters.lost += isData ? 1 : 0;
        }
        break;
    }
    case Kind::Credit:
        if (end.link != NONE)
        {
            m_engines[end.engine].OnCredit(end.link, what.argument);
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
    const End end = EndOf(handle);
    EndOf(handle).link = NONE;
    if (end.link != NONE)
    {
        m_engines[end.engine].OnDown(end.link, why);
    }
}

void
FastNetwork::Arrive(Handle handle)
{
    const Connection connection = m_connections[handle / 2];
    const uint32_t opener = connection.ends[0].engine;
    const uint32_t accepter = connection.ends[1].engine;
    const Nanoseconds answer = m_now + connection.delay;
    if (connection.isOver)
    {
        const EngineLink* other =
            accepter < Nodes() ? m_engines[accepter].FindLink(IdOf(opener)) : nullptr;
        if (other != nullptr && m_connections[other->handle / 2].isOver)
        {
            // that one was given up for this one, which has ended meanwhile
            const Handle lost = other->handle;
            NoticeEnd(lost, LinkEnd::Refused);
            FreeIfOver(lost / 2);
        }
        return;
    }
    if (accepter >= Nodes() || !m_engines[accepter].IsAlive())
    {
        const auto why = static_cast<uint32_t>(LinkEnd::Refused);
        m_connections[handle / 2].isOver = true;
        AddToConnection(answer, {nullptr, handle ^ 1U, why, Kind::Down, {}});
        return;
    }
    const EngineLink* own = m_engines[accepter].FindLink(IdOf(opener));
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
    AddToConnection(answer, {nullptr, handle ^ 1U, 0, Kind::Up, {}});
    const uint32_t link = m_engines[accepter].Accept(IdOf(opener), handle);
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
