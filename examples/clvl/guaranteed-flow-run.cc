/* SPDX-License-Identifier: GPL-2.0-only */

#include "guaranteed-flow-run.h"

#include "ns3/clvl-wire.h"
#include "ns3/data-symbol.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t FLOW = 1000; // the guaranteed one; the others have smaller numbers
constexpr uint32_t OTHER_FLOWS = 10;
constexpr uint32_t FRAME_BYTES = 1000; // UDP payload, as the pipe counts
constexpr uint32_t PACKET_BYTES =
    FRAME_BYTES - static_cast<uint32_t>(FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES);
constexpr uint32_t IP_UDP_BYTES = 28;
constexpr double BITS = 8;
constexpr double KILO = 1000;
constexpr double NANO = 1e9;
constexpr Nanoseconds OTHERS_INTERVAL = std::chrono::milliseconds{10};

/**
 * @param rate knobs of the rates
 * @return knobs of the entry
 */
BundleSenderParams
SenderParams(const BundleRateParams& rate)
{
    BundleSenderParams params;
    params.rate = rate;
    return params;
}

} // namespace

GuaranteedFlowRun::GuaranteedFlowRun(SharedBottleneck& bottleneck,
                                     Nanoseconds roundTrip,
                                     const BundleRateParams& rate)
    : m_bottleneck(bottleneck),
      m_roundTrip(roundTrip),
      m_sender(
          SenderParams(rate),
          1,
          [this](ByteView datagram) { Forward(datagram); },
          [this](const BundlePacket& packet, BundleDropReason /* reason */) {
              ++(packet.flow == FLOW ? m_outcome.dropped : m_othersDropped);
          }),
      m_receiver(
          BundleReceiverParams(),
          2,
          [this](ByteView datagram) { Back(datagram); },
          [this](const BundlePacket& packet) {
              m_outcome.delivered += packet.flow == FLOW ? 1 : 0;
          }),
      m_bytes(PACKET_BYTES)
{
}

GuaranteedFlowOutcome
GuaranteedFlowRun::Run(const GuaranteeTimes& times, double share)
{
    constexpr Nanoseconds STEP = std::chrono::seconds{10};
    constexpr int STEPS = 360; // most of them, for what waits and is on the way
    RunUntil(times.warmup + times.history);
    const auto least = m_sender.Rate().History().Guaranteeable();
    if (!least)
    {
        return m_outcome;
    }
    m_outcome.leastKbps = static_cast<double>(least->BitsPerSecond()) / KILO;
    m_outcome.meanKbps =
        static_cast<double>(m_sender.Rate().History().Mean()->BitsPerSecond()) / KILO;

    // c counts frames, the allocation of a flow its packets
    GuaranteeAdmission admission(PreemptionPolicy::NewestFirst);
    admission.SetGuaranteeable(*least);
    const auto part = [&least](double of) {
        return Bitrate::FromBitsPerSecond(
            static_cast<uint64_t>(of * static_cast<double>(least->BitsPerSecond())));
    };
    const Bitrate withHeaders = part(share);
    if (!admission.Admit({FLOW, withHeaders, 0}))
    {
        return m_outcome;
    }
    m_outcome.isRefused = !admission.Admit({FLOW + 1, part(1 - share / 2), 0});
    const double bits =
        static_cast<double>(withHeaders.BitsPerSecond()) * PACKET_BYTES / FRAME_BYTES;
    m_outcome.allocation = bits / KILO;
    m_sender.Queue().SetGuarantee(0,
                                  FLOW,
                                  Bitrate::FromBitsPerSecond(static_cast<uint64_t>(bits)),
                                  m_now);
    m_flowInterval = Nanoseconds{static_cast<int64_t>(PACKET_BYTES * BITS / bits * NANO)};
    m_nextFlow = m_now;
    RunUntil(times.warmup + times.history + times.following);

    m_nextFlow = FOREVER;
    m_nextOthers = FOREVER;
    const PacketCounters& link = m_sender.Link().GetPacketCounters();
    for (int step = 0; step < STEPS; ++step)
    {
        RunUntil(m_now + STEP);
        if (m_sender.Waiting() == 0 && link.delivered + link.lost + link.unknown == link.sent)
        {
            break;
        }
    }
    const DataReceipts& receipts = m_receiver.Link().Receipts();
    m_outcome.others = static_cast<double>(m_othersDropped) / static_cast<double>(m_othersSent);
    m_outcome.residual = static_cast<double>(receipts.Lost()) / static_cast<double>(link.sent);
    const auto lost = static_cast<double>(m_receiver.Link().Frames().Lost());
    m_outcome.loss = lost / (lost + static_cast<double>(m_receiver.Link().GetCounters().frames));
    m_outcome.leftover = static_cast<double>(m_othersSent + m_outcome.sent) -
                         static_cast<double>(m_othersDropped + m_outcome.dropped) -
                         static_cast<double>(link.delivered + link.lost + link.unknown) -
                         m_sender.Waiting();
    return m_outcome;
}

