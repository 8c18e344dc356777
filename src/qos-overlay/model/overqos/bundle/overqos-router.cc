/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-router.h"

#include "ns3/clvl-wire.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr Nanoseconds SIGNAL_INTERVAL = std::chrono::milliseconds{50};
constexpr double BITS_PER_BYTE = 8;
constexpr double KILO = 1000;
constexpr double MOST_KBPS = 4e9; // fits into 32 bits

/**
 * @param packet a packet
 * @return bytes that it takes on a virtual link
 */
uint64_t
BytesOnLink(const BundlePacket& packet)
{
    return uint64_t{packet.size} + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES;
}

/**
 * @param reason why a virtual link did not take a packet
 * @return the same as a reason of the node
 */
constexpr RouterDropReason
OfNode(BundleDropReason reason)
{
    return static_cast<RouterDropReason>(reason);
}

static_assert(OfNode(BundleDropReason::Queue) == RouterDropReason::Queue &&
                  OfNode(BundleDropReason::Stale) == RouterDropReason::Stale &&
                  OfNode(BundleDropReason::Service) == RouterDropReason::Service &&
                  OfNode(BundleDropReason::Size) == RouterDropReason::Size,
              "the reasons of links are the first ones of nodes");

} // namespace

const char*
RouterDropReasonName(RouterDropReason reason)
{
    constexpr std::array<const char*, ROUTER_DROP_REASONS>
        NAMES{"queue", "stale", "service", "size", "no route", "hop limit", "order"};
    return NAMES[static_cast<std::size_t>(reason)];
}

void
OverqosRouter::Meter::Update(double seconds)
{
    constexpr double GAIN = 0.25;
    kbps += GAIN * (static_cast<double>(bytes) * BITS_PER_BYTE / KILO / seconds - kbps);
    bytes = 0;
}

OverqosRouter::Load::Load(uint32_t number, uint64_t seed)
    : incoming(number),
      flows([seed] {
          FlowCounterParams params;
          params.slots = 1024;
          params.seed = seed;
          return params;
      }())
{
}

OverqosRouter::OverqosRouter(const OverqosRouterParams& params, Callbacks callbacks)
    : m_params(params),
      m_callbacks(std::move(callbacks)),
      m_resequencer(
          params.resequencer,
          [this](const BundlePacket& packet, ReleaseKind /* kind */) { Forward(packet); },
          [this](const BundlePacket& packet, ReleaseKind /* kind */) {
              Drop(packet, RouterDropReason::Order);
          })
{
}

void
OverqosRouter::AddOutgoing(const BundleSenderParams& params, uint32_t incarnation)
{
    const uint16_t bundle = params.bundle;
    auto sender = std::make_unique<BundleSender>(
        params,
        incarnation,
        [this, bundle](ByteView datagram) { m_callbacks.sendFrame(bundle, datagram); },
        [this](const BundlePacket& packet, BundleDropReason reason) {
            Drop(packet, OfNode(reason));
        });
    Exit& exit = m_outgoing[bundle];
    if (exit.sender != nullptr)
    {
        throw std::invalid_argument("there is an outgoing virtual link " + std::to_string(bundle) +
                                    " already");
    }
    exit.sender = std::move(sender);
}

void
OverqosRouter::AddIncoming(const BundleReceiverParams& params, uint32_t incarnation)
{
    const uint16_t bundle = params.bundle;
    auto receiver = std::make_unique<BundleReceiver>(
        params,
        incarnation,
        [this, bundle](ByteView datagram) { m_callbacks.sendReport(bundle, datagram); },
        [this, bundle](const BundlePacket& packet) { Arrive(packet, bundle); });
    if (!m_incoming.emplace(bundle, Entrance{std::move(receiver), {}}).second)
    {
        throw std::invalid_argument("there is an incoming virtual link " + std::to_string(bundle) +
                                    " already");
    }
}

void
OverqosRouter::SetRoute(uint16_t egress, uint16_t bundle)
{
    if (m_outgoing.count(bundle) == 0)
    {
        throw std::invalid_argument("there is no outgoing virtual link " + std::to_string(bundle));
    }
    m_routes[egress] = bundle;
}

void
OverqosRouter::Inject(BundlePacket packet, Nanoseconds now)
{
    m_now = now;
    ++m_injected;
    const uint32_t flow = packet.flow % FLOWS;
    packet.flow = m_params.epoch * FLOWS + flow;
    const uint32_t slot = SequenceSlot(packet.egress, flow);
    packet.sequence = m_sequences[slot]++;
    packet.ingress = m_params.number;
    packet.hopsLeft = m_params.hopLimit;
    const auto route = m_routes.find(packet.egress);
    if (m_signalAt != FOREVER && packet.egress != m_params.number && route != m_routes.end())
    {
        CountLoad(packet, route->second, OWN);
    }
    // the egress would wait for a number that nobody sends; a packet that was injected by who was
    // told of the drop has the next one already
    if (!Forward(packet) && m_sequences[slot] == packet.sequence + 1)
    {
        m_sequences[slot] = packet.sequence;
    }
}

