/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-engine.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param link a link
 * @return whether something waits to be let in
 */
bool
HasArrived(EngineLink& link)
{
    return !link.controlIn.IsEmpty() || !link.dataIn.IsEmpty();
}

/**
 * @param link a link where something has arrived
 * @return what is let in next, which does not wait any more
 */
MessagePtr
TakeArrived(EngineLink& link)
{
    return link.controlIn.IsEmpty() ? link.dataIn.PopFront() : link.controlIn.PopFront();
}

/**
 * @param message any message
 * @return bytes for which the emulation of bandwidth charges: the payload of data, all of control
 */
uint32_t
ChargedBytes(const OverlayMessage& message)
{
    return message.header.IsControl() ? message.WireBytes() : message.header.size;
}

} // namespace

OverlayEngine::OverlayEngine(const OverlayEngineParams& params,
                             Transport& transport,
                             std::unique_ptr<Algorithm> algorithm)
    : m_params(params),
      m_transport(transport),
      m_algorithm(std::move(algorithm)),
      m_random(params.seed)
{
    if (params.bufferMessages == 0)
    {
        throw std::invalid_argument("a buffer holds at least one message");
    }
    if (params.limits.Any())
    {
        SetLimits(params.limits);
    }
}

OverlayEngine::~OverlayEngine() = default;

uint32_t
OverlayEngine::Accept(NodeId peer, Transport::Handle handle)
{
    uint32_t number = m_links.Find(peer);
    if (number == NONE)
    {
        number = AddLink(peer);
    }
    m_links[number].handle = handle;
    OnUp(number);
    return number;
}

void
OverlayEngine::OnUp(uint32_t link)
{
    EngineLink& end = m_links[link];
    end.state = LinkState::Up;
    end.credit = m_params.bufferMessages;
    Notify(MessageType::LinkUp, end.peer, 0);
    Transmit(link);
    Run();
}

void
OverlayEngine::OnMessage(uint32_t link, MessagePtr message)
{
    if (m_emulation && !message->header.isFree)
    {
        EngineLink& end = m_links[link];
        (message->header.IsControl() ? end.controlIn : end.dataIn).PushBack(std::move(message));
        Queue(link, Direction::In);
    }
    else
    {
        LetIn(link, std::move(message));
    }
    Run();
}

void
OverlayEngine::OnCredit(uint32_t link, uint32_t messages)
{
    m_links[link].credit += messages;
    Transmit(link);
    Run();
}

void
OverlayEngine::OnDown(uint32_t link, LinkEnd why)
{
    const NodeId peer = m_links[link].peer;
    Forget(link);
    Notify(MessageType::BrokenLink, peer, static_cast<uint16_t>(why));
    Run();
}

void
OverlayEngine::OnWake(Wakening why, uint32_t argument)
{
    if (!m_isAlive)
    {
        return;
    }
    switch (why)
    {
    case Wakening::Bandwidth:
        if (m_emulation->At(argument).wakes <= Now())
        {
            m_emulation->At(argument).wakes = Nanoseconds{-1}; // else it is for another time
        }
        Serve(argument);
        break;
    case Wakening::Cpu:
        m_isCpuBooked = false;
        m_mayUseCpu = true;
        break;
    case Wakening::Source:
        if (m_inputs[argument].source)
        {
            m_inputs[argument].source->isAwaited = false;
            m_inputs[argument].source->isResting = false;
            m_inputs.Activate(argument);
        }
        break;
    case Wakening::Timer: {
        MessageHeader header;
        header.type = MessageType::Timer;
        header.SetParameters(static_cast<int32_t>(argument), 0);
        m_control.PushBack({Make(header, nullptr), NodeId(), true});
        break;
    }
    case Wakening::Hold:
        m_isExpiryAwaited = false;
        ExpireHolds();
        break;
    }
    Run();
}

void
OverlayEngine::Tell(MessagePtr message)
{
    m_control.PushBack({std::move(message), NodeId(), true});
    Run();
}

void
OverlayEngine::Terminate()
{
    End(true);
}

void
OverlayEngine::Crash()
{
    End(false);
}

