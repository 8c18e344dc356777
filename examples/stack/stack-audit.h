/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STACK_AUDIT_H
#define QOS_STACK_AUDIT_H

#include "stack-network.h"

#include "ns3/packet.h"
#include "ns3/queue-disc.h"
#include "ns3/queue-item.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Sees where a network drops datagrams of a video, and how many bytes its hosts send.
 *
 * What is inside the datagrams of a virtual link is not seen.
 */
class StackAudit
{
  public:
    /**
     * Begin; the root queue disc of the server is the one that will stay.
     * @param network to be seen; outlives this
     * @param port of the video
     * @param nodes overlay nodes
     */
    StackAudit(const StackNetwork& network, uint16_t port, uint32_t nodes);

    StackAudit(const StackAudit&) = delete;
    StackAudit& operator=(const StackAudit&) = delete;

    /** @return datagrams of the video that were dropped at queues and on links */
    uint64_t GetDropped() const
    {
        return m_dropped;
    }

    /** @return of these, at the server */
    uint64_t GetServerDropped() const
    {
        return m_serverDropped;
    }

    /**
     * @param number of an overlay node
     * @return bytes that its host sent to the router
     */
    uint64_t GetSentBytes(uint32_t number) const
    {
        return m_sentBytes[number];
    }

  private:
    /** @param packet that a device dropped, with the header of the link */
    void DeviceDrop(Ptr<const Packet> packet);

    /** @param packet that a host dropped for a full device, with the header of IP */
    void HostDrop(Ptr<const Packet> packet);

    /** @param item that the server's queue disc dropped */
    void ServerDrop(Ptr<const QueueDiscItem> item);

    /**
     * @param bytes where to count
     * @param packet that was sent
     */
    static void Sent(uint64_t* bytes, Ptr<const Packet> packet);

    uint16_t m_port;                   //!< of the video
    uint64_t m_dropped = 0;            //!< datagrams
    uint64_t m_serverDropped = 0;      //!< of these, at the server
    std::vector<uint64_t> m_sentBytes; //!< by overlay node
};

} // namespace qos
} // namespace ns3

#endif // QOS_STACK_AUDIT_H
