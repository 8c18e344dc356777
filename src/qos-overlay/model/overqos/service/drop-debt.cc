/* SPDX-License-Identifier: GPL-2.0-only */

#include "drop-debt.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

DropDebt::DropDebt(const DropDebtParams& params)
    : m_params(params),
      m_loss(params.initialLoss)
{
    if (!(params.lossWeight > 0 && params.lossWeight <= 1))
    {
        throw std::invalid_argument("the weight of a packet in the mean loss is " +
                                    std::to_string(params.lossWeight) +
                                    "; it must be above 0 and at most 1");
    }
    if (!(params.initialLoss >= 0 && params.initialLoss <= 1))
    {
        throw std::invalid_argument("the initial loss is " + std::to_string(params.initialLoss) +
                                    "; it must be 0 to 1");
    }
    if (params.greatestDebt == 0)
    {
        throw std::invalid_argument("the greatest debt is 0 packets; it must be 1 at least");
    }
    if (params.expiry <= Nanoseconds{0})
    {
        throw std::invalid_argument("a debt expires after " +
                                    std::to_string(params.expiry.count()) +
                                    " ns; it must be above 0");
    }
    m_owed.resize(params.greatestDebt);
}

void
DropDebt::PacketRecovered(Nanoseconds now)
{
    CountPacket(true);
    if (m_debt == m_params.greatestDebt)
    {
        Settle();
        ++m_forgiven;
    }
    m_owed[(m_oldest + m_debt) % m_owed.size()] = now;
    ++m_debt;
}

void
DropDebt::PacketLost()
{
    CountPacket(true);
    m_sinceLoss = 0;
}

bool
DropDebt::ShouldDrop(bool mayDrop, Nanoseconds now)
{
    CountPacket(false);
    Expire(now);
    if (!mayDrop || m_debt == 0 || static_cast<double>(m_sinceLoss) < Spacing())
    {
        return false;
    }
    Settle();
    m_sinceLoss = 0;
    ++m_dropped;
    return true;
}

uint32_t
DropDebt::Debt(Nanoseconds now)
{
    Expire(now);
    return m_debt;
}

void
DropDebt::CountPacket(bool wasLost)
{
    m_loss += m_params.lossWeight * ((wasLost ? 1.0 : 0.0) - m_loss);
    ++m_sinceLoss;
}

void
DropDebt::Expire(Nanoseconds now)
{
    while (m_debt > 0 && now - m_owed[m_oldest] >= m_params.expiry)
    {
        Settle();
        ++m_forgiven;
    }
}

void
DropDebt::Settle()
{
    m_oldest = (m_oldest + 1) % m_owed.size();
    --m_debt;
}

double
DropDebt::Spacing() const
{
    constexpr double LEAST = 2;
    const double even = std::max(LEAST, 1 / m_loss); // infinite before any loss
    return m_debt > m_params.highDebt ? std::max(LEAST, even / 2) : even;
}

} // namespace qos
} // namespace ns3
