/* SPDX-License-Identifier: GPL-2.0-only */

#include "engine-inputs.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

EngineInputs::EngineInputs(EngineContext& context)
    : m_context(context)
{
}

void
EngineInputs::LetIn(uint32_t number, MessagePtr message)
{
    EngineLink& link = m_context.links[number];
    if (message->header.IsControl())
    {
        ++link.counters.controlReceived;
        m_control.PushBack({std::move(message), m_context.links.PeerOf(number)});
        return;
    }
    ++link.counters.received;
    link.counters.receivedBytes += message->header.size;
    if (link.input == NONE)
    {
        link.input = m_round.Add();
        m_round[link.input].link = number;
        const NodeId peer = m_context.links.PeerOf(number);
        m_round[link.input].peer = peer;
        if (const PeerSettings* settings = m_context.peers.Find(peer))
        {
            m_round[link.input].weight = m_round[link.input].left = settings->weight;
        }
    }
    m_round[link.input].buffer.PushBack(std::move(message));
    m_round.Activate(link.input);
}

uint32_t
EngineInputs::NextTurn()
{
    while (!m_round.IsEmpty())
    {
        const uint32_t number = m_round.Front();
        const bool hasHead = HasHead(number);
        if (hasHead && NeedsCpu(number))
        {
            return NONE;
        }
        m_round.Take();
        if (hasHead)
        {
            return number;
        }
        m_round.EndTurn(number);
        FreeIfOver(number);
    }
    m_mayUseCpu = false;
    return NONE;
}

bool
EngineInputs::HasHead(uint32_t number)
{
    const EngineInput& input = m_round[number];
    if (input.held >= std::max(m_context.params.bufferMessages, 2U) - 1)
    {
        return false;
    }
    return !input.buffer.IsEmpty() || (input.source && TakeFromSource(number));
}

bool
EngineInputs::TakeFromSource(uint32_t number)
{
    LocalSource& local = *m_round[number].source;
    if (m_round[number].isResting)
    {
        return false;
    }
    const Nanoseconds now = m_context.Now();
    const Nanoseconds at = local.source->NextAt(now);
    if (at > now)
    {
        if (at != FOREVER && local.wakes != at)
        {
            local.wakes = at;
            m_context.Wake(at, Wakening::Source, number);
        }
        return false;
    }
    SourceMessage made = local.source->Take(local.sequence, now);
    MessageHeader header;
    header.app = local.app;
    header.sequence = local.sequence++;
    header.size = made.size;
    m_round[number].buffer.PushBack(m_context.Make(header, std::move(made.payload)));
    ++m_context.counters.produced;
    return true;
}

bool
EngineInputs::NeedsCpu(uint32_t number)
{
    if (m_cpu == nullptr || m_round[number].source)
    {
        return false;
    }
    if (m_mayUseCpu)
    {
        m_mayUseCpu = false;
        return false;
    }
    if (!m_isCpuBooked)
    {
        m_isCpuBooked = true;
        const uint32_t bytes = Head(number)->header.size;
        m_context.Wake(m_cpu->Book(bytes, m_context.Now()), Wakening::Cpu, 0);
    }
    return true;
}

void
EngineInputs::Placed(uint32_t number)
{
    EngineInput& input = m_round[number];
    if (--input.unplaced > 0)
    {
        return;
    }
    input.buffer.PopFront();
    if (!std::exchange(input.isHeadHeld, false))
    {
        MakeRoom(number);
    }
    m_round.Activate(number);
}

void
EngineInputs::MakeRoom(uint32_t number)
{
    const uint32_t link = m_round[number].link;
    if (link != LinkTable::NONE)
    {
        m_context.transport.GrantCredit(m_context.links[link].handle, 1);
    }
}

void
EngineInputs::FreeIfOver(uint32_t number)
{
    EngineInput& input = m_round[number];
    if (!input.isFree && !input.source && input.link == LinkTable::NONE && input.held == 0 &&
        input.unplaced == 0 && input.buffer.IsEmpty())
    {
        m_round.Free(number);
    }
}

