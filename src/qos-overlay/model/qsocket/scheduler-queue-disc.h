/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_QUEUE_DISC_H
#define QOS_SCHEDULER_QUEUE_DISC_H

#include "packet-ledger.h"
#include "socket-classifier.h"

#include "ns3/data-rate.h"
#include "ns3/queue-disc.h"
#include "ns3/scheduler-registry.h"

#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * The one queue disc of this module: runs any registered scheduler as the root discipline of a
 * device.
 *
 * It classifies arriving packets, hands them to the scheduler core, and keeps the packets
 * themselves. Drops appear in QueueDisc::Stats and in the drop traces under the reasons of
 * DropReason. What becomes of messages is reported to the callback of the stream's owner.
 *
 * It can be a root queue disc only: a parent that peeks would freeze the scheduler's decision and
 * bypass the lateness test.
 */
class SchedulerQueueDisc : public QueueDisc, private SchedulerObserver
{
  public:
    /** Is told how messages of a stream end; called at the instant, must not send. */
    using MessageListener = std::function<void(const MessageReport&)>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SchedulerQueueDisc();
    ~SchedulerQueueDisc() override;

    /**
     * Set the options of the discipline; before initialisation.
     * @param options of the type that belongs to the discipline, null for its defaults
     */
    void SetOptions(std::shared_ptr<const SchedulerOptions> options);

    /**
     * Create the scheduler now, from the attributes, instead of at initialisation.
     * @throws SchedulerError if the name is unknown or the options make no sense
     */
    void CreateScheduler();

    /** @return the scheduler; only after CreateScheduler() or initialisation */
    StreamScheduler& GetScheduler();

    /**
     * Set the classifier; without one everything is best effort.
     * @param classifier the classifier of the device
     */
    void SetClassifier(std::shared_ptr<SocketClassifier> classifier);

    /**
     * @param listener is told how messages end, empty for none
     */
    void SetMessageListener(MessageListener listener);

    /**
     * @param packets packets of no stream that may wait, 0 for no limit; before the scheduler is
     * created
     */
    void SetBestEffortLimit(uint32_t packets);

    /** @return packets of no stream that may wait, 0 for no limit */
    uint32_t GetBestEffortLimit() const;

    /**
     * @param packets packets of one stream that may wait, 0 for no limit; before the scheduler is
     * created
     */
    void SetStreamLimit(uint32_t packets);

    /** @return packets of one stream that may wait, 0 for no limit */
    uint32_t GetStreamLimit() const;

    /**
     * Close a stream; what it has queued is dropped.
     * @param stream an open stream
     */
    void RemoveStream(StreamId stream);

    /** Ask the scheduler at this instant whether something may be sent that could not before. */
    void AskAgain();

  protected:
    void DoDispose() override;

  private:
    bool DoEnqueue(Ptr<QueueDiscItem> item) override;
    Ptr<QueueDiscItem> DoDequeue() override;
    Ptr<const QueueDiscItem> DoPeek() override;
    bool CheckConfig() override;
    void InitializeParams() override;
    void PacketDropped(PacketId packet, DropReason reason) override;
    void MessageEnded(const MessageReport& report) override;

    /**
     * @param packet a packet that leaves
     * @return its item, which is not kept any longer
     */
    Ptr<QueueDiscItem> TakeItem(PacketId packet);

    /** Tell the base class, and so all who listen to it, what the scheduler dropped: not while it
     * is at work, because a listener may close a socket. */
    void TellDrops();

    /** A packet that the scheduler dropped. */
    struct Dropped
    {
        Ptr<QueueDiscItem> item; //!< the packet
        DropReason reason;       //!< why
    };

    /** Ask again when the scheduler says that something may be sent. */
    void ArmTimer();

    std::string m_schedulerName; //!< attribute Scheduler
    DataRate m_linkRate;         //!< attribute LinkRate
    SchedulerLimits m_limits;    //!< attributes BestEffortLimit and StreamLimit
    std::shared_ptr<const SchedulerOptions> m_options; //!< of the discipline
    std::unique_ptr<StreamScheduler> m_scheduler;      //!< the core
    std::shared_ptr<SocketClassifier> m_classifier;    //!< may be null
    MessageListener m_listener;                        //!< may be empty
    Ptr<PacketLedger> m_ledger;                        //!< feeds the statistics of the base class
    std::vector<Ptr<QueueDiscItem>> m_items;           //!< indexed by PacketId
    std::vector<Dropped> m_dropped;                    //!< to be told by TellDrops()
    std::size_t m_told = 0;                            //!< how many of them were told
    EventId m_timer;                                   //!< next time to ask the scheduler
};

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_QUEUE_DISC_H
