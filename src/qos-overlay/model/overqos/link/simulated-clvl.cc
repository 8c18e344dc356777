/* SPDX-License-Identifier: GPL-2.0-only */

#include "simulated-clvl.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t ENTRY_INCARNATION = 1;
constexpr uint32_t EXIT_INCARNATION = 2;

/**
 * @param what a time, for the error
 * @param value its value
 * @throws std::invalid_argument if it is not above 0
 */
void
RequireAboveZero(const std::string& what, Nanoseconds value)
{
    if (value <= Nanoseconds{0})
    {
        throw std::invalid_argument(what + " is " + std::to_string(value.count()) +
                                    " ns; it must be above 0");
    }
}

} // namespace

SimulatedClvl::SimulatedClvl(const SimulatedClvlParams& params,
                             LossProcess& forward,
                             LossProcess* backward,
                             ExitSink& deliver)
    : m_params(params),
      m_forward(forward),
      m_backward(backward),
      m_deliver(deliver),
      m_entry(params.link, ENTRY_INCARNATION, *this),
      m_exit(params.link, EXIT_INCARNATION, *this)
{
    RequireAboveZero("the delay of a simulated path", params.delay);
    RequireAboveZero("the time between two packets", params.interval);
    m_exit.SetBlockSource(&m_entry);
}

void
SimulatedClvl::Send(const BundlePacket& packet)
{
    RunUntil(m_now + m_params.interval);
    m_entry.Send(packet, m_now);
}

void
SimulatedClvl::Finish()
{
    m_entry.Flush(m_now);
    while (NextEvent() != FOREVER)
    {
        m_now = std::max(m_now, NextEvent());
        Step();
    }
}

void
SimulatedClvl::RunUntil(Nanoseconds end)
{
    for (Nanoseconds next = NextEvent(); next <= end; next = NextEvent())
    {
        m_now = std::max(m_now, next);
        Step();
    }
    m_now = end;
}

Nanoseconds
SimulatedClvl::NextEvent() const
{
    Nanoseconds next = std::min(m_entry.NextEvent(), m_exit.NextEvent());
    if (m_flights.Size() > 0)
    {
        next = std::min(next, m_flights[m_flights.Begin()].arrival);
    }
    if (m_returns.Size() > 0)
    {
        next = std::min(next, m_returns[m_returns.Begin()].arrival);
    }
    return next;
}

void
SimulatedClvl::Step()
{
    if (m_flights.Size() > 0 && m_flights[m_flights.Begin()].arrival <= m_now)
    {
        const ClvlFrame& frame = m_flights[m_flights.Begin()].frame;
        m_exit.Receive(frame, m_now);
        m_flights.PopFront();
        return;
    }
    if (m_returns.Size() > 0 && m_returns[m_returns.Begin()].arrival <= m_now)
    {
        m_entry.Receive(m_returns[m_returns.Begin()].report, m_now);
        m_returns.PopFront();
        return;
    }
    if (m_exit.NextEvent() <= m_now)
    {
        m_exit.Advance(m_now);
    }
    if (m_entry.NextEvent() <= m_now)
    {
        m_entry.Advance(m_now);
    }
}

void
SimulatedClvl::Transmit(const ClvlFrame& frame)
{
    ++m_path.sent;
    if (m_forward.IsLost(m_now))
    {
        ++m_path.lost;
        return;
    }
    Flight& flight = m_flights.PushBack();
    flight.arrival = m_now + m_params.delay;
    flight.frame = frame;
    if (frame.symbol.data != nullptr)
    {
        flight.bytes.assign(frame.symbol.begin(), frame.symbol.end());
        flight.frame.symbol = flight.bytes;
    }
}

void
SimulatedClvl::Deliver(const BundlePacket& packet, bool wasRepaired)
{
    m_deliver.Deliver(packet, wasRepaired);
}

void
SimulatedClvl::Report(const ClvlReport& report)
{
    ++m_path.reports;
    if (m_backward != nullptr && m_backward->IsLost(m_now))
    {
        ++m_path.lostReports;
        return;
    }
    Return& answer = m_returns.PushBack();
    answer.arrival = m_now + m_params.delay;
    answer.report = report;
}

} // namespace qos
} // namespace ns3
