/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * Congestion Manager Figure 4: throughput of TCP/CM and of TCP over a fast local network.
 *
 *     server -- 100 Mb/s, 1 ms round trip, queue of 100 packets -- client
 *
 * Nothing is lost, so that all that differs is the initial window: one segment for the Congestion
 * Manager, two for TCP.
 */

#include "cm/bulk-transfer.h"

namespace ns3
{
namespace qos
{

/** Congestion Manager Figure 4. */
class CmBulkExperiment : public BulkTransferExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
};

QOS_REGISTER_EXPERIMENT(CmBulkExperiment,
                        "cm-bulk",
                        "a file over a fast network with TCP/CM or TCP: throughput",
                        "Congestion Manager Fig 4");

TypeId
CmBulkExperiment::GetTypeId()
{
    static TypeId tid = [] {
        Defaults defaults;
        defaults.rate = DataRate("100Mbps");
        defaults.rtt = MilliSeconds(1);
        defaults.bytes = 10000000;
        defaults.transport.socketBuffer = 65536;
        return AddBulkParameters(TypeId("ns3::qos::CmBulkExperiment")
                                     .SetParent<BulkTransferExperiment>()
                                     .SetGroupName("QosOverlay")
                                     .AddConstructor<CmBulkExperiment>(),
                                 defaults);
    }();
    return tid;
}

} // namespace qos
} // namespace ns3
