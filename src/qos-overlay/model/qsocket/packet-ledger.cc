/* SPDX-License-Identifier: GPL-2.0-only */

#include "packet-ledger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(PacketLedger);

TypeId
PacketLedger::GetTypeId()
{
    // the parent is QueueBase and not Queue<QueueDiscItem>: the traces of the same names must be
    // the ones below
    static TypeId tid =
        TypeId("ns3::qos::PacketLedger")
            .SetParent<QueueBase>()
            .SetGroupName("QosOverlay")
            .AddConstructor<PacketLedger>()
            .AddTraceSource("Enqueue",
                            "A packet was queued.",
                            MakeTraceSourceAccessor(&PacketLedger::m_entered),
                            "ns3::QueueDiscItem::TracedCallback")
            .AddTraceSource("Dequeue",
                            "A packet left.",
                            MakeTraceSourceAccessor(&PacketLedger::m_left),
                            "ns3::QueueDiscItem::TracedCallback")
            .AddTraceSource("DropBeforeEnqueue",
                            "Never fired: the queue disc itself counts what its scheduler refuses.",
                            MakeTraceSourceAccessor(&PacketLedger::m_refused),
                            "ns3::QueueDiscItem::TracedCallback")
            .AddTraceSource("DropAfterDequeue",
                            "Never fired: the queue disc itself counts what its scheduler drops.",
                            MakeTraceSourceAccessor(&PacketLedger::m_dropped),
                            "ns3::QueueDiscItem::TracedCallback");
    return tid;
}

bool
PacketLedger::Enqueue(Ptr<QueueDiscItem> /* item */)
{
    return false;
}

Ptr<QueueDiscItem>
PacketLedger::Dequeue()
{
    return nullptr;
}

Ptr<QueueDiscItem>
PacketLedger::Remove()
{
    return nullptr;
}

Ptr<const QueueDiscItem>
PacketLedger::Peek() const
{
    return nullptr;
}

} // namespace qos
} // namespace ns3