void
GuaranteedFlowRun::RunUntil(Nanoseconds end)
{
    while (true)
    {
        const Nanoseconds frame = m_flights.empty() ? FOREVER : m_flights.front().arrival;
        const Nanoseconds report = m_returns.empty() ? FOREVER : m_returns.front().arrival;
        const Nanoseconds ends = std::min(m_sender.NextEvent(), m_receiver.NextEvent());
        const Nanoseconds next = std::min({frame, report, ends, m_nextOthers, m_nextFlow});
        if (next > end)
        {
            m_now = end;
            return;
        }
        m_now = std::max(m_now, next);
        if (next == frame)
        {
            if (const auto read = ReadFrame(m_flights.front().bytes))
            {
                m_receiver.Receive(read->frame, m_now);
            }
            m_flights.pop_front();
        }
        else if (next == report)
        {
            BundleReport read;
            if (ReadReport(m_returns.front().bytes, read))
            {
                m_sender.Receive(read.report, m_now);
            }
            m_returns.pop_front();
        }
        else if (next == m_nextFlow)
        {
            SendFlow();
        }
        else if (next == m_nextOthers)
        {
            SendOthers();
        }
        else
        {
            m_receiver.Advance(m_now);
            m_sender.Advance(m_now);
        }
    }
}

void
GuaranteedFlowRun::SendOthers()
{
    constexpr double OVERLOAD = 2;
    const double seconds = std::chrono::duration<double>(OTHERS_INTERVAL).count();
    const auto data = static_cast<double>(m_sender.Rate().Data().BitsPerSecond());
    for (m_othersDue += OVERLOAD * data * seconds / BITS / FRAME_BYTES; m_othersDue >= 1;
         --m_othersDue)
    {
        Enqueue(static_cast<uint32_t>(m_othersSent % OTHER_FLOWS));
        ++m_othersSent;
    }
    m_nextOthers = m_now + OTHERS_INTERVAL;
}

void
GuaranteedFlowRun::SendFlow()
{
    Enqueue(FLOW);
    ++m_outcome.sent;
    m_nextFlow += m_flowInterval;
}

void
GuaranteedFlowRun::Enqueue(uint32_t flow)
{
    BundlePacket packet;
    packet.data = m_bytes.data();
    packet.size = PACKET_BYTES;
    packet.flow = flow;
    m_sender.Enqueue(packet, m_now);
}

void
GuaranteedFlowRun::Forward(ByteView datagram)
{
    const auto delay =
        m_bottleneck.Pass(static_cast<uint32_t>(datagram.size) + IP_UDP_BYTES, m_now);
    if (delay)
    {
        // the queue is looked at in slots; nothing overtakes in it
        m_lastArrival = std::max(m_lastArrival, m_now + *delay + m_roundTrip / 2);
        m_flights.push_back({m_lastArrival, {datagram.begin(), datagram.end()}});
    }
}

void
GuaranteedFlowRun::Back(ByteView datagram)
{
    m_returns.push_back({m_now + m_roundTrip / 2, {datagram.begin(), datagram.end()}});
}

} // namespace qos
} // namespace ns3
