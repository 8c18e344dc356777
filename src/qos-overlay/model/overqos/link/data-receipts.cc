/* SPDX-License-Identifier: GPL-2.0-only */

#include "data-receipts.h"

#include "ns3/serial-number.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

DataArrival
DataReceipts::Arrive(uint32_t number, Nanoseconds patience, Nanoseconds now)
{
    const bool isAhead = SerialDistance(m_receipts.End(), number) >= 0;
    const bool isSettled = !isAhead && !m_receipts.Contains(number);
    if (!m_hasStarted || (isSettled && m_receipts.Begin() - number > 2 * MOST_WAITING))
    {
        Restart();
        m_hasStarted = true;
        m_receipts.Restart(number);
    }
    if (isAhead || m_receipts.End() == number)
    {
        MakeRoom(number);
        while (m_receipts.End() != number)
        {
            m_receipts.PushBack() = {now + patience, false};
        }
        m_receipts.PushBack() = {now, true};
    }
    else if (isSettled)
    {
        return JudgeSettled(number);
    }
    else if (m_receipts[number].isDelivered)
    {
        return DataArrival::Duplicate;
    }
    m_receipts[number].isDelivered = true;
    ++m_delivered;
    Trim();
    return DataArrival::New;
}

DataArrival
DataReceipts::JudgeSettled(uint32_t number) const
{
    const bool isKnown = m_receipts.Begin() - number <= m_settled;
    return isKnown && !m_isGivenUp[number % MOST_WAITING] ? DataArrival::Duplicate
                                                          : DataArrival::Late;
}

void
DataReceipts::MakeRoom(uint32_t number)
{
    const uint32_t missing = number - m_receipts.End();
    if (missing >= MOST_WAITING)
    {
        SettleAll();
        const uint32_t skipped = missing - (MOST_WAITING - 1);
        m_lost += skipped;
        m_receipts.Restart(m_receipts.End() + skipped);
        m_settled = 0;
    }
    while (number - m_receipts.Begin() >= MOST_WAITING)
    {
        Settle();
    }
}

void
DataReceipts::Restart()
{
    SettleAll();
    m_hasStarted = false;
    m_settled = 0;
}

void
DataReceipts::SettleAll()
{
    while (m_receipts.Size() > 0)
    {
        Settle();
    }
}

Nanoseconds
DataReceipts::NextEvent() const
{
    return m_receipts.Size() == 0 ? FOREVER : m_receipts[m_receipts.Begin()].deadline;
}

void
DataReceipts::Advance(Nanoseconds now)
{
    while (m_receipts.Size() > 0 && now >= m_receipts[m_receipts.Begin()].deadline)
    {
        Settle();
    }
    Trim();
}

void
DataReceipts::Settle()
{
    const uint32_t number = m_receipts.Begin();
    const bool isGivenUp = !m_receipts[number].isDelivered;
    m_lost += isGivenUp ? 1 : 0;
    m_isGivenUp[number % MOST_WAITING] = isGivenUp;
    m_settled = std::min(m_settled + 1, MOST_WAITING);
    m_receipts.PopFront();
}

void
DataReceipts::Trim()
{
    while (m_receipts.Size() > 0 && m_receipts[m_receipts.Begin()].isDelivered)
    {
        Settle();
    }
}

} // namespace qos
} // namespace ns3
