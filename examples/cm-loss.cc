/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * Congestion Manager Figure 3: throughput of TCP/CM and of TCP over a lossy path.
 *
 *     server -- 10 Mb/s, 60 ms round trip, drop-tail queue of 100 packets -- [random loss] --
 * client
 *
 * More flows share a macroflow; bursts, lost acknowledgments and other schedulers or controllers
 * may be tried.
 */

#include "cm/bulk-transfer.h"

namespace ns3
{
namespace qos
{

/** Congestion Manager Figure 3. */
class CmLossExperiment : public BulkTransferExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
};

QOS_REGISTER_EXPERIMENT(CmLossExperiment,
                        "cm-loss",
                        "a file over a lossy path with TCP/CM or TCP: throughput",
                        "Congestion Manager Fig 3");

TypeId
CmLossExperiment::GetTypeId()
{
    static TypeId tid = [] {
        Defaults defaults;
        defaults.rate = DataRate("10Mbps");
        defaults.rtt = MilliSeconds(60);
        defaults.bytes = 20000000;
        return AddBulkParameters(TypeId("ns3::qos::CmLossExperiment")
                                     .SetParent<BulkTransferExperiment>()
                                     .SetGroupName("QosOverlay")
                                     .AddConstructor<CmLossExperiment>(),
                                 defaults);
    }();
    return tid;
}

} // namespace qos
} // namespace ns3
