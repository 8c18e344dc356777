/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GREEDY_SOURCE_H
#define QOS_GREEDY_SOURCE_H

#include "frame-source.h"

#include "ns3/event-id.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-application
 * Always has a datagram to send: its send buffer is full from start to stop, so that its stream is
 * backlogged.
 */
class GreedySource : public FrameSource
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    int64_t AssignStreams(int64_t stream) override;

  private:
    void DoStart() override;
    void DoStop() override;
    void DoWritable() override;

    /** Send a datagram and come back after the send time, unless the socket is blocked. */
    void SendNext();

    uint32_t m_bytes = 0;     //!< attribute PacketSize
    Time m_sendTime;          //!< attribute SendTime
    EventId m_next;           //!< next SendNext()
    bool m_isStopped = false; //!< no further datagram
};

} // namespace qos
} // namespace ns3

#endif // QOS_GREEDY_SOURCE_H
