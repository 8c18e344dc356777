/* SPDX-License-Identifier: GPL-2.0-only */

#include "engine-transmission.h"

#include <array>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

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

EngineTransmission::EngineTransmission(EngineContext& context,
                                       EngineInputs& inputs,
                                       OutputBuffers& outputs)
    : m_context(context),
      m_inputs(inputs),
      m_outputs(outputs)
{
}

bool
EngineTransmission::HasCredit(EngineLink& link)
{
    if (link.credit == 0)
    {
        link.credit = m_context.transport.CollectCredit(link.handle);
    }
    return link.credit > 0;
}

bool
EngineTransmission::CanTransmit(EngineLink& link)
{
    if (link.state != LinkState::Up || (link.controlOut.IsEmpty() && link.dataOut.IsEmpty()))
    {
        return false;
    }
    return !link.controlOut.IsEmpty() || HasCredit(link);
}

void
EngineTransmission::Transmit(uint32_t number)
{
    EngineLink& link = m_context.links[number];
    if (!m_emulation)
    {
        while (CanTransmit(link))
        {
            Submit(link, link.TakeOutput(), m_context.Now());
            m_outputs.Fill(number);
        }
        return;
    }
    while (link.state == LinkState::Up && !link.controlOut.IsEmpty() &&
           link.controlOut.Front()->header.isFree)
    {
        Submit(link, link.controlOut.PopFront(), m_context.Now());
    }
    if (!link.isOutWaiting && CanTransmit(link))
    {
        Queue({number, Direction::Out});
    }
}

bool
EngineTransmission::SendAtOnce(uint32_t number, const MessagePtr& message)
{
    EngineLink& link = m_context.links[number];
    if (link.state != LinkState::Up || !link.controlOut.IsEmpty() || !link.dataOut.IsEmpty())
    {
        return false;
    }
    const BandwidthEmulation::Job job{number, Direction::Out};
    if ((m_emulation && (link.isOutWaiting || !MayStart(job))) || !HasCredit(link))
    {
        return false;
    }
    --link.credit;
    if (m_emulation)
    {
        StartAlone(job, message);
    }
    else
    {
        Submit(link, message, m_context.Now());
    }
    return true;
}

void
EngineTransmission::Submit(EngineLink& link, MessagePtr message, Nanoseconds at)
{
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
    m_context.transport.Submit(link.handle, std::move(message), at);
}

void
EngineTransmission::Receive(uint32_t number, MessagePtr message)
{
    if (!m_emulation || message->header.isFree)
    {
        m_inputs.LetIn(number, std::move(message));
        return;
    }
    EngineLink& link = m_context.links[number];
    const BandwidthEmulation::Job job{number, Direction::In};
    if (!link.HasArrived() && MayStart(job))
    {
        StartAlone(job, std::move(message));
        return;
    }
    (message->header.IsControl() ? link.controlIn : link.dataIn).PushBack(std::move(message));
    Queue(job);
}

BandwidthEmulation&
EngineTransmission::Emulation()
{
    if (!m_emulation)
    {
        m_emulation = std::make_unique<BandwidthEmulation>();
    }
    return *m_emulation;
}

void
EngineTransmission::SetLimits(const BandwidthLimits& limits)
{
    Emulation().SetLimits(limits, m_context.Now());
    Serve(0);
    Serve(1);
}

void
EngineTransmission::SetLinkLimits(NodeId peer, Bitrate out, Bitrate in)
{
    PeerSettings& settings = m_context.peers.Of(peer);
    settings.out = out;
    settings.in = in;
    Emulation();
    const uint32_t number = m_context.links.Find(peer);
    if (number != LinkTable::NONE)
    {
        Limit(number);
        Serve(0);
        Serve(1);
    }
}

void
EngineTransmission::SetLinkLimit(NodeId peer, Direction direction, Bitrate rate)
{
    const PeerSettings& settings = m_context.peers.Of(peer);
    const bool isOut = direction == Direction::Out;
    SetLinkLimits(peer, isOut ? rate : settings.out, isOut ? settings.in : rate);
}

void
EngineTransmission::Limit(uint32_t number) const
{
    const PeerSettings* settings = m_context.peers.Find(m_context.links.PeerOf(number));
    if (settings == nullptr)
    {
        return;
    }
    EngineLink& link = m_context.links[number];
    const std::array<Bitrate, 2> rates = {settings->out, settings->in};
    link.isLimited = !(rates[0] == Bitrate()) || !(rates[1] == Bitrate());
    if (!link.isLimited)
    {
        if (link.details)
        {
            link.details->limit = LinkLimit();
        }
        return;
    }
    LinkLimit& limit = link.Details().limit;
    for (std::size_t i = 0; i < rates.size(); ++i)
    {
        limit.opens[i] = AtNewRate(limit.opens[i], limit.rates[i], rates[i], m_context.Now());
    }
    limit.rates = rates;
}