uint32_t
OverqosRouter::SequenceSlot(uint16_t egress, uint32_t flow)
{
    const uint64_t key = uint64_t{egress} * FLOWS + flow;
    uint32_t slot = m_flowIndex.Find(key);
    if (slot == SlotIndex::ABSENT)
    {
        slot = static_cast<uint32_t>(m_sequences.size());
        m_flowIndex.Set(key, slot);
        m_sequences.push_back(0);
    }
    return slot;
}

void
OverqosRouter::Receive(ByteView datagram, Nanoseconds now)
{
    m_now = now;
    if (ClassifyDatagram(datagram) == ClvlDatagram::Report)
    {
        BundleReport report;
        const bool isReport = ReadReport(datagram, report);
        const auto found = isReport ? m_outgoing.find(report.bundle) : m_outgoing.end();
        if (found != m_outgoing.end())
        {
            found->second.sender->Receive(report.report, now);
            return;
        }
    }
    else if (const auto frame = ReadFrame(datagram))
    {
        const auto found = m_incoming.find(frame->bundle);
        if (found != m_incoming.end())
        {
            found->second.receiver->Receive(frame->frame, now);
            return;
        }
    }
    ++m_malformed;
}

void
OverqosRouter::Arrive(BundlePacket packet, uint16_t incoming)
{
    if (m_callbacks.arrived)
    {
        m_callbacks.arrived(packet, incoming);
    }
    CountArrival(packet, incoming);
    if (packet.egress != m_params.number)
    {
        if (packet.hopsLeft <= 1)
        {
            Drop(packet, RouterDropReason::HopLimit);
            return;
        }
        --packet.hopsLeft;
    }
    const bool isHeld =
        m_params.order == DeliveryOrder::Hop ||
        (m_params.order == DeliveryOrder::EndToEnd && packet.egress == m_params.number);
    if (isHeld)
    {
        m_resequencer.Arrive(packet, m_now);
    }
    else
    {
        Forward(packet);
    }
}

void
OverqosRouter::CountArrival(const BundlePacket& packet, uint16_t incoming)
{
    if (!m_params.signalsMost)
    {
        return;
    }
    const auto route = m_routes.find(packet.egress);
    if (packet.egress != m_params.number && packet.hopsLeft > 1 && route != m_routes.end())
    {
        CountLoad(packet, route->second, incoming);
        if (m_signalAt == FOREVER)
        {
            m_signalAt = m_now + SIGNAL_INTERVAL;
            m_signalledAt = m_now;
        }
    }
    if (m_signalAt != FOREVER)
    {
        m_incoming.find(incoming)->second.meter.bytes += BytesOnLink(packet);
    }
}

void
OverqosRouter::CountLoad(const BundlePacket& packet, uint16_t bundle, uint32_t source)
{
    std::vector<Load>& loads = m_outgoing[bundle].loads;
    auto load = std::find_if(loads.begin(), loads.end(), [source](const Load& each) {
        return each.incoming == source;
    });
    if (load == loads.end())
    {
        loads.emplace_back(source, m_params.flowSeed);
        load = loads.end() - 1;
    }
    load->flows.Add(uint64_t{packet.ingress} << 32U | packet.flow, m_now);
    load->meter.bytes += BytesOnLink(packet);
}

bool
OverqosRouter::Forward(const BundlePacket& packet)
{
    if (packet.egress == m_params.number)
    {
        ++m_delivered;
        TellForwarded(packet);
        m_callbacks.deliver(packet);
        return true;
    }
    const auto route = m_routes.find(packet.egress);
    if (route == m_routes.end())
    {
        Drop(packet, RouterDropReason::NoRoute);
        return false;
    }
    if (!m_outgoing[route->second].sender->Enqueue(packet, m_now))
    {
        return false;
    }
    TellForwarded(packet);
    return true;
}

void
OverqosRouter::TellForwarded(const BundlePacket& packet) const
{
    if (m_callbacks.forwarded)
    {
        m_callbacks.forwarded(packet);
    }
}

void
OverqosRouter::Drop(const BundlePacket& packet, RouterDropReason reason)
{
    ++m_dropped[static_cast<std::size_t>(reason)];
    if (m_callbacks.dropped)
    {
        m_callbacks.dropped(packet, reason);
    }
}

uint64_t
OverqosRouter::DroppedByLinks() const
{
    return Dropped(RouterDropReason::Queue) + Dropped(RouterDropReason::Stale) +
           Dropped(RouterDropReason::Service) + Dropped(RouterDropReason::Size);
}