void
OverlayEngine::End(bool isPeaceful)
{
    m_isAlive = false;
    for (uint32_t number = 0; number < m_links.End(); ++number)
    {
        if (m_links.Has(number))
        {
            m_transport.Close(m_links[number].handle, isPeaceful);
            Forget(number);
        }
    }
    m_inputs = InputRound();
    m_control = {};
    m_outputs.clear();
    m_held.clear();
    m_edges.clear();
    m_emulation.reset();
}

uint32_t
OverlayEngine::LinkTo(NodeId peer)
{
    uint32_t number = m_links.Find(peer);
    if (number == NONE)
    {
        number = AddLink(peer);
        m_links[number].state = LinkState::Connecting;
        m_links[number].handle = m_transport.Connect(*this, number, peer);
    }
    return number;
}

uint32_t
OverlayEngine::AddLink(NodeId peer)
{
    const uint32_t number = m_links.Add(peer);
    for (const LinkLimits& limits : m_linkLimits)
    {
        if (limits.peer == peer)
        {
            m_links[number].outLimit = limits.out;
            m_links[number].inLimit = limits.in;
        }
    }
    return number;
}

void
OverlayEngine::Forget(uint32_t number)
{
    EngineLink& link = m_links[number];
    for (; !link.dataOut.IsEmpty(); link.dataOut.PopFront())
    {
        link.counters.Lose(*link.dataOut.Front().message);
    }
    for (; !link.dataIn.IsEmpty(); link.dataIn.PopFront())
    {
        link.counters.Lose(*link.dataIn.Front());
    }
    if (m_emulation)
    {
        m_emulation->Forget(number, link.counters);
    }
    while (!link.waiters.IsEmpty())
    {
        const QueuedOutput waiter = link.waiters.PopFront();
        link.counters.Lose(*waiter.message);
        if (!waiter.isAnyone || !IsAwaited(waiter.input))
        {
            Placed(waiter.input);
        }
    }
    m_ended += link.counters;
    if (link.input != NO_INPUT)
    {
        m_inputs[link.input].link = NONE; // what it has is still processed
        FreeIfOver(link.input);
    }
    m_links.Remove(number);
}

bool
OverlayEngine::CanTransmit(const EngineLink& link)
{
    return link.state == LinkState::Up &&
           (!link.controlOut.IsEmpty() || (!link.dataOut.IsEmpty() && link.credit > 0));
}

MessagePtr
OverlayEngine::TakeOutput(EngineLink& link)
{
    if (!link.controlOut.IsEmpty())
    {
        return link.controlOut.PopFront();
    }
    --link.credit;
    return link.dataOut.PopFront().message;
}

void
OverlayEngine::Transmit(uint32_t number)
{
    EngineLink& link = m_links[number];
    if (!m_emulation)
    {
        while (CanTransmit(link))
        {
            Submit(number, TakeOutput(link));
            ServeWaiters(number);
        }
        return;
    }
    while (link.state == LinkState::Up && !link.controlOut.IsEmpty() &&
           link.controlOut.Front()->header.isFree)
    {
        Submit(number, link.controlOut.PopFront());
    }
    if (CanTransmit(link))
    {
        Queue(number, Direction::Out);
    }
}

void
OverlayEngine::Submit(uint32_t number, MessagePtr message)
{
    EngineLink& link = m_links[number];
    if (message->header.IsControl())
    {
        ++link.counters.control;
        link.counters.controlBytes += message->WireBytes();
    }
    else
    {
        ++link.counters.sent;
        link.counters.sentBytes += message->header.size;
    }
    m_transport.Submit(link.handle, std::move(message));
}

BandwidthEmulation&
OverlayEngine::Emulation()
{
    if (!m_emulation)
    {
        m_emulation = std::make_unique<BandwidthEmulation>();
    }
    return *m_emulation;
}

void
OverlayEngine::SetLimits(const BandwidthLimits& limits)
{
    m_params.limits = limits;
    Emulation().SetLimits(limits, Now());
    Serve(0);
    Serve(1);
    Run();
}

void
OverlayEngine::SetLinkLimits(NodeId peer, Bitrate out, Bitrate in)
{
    Emulation();
    const auto isPeer = [peer](const LinkLimits& limits) { return limits.peer == peer; };
    const auto known = std::find_if(m_linkLimits.begin(), m_linkLimits.end(), isPeer);
    if (known == m_linkLimits.end())
    {
        m_linkLimits.push_back({peer, out, in});
    }
    else
    {
        *known = {peer, out, in};
    }
    const uint32_t number = m_links.Find(peer);
    if (number != NONE)
    {
        EngineLink& link = m_links[number];
        link.outLimit = out;
        link.inLimit = in;
        link.outOpens = link.inOpens = Nanoseconds{0};
        Serve(0);
        Serve(1);
        Run();
    }
}

