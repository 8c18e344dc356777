/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DEVICE_SCHEDULING_H
#define QOS_DEVICE_SCHEDULING_H

#include "scheduler-queue-disc.h"
#include "scheduling-point.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * Scheduling below the stack, as published: the root queue disc of the device runs the scheduler, a
 * classifier recognises sockets.
 */
class DeviceScheduling : public SchedulingPoint
{
  public:
    /**
     * Replace the root queue disc of a device; packets that wait in the old one are moved by
     * Start().
     * @param device the device
     * @param disc the new root queue disc, its scheduler created
     * @param listener is told how messages end
     */
    DeviceScheduling(Ptr<NetDevice> device,
                     Ptr<SchedulerQueueDisc> disc,
                     SchedulerQueueDisc::MessageListener listener);

    StreamScheduler& GetScheduler() override;
    void Bind(SocketKey key, StreamId stream, Ptr<Socket> socket) override;
    void RemoveStream(SocketKey key, StreamId stream) override;
    void AskAgain() override;
    void Start() override;
    bool SetFilter(SocketClassifier::Filter filter) override;
    bool Submit(StreamOwner& owner, StreamId stream, const OutgoingMessage& message) override;
    void BytesLeft(StreamId stream, uint64_t bytes) override;
    SchedulerPosition Position() const override;

  private:
    Ptr<SchedulerQueueDisc> m_disc;                 //!< the root queue disc
    std::vector<Ptr<QueueDiscItem>> m_moving;       //!< waited in the disc before, until Start()
    std::shared_ptr<SocketClassifier> m_classifier; //!< shared with the disc
};

} // namespace qos
} // namespace ns3

#endif // QOS_DEVICE_SCHEDULING_H
