/* SPDX-License-Identifier: GPL-2.0-only */

#include "data-receipts.h"

#include "ns3/serial-number.h"

namespace ns3
{
namespace qos
{

DataArrival
DataReceipts::Arrive(uint32_t number, Nanoseconds patience, Nanoseconds now)
{
    if (!m_hasStarted)
    {
        m_hasStarted = true;
        m_receipts.Restart(number);
    }
    int32_t ahead = SerialDistance(m_receipts.End(), number);
    if (ahead > static_cast<int32_t>(MOST_AHEAD))
    {
        if (!IsConfirmed(number))
        {
            m_doubted = number;
            m_isDoubting = true;
            return DataArrival::Implausible;
        }
        const uint32_t missed = number - m_receipts.End();
        SettleAll();
        m_lost += missed;
        m_receipts.Restart(number);
        ahead = 0;
    }
    if (ahead < 0 && !m_receipts.Contains(number))
    {
        return DataArrival::Old;
    }
    if (ahead < 0)
    {
        Receipt& receipt = m_receipts[number];
        if (receipt.isDelivered)
        {
            return DataArrival::Duplicate;
        }
        receipt.isDelivered = true;
    }
    else
    {
        while (m_receipts.End() != number)
        {
            if (m_receipts.Size() == MOST_WAITING)
            {
                Settle();
            }
            m_receipts.PushBack() = {now + patience, false};
        }
        if (m_receipts.Size() == MOST_WAITING)
        {
            Settle();
        }
        m_receipts.PushBack() = {now, true};
        m_isDoubting = false;
    }
    ++m_delivered;
    Trim();
    return DataArrival::New;
}

bool
DataReceipts::IsConfirmed(uint32_t number) const
{
    constexpr uint32_t CLOSE = 64;
    return m_isDoubting && SerialIsBefore(m_doubted, number) && number - m_doubted <= CLOSE;
}

void
DataReceipts::Restart()
{
    SettleAll();
    m_hasStarted = false;
    m_isDoubting = false;
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
    m_lost += m_receipts[m_receipts.Begin()].isDelivered ? 0 : 1;
    m_receipts.PopFront();
}

void
DataReceipts::Trim()
{
    while (m_receipts.Size() > 0 && m_receipts[m_receipts.Begin()].isDelivered)
    {
        m_receipts.PopFront();
    }
}

} // namespace qos
} // namespace ns3
