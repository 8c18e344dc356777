/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GATING_MONITOR_H
#define QOS_GATING_MONITOR_H

#include "ns3/congestion-manager.h"

#include <cstdint>
#include <map>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Watches a Congestion Manager from outside, with an account of the grants of its own: does every
 * data packet have a grant, and every grant room in the window?
 */
class GatingMonitor : private MacroflowObserver
{
  public:
    /** @param manager who is watched; must live longer than this */
    explicit GatingMonitor(const Ptr<CongestionManager>& manager);
    ~GatingMonitor() override;
    GatingMonitor(const GatingMonitor&) = delete;
    GatingMonitor& operator=(const GatingMonitor&) = delete;

    /** @return grants seen */
    uint64_t Grants() const
    {
        return m_grants;
    }

    /** @return data packets seen */
    uint64_t Packets() const
    {
        return m_packets;
    }

    /** @return data packets of a flow that had no grant left */
    uint64_t UngrantedPackets() const
    {
        return m_ungranted;
    }

    /** @return grants that did not fit into the window of their macroflow */
    uint64_t WindowViolations() const
    {
        return m_violations;
    }

    /** @return bytes that flows have in the network or were granted, and requests that wait, now */
    uint64_t Leftovers() const;

  private:
    /** What is known of a flow. */
    struct Account
    {
        uint64_t unused = 0;         //!< grants without a packet yet
        uint64_t ungrantedBytes = 0; //!< as the Congestion Manager counted at the last packet
    };

    void Granted(const Macroflow& macroflow, const CmFlow& flow) override;

    /**
     * A packet leaves.
     * @param flow its flow
     * @param bytes payload
     */
    void Charged(CmFlowId flow, uint32_t bytes);

    Ptr<CongestionManager> m_manager;    //!< who is watched
    std::map<CmFlowId, Account> m_flows; //!< that were granted or charged something
    uint64_t m_grants = 0;               //!< grants seen
    uint64_t m_packets = 0;              //!< data packets seen
    uint64_t m_ungranted = 0;            //!< data packets without a grant
    uint64_t m_violations = 0;           //!< grants without room
};

} // namespace qos
} // namespace ns3

#endif // QOS_GATING_MONITOR_H
