/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-engine.h"

#include "engine-control.h"

#include "ns3/peer-measurement.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

OverlayEngine::OverlayEngine(const OverlayEngineParams& params,
                             Transport& transport,
                             std::unique_ptr<Algorithm> algorithm)
    : m_algorithm(std::move(algorithm)),
      m_context{*this, transport, {}, {}, {}, params},
      m_transmission(m_context, m_inputs, m_outputs),
      m_inputs(m_context),
      m_outputs(m_context, m_inputs),
      m_born(transport.Now()),
      m_random(params.seed),
      m_silence(m_context)
{
    if (params.bufferMessages == 0)
    {
        throw std::invalid_argument("a buffer holds at least one message, not 0");
    }
    if (!params.observer.IsNone() && params.observer == params.self)
    {
        throw std::invalid_argument(ToText(params.self) +
                                    " is its own observer; allowed: another node, or none");
    }
    if (params.limits.Any())
    {
        m_transmission.SetLimits(params.limits);
    }
}

OverlayEngine::~OverlayEngine() = default;

uint32_t
OverlayEngine::Accept(NodeId peer, Transport::Handle handle, uint32_t room)
{
    uint32_t number = m_context.links.Find(peer);
    if (number == NONE)
    {
        number = AddLink(peer);
    }
    m_context.links[number].handle = handle;
    OnUp(number, room);
    return number;
}

void
OverlayEngine::OnUp(uint32_t link, uint32_t room)
{
    EngineLink& end = m_context.links[link];
    end.state = LinkState::Up;
    end.credit = room;
    if (m_context.params.report > Nanoseconds{0} && !std::exchange(m_areRatesReported, true))
    {
        m_context.Wake(Now() + m_context.params.report, Wakening::Report, 0);
    }
    Notify(MessageType::LinkUp, m_context.links.PeerOf(link), 0);
    m_transmission.Transmit(link);
    Run();
}

void
OverlayEngine::OnMessage(uint32_t link, MessagePtr message)
{
    m_transmission.Receive(link, std::move(message));
    Run();
}

void
OverlayEngine::OnCredit(uint32_t link, uint32_t messages)
{
    m_context.links[link].credit += messages;
    m_transmission.Transmit(link);
    Run();
}

void
OverlayEngine::OnDown(uint32_t link, LinkEnd why)
{
    const NodeId peer = m_context.links.PeerOf(link);
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
        m_transmission.Wake(argument);
        break;
    case Wakening::Cpu:
        m_inputs.UseCpu();
        break;
    case Wakening::Source:
        m_inputs.WakeSource(argument);
        break;
    case Wakening::Timer: {
        MessageHeader header;
        header.type = MessageType::Timer;
        header.SetParameters(static_cast<int32_t>(argument), 0);
        m_inputs.Tell({Make(header, nullptr), NodeId()});
        break;
    }
    case Wakening::Hold:
        m_inputs.ExpireHolds();
        break;
    case Wakening::Silence:
        LookForSilence();
        break;
    case Wakening::Report:
        ReportRates();
        break;
    case Wakening::Probe:
        Probes().Expire();
        break;
    }
    Run();
}

void
OverlayEngine::Tell(MessagePtr message)
{
    if (m_isAlive)
    {
        m_inputs.Tell({std::move(message), NodeId()});
        Run();
    }
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
    for (uint32_t number = 0; number < m_context.links.End(); ++number)
    {
        if (m_context.links.Has(number))
        {
            m_context.transport.Close(m_context.links[number].handle, isPeaceful);
            Forget(number);
        }
    }
    m_inputs.Clear();
    m_transmission.Clear();
    m_edges.clear();
}

uint32_t
OverlayEngine::LinkTo(NodeId peer)
{
    uint32_t number = m_context.links.Find(peer);
    if (number == NONE)
    {
        number = AddLink(peer);
        m_context.links[number].state = LinkState::Connecting;
        m_context.links[number].handle = m_context.transport.Connect(*this, number, peer);
    }
    return number;
}

uint32_t
OverlayEngine::AddLink(NodeId peer)
{
    const uint32_t number = m_context.links.Add(peer);
    m_context.links[number].born = Now();
    m_transmission.Limit(number);
    return number;
}