void
EngineTransmission::Queue(BandwidthEmulation::Job job)
{
    EngineLink& link = m_context.links[job.link];
    const bool isOut = job.direction == Direction::Out;
    bool& isWaiting = isOut ? link.isOutWaiting : link.isInWaiting;
    if (isWaiting)
    {
        return;
    }
    if (MayStart(job))
    {
        StartAlone(job, isOut ? link.TakeOutput() : link.TakeArrived());
        return;
    }
    isWaiting = true;
    const uint32_t station = m_emulation->StationFor(job.direction);
    m_emulation->At(station).server.Add(job.Packed());
    Serve(station);
}

bool
EngineTransmission::MayStart(BandwidthEmulation::Job job) const
{
    const auto& station = m_emulation->At(m_emulation->StationFor(job.direction));
    const Nanoseconds now = m_context.Now();
    return !station.isServing && station.IsIdle(now) && OpensAt(job) <= now;
}

void
EngineTransmission::StartAlone(BandwidthEmulation::Job job, MessagePtr message)
{
    const uint32_t index = m_emulation->StationFor(job.direction);
    BandwidthEmulation::Station& station = m_emulation->At(index);
    station.isServing = true;
    Start(station, job, std::move(message));
    station.isServing = false;
    Serve(index);
}

Nanoseconds
EngineTransmission::OpensAt(BandwidthEmulation::Job job) const
{
    const Nanoseconds opens = m_emulation->Opens(job.direction);
    const EngineLink& link = m_context.links[job.link];
    if (!link.isLimited)
    {
        return opens;
    }
    return std::max(opens, link.details->limit.opens[static_cast<std::size_t>(job.direction)]);
}

void
EngineTransmission::Wake(uint32_t station)
{
    if (m_emulation)
    {
        if (m_emulation->At(station).wakes <= m_context.Now())
        {
            m_emulation->At(station).wakes = Nanoseconds{-1}; // else it is for another time
        }
        Serve(station);
    }
}

void
EngineTransmission::Serve(uint32_t index)
{
    BandwidthEmulation::Station& station = m_emulation->At(index);
    if (station.isServing)
    {
        return; // whoever is at work with it goes on
    }
    station.isServing = true;
    const Nanoseconds now = m_context.Now();
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
        m_context.Wake(next, Wakening::Bandwidth, index);
    }
}

Nanoseconds
EngineTransmission::Begin(BandwidthEmulation::Station& station)
{
    using Job = BandwidthEmulation::Job;
    const Nanoseconds now = m_context.Now();
    Nanoseconds next = FOREVER;
    const auto opensAt = [this](BandwidthServer::Job job) { return OpensAt(Job::Of(job)); };
    const auto taken = station.server.Take(now, opensAt, next);
    if (!taken)
    {
        return next;
    }
    const Job job = Job::Of(*taken);
    EngineLink& link = m_context.links[job.link];
    const bool isOut = job.direction == Direction::Out;
    (isOut ? link.isOutWaiting : link.isInWaiting) = false;
    if (!isOut || CanTransmit(link))
    {
        Start(station, job, isOut ? link.TakeOutput() : link.TakeArrived());
    }
    return now;
}

void
EngineTransmission::Start(BandwidthEmulation::Station& station,
                          BandwidthEmulation::Job job,
                          MessagePtr message)
{
    const Nanoseconds now = m_context.Now();
    EngineLink& link = m_context.links[job.link];
    const bool isOut = job.direction == Direction::Out;
    const uint32_t bytes = ChargedBytes(*message);
    const Nanoseconds passes = station.server.Start(bytes, now);
    m_emulation->Begin(job.direction, bytes, now);
    if (link.isLimited)
    {
        const auto direction = static_cast<std::size_t>(job.direction);
        link.details->limit.opens[direction] =
            now + link.details->limit.rates[direction].TransmissionTime(bytes);
    }
    station.passes = passes;
    if (isOut && passes - now < AHEAD)
    {
        Submit(link, std::move(message), passes);
    }
    else
    {
        station.message = std::move(message);
        station.job = job;
    }
    if (isOut)
    {
        m_outputs.Fill(job.link);
    }
    if (isOut ? CanTransmit(link) : link.HasArrived())
    {
        Queue(job);
    }
}

void
EngineTransmission::Finish(BandwidthEmulation::Station& station)
{
    MessagePtr message = std::move(station.message);
    if (station.job.direction == Direction::In)
    {
        m_inputs.LetIn(station.job.link, std::move(message));
    }
    else
    {
        Submit(m_context.links[station.job.link], std::move(message), m_context.Now());
    }
}

void
EngineTransmission::Forget(uint32_t number)
{
    EngineLink& link = m_context.links[number];
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
}

} // namespace qos
} // namespace ns3
