/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PERTURBED_HOST_H
#define QOS_PERTURBED_HOST_H

#include "ns3/bulk-source.h"
#include "ns3/byte-count.h"
#include "ns3/experiment-registry.h"
#include "ns3/frame-receiver.h"
#include "ns3/frame-source.h"
#include "ns3/qsocket-manager.h"
#include "ns3/random-variable-stream.h"
#include "ns3/two-host-topology.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * The host of QSockets Figures 4 to 7: measured sources and bulk TCP transfers ("a large ftp
 * transfer") share its device.
 *
 *     sources (UDP)  --+
 *                      +-- stack -- root queue disc -- device queue -- link -- client
 *     perturbation  ---+
 *
 * What is on a host that is elsewhere, on a real network, is left out.
 */
class PerturbedHost
{
  public:
    /** @param params the network */
    explicit PerturbedHost(const TwoHostTopology::Params& params);

    /** @return the network */
    const TwoHostTopology& Topology() const
    {
        return m_topology;
    }

    /**
     * Run qsockinit on the server's device, if the server is here.
     * @param scheduler the discipline
     * @param settings its options and limits
     */
    void InitQSockets(const std::string& scheduler, const QSockInitSettings& settings);

    /**
     * Add a source at the server and its receiver at the client, both from the beginning on.
     * @param source the source
     * @param sendBuffer of its socket
     * @param stop when it stops
     * @return the receiver, which gets nothing if the client is elsewhere
     */
    Ptr<FrameReceiver> AddSource(Ptr<FrameSource> source, uint32_t sendBuffer, Time stop);

    /**
     * Start bulk transfers, each within a tenth of a second after an instant.
     * @param start the instant
     * @param stop when they stop
     * @param flows how many
     */
    void Perturb(Time start, Time stop, uint32_t flows);

    /**
     * Run the simulation.
     * @param duration for how long
     */
    static void Run(Time duration);

  private:
    TwoHostTopology m_topology;               //!< the network
    int64_t m_nextStream;                     //!< first free random stream
    uint16_t m_nextPort = 9000;               //!< for the next receiver
    Ptr<UniformRandomVariable> m_startJitter; //!< of bulk transfers
};

} // namespace qos
} // namespace ns3

#endif // QOS_PERTURBED_HOST_H
