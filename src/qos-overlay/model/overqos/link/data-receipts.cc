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
    const int32_t ahead = SerialDistance(m_receipts.End(), number);
    if (ahead > static_cast<int32_t>(MOST_AHEAD))
    {
        return DataArrival::Implausible;
    }
    if (SerialIsBefore(number, m_receipts.Begin()))
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
    }
    ++m_delivered;
    Trim();
    return DataArrival::New;
}

void
DataReceipts::Restart()
{
    while (m_receipts.Size() > 0)
    {
        Settle();
    }
    m_hasStarted = false;
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
