/* SPDX-License-Identifier: GPL-2.0-only */

#include "simulated-bundle.h"

#include "ns3/clvl-wire.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

SimulatedBundle::SimulatedBundle(const SimulatedBundleParams& params,
                                 LossProcess& forward,
                                 DeliverCallback deliver,
                                 BundleSender::DropCallback dropped)
    : m_delay(params.delay),
      m_forward(forward),
      m_sender(
          params.sender,
          1,
          [this](ByteView datagram) {
              ++m_sent;
              if (m_forward.IsLost(m_now))
              {
                  ++m_lost;
                  return;
              }
              Launch(datagram, m_flights);
          },
          std::move(dropped)),
      m_receiver(
          {params.sender.bundle, params.sender.link},
          1,
          [this](ByteView datagram) { Launch(datagram, m_returns); },
          [this, tell = std::move(deliver)](const BundlePacket& packet) { tell(packet, m_now); })
{
    if (params.delay <= Nanoseconds{0})
    {
        throw std::invalid_argument("the delay of the path is " +
                                    std::to_string(params.delay.count()) +
                                    " ns; it must be above 0");
    }
}

void
SimulatedBundle::Launch(ByteView datagram, SerialRing<Flight>& way) const
{
    Flight& flight = way.PushBack();
    flight.arrival = m_now + m_delay;
    flight.bytes.assign(datagram.begin(), datagram.end());
}

void
SimulatedBundle::Send(const BundlePacket& packet, Nanoseconds now)
{
    while (NextEvent() <= now)
    {
        Step();
    }
    m_now = now;
    m_sender.Enqueue(packet, m_now);
}

void
SimulatedBundle::Finish()
{
    while (NextEvent() != FOREVER)
    {
        Step();
    }
}

Nanoseconds
SimulatedBundle::NextEvent() const
{
    Nanoseconds next = std::min(m_sender.NextEvent(), m_receiver.NextEvent());
    for (const auto* way : {&m_flights, &m_returns})
    {
        if (way->Size() > 0)
        {
            next = std::min(next, (*way)[way->Begin()].arrival);
        }
    }
    return next;
}

void
SimulatedBundle::Step()
{
    m_now = std::max(m_now, NextEvent());
    if (m_flights.Size() > 0 && m_flights[m_flights.Begin()].arrival <= m_now)
    {
        const auto frame = ReadFrame(m_flights[m_flights.Begin()].bytes);
        m_receiver.Receive(frame->frame, m_now);
        m_flights.PopFront();
    }
    else if (m_returns.Size() > 0 && m_returns[m_returns.Begin()].arrival <= m_now)
    {
        BundleReport report;
        ReadReport(m_returns[m_returns.Begin()].bytes, report);
        m_returns.PopFront();
        m_sender.Receive(report.report, m_now);
    }
    else if (m_receiver.NextEvent() <= m_now)
    {
        m_receiver.Advance(m_now);
    }
    else
    {
        m_sender.Advance(m_now);
    }
}

} // namespace qos
} // namespace ns3
