/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRANSPORT_EXPERIMENT_H
#define QOS_TRANSPORT_EXPERIMENT_H

#include "ns3/byte-count.h"
#include "ns3/congestion-manager.h"
#include "ns3/experiment-registry.h"
#include "ns3/gating-monitor.h"
#include "ns3/tcp-options.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What the experiments with TCP and the Congestion Manager have in common: which TCP the sending
 * host uses, how TCP is set up at both ends, the knobs of the Congestion Manager.
 */
class TransportExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    /** Which congestion control the connections of the sending host have. */
    enum Transport
    {
        TCP,    //!< each its own: TcpLinuxReno
        CM,     //!< TCP/CM: a common one, and no segment without a grant
        COUPLED //!< a common window, without gating
    };

    /** Defaults that differ between experiments. */
    struct TransportDefaults
    {
        uint64_t socketBuffer = 1U << 20U; //!< bytes
        uint32_t delAckCount = 2;          //!< segments
    };

    /**
     * Add the parameters socket_buffer and del_ack_count.
     * @param tid the experiment's TypeId
     * @param defaults their defaults
     * @return the TypeId
     */
    static TypeId AddTransportParameters(TypeId tid, const TransportDefaults& defaults);

    /** @return the metrics that ReportTransport() reports */
    static std::vector<Metric> TransportMetrics();

    /** @return whether the transport is TCP/CM */
    bool UsesManager() const
    {
        return m_transport == CM;
    }

    /**
     * Set a sending host up: stock TCP, and what the chosen transport needs beside it.
     * @param node a node with an Internet stack
     * @param stream first number for random variables
     * @return first number that is free
     */
    int64_t InstallTransport(const Ptr<Node>& node, int64_t stream);

    /** @return the socket factory of the chosen transport */
    TypeId SocketFactory() const;

    /** @return the set-up of every TCP socket */
    TcpOptions GetTcpOptions() const;

    /**
     * Report what the Congestion Manager did; all zero with other transports.
     * @param result gets the metrics
     */
    void ReportTransport(Result& result) const;

    /** @return payload of a segment */
    uint32_t SegmentBytes() const
    {
        return m_segmentSize;
    }

    /** @return the sending host's Congestion Manager, null with other transports */
    Ptr<CongestionManager> GetManager() const
    {
        return m_manager;
    }

  private:
    Transport m_transport = CM;        //!< parameter transport
    ByteCount m_socketBuffer;          //!< parameter socket_buffer
    uint32_t m_delAckCount = 2;        //!< parameter del_ack_count
    Time m_delAckTimeout;              //!< parameter del_ack_timeout
    Time m_minRto;                     //!< parameter min_rto
    bool m_hasSack = true;             //!< parameter sack
    bool m_hasEcn = false;             //!< parameter ecn
    uint32_t m_segmentSize = 0;        //!< parameter segment_size
    uint32_t m_tcpInitialWindow = 2;   //!< parameter tcp_initial_window
    uint32_t m_initialWindow = 1;      //!< parameter initial_window
    std::string m_controller;          //!< parameter controller
    std::string m_scheduler;           //!< parameter flow_scheduler
    bool m_growWhileRecovering = true; //!< parameter grow_while_recovering
    bool m_oncePerRtt = true;          //!< parameter once_per_rtt
    double m_growthHeadroom = 1;       //!< parameter growth_headroom
    bool m_hasWatchdog = true;         //!< parameter watchdog
    Time m_linger;                     //!< parameter linger

    Ptr<CongestionManager> m_manager;         //!< of the sending host
    std::unique_ptr<GatingMonitor> m_monitor; //!< watches it
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRANSPORT_EXPERIMENT_H