void
OverlayEngine::Forget(uint32_t number)
{
    m_transmission.Forget(number);
    if (m_context.links[number].input != NO_INPUT)
    {
        m_inputs.EndLink(m_context.links[number].input); // first: nothing can be granted any more
    }
    m_outputs.Forget(number);
    if (!m_ended)
    {
        m_ended = std::make_unique<LinkCounters>();
    }
    *m_ended += m_context.links[number].counters;
    if (m_probes)
    {
        m_probes->Forget(m_context.links.PeerOf(number));
    }
    m_context.links.Remove(number);
}

void
OverlayEngine::SetLimits(const BandwidthLimits& limits)
{
    m_transmission.SetLimits(limits);
    Run();
}

void
OverlayEngine::SetLinkLimits(NodeId peer, Bitrate out, Bitrate in)
{
    m_transmission.SetLinkLimits(peer, out, in);
    Run();
}

void
OverlayEngine::Run()
{
    if (m_isRunning || !m_isAlive)
    {
        return;
    }
    m_isRunning = true;
    try
    {
        do
        {
            ProcessControl();
        } while (m_isAlive && Switch());
    }
    catch (...)
    {
        m_isRunning = false; // the message at which the algorithm failed is gone, the others go on
        m_foreign = nullptr;
        throw;
    }
    m_isRunning = false;
}

void
OverlayEngine::ProcessControl()
{
    while (m_isAlive && m_inputs.HasControl())
    {
        const PendingControl control = m_inputs.TakeControl();
        if (PeerProbes::IsProbe(control.message->header.type) && Probes().Handle(control, *this))
        {
            continue;
        }
        EngineControl engineControl(m_context, m_inputs, m_transmission);
        const EngineControl::Outcome outcome = engineControl.Handle(control, *this);
        if (outcome == EngineControl::Outcome::End)
        {
            Terminate();
        }
        if (outcome != EngineControl::Outcome::Pass)
        {
            continue;
        }
        m_upstream = control.from;
        m_foreign = control.IsOwn() ? nullptr : control.message.Get();
        ++m_context.counters.processed;
        m_algorithm->Process(control.message, *this);
        m_foreign = nullptr;
        if (m_isAlive)
        {
            m_inputs.WakeResting();
        }
    }
}

bool
OverlayEngine::Switch()
{
    while (m_isAlive && !m_inputs.HasControl())
    {
        const uint32_t number = m_inputs.NextTurn();
        if (number == EngineInputs::NONE)
        {
            return false;
        }
        ProcessHead(number);
    }
    return m_isAlive;
}

void
OverlayEngine::ProcessHead(uint32_t number)
{
    const MessagePtr message = m_inputs.Head(number);
    const std::size_t first = Outputs().size();
    m_inputs[number].unplaced = 1; // until all outputs are known
    m_upstream = m_inputs[number].peer;
    m_collectsResults = true;
    ++m_context.counters.processed;
    Verdict verdict = Verdict::Done;
    try
    {
        verdict = m_algorithm->Process(message, *this);
    }
    catch (...)
    {
        m_collectsResults = false;
        Outputs().resize(first);
        if (m_isAlive)
        {
            m_inputs.Placed(number);
        }
        throw;
    }
    m_collectsResults = false;
    if (!m_isAlive)
    {
        Outputs().resize(first);
        return;
    }
    if (verdict == Verdict::Hold)
    {
        m_inputs.Hold(number);
    }
    else if (Outputs().size() == first)
    {
        ++m_context.counters.consumed;
        if (verdict == Verdict::Done)
        {
            m_inputs.RestIfSource(number);
        }
    }
    PlaceOutputs(number, first);
    m_inputs.Count(number);
    m_inputs.Placed(number);
}

void
OverlayEngine::PlaceOutputs(uint32_t input, std::size_t first)
{
    // to place one may make room for another that waits already
    std::vector<EngineOutput>& outputs = Outputs();
    const auto unknown = static_cast<uint32_t>(outputs.size() - first);
    m_inputs[input].unplaced += unknown;
    uint32_t waiting = 0;
    bool hasPlace = false;
    for (std::size_t i = first; i < outputs.size(); ++i)
    {
        EngineOutput& output = outputs[i];
        if (!m_context.links.Has(output.link))
        {
            continue;
        }
        const bool isSent = m_transmission.SendAtOnce(output.link, output.message);
        const Placement placement =
            isSent ? Placement::Sent : m_outputs.Place(output.link, output.message, input);
        if (placement == Placement::NoRoom)
        {
            continue;
        }
        output.message = MessagePtr();
        hasPlace = true;
        waiting += placement == Placement::Waits ? 1 : 0;
        if (placement == Placement::Queued)
        {
            m_transmission.Transmit(output.link);
        }
    }
    if (!hasPlace && m_inputs[input].source)
    {
        waiting = OfferOutputs(input, first);
    }
    for (std::size_t i = first; i < outputs.size(); ++i)
    {
        const EngineOutput& output = outputs[i];
        if (output.message && m_context.links.Has(output.link))
        {
            ++m_context.links[output.link].counters.dropped;
        }
    }
    m_inputs[input].unplaced -= unknown - waiting;
    outputs.resize(first);
}