void
OverlayEngine::Queue(uint32_t number, Direction direction)
{
    EngineLink& link = m_links[number];
    bool& isWaiting = direction == Direction::Out ? link.isOutWaiting : link.isInWaiting;
    if (!isWaiting)
    {
        isWaiting = true;
        const uint32_t station = m_emulation->StationFor(direction);
        m_emulation->At(station).server.Add(BandwidthEmulation::Job{number, direction}.Packed());
        Serve(station);
    }
}

void
OverlayEngine::Serve(uint32_t index)
{
    BandwidthEmulation::Station& station = m_emulation->At(index);
    if (station.isServing)
    {
        return; // whoever is at work with it goes on
    }
    station.isServing = true;
    const Nanoseconds now = Now();
    Nanoseconds next{0};
    while (next <= now)
    {
        if (station.message && station.passes <= now)
        {
            Finish(station);
        }
        else if (station.message)
        {
            next = station.passes;
        }
        else if (station.server.FreeAt() > now)
        {
            next = station.server.Waiting() > 0 ? station.server.FreeAt() : FOREVER;
        }
        else
        {
            next = Begin(station);
        }
    }
    station.isServing = false;
    if (next != FOREVER && station.wakes != next)
    {
        station.wakes = next;
        m_transport.Wake(*this, next, Wakening::Bandwidth, index);
    }
}

Nanoseconds
OverlayEngine::Begin(BandwidthEmulation::Station& station)
{
    using Job = BandwidthEmulation::Job;
    const auto opensAt = [this](BandwidthServer::Job packed) {
        const Job job = Job::Of(packed);
        const EngineLink& link = m_links[job.link];
        const Nanoseconds own = job.direction == Direction::Out ? link.outOpens : link.inOpens;
        return std::max(m_emulation->Opens(job.direction), own);
    };
    const Nanoseconds now = Now();
    Nanoseconds next = FOREVER;
    const auto taken = station.server.Take(now, opensAt, next);
    if (!taken)
    {
        return next;
    }
    const Job job = Job::Of(*taken);
    EngineLink& link = m_links[job.link];
    const bool isOut = job.direction == Direction::Out;
    (isOut ? link.isOutWaiting : link.isInWaiting) = false;
    if (isOut && !CanTransmit(link))
    {
        return now;
    }
    station.message = isOut ? TakeOutput(link) : TakeArrived(link);
    station.job = job;
    const uint32_t bytes = ChargedBytes(*station.message);
    station.passes = station.server.Start(bytes, now);
    m_emulation->Begin(job.direction, bytes, now);
    (isOut ? link.outOpens : link.inOpens) =
        now + (isOut ? link.outLimit : link.inLimit).TransmissionTime(bytes);
    if (isOut)
    {
        ServeWaiters(job.link);
    }
    if (isOut ? CanTransmit(link) : HasArrived(link))
    {
        Queue(job.link, job.direction);
    }
    return now;
}

void
OverlayEngine::Finish(BandwidthEmulation::Station& station)
{
    MessagePtr message = std::move(station.message);
    if (station.job.direction == Direction::In)
    {
        LetIn(station.job.link, std::move(message));
    }
    else
    {
        Submit(station.job.link, std::move(message));
    }
}

void
OverlayEngine::LetIn(uint32_t number, MessagePtr message)
{
    EngineLink& link = m_links[number];
    if (message->header.IsControl())
    {
        m_control.PushBack({std::move(message), link.peer, false});
        return;
    }
    ++link.counters.received;
    link.counters.receivedBytes += message->header.size;
    if (link.input == NO_INPUT)
    {
        link.input = m_inputs.Add();
        m_inputs[link.input].link = number;
        m_inputs[link.input].peer = link.peer;
    }
    m_inputs[link.input].buffer.PushBack(std::move(message));
    m_inputs.Activate(link.input);
}

