/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_BACKLOG_H
#define QOS_BUNDLE_BACKLOG_H

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/overqos-node.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Flows that always have something to send over a virtual link: the queue at its entry never runs
 * empty, and never overflows. A packet begins with its number, which counts from 0 over all flows.
 */
class BundleBacklog : public Application
{
  public:
    /** The knobs. */
    struct Params
    {
        uint16_t bundle = 0;              //!< number of the virtual link
        uint16_t egress = 0;              //!< number of the overlay node at its exit
        uint32_t flows = 1;               //!< that take turns
        uint32_t packetBytes = 954;       //!< of a packet, at least 4
        uint64_t total = 0;               //!< packets to send; 0: without end
        uint32_t waiting = 100;           //!< packets that wait after each look at the queue
        Time interval = MilliSeconds(10); //!< between two looks at the queue
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * To be called before it starts.
     * @param node at the entry of the virtual link
     * @param params the knobs
     */
    void Setup(const Ptr<OverqosNode>& node, const Params& params);

    /** @return packets that it gave to the node so far */
    uint64_t GetPackets() const
    {
        return m_packets;
    }

    /** @return whether it gave the node all that there were to send */
    bool IsDone() const
    {
        return m_params.total > 0 && m_packets == m_params.total;
    }

    /**
     * @param packet as the node delivers it
     * @return its number
     */
    static uint32_t NumberOf(const BundlePacket& packet);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** Fill the queue, now and again later. */
    void Fill();

    Params m_params;                      //!< knobs
    Ptr<OverqosNode> m_node;              //!< at the entry
    std::vector<uint8_t> m_bytes;         //!< of a packet
    uint64_t m_packets = 0;               //!< given to the node
    bool m_isSlowStartOver = false;       //!< whether the link has left it once
    EventId m_event;                      //!< the next look
    TracedCallback<uint32_t> m_sentTrace; //!< a packet's number, before the node gets it
    TracedCallback<> m_slowStartTrace;    //!< the link has left slow start
};

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_BACKLOG_H
