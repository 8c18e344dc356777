/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GREEDY_SOURCE_H
#define QOS_GREEDY_SOURCE_H

#include "frame-source.h"

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

    /** Send until the socket is blocked. */
    void Fill();

    uint32_t m_bytes = 0;     //!< attribute PacketSize
    bool m_isRunning = false; //!< between start and stop
};

} // namespace qos
} // namespace ns3

#endif // QOS_GREEDY_SOURCE_H