uint32_t
OverlayEngine::OfferOutputs(uint32_t input, std::size_t first)
{
    const uint32_t offer = m_outputs.NewOffer();
    uint32_t offered = 0;
    for (std::size_t i = first; i < Outputs().size(); ++i)
    {
        EngineOutput& output = Outputs()[i];
        if (m_context.links.Has(output.link))
        {
            const bool isFirst =
                m_outputs.Offer(output.link, {std::move(output.message), input, offer});
            offered += isFirst ? 1 : 0;
        }
    }
    m_inputs[input].offer = offered > 0 ? offer : 0;
    m_inputs[input].offered = offered;
    return offered > 0 ? 1 : 0;
}

PeerProbes&
OverlayEngine::Probes()
{
    if (!m_probes)
    {
        m_probes = std::make_unique<PeerProbes>(m_context, m_inputs);
    }
    return *m_probes;
}

void
OverlayEngine::LookForSilence()
{
    const SilenceWatch::Findings findings = m_silence.Look(m_edges);
    for (const NodeId suspect : findings.suspects)
    {
        Probes().Ping(suspect, *this);
    }
    for (const NodeId gone : findings.gone)
    {
        const uint32_t number = m_context.links.Find(gone);
        m_context.transport.Close(m_context.links[number].handle, false);
        Forget(number);
        Notify(MessageType::BrokenLink, gone, static_cast<uint16_t>(LinkEnd::Silence));
    }
}

uint32_t
OverlayEngine::InputMessages(uint32_t link) const
{
    const EngineLink& end = m_context.links[link];
    const uint32_t input = end.input;
    return end.dataIn.Size() + (input == NO_INPUT ? 0 : m_inputs.Round().Buffered(input));
}

void
OverlayEngine::UpdateRates()
{
    for (uint32_t number = 0; number < m_context.links.End(); ++number)
    {
        if (m_context.links.Has(number))
        {
            EngineLink& link = m_context.links[number];
            link.Details().rates.Update(link.counters, Now());
        }
    }
}

void
OverlayEngine::ReportRates()
{
    UpdateRates();
    for (uint32_t number = 0; number < m_context.links.End(); ++number)
    {
        if (!m_context.links.Has(number))
        {
            continue;
        }
        const EngineLink& link = m_context.links[number];
        PeerMeasurement measurement;
        const LinkRates& rates = link.details->rates;
        measurement.peer = m_context.links.PeerOf(number);
        measurement.rtt = link.details->rtt;
        measurement.lost = static_cast<uint32_t>(link.counters.dropped + link.counters.lost);
        for (const Direction direction : {Direction::In, Direction::Out})
        {
            measurement.rate = direction == Direction::In ? rates.In() : rates.Out();
            MessageHeader header;
            header.type = direction == Direction::In ? MessageType::UpRate : MessageType::DownRate;
            if (measurement.rate > 0)
            {
                m_inputs.Tell({Make(header, measurement.Write()), NodeId()});
            }
        }
    }
    if (m_context.links.Count() > 0)
    {
        m_context.Wake(Now() + m_context.params.report, Wakening::Report, 0);
    }
    m_areRatesReported = m_context.links.Count() > 0;
}

void
OverlayEngine::Notify(MessageType type, NodeId peer, uint16_t detail, uint32_t app)
{
    MessageHeader header;
    header.type = type;
    header.app = app;
    header.SetPeer(peer, detail);
    m_inputs.Tell({Make(header, nullptr), NodeId()});
}

const EngineLink*
OverlayEngine::FindLink(NodeId peer) const
{
    const uint32_t number = m_context.links.Find(peer);
    return number == NONE ? nullptr : &m_context.links[number];
}

