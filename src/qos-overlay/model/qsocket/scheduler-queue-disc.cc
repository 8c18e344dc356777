/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-queue-disc.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("SchedulerQueueDisc");
NS_OBJECT_ENSURE_REGISTERED(SchedulerQueueDisc);

TypeId
SchedulerQueueDisc::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::SchedulerQueueDisc")
            .SetParent<QueueDisc>()
            .SetGroupName("QosOverlay")
            .AddConstructor<SchedulerQueueDisc>()
            .AddAttribute("Scheduler",
                          "Name of the discipline, as registered in SchedulerRegistry.",
                          StringValue("dwcs"),
                          MakeStringAccessor(&SchedulerQueueDisc::m_schedulerName),
                          MakeStringChecker())
            .AddAttribute("LinkRate",
                          "Rate of the device below, to predict transmission times; 0bps for none.",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&SchedulerQueueDisc::m_linkRate),
                          MakeDataRateChecker())
            .AddAttribute("BestEffortLimit",
                          "Packets of no stream that may wait; 0 for no limit.",
                          UintegerValue(SchedulerLimits().bestEffortPackets),
                          MakeUintegerAccessor(&SchedulerQueueDisc::SetBestEffortLimit,
                                               &SchedulerQueueDisc::GetBestEffortLimit),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("StreamLimit",
                          "Packets of one stream that may wait; 0 for no limit.",
                          UintegerValue(SchedulerLimits().streamPackets),
                          MakeUintegerAccessor(&SchedulerQueueDisc::SetStreamLimit,
                                               &SchedulerQueueDisc::GetStreamLimit),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

SchedulerQueueDisc::SchedulerQueueDisc()
    : QueueDisc(QueueDiscSizePolicy::NO_LIMITS)
{
}

SchedulerQueueDisc::~SchedulerQueueDisc() = default;

void
SchedulerQueueDisc::SetOptions(std::shared_ptr<const SchedulerOptions> options)
{
    m_options = std::move(options);
}

void
SchedulerQueueDisc::CreateScheduler()
{
    m_scheduler = SchedulerRegistry::Instance().Create(m_schedulerName,
                                                       {ToCore(m_linkRate), m_limits, m_options});
    m_scheduler->SetObserver(this);
}

StreamScheduler&
SchedulerQueueDisc::GetScheduler()
{
    NS_ASSERT_MSG(m_scheduler, "the scheduler does not exist before CreateScheduler()");
    return *m_scheduler;
}

void
SchedulerQueueDisc::SetClassifier(std::shared_ptr<SocketClassifier> classifier)
{
    m_classifier = std::move(classifier);
}

void
SchedulerQueueDisc::SetMessageListener(MessageListener listener)
{
    m_listener = std::move(listener);
}

void
SchedulerQueueDisc::SetBestEffortLimit(uint32_t packets)
{
    m_limits.bestEffortPackets = packets;
}

uint32_t
SchedulerQueueDisc::GetBestEffortLimit() const
{
    return m_limits.bestEffortPackets;
}

void
SchedulerQueueDisc::SetStreamLimit(uint32_t packets)
{
    m_limits.streamPackets = packets;
}

uint32_t
SchedulerQueueDisc::GetStreamLimit() const
{
    return m_limits.streamPackets;
}

void
SchedulerQueueDisc::DoDispose()
{
    Simulator::Cancel(m_timer);
    m_listener = nullptr;
    m_classifier.reset();
    m_items.clear();
    m_dropped.clear();
    m_scheduler.reset();
    m_ledger = nullptr;
    QueueDisc::DoDispose();
}

bool
SchedulerQueueDisc::DoEnqueue(Ptr<QueueDiscItem> item)
{
    PacketArrival arrival;
    if (m_classifier)
    {
        arrival = m_classifier->Classify(item);
    }
    else
    {
        arrival.bytes = item->GetSize();
    }
    if (m_scheduler->NeedsFlowHash())
    {
        arrival.flowHash = item->Hash();
    }
    const Admission admission = m_scheduler->Enqueue(arrival, ToCore(Simulator::Now()));
    if (!admission.accepted)
    {
        TellDrops();
        DropBeforeEnqueue(item, NameOf(admission.reason));
        return false;
    }
    if (admission.packet >= m_items.size())
    {
        m_items.resize(static_cast<std::size_t>(admission.packet) + 1);
    }
    m_items[admission.packet] = item;
    m_ledger->Entered(item);
    TellDrops();
    return true;
}

Ptr<QueueDiscItem>
SchedulerQueueDisc::DoDequeue()
{
    const auto packet = m_scheduler->Dequeue(ToCore(Simulator::Now()));
    if (!packet)
    {
        ArmTimer();
        TellDrops();
        return nullptr;
    }
    Ptr<QueueDiscItem> item = TakeItem(*packet);
    m_ledger->Left(item);
    TellDrops();
    return item;
}

Ptr<const QueueDiscItem>
SchedulerQueueDisc::DoPeek()
{
    NS_FATAL_ERROR(
        "SchedulerQueueDisc cannot be peeked, because its decision holds for the present "
        "instant only; use it as the root queue disc of a device");
    return nullptr;
}

bool
SchedulerQueueDisc::CheckConfig()
{
    // an optimised ns-3 does not look at the answer, so that a wrong set-up must end here
    if (GetNQueueDiscClasses() > 0)
    {
        NS_FATAL_ERROR(
            "SchedulerQueueDisc has no classes: its streams are opened with qsocket or qattach");
    }
    if (GetNInternalQueues() > 0)
    {
        NS_FATAL_ERROR(
            "SchedulerQueueDisc needs no internal queues: packets wait in its scheduler");
    }
    m_ledger = CreateObject<PacketLedger>();
    AddInternalQueue(m_ledger);
    return true;
}

void
SchedulerQueueDisc::InitializeParams()
{
    if (!m_scheduler)
    {
        CreateScheduler();
    }
}

void
SchedulerQueueDisc::PacketDropped(PacketId packet, DropReason reason)
{
    m_dropped.push_back({TakeItem(packet), reason});
}

void
SchedulerQueueDisc::RemoveStream(StreamId stream)
{
    m_scheduler->RemoveStream(stream, ToCore(Simulator::Now()));
    TellDrops();
}

void
SchedulerQueueDisc::AskAgain()
{
    if (m_scheduler->BacklogPackets() > 0)
    {
        Simulator::Cancel(m_timer);
        m_timer = Simulator::ScheduleNow(&SchedulerQueueDisc::Run, this);
    }
}

void
SchedulerQueueDisc::TellDrops()
{
    // a listener may make the scheduler drop more, and so end up here again
    while (m_told < m_dropped.size())
    {
        const Dropped dropped = m_dropped[m_told++];
        m_ledger->Left(dropped.item);
        DropAfterDequeue(dropped.item, NameOf(dropped.reason));
    }
    m_dropped.clear();
    m_told = 0;
}

void
SchedulerQueueDisc::MessageEnded(const MessageReport& report)
{
    if (m_listener)
    {
        m_listener(report);
    }
}

Ptr<QueueDiscItem>
SchedulerQueueDisc::TakeItem(PacketId packet)
{
    Ptr<QueueDiscItem> item = m_items[packet];
    m_items[packet] = nullptr;
    return item;
}

void
SchedulerQueueDisc::ArmTimer()
{
    const Nanoseconds next = m_scheduler->NextEligibleTime();
    if (m_scheduler->BacklogPackets() == 0 || next == FOREVER)
    {
        return;
    }
    Simulator::Cancel(m_timer);
    const Time delay = Max(ToSimulator(next) - Simulator::Now(), Time(0));
    m_timer = Simulator::Schedule(delay, &SchedulerQueueDisc::Run, this);
}

} // namespace qos
} // namespace ns3
