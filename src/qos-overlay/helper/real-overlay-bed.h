/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REAL_OVERLAY_BED_H
#define QOS_REAL_OVERLAY_BED_H

#include "socket-overlay-bed.h"

#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"
#include "ns3/real-network.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Overlay nodes on TCP, on hosts at real interfaces: some in this process, the others in other
 * ones, each with all nodes in the same order. A host has one node.
 *
 * The network between the hosts is real, and so delays of hosts mean nothing.
 */
class RealOverlayBed : public SocketOverlayBed
{
  public:
    static constexpr uint32_t MOST_HOSTS = 250; //!< so many have an address in 10.0.0.0/24

    /**
     * @param real where the ends are
     * @param ends their names, in the order in which hosts are added
     */
    RealOverlayBed(RealNetwork real, std::vector<std::string> ends);

    // OverlayBed
    /** @throws InterfaceError if the interface cannot be used */
    uint32_t AddHost(Nanoseconds delay) override;
    uint32_t AddNode(uint32_t host,
                     const OverlayEngineParams& params,
                     std::unique_ptr<Algorithm> algorithm) override;
    void AwaitOthers() override;

    /** Let five seconds pass: buffers are empty then, and others have measured what they want. */
    void Finish() override;

  private:
    /** A host of the overlay. */
    struct Host
    {
        Ptr<Node> node;      //!< null: it is elsewhere
        Ipv4Address address; //!< of the host
    };

    RealNetwork m_real;              //!< where the ends are
    std::vector<std::string> m_ends; //!< their names
    std::vector<Host> m_hosts;       //!< by number
    int64_t m_nextStream = 0;        //!< first free stream number
};

} // namespace qos
} // namespace ns3

#endif // QOS_REAL_OVERLAY_BED_H