void
OverlayEngine::Run()
{
    if (m_isRunning || !m_isAlive)
    {
        return;
    }
    m_isRunning = true;
    do
    {
        ProcessControl();
    } while (m_isAlive && Switch());
    m_isRunning = false;
}

void
OverlayEngine::ProcessControl()
{
    while (m_isAlive && !m_control.IsEmpty())
    {
        const Control control = m_control.PopFront();
        if (!HandleControl(control))
        {
            continue;
        }
        m_upstream = control.from;
        m_foreign = control.isOwn ? nullptr : control.message.Get();
        ++m_counters.processed;
        m_algorithm->Process(control.message, *this);
        m_foreign = nullptr;
        if (m_sourcesRest && m_isAlive)
        {
            WakeSources(); // there may be somebody to send to now
        }
    }
}

bool
OverlayEngine::HandleControl(const Control& control)
{
    const MessageHeader& header = control.message->header;
    if (IsObserverCommand(header.type) && !control.isOwn && control.from != m_params.observer)
    {
        ++m_counters.refused;
        return false;
    }
    return true;
}

bool
OverlayEngine::Switch()
{
    while (!m_inputs.IsEmpty())
    {
        if (!m_control.IsEmpty())
        {
            return true;
        }
        const uint32_t number = m_inputs.Front();
        const bool hasHead = HasHead(number);
        if (hasHead && NeedsCpu(number))
        {
            return false;
        }
        m_inputs.Take();
        if (!hasHead)
        {
            m_inputs.EndTurn(number);
            FreeIfOver(number);
            continue;
        }
        ProcessHead(number);
        if (!m_isAlive)
        {
            return false;
        }
    }
    return !m_control.IsEmpty();
}

bool
OverlayEngine::HasHead(uint32_t number)
{
    EngineInput& input = m_inputs[number];
    if (input.held >= std::max(m_params.bufferMessages, 2U) - 1)
    {
        return false;
    }
    if (!input.buffer.IsEmpty() || !input.source)
    {
        return !input.buffer.IsEmpty();
    }
    LocalSource& local = *input.source;
    if (local.isResting)
    {
        return false;
    }
    const Nanoseconds now = Now();
    const Nanoseconds at = local.source->NextAt(now);
    if (at > now)
    {
        if (at != FOREVER && !local.isAwaited)
        {
            local.isAwaited = true;
            m_transport.Wake(*this, at, Wakening::Source, number);
        }
        return false;
    }
    SourceMessage made = local.source->Take(local.sequence, now);
    MessageHeader header;
    header.app = local.app;
    header.sequence = local.sequence++;
    header.size = made.size;
    input.buffer.PushBack(Make(header, std::move(made.payload)));
    ++m_counters.produced;
    return true;
}

bool
OverlayEngine::RestIfSource(uint32_t number)
{
    LocalSource* local = m_inputs[number].source.get();
    if (local == nullptr)
    {
        return false;
    }
    local->isResting = true;
    return true;
}

void
OverlayEngine::WakeSources()
{
    m_sourcesRest = false;
    for (uint32_t number = 0; number < m_inputs.End(); ++number)
    {
        LocalSource* local = m_inputs[number].source.get();
        if (local != nullptr && local->isResting)
        {
            local->isResting = false;
            m_inputs.Activate(number);
        }
    }
}

bool
OverlayEngine::NeedsCpu(uint32_t number)
{
    if (m_cpu == nullptr || m_inputs[number].source)
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
        const uint32_t bytes = m_inputs[number].buffer.Front()->header.size;
        m_transport.Wake(*this, m_cpu->Book(bytes, Now()), Wakening::Cpu, 0);
    }
    return true;
}

void
OverlayEngine::ProcessHead(uint32_t number)
{
    const MessagePtr message = m_inputs[number].buffer.Front();
    m_inputs[number].unplaced = 1; // until all outputs are known
    m_upstream = m_inputs[number].peer;
    m_collectsOutputs = true;
    ++m_counters.processed;
    const Verdict verdict = m_algorithm->Process(message, *this);
    m_collectsOutputs = false;
    if (!m_isAlive)
    {
        return;
    }
    if (verdict == Verdict::Hold)
    {
        Hold(message, number);
    }
    else if (m_outputs.empty())
    {
        ++m_counters.consumed;
        m_sourcesRest |= verdict == Verdict::Done && RestIfSource(number);
    }
    PlaceOutputs(number);
    m_inputs.Count(number);
    Placed(number);
}

