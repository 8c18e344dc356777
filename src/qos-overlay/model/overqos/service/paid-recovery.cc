/* SPDX-License-Identifier: GPL-2.0-only */

#include "paid-recovery.h"

#include "ns3/serial-number.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t LEAST_SPACING = 2; //!< never two in a row

} // namespace

PaidRecovery::PaidRecovery(const PaidRecoveryParams& params)
    : m_params(params)
{
    if (params.firstVictim <= params.lowestRecovered || params.firstVictim >= BUNDLE_PRIORITIES)
    {
        throw std::invalid_argument(
            "packets of priority " + std::to_string(params.lowestRecovered) +
            " are recovered and those of priority " + std::to_string(params.firstVictim) +
            " pay; the second must be greater, and at most " +
            std::to_string(BUNDLE_PRIORITIES - 1));
    }
    if (params.spacing < LEAST_SPACING)
    {
        throw std::invalid_argument("the spacing of victims is " + std::to_string(params.spacing) +
                                    " packets; it must be 2 at least");
    }
    if (params.batch == 0 || params.greatestDebt < params.batch)
    {
        throw std::invalid_argument(
            "a whole group is hurt for a debt of " + std::to_string(params.batch) +
            " packets, and the greatest debt is " + std::to_string(params.greatestDebt) +
            "; the first must be 1 at least and the second not below it");
    }
    if (params.nominalBytes == 0)
    {
        throw std::invalid_argument("the nominal size of a packet is 0 bytes; it must be 1 at "
                                    "least");
    }
}

bool
PaidRecovery::PacketLost(const BundlePacket& packet)
{
    const uint64_t cost = CostOf(packet);
    const bool isPayable = m_debt + cost <= Owed(m_params.greatestDebt);
    if (IsImportant(packet) && isPayable)
    {
        m_debt += cost;
        ++m_recovered;
        return true;
    }
    m_refused += IsImportant(packet) ? 1 : 0;
    HurtGroupOf(packet);
    return false;
}

void
PaidRecovery::RecoveryFailed(const BundlePacket& packet)
{
    HurtGroupOf(packet);
}

void
PaidRecovery::HurtGroupOf(const BundlePacket& packet)
{
    m_isGroupHurt |= SerialDistance(m_groupBegin, packet.sequence) >= 0;
}

bool
PaidRecovery::ShouldDrop(const BundlePacket& packet)
{
    ++m_sinceVictim;
    const bool isImportant = IsImportant(packet);
    if (isImportant && !m_wasImportant)
    {
        m_groupBegin = packet.sequence;
        m_isGroupHurt = false;
    }
    m_wasImportant = isImportant;
    const uint64_t cost = CostOf(packet);
    if (!packet.mayDrop || packet.priority < m_params.firstVictim || m_debt < cost || cost == 0 ||
        !WantsVictim())
    {
        return false;
    }
    m_debt -= cost;
    m_sinceVictim = 0;
    m_isGroupHurt = true;
    ++m_victims;
    return true;
}

uint64_t
PaidRecovery::CostOf(const BundlePacket& packet) const
{
    return m_params.unit == DebtUnit::Bytes ? packet.size : 1;
}

uint64_t
PaidRecovery::Owed(uint32_t packets) const
{
    const uint64_t perPacket = m_params.unit == DebtUnit::Bytes ? m_params.nominalBytes : 1;
    return packets * perPacket;
}

bool
PaidRecovery::IsImportant(const BundlePacket& packet) const
{
    return packet.priority <= m_params.lowestRecovered;
}

bool
PaidRecovery::WantsVictim() const
{
    if (m_params.victims == VictimPolicy::Concentrated)
    {
        return m_isGroupHurt || m_debt >= Owed(m_params.batch);
    }
    // in a hurry before the debt stops the recovery
    const bool isHurried = 2 * m_debt > Owed(m_params.greatestDebt);
    return m_sinceVictim >=
           (isHurried ? std::max(LEAST_SPACING, m_params.spacing / 2) : m_params.spacing);
}

} // namespace qos
} // namespace ns3
