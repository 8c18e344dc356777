/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TCP_OVERLAY_BED_H
#define QOS_TCP_OVERLAY_BED_H

#include "socket-overlay-bed.h"
#include "star-topology.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Overlay nodes on TCP, on hosts around a router whose links are so fast that only the emulated
 * bandwidth matters.
 */
class TcpOverlayBed : public SocketOverlayBed
{
  public:
    /** @param network of the hosts */
    explicit TcpOverlayBed(const StarTopology::Params& network = StarTopology::Params());

    /** @return the network */
    StarTopology& Network()
    {
        return m_network;
    }

    // OverlayBed
    uint32_t AddHost(Nanoseconds delay) override;
    uint32_t AddNode(uint32_t host,
                     const OverlayEngineParams& params,
                     std::unique_ptr<Algorithm> algorithm) override;

  private:
    StarTopology m_network; //!< hosts and router
};

} // namespace qos
} // namespace ns3

#endif // QOS_TCP_OVERLAY_BED_H
