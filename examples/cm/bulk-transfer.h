/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BULK_TRANSFER_H
#define QOS_BULK_TRANSFER_H

#include "transport-experiment.h"

#include "ns3/data-rate.h"
#include "ns3/file-sink.h"
#include "ns3/file-source.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Files that a server sends to a client over one link, all at once: what the experiments on loss
 * and on a fast network have in common.
 *
 *     server (file sources) -- queue -- rate, rtt / 2 -- [random loss] -- client (file sink)
 */
class BulkTransferExperiment : public TransportExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::vector<Metric> GetMetrics() const override;

  protected:
    /** Defaults that differ between experiments. */
    struct Defaults
    {
        DataRate rate;               //!< of the link
        Time rtt;                    //!< round-trip time without queueing
        uint64_t bytes = 0;          //!< of all files together
        TransportDefaults transport; //!< of TCP
    };

    /**
     * Add the parameters rate, rtt and bytes and those of the transport.
     * @param tid the experiment's TypeId
     * @param defaults their defaults
     * @return the TypeId
     */
    static TypeId AddBulkParameters(TypeId tid, const Defaults& defaults);

  private:
    void CheckParameters() const override;
    void DoRun(Result& result) override;

    /**
     * Let a device lose packets that it receives.
     * @param device the device
     * @param loss share of the packets
     * @param stream first number for random variables
     * @return first number that is free
     */
    int64_t InstallLoss(const Ptr<NetDevice>& device, double loss, int64_t stream) const;

    /** @param result gets what the sink saw */
    void ReportFiles(Result& result) const;

    /**
     * @param connection that has bytes
     * @param bytes how many
     */
    void Received(std::size_t connection, uint32_t bytes);

    /** @return bytes of each file */
    uint64_t FileBytes() const
    {
        return m_bytes.Get() / m_flows;
    }

    DataRate m_rate;          //!< parameter rate
    Time m_rtt;               //!< parameter rtt
    ByteCount m_bytes;        //!< parameter bytes
    uint32_t m_flows = 1;     //!< parameter flows
    double m_loss = 0;        //!< parameter loss
    uint32_t m_lossBurst = 1; //!< parameter loss_burst
    double m_ackLoss = 0;     //!< parameter ack_loss
    uint32_t m_queue = 100;   //!< parameter queue
    uint32_t m_crashed = 0;   //!< parameter crashed_packets
    Time m_limit;             //!< parameter time_limit
    Ptr<FileSink> m_sink;     //!< the receiver
};

} // namespace qos
} // namespace ns3

#endif // QOS_BULK_TRANSFER_H
