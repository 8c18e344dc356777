/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SMOOTHING_SERVICE_H
#define QOS_SMOOTHING_SERVICE_H

#include "bundle-service.h"

#include "ns3/drop-debt.h"
#include "ns3/flow-table.h"

#include <cstddef>

namespace ns3
{
namespace qos
{

/** The knobs of a SmoothingService. */
struct SmoothingServiceParams
{
    /** Of each flow. Debts do not expire: a flow of 50 packets per second needs 4 s to pay for a
     * burst of 4 at a loss of 2 %, and would lose, and pay, far less than the path does. */
    DropDebtParams debt = Unforgiving();

    std::size_t mostFlows = 1000; //!< flows that are remembered

    /** @return those of a DropDebt whose debts do not expire */
    static DropDebtParams Unforgiving()
    {
        DropDebtParams params;
        params.expiry = FOREVER;
        return params;
    }
};

/**
 * @ingroup qos-overqos-bundle
 * Smooths the losses of each flow: whatever is lost is repaired, and for every repair that is sent
 * a later packet of the flow is dropped before it is sent, far from others. Packets that must not
 * be dropped (control packets, I-frames) are repaired as well, at the cost of the others.
 *
 * So as many packets are sent as without recovery; each of them brings the receiver something that
 * it lacks if it is not lost; and so as many are lost, whatever became of the repairs.
 *
 * It needs a link that recovers without parity, such as that of the policy "arq": parity is paid by
 * nobody.
 *
 * Source: OverQoS (NSDI 2004), sections 2.2 and 5.2. How victims are chosen is DropDebt's.
 */
class SmoothingService final : public BundleService
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit SmoothingService(const SmoothingServiceParams& params = SmoothingServiceParams());

    bool Admits(const BundlePacket& packet, Nanoseconds now) override;
    bool Repairs(const BundlePacket& packet, uint32_t repairs, Nanoseconds now) override;
    void StaysLost(const BundlePacket& packet, uint32_t repairs, Nanoseconds now) override;

    /** @return flows that are remembered */
    std::size_t Flows() const
    {
        return m_flows.Size();
    }

  private:
    FlowTable<DropDebt> m_flows; //!< debts
};

} // namespace qos
} // namespace ns3

#endif // QOS_SMOOTHING_SERVICE_H