void
OverlayEngine::Hold(const MessagePtr& message, uint32_t number)
{
    m_held.push_back({message, number, Now() + m_params.mostHold});
    AwaitExpiry();
    ++m_inputs[number].held;
    m_inputs[number].isHeadHeld = true;
}

void
OverlayEngine::Placed(uint32_t number)
{
    EngineInput& input = m_inputs[number];
    if (--input.unplaced > 0)
    {
        return;
    }
    input.buffer.PopFront();
    if (!std::exchange(input.isHeadHeld, false))
    {
        MakeRoom(number);
    }
    m_inputs.Activate(number);
}

void
OverlayEngine::MakeRoom(uint32_t number)
{
    const uint32_t link = m_inputs[number].link;
    if (link != NONE)
    {
        m_transport.GrantCredit(m_links[link].handle, 1);
    }
}

void
OverlayEngine::FreeIfOver(uint32_t number)
{
    const EngineInput& input = m_inputs[number];
    if (!input.isFree && !input.source && input.link == NONE && input.held == 0 &&
        input.unplaced == 0 && m_inputs[number].buffer.IsEmpty())
    {
        m_inputs.Free(number);
    }
}

void
OverlayEngine::PlaceOutputs(uint32_t input)
{
    // to place one may make room for another that waits already
    const auto unknown = static_cast<uint32_t>(m_outputs.size());
    m_inputs[input].unplaced += unknown;
    uint32_t queued = 0;
    uint32_t waiting = 0;
    const bool isSource = m_inputs[input].source != nullptr;
    for (Output& output : m_outputs)
    {
        const Placement placement = Place(output, input);
        queued += placement == Placement::Queued ? 1 : 0;
        waiting += placement == Placement::Waits ? 1 : 0;
        if (placement != Placement::NoRoom)
        {
            output.message = MessagePtr();
        }
    }
    const bool waitsForAnyone = isSource && queued + waiting == 0 && !m_outputs.empty();
    for (Output& output : m_outputs)
    {
        if (!output.message || !m_links.Has(output.link))
        {
            continue;
        }
        if (waitsForAnyone)
        {
            m_links[output.link].waiters.PushBack({std::move(output.message), input, true});
            waiting = 1;
        }
        else
        {
            ++m_links[output.link].counters.dropped;
        }
    }
    m_inputs[input].unplaced -= unknown - waiting;
    m_outputs.clear();
}

OverlayEngine::Placement
OverlayEngine::Place(const Output& output, uint32_t input)
{
    if (!m_links.Has(output.link))
    {
        return Placement::NoRoom;
    }
    EngineLink& link = m_links[output.link];
    const QueuedOutput queued{output.message, input};
    if (link.dataOut.Size() < m_params.bufferMessages)
    {
        link.dataOut.PushBack(queued);
        Transmit(output.link);
        return Placement::Queued;
    }
    switch (PolicyFor(output.message->header.app, link.peer))
    {
    case DropPolicy::Lossless:
        if (m_inputs.IsInTurn(input))
        {
            link.waiters.PushFront(queued);
        }
        else
        {
            link.waiters.PushBack(queued);
        }
        return Placement::Waits;
    case DropPolicy::DropFair:
        return TakePlace(link, queued) ? Placement::Queued : Placement::NoRoom;
    case DropPolicy::DropTail:
        break;
    }
    return Placement::NoRoom;
}

bool
OverlayEngine::TakePlace(EngineLink& link, const QueuedOutput& output)
{
    const auto countOf = [&link](uint32_t input) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < link.dataOut.Size(); ++i)
        {
            count += link.dataOut[i].input == input ? 1 : 0;
        }
        return count;
    };
    uint32_t victim = 0;
    uint32_t most = 0;
    for (uint32_t i = 0; i < link.dataOut.Size(); ++i)
    {
        const uint32_t count = countOf(link.dataOut[i].input);
        if (count >= most)
        {
            most = count;
            victim = i; // the newest one of that input
        }
    }
    if (most < countOf(output.input) + 2)
    {
        return false;
    }
    link.dataOut.Remove(victim);
    link.dataOut.PushBack(output);
    ++link.counters.dropped;
    return true;
}

