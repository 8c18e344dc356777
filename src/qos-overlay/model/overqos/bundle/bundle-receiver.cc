/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-receiver.h"

#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

BundleReceiver::BundleReceiver(const BundleReceiverParams& params,
                               uint32_t incarnation,
                               DatagramCallback send,
                               PacketCallback deliver)
    : m_bundle(params.bundle),
      m_send(std::move(send)),
      m_deliver(std::move(deliver)),
      m_link(params.link, incarnation, *this)
{
    if (!m_link.HasBytes())
    {
        throw std::invalid_argument("the code '" + params.link.code +
                                    "' makes no bytes; one that gets datagrams has to");
    }
}

void
BundleReceiver::SetMostKbps(uint32_t kbps, Nanoseconds now)
{
    // a predecessor that learns late of less overruns us; one that learns late of more may send so
    // little that there is no other report
    constexpr double MUCH_LESS = 0.9;
    constexpr double MUCH_MORE = 1.25;
    m_link.SetMostKbps(kbps);
    const bool isLess = kbps > 0 && (m_toldKbps == 0 || kbps < MUCH_LESS * m_toldKbps);
    const bool isMore = m_toldKbps > 0 && (kbps == 0 || kbps > MUCH_MORE * m_toldKbps);
    if (isLess || isMore)
    {
        m_link.ReportNow(now);
    }
}

void
BundleReceiver::Deliver(const BundlePacket& packet, bool /* wasRepaired */)
{
    m_deliver(packet);
}

void
BundleReceiver::Report(const ClvlReport& report)
{
    m_toldKbps = report.mostKbps;
    const std::size_t size = WriteReport(m_bundle, report, m_datagram.data());
    m_sentBytes += size;
    m_send({m_datagram.data(), size});
}

} // namespace qos
} // namespace ns3