void
OverlayEngine::AddTo(WorkingSet& set, Task task) const
{
    const bool receives = task == Task::Receive;
    if (receives)
    {
        m_context.links.AddTo(set);
        m_transmission.AddTo(set);
    }
    else
    {
        m_inputs.Round().AddTo(set);
        set.Add(m_algorithm.get());
        m_algorithm->AddTo(set);
    }
    m_context.links.ForFew([&set, receives](const EngineLink& link) {
        if (receives && link.counters.received > 0)
        {
            link.AddReceivingTo(set);
        }
        else if (!receives && link.counters.sent > 0)
        {
            link.AddSendingTo(set);
        }
    });
}

uint32_t
OverlayEngine::Credit(NodeId peer)
{
    EngineLink& link = m_context.links[m_context.links.Find(peer)];
    link.credit += m_context.transport.CollectCredit(link.handle);
    return link.credit;
}

uint64_t
OverlayEngine::Queued()
{
    uint64_t queued = m_inputs.Queued();
    for (uint32_t number = 0; number < m_context.links.End(); ++number)
    {
        queued += m_context.links.Has(number) ? m_context.links[number].dataOut.Size() : 0;
    }
    return queued;
}

NodeId
OverlayEngine::Self() const
{
    return m_context.params.self;
}

NodeId
OverlayEngine::Observer() const
{
    return m_context.params.observer;
}

Nanoseconds
OverlayEngine::Now() const
{
    return m_context.transport.Now();
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

void
OverlayEngine::Measure(NodeId peer)
{
    Probes().Measure(peer, *this);
}

Bitrate
OverlayEngine::TotalBandwidth() const
{
    return Limits().total;
}

MessagePtr
OverlayEngine::Make(MessageHeader header, Payload payload)
{
    return m_context.Make(header, std::move(payload));
}

void
OverlayEngine::Send(const MessagePtr& message, NodeId to)
{
    if (!m_isAlive)
    {
        ++m_context.counters.unsent; // the node has ended while its algorithm was at work
        return;
    }
    if (message.Get() == m_foreign)
    {
        throw std::logic_error("the message " + ToText(message->header.type) + " of " +
                               ToText(message->header.originator) +
                               " is sent as it came; only data may be, others are made anew");
    }
    if (to == m_context.params.self || to.IsNone())
    {
        throw std::logic_error(ToText(m_context.params.self) + " sends a message to " +
                               (to.IsNone() ? "nobody" : "itself"));
    }
    const uint32_t number = LinkTo(to);
    EngineLink& link = m_context.links[number];
    if (message->header.IsControl())
    {
        if (link.controlOut.Size() == m_context.params.mostControl)
        {
            ++m_context.counters.unsent;
            return;
        }
        if (message->header.isFree)
        {
            // it does not wait for the emulation, nor for those that do
            link.controlOut.PushBehind(message, [](const MessagePtr& first) {
                return first->header.isFree;
            });
        }
        else
        {
            link.controlOut.PushBack(message);
        }
        m_transmission.Transmit(number);
    }
    else if (m_collectsResults)
    {
        Outputs().push_back({message, number});
    }
    else if (m_outputs.Place(number, message, NO_INPUT) == Placement::Queued)
    {
        m_transmission.Transmit(number);
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
    ++m_context.counters.delivered;
    m_context.counters.deliveredBytes += message->header.size;
    if (m_deliver)
    {
        (*m_deliver)(message);
    }
}

void
OverlayEngine::Release(const MessagePtr& message)
{
    m_inputs.Release(message);
}

void
OverlayEngine::StartTimer(Nanoseconds after, int32_t id)
{
    m_context.transport.Wake(*this, Now() + after, Wakening::Timer, static_cast<uint32_t>(id));
}

void
OverlayEngine::StartSource(uint32_t app, std::unique_ptr<MessageSource> source)
{
    m_inputs.StartSource(app, std::move(source));
}

void
OverlayEngine::StopSource(uint32_t app)
{
    m_inputs.StopSource(app);
}

void
OverlayEngine::AddEdge(uint32_t app, NodeId peer, EdgeRole role)
{
    RemoveEdge(app, peer, role);
    m_edges.push_back({app, peer, role});
    if (role == EdgeRole::Upstream)
    {
        m_silence.Start();
    }
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