void
OverlayEngine::ServeWaiters(uint32_t number)
{
    EngineLink& link = m_links[number];
    while (!link.waiters.IsEmpty() && link.dataOut.Size() < m_params.bufferMessages)
    {
        QueuedOutput output = link.waiters.PopFront();
        const uint32_t input = output.input;
        if (output.isAnyone)
        {
            ForgetWaiters(input);
            output.isAnyone = false;
        }
        link.dataOut.PushBack(std::move(output));
        Placed(input);
    }
}

bool
OverlayEngine::IsAwaited(uint32_t input)
{
    for (uint32_t number = 0; number < m_links.End(); ++number)
    {
        for (uint32_t i = 0; m_links.Has(number) && i < m_links[number].waiters.Size(); ++i)
        {
            if (m_links[number].waiters[i].input == input)
            {
                return true;
            }
        }
    }
    return false;
}

void
OverlayEngine::ForgetWaiters(uint32_t input)
{
    for (uint32_t number = 0; number < m_links.End(); ++number)
    {
        if (!m_links.Has(number))
        {
            continue;
        }
        EngineLink& link = m_links[number];
        for (uint32_t i = link.waiters.Size(); i-- > 0;)
        {
            if (link.waiters[i].input == input)
            {
                link.waiters.Remove(i);
                ++link.counters.dropped;
            }
        }
    }
}

DropPolicy
OverlayEngine::PolicyFor(uint32_t app, NodeId to) const
{
    for (const PolicyOf& exception : m_policies)
    {
        if (exception.app == app && exception.to == to)
        {
            return exception.policy;
        }
    }
    return m_params.policy;
}

void
OverlayEngine::SetPolicy(uint32_t app, NodeId to, DropPolicy policy)
{
    const auto isSame = [app, to](const PolicyOf& other) {
        return other.app == app && other.to == to;
    };
    m_policies.erase(std::remove_if(m_policies.begin(), m_policies.end(), isSame),
                     m_policies.end());
    m_policies.push_back({app, to, policy});
}

void
OverlayEngine::SetWeight(NodeId peer, uint32_t weight)
{
    if (weight == 0)
    {
        throw std::invalid_argument("the weight of an input is 1 or more, not 0");
    }
    for (uint32_t number = 0; number < m_inputs.End(); ++number)
    {
        EngineInput& input = m_inputs[number];
        if (!input.isFree && !input.source && input.peer == peer)
        {
            input.weight = input.left = weight;
        }
    }
}

void
OverlayEngine::AwaitExpiry()
{
    if (!m_isExpiryAwaited && !m_held.empty())
    {
        m_isExpiryAwaited = true;
        m_transport.Wake(*this, m_held.front().expires, Wakening::Hold, 0);
    }
}

void
OverlayEngine::ExpireHolds()
{
    while (!m_held.empty() && m_held.front().expires <= Now())
    {
        const MessagePtr message = m_held.front().message;
        ++m_counters.holdsExpired;
        Release(message);
        MessageHeader header;
        header.type = MessageType::SendFailed;
        header.app = message->header.app;
        header.SetParameters(static_cast<int32_t>(message->header.type),
                             static_cast<int32_t>(message->header.sequence));
        m_control.PushBack({Make(header, nullptr), NodeId(), true});
    }
    AwaitExpiry();
}

void
OverlayEngine::Notify(MessageType type, NodeId peer, uint16_t detail, uint32_t app)
{
    MessageHeader header;
    header.type = type;
    header.app = app;
    header.SetPeer(peer, detail);
    m_control.PushBack({Make(header, nullptr), NodeId(), true});
}

const EngineLink*
OverlayEngine::FindLink(NodeId peer) const
{
    const uint32_t number = m_links.Find(peer);
    return number == NONE ? nullptr : &m_links[number];
}

uint64_t
OverlayEngine::Queued()
{
    uint64_t queued = m_held.size();
    for (uint32_t number = 0; number < m_inputs.End(); ++number)
    {
        queued += m_inputs[number].buffer.Size() - (m_inputs[number].isHeadHeld ? 1 : 0);
    }
    for (uint32_t number = 0; number < m_links.End(); ++number)
    {
        queued += m_links.Has(number) ? m_links[number].dataOut.Size() : 0;
    }
    return queued;
}

