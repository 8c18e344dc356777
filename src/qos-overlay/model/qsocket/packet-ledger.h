/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PACKET_LEDGER_H
#define QOS_PACKET_LEDGER_H

#include "ns3/queue-item.h"
#include "ns3/queue.h"
#include "ns3/traced-callback.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * Tells a queue disc what its scheduler core holds, and holds nothing itself.
 *
 * ns3::QueueDisc keeps its statistics by listening to the traces of its internal queues. The
 * packets of a SchedulerQueueDisc wait in the pools of its core, in no list; so this internal queue
 * only fires the traces that a list would fire. Nothing is allocated.
 */
class PacketLedger : public Queue<QueueDiscItem>
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * A packet was queued.
     * @param item the packet
     */
    void Entered(Ptr<const QueueDiscItem> item)
    {
        m_entered(item);
    }

    /**
     * A packet left, to the device or to be dropped.
     * @param item the packet
     */
    void Left(Ptr<const QueueDiscItem> item)
    {
        m_left(item);
    }

    /**
     * Not for use: packets go to the scheduler.
     * @param item a packet
     * @return false
     */
    bool Enqueue(Ptr<QueueDiscItem> item) override;

    /**
     * Not for use: packets come from the scheduler.
     * @return null
     */
    Ptr<QueueDiscItem> Dequeue() override;

    /**
     * Not for use: packets come from the scheduler.
     * @return null
     */
    Ptr<QueueDiscItem> Remove() override;

    /**
     * Not for use: packets come from the scheduler.
     * @return null
     */
    Ptr<const QueueDiscItem> Peek() const override;

  private:
    TracedCallback<Ptr<const QueueDiscItem>> m_entered; //!< trace source Enqueue
    TracedCallback<Ptr<const QueueDiscItem>> m_left;    //!< trace source Dequeue
    TracedCallback<Ptr<const QueueDiscItem>>
        m_refused; //!< trace source DropBeforeEnqueue, never fired
    TracedCallback<Ptr<const QueueDiscItem>>
        m_dropped; //!< trace source DropAfterDequeue, never fired
};

} // namespace qos
} // namespace ns3

#endif // QOS_PACKET_LEDGER_H