void
EngineInputs::EndLink(uint32_t number)
{
    m_round[number].link = LinkTable::NONE;
    FreeIfOver(number);
}

void
EngineInputs::Hold(uint32_t number)
{
    m_held.PushBack({Head(number), number, m_context.Now() + m_context.params.mostHold});
    AwaitExpiry();
    ++m_round[number].held;
    m_round[number].isHeadHeld = true;
}

void
EngineInputs::Release(const MessagePtr& message)
{
    for (uint32_t i = 0; i < m_held.Size(); ++i)
    {
        if (m_held[i].message.Get() == message.Get())
        {
            const uint32_t number = m_held.Remove(i).input;
            --m_round[number].held;
            MakeRoom(number);
            m_round.Activate(number);
            return;
        }
    }
}

void
EngineInputs::AwaitExpiry()
{
    if (!m_isExpiryAwaited && !m_held.IsEmpty())
    {
        m_isExpiryAwaited = true;
        m_context.Wake(m_held.Front().expires, Wakening::Hold, 0);
    }
}

void
EngineInputs::ExpireHolds()
{
    m_isExpiryAwaited = false;
    while (!m_held.IsEmpty() && m_held.Front().expires <= m_context.Now())
    {
        const MessagePtr message = m_held.Front().message;
        ++m_context.counters.holdsExpired;
        Release(message);
        MessageHeader header;
        header.type = MessageType::SendFailed;
        header.app = message->header.app;
        header.SetParameters(static_cast<int32_t>(message->header.type),
                             static_cast<int32_t>(message->header.sequence));
        m_control.PushBack({m_context.Make(header, nullptr), NodeId()});
    }
    AwaitExpiry();
}

void
EngineInputs::StartSource(uint32_t app, std::unique_ptr<MessageSource> source)
{
    StopSource(app);
    const uint32_t number = m_round.Add();
    m_round[number].source = std::make_unique<LocalSource>();
    m_round[number].source->app = app;
    m_round[number].source->source = std::move(source);
    m_round.Activate(number);
}

void
EngineInputs::StopSource(uint32_t app)
{
    for (uint32_t number = 0; number < m_round.End(); ++number)
    {
        EngineInput& input = m_round[number];
        if (!input.isFree && input.source && input.source->app == app)
        {
            input.source.reset(); // what it has made is still processed
            FreeIfOver(number);
        }
    }
}

void
EngineInputs::WakeSource(uint32_t number)
{
    LocalSource* local = m_round[number].source.get();
    if (local != nullptr && local->wakes <= m_context.Now()) // else it is for one that was there
    {
        local->wakes = FOREVER;
        m_round[number].isResting = false;
        m_round.Activate(number);
    }
}

void
EngineInputs::RestIfSource(uint32_t number)
{
    if (m_round[number].source)
    {
        m_round[number].isResting = true;
        m_hasResting = true;
    }
}

void
EngineInputs::WakeResting()
{
    if (!m_hasResting)
    {
        return;
    }
    m_hasResting = false;
    for (uint32_t number = 0; number < m_round.End(); ++number)
    {
        EngineInput& input = m_round[number];
        if (input.source && input.isResting)
        {
            input.isResting = false;
            m_round.Activate(number);
        }
    }
}

void
EngineInputs::SetWeight(NodeId peer, uint32_t weight)
{
    if (weight == 0)
    {
        throw std::invalid_argument("the weight of an input is 1 or more, not 0");
    }
    m_context.peers.Of(peer).weight = weight;
    for (uint32_t number = 0; number < m_round.End(); ++number)
    {
        EngineInput& input = m_round[number];
        if (!input.isFree && !input.source && input.peer == peer)
        {
            input.weight = input.left = weight;
        }
    }
}

void
EngineInputs::Clear()
{
    m_round = InputRound();
    m_control = {};
    m_held = {};
}

uint64_t
EngineInputs::Queued()
{
    uint64_t queued = m_held.Size();
    for (uint32_t number = 0; number < m_round.End(); ++number)
    {
        queued += m_round[number].buffer.Size() - (m_round[number].isHeadHeld ? 1 : 0);
    }
    return queued;
}

} // namespace qos
} // namespace ns3