void
OverqosRouter::SignalMost()
{
    const double seconds = std::chrono::duration<double>(m_now - m_signalledAt).count();
    for (auto& [bundle, entrance] : m_incoming)
    {
        entrance.meter.Update(seconds);
    }
    std::map<uint32_t, double> most; // by incoming link
    for (auto& [bundle, exit] : m_outgoing)
    {
        Measure(exit.loads, seconds);
        Share(exit);
        for (const Load& load : exit.loads)
        {
            if (load.incoming == OWN)
            {
                continue;
            }
            // b_max is about all that the predecessor sends, and this link gets a part of it
            const Meter& all = m_incoming.find(static_cast<uint16_t>(load.incoming))->second.meter;
            const double kbps = load.shareKbps * std::max(all.kbps / load.meter.kbps, 1.0);
            const auto before = most.emplace(load.incoming, kbps).first;
            before->second = std::min(before->second, kbps);
        }
    }
    for (auto& [bundle, entrance] : m_incoming)
    {
        const auto found = most.find(bundle);
        const double kbps = found == most.end() ? 0 : std::max(found->second, 1.0);
        entrance.receiver->SetMostKbps(static_cast<uint32_t>(std::min(kbps, MOST_KBPS)), m_now);
    }
    m_signalledAt = m_now;
    m_signalAt = m_now + SIGNAL_INTERVAL;
    if (most.empty())
    {
        StopMeasuring();
    }
}

void
OverqosRouter::StopMeasuring()
{
    m_signalAt = FOREVER;
    for (auto& [bundle, entrance] : m_incoming)
    {
        entrance.meter = {};
    }
    for (auto& [bundle, exit] : m_outgoing)
    {
        exit.loads.clear();
    }
}

void
OverqosRouter::Measure(std::vector<Load>& loads, double seconds) const
{
    constexpr double NOTHING_KBPS = 0.1;
    constexpr double FULL = 0.9;                            // of its share
    constexpr Nanoseconds HUNGER = std::chrono::seconds{1}; // the reaction to more takes as long
    for (Load& load : loads)
    {
        load.meter.Update(seconds);
        // what enters here is not held back: it is all that is wanted
        if (load.incoming != OWN && load.meter.kbps >= FULL * load.shareKbps)
        {
            load.hungryUntil = m_now + HUNGER;
        }
    }
    loads.erase(std::remove_if(loads.begin(),
                               loads.end(),
                               [](const Load& each) { return each.meter.kbps < NOTHING_KBPS; }),
                loads.end());
}

void
OverqosRouter::Share(Exit& exit)
{
    constexpr double DRAIN_SECONDS = 0.5; // in which what waits is to be sent beside new packets
    constexpr double LEAST_SHARE = 0.25;  // of c: a predecessor that has to stop hears of nothing
    const auto waiting = static_cast<double>(exit.sender->Queue().Bytes());
    const double rate = static_cast<double>(exit.sender->Rate().Data().BitsPerSecond()) / KILO;
    const double capacity =
        std::max({rate - waiting * BITS_PER_BYTE / KILO / DRAIN_SECONDS, LEAST_SHARE * rate, 1.0});
    m_claims.clear();
    for (Load& load : exit.loads)
    {
        const bool isHungry = m_now < load.hungryUntil;
        m_claims.push_back({load.flows.Flows(m_now),
                            isHungry ? std::numeric_limits<double>::infinity() : load.meter.kbps});
    }
    for (std::size_t i = 0; i < exit.loads.size(); ++i)
    {
        exit.loads[i].shareKbps = MaxMinShare(m_claims, i, capacity);
    }
}

Nanoseconds
OverqosRouter::NextEvent() const
{
    Nanoseconds next = std::min(m_resequencer.NextEvent(), m_signalAt);
    for (const auto& [bundle, exit] : m_outgoing)
    {
        next = std::min(next, exit.sender->NextEvent());
    }
    for (const auto& [bundle, entrance] : m_incoming)
    {
        next = std::min(next, entrance.receiver->NextEvent());
    }
    return next;
}

void
OverqosRouter::Advance(Nanoseconds now)
{
    m_now = now;
    if (m_signalAt <= now)
    {
        SignalMost();
    }
    if (m_resequencer.NextEvent() <= now)
    {
        m_resequencer.Expire(now);
    }
    for (const auto& [bundle, entrance] : m_incoming)
    {
        if (entrance.receiver->NextEvent() <= now)
        {
            entrance.receiver->Advance(now);
        }
    }
    for (const auto& [bundle, exit] : m_outgoing)
    {
        if (exit.sender->NextEvent() <= now)
        {
            exit.sender->Advance(now);
        }
    }
}

BundleSender*
OverqosRouter::Outgoing(uint16_t bundle)
{
    const auto found = m_outgoing.find(bundle);
    return found == m_outgoing.end() ? nullptr : found->second.sender.get();
}

const BundleReceiver*
OverqosRouter::Incoming(uint16_t bundle) const
{
    const auto found = m_incoming.find(bundle);
    return found == m_incoming.end() ? nullptr : found->second.receiver.get();
}

} // namespace qos
} // namespace ns3