NodeId
OverlayEngine::Self() const
{
    return m_params.self;
}

NodeId
OverlayEngine::Observer() const
{
    return m_params.observer;
}

Nanoseconds
OverlayEngine::Now() const
{
    return m_transport.Now();
}

double
OverlayEngine::Random()
{
    return m_random.Uniform();
}

NodeId
OverlayEngine::Upstream() const
{
    return m_upstream;
}

Bitrate
OverlayEngine::TotalBandwidth() const
{
    return m_params.limits.total;
}

MessagePtr
OverlayEngine::Make(MessageHeader header, Payload payload)
{
    if (header.originator.IsNone())
    {
        header.originator = m_params.self;
    }
    return m_transport.Pool().Make(header, std::move(payload), Now());
}

void
OverlayEngine::Send(const MessagePtr& message, NodeId to)
{
    if (message.Get() == m_foreign)
    {
        throw std::logic_error("the message " + ToText(message->header.type) + " of " +
                               ToText(message->header.originator) +
                               " is sent as it came; only data may be, others are made anew");
    }
    if (to == m_params.self || to.IsNone())
    {
        throw std::logic_error(ToText(m_params.self) + " sends a message to " +
                               (to.IsNone() ? "nobody" : "itself"));
    }
    const uint32_t number = LinkTo(to);
    EngineLink& link = m_links[number];
    if (message->header.IsControl())
    {
        if (link.controlOut.Size() == m_params.mostControl)
        {
            ++m_counters.unsent;
            return;
        }
        link.controlOut.PushBack(message);
        Transmit(number);
    }
    else if (m_collectsOutputs)
    {
        m_outputs.push_back({message, number});
    }
    else if (link.dataOut.Size() < m_params.bufferMessages)
    {
        link.dataOut.PushBack({message, NO_INPUT});
        Transmit(number);
    }
    else
    {
        ++link.counters.dropped;
        Notify(MessageType::SendFailed, to, 0, message->header.app);
    }
}

void
OverlayEngine::Deliver(const MessagePtr& message)
{
    ++m_counters.delivered;
    m_counters.deliveredBytes += message->header.size;
    if (m_deliver)
    {
        m_deliver(message);
    }
}

void
OverlayEngine::Release(const MessagePtr& message)
{
    const auto isIt = [&message](const Held& held) { return held.message.Get() == message.Get(); };
    const auto held = std::find_if(m_held.begin(), m_held.end(), isIt);
    if (held == m_held.end())
    {
        return;
    }
    const uint32_t number = held->input;
    m_held.erase(held);
    --m_inputs[number].held;
    MakeRoom(number);
    m_inputs.Activate(number);
}

void
OverlayEngine::StartTimer(Nanoseconds after, int32_t id)
{
    m_transport.Wake(*this, Now() + after, Wakening::Timer, static_cast<uint32_t>(id));
}

void
OverlayEngine::StartSource(uint32_t app, std::unique_ptr<MessageSource> source)
{
    StopSource(app);
    const uint32_t number = m_inputs.Add();
    m_inputs[number].source = std::make_unique<LocalSource>();
    m_inputs[number].source->app = app;
    m_inputs[number].source->source = std::move(source);
    m_inputs.Activate(number);
}

void
OverlayEngine::StopSource(uint32_t app)
{
    for (uint32_t number = 0; number < m_inputs.End(); ++number)
    {
        const EngineInput& input = m_inputs[number];
        if (!input.isFree && input.source && input.source->app == app)
        {
            m_inputs[number].source.reset(); // what it has made is still processed
            FreeIfOver(number);
        }
    }
}

void
OverlayEngine::AddEdge(uint32_t app, NodeId peer, EdgeRole role)
{
    RemoveEdge(app, peer, role);
    m_edges.push_back({app, peer, role});
}

void
OverlayEngine::RemoveEdge(uint32_t app, NodeId peer, EdgeRole role)
{
    const auto isSame = [app, peer, role](const AppEdge& edge) {
        return edge.app == app && edge.peer == peer && edge.role == role;
    };
    m_edges.erase(std::remove_if(m_edges.begin(), m_edges.end(), isSame), m_edges.end());
}

} // namespace qos
} // namespace ns3
