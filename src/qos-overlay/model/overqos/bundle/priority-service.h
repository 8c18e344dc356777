/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PRIORITY_SERVICE_H
#define QOS_PRIORITY_SERVICE_H

#include "bundle-service.h"

#include "ns3/flow-table.h"
#include "ns3/paid-recovery.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

/** The knobs of a PriorityService. */
struct PriorityServiceParams
{
    PaidRecoveryParams recovery;  //!< of each flow
    std::size_t mostFlows = 1000; //!< flows that are remembered
};

/**
 * @ingroup qos-overqos-bundle
 * Repairs the important packets of each flow, and drops less important ones of the same flow for
 * them before they are sent.
 *
 * It needs a link that recovers without parity, such as that of the policy "arq": parity is paid by
 * nobody.
 *
 * Source: OverQoS (NSDI 2004), sections 2.2 and 5.1. How victims are chosen is PaidRecovery's.
 */
class PriorityService final : public BundleService
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit PriorityService(const PriorityServiceParams& params = PriorityServiceParams());

    bool Admits(const BundlePacket& packet, Nanoseconds now) override;
    bool Repairs(const BundlePacket& packet, uint32_t repairs, Nanoseconds now) override;
    void StaysLost(const BundlePacket& packet, uint32_t repairs, Nanoseconds now) override;

    /** @return flows that are remembered */
    std::size_t Flows() const
    {
        return m_flows.Size();
    }

  private:
    FlowTable<PaidRecovery> m_flows; //!< debts
};

} // namespace qos
} // namespace ns3

#endif // QOS_PRIORITY_SERVICE_H
