/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-sender.h"

#include "ns3/clvl-wire.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

const char*
BundleDropReasonName(BundleDropReason reason)
{
    constexpr std::array<const char*, BUNDLE_DROP_REASONS> NAMES{"queue",
                                                                 "stale",
                                                                 "service",
                                                                 "size"};
    return NAMES[static_cast<std::size_t>(reason)];
}

BundleSender::BundleSender(const BundleSenderParams& params,
                           uint32_t incarnation,
                           DatagramCallback send,
                           DropCallback dropped)
    : m_params(params),
      m_send(std::move(send)),
      m_tellDropped(std::move(dropped)),
      m_rate(params.rate),
      m_queue(params.queue,
              [this](const BundlePacket& packet, Bytes bytes, QueueDropReason reason) {
                  Drop(packet,
                       reason == QueueDropReason::Stale ? BundleDropReason::Stale
                                                        : BundleDropReason::Queue);
                  m_buffers.push_back(std::move(bytes));
              }),
      m_link(params.link, incarnation, *this),
      m_total(m_rate.Total(), params.burstBytes),
      m_data(m_rate.Data(), params.burstBytes)
{
    if (!m_link.HasBytes())
    {
        throw std::invalid_argument("the code '" + params.link.code +
                                    "' makes no bytes; one that sends datagrams has to");
    }
    m_link.SetRepairChoice(this);
    m_link.SetRecovery(!m_rate.IsInSlowStart());
}

BundleSender::Bytes
BundleSender::TakeBuffer()
{
    if (m_buffers.empty())
    {
        return {};
    }
    Bytes buffer = std::move(m_buffers.back());
    m_buffers.pop_back();
    return buffer;
}

void
BundleSender::Drop(const BundlePacket& packet, BundleDropReason reason)
{
    ++m_dropped[static_cast<std::size_t>(reason)];
    if (m_tellDropped)
    {
        m_tellDropped(packet, reason);
    }
}

bool
BundleSender::Enqueue(const BundlePacket& packet, Nanoseconds now)
{
    m_now = now;
    ++m_arrived;
    if (packet.size > m_params.link.mostPacketBytes)
    {
        Drop(packet, BundleDropReason::Size);
        return false;
    }
    m_rate.CountPacket(uint64_t{packet.ingress} << 32U | packet.flow, now);
    if (m_service != nullptr && !m_service->Admits(packet, now))
    {
        Drop(packet, BundleDropReason::Service);
        return false;
    }
    Bytes bytes = TakeBuffer();
    bytes.assign(packet.data, packet.data + packet.size);
    BundlePacket kept = packet;
    kept.data = bytes.data();
    const bool isTaken = m_queue.Enqueue(kept, std::move(bytes), now);
    Pump();
    return isTaken;
}

void
BundleSender::Receive(const ClvlReport& report, Nanoseconds now)
{
    m_now = now;
    const LinkObservation observation = m_link.Receive(report, now);
    if (!observation.isNews)
    {
        return;
    }
    m_rate.Report(observation, m_link.GetRedundancy().Share(), m_wasIdle, report.mostKbps, now);
    m_wasIdle = m_queue.Packets() == 0;
    m_link.SetRecovery(!m_rate.IsInSlowStart());
    Pump();
}

Nanoseconds
BundleSender::NextEvent() const
{
    return std::min({m_link.NextEvent(), m_rate.NextEvent(), m_eligible});
}

void
BundleSender::Advance(Nanoseconds now)
{
    m_now = now;
    m_rate.Advance(now);
    m_link.Advance(now);
    Pump();
}

void
BundleSender::Pump()
{
    m_total.SetRate(m_rate.Total(), m_now);
    m_data.SetRate(m_rate.Data(), m_now);
    while (true)
    {
        WithdrawOld();
        const bool isRedundancy = m_waiting.Size() > 0;
        if (!isRedundancy && m_queue.Packets() == 0)
        {
            m_wasIdle = true;
            m_eligible = FOREVER;
            return;
        }
        // a bucket that is not in debt lets one datagram go, of whatever size
        m_eligible = m_total.NextEligible(1, m_now);
        if (!isRedundancy)
        {
            m_eligible = std::max(m_eligible, m_data.NextEligible(1, m_now));
        }
        if (m_eligible > m_now)
        {
            return;
        }
        if (isRedundancy)
        {
            const WaitingDatagram& next = m_waiting[m_waiting.Begin()];
            m_link.Delay(next.link, m_now);
            SendDatagram(next.bytes);
            m_waiting.PopFront();
        }
        else
        {
            SendPacket();
        }
    }
}

void
BundleSender::WithdrawOld()
{
    while (m_waiting.Size() > 0 && m_waiting[m_waiting.Begin()].expiry < m_now)
    {
        m_link.Withdraw(m_waiting[m_waiting.Begin()].link, m_now);
        m_waiting.PopFront();
    }
}

void
BundleSender::SendPacket()
{
    auto entry = m_queue.Dequeue(m_now);
    if (!entry)
    {
        return;
    }
    const BundlePacket& packet = entry->packet;
    m_isSendingData = true;
    if (!m_link.Send(packet, m_now))
    {
        m_isSendingData = false;
        Drop(packet, BundleDropReason::Size);
    }
    m_buffers.push_back(std::move(entry->handle));
}

void
BundleSender::Transmit(const ClvlFrame& frame)
{
    const bool mayGo =
        m_isSendingData || (m_waiting.Size() == 0 && m_total.NextEligible(1, m_now) <= m_now);
    if (!mayGo)
    {
        WaitingDatagram& waiting = m_waiting.PushBack();
        waiting.link = frame.link;
        // a question does not grow old
        waiting.expiry = frame.kind == FrameKind::Probe ? FOREVER : m_now + m_link.Patience();
        m_link.Hold();
    }
    Bytes& datagram = mayGo ? m_datagram : m_waiting[m_waiting.End() - 1].bytes;
    datagram.resize(FRAME_HEADER_BYTES + frame.symbol.size);
    WriteFrameHeader(m_params.bundle, frame, datagram.data());
    std::copy_n(frame.symbol.data, frame.symbol.size, datagram.data() + FRAME_HEADER_BYTES);
    if (!mayGo)
    {
        return;
    }
    if (m_isSendingData)
    {
        m_isSendingData = false;
        m_data.Take(static_cast<uint32_t>(datagram.size()), m_now);
    }
    SendDatagram(datagram);
}

void
BundleSender::SendDatagram(ByteView datagram)
{
    m_rate.Send(m_now);
    m_total.Take(static_cast<uint32_t>(datagram.size), m_now);
    m_sentBytes += datagram.size;
    m_send(datagram);
}

bool
BundleSender::Repairs(const BundlePacket& packet, uint32_t repairs)
{
    return m_service == nullptr || m_service->Repairs(packet, repairs, m_now);
}

void
BundleSender::StaysLost(const BundlePacket& packet, uint32_t repairs)
{
    if (m_service != nullptr)
    {
        m_service->StaysLost(packet, repairs, m_now);
    }
}

} // namespace qos
} // namespace ns3
