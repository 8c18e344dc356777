/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"
#include "ns3/fifo-queue-disc.h"
#include "ns3/fq-codel-queue-disc.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-queue-disc-item.h"
#include "ns3/message-tag.h"
#include "ns3/queue-size.h"
#include "ns3/scheduler-queue-disc.h"
#include "ns3/sfq-scheduler.h"
#include "ns3/string.h"
#include "ns3/udp-header.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

/**
 * @file
 * Enqueue and dequeue of a packet at the queue discs of this module, beside ns-3's FIFO and FqCoDel
 * with the same backlog.
 *
 * Every stream is backlogged. Each item is a UDP packet of its own flow, tagged as QSocket tags it;
 * the discs of ns-3 ignore the tag.
 */

namespace
{

using namespace ns3;
using namespace ns3::qos;

constexpr uint32_t SMALLEST_BACKLOG = 512; //!< packets that wait, at least
constexpr uint16_t IPV4_PROTOCOL = 0x0800;
constexpr uint32_t PAYLOAD = 1000;

/** A host with sockets and one packet after another of each. */
class Workload
{
  public:
    /** @param streams how many sockets */
    explicit Workload(uint32_t streams)
        : m_node(CreateObject<Node>())
    {
        InternetStackHelper().Install(m_node);
        for (uint32_t i = 0; i < streams; ++i)
        {
            m_keys.push_back(m_slots.Take());
            m_sockets.push_back(Socket::CreateSocket(m_node, UdpSocketFactory::GetTypeId()));
        }
        const uint32_t backlog = std::max(streams, SMALLEST_BACKLOG);
        for (uint32_t i = 0; i < backlog; ++i)
        {
            m_items.push_back(MakeItem(i % streams, i));
        }
    }

    /** @return the packets of the backlog */
    const std::vector<Ptr<QueueDiscItem>>& Items() const
    {
        return m_items;
    }

    /**
     * @param scheduler a discipline
     * @param attributes of its streams
     * @return its queue disc, with a stream for every socket
     */
    Ptr<QueueDisc> MakeScheduled(const std::string& scheduler,
                                 const StreamAttributes& attributes) const
    {
        const auto disc = CreateObject<SchedulerQueueDisc>();
        const auto classifier = std::make_shared<SocketClassifier>(m_node);
        disc->SetAttribute("Scheduler", StringValue(scheduler));
        disc->SetAttribute("StreamLimit", UintegerValue(0));
        disc->SetClassifier(classifier);
        disc->Initialize();
        for (std::size_t i = 0; i < m_keys.size(); ++i)
        {
            const StreamId stream = disc->GetScheduler().AddStream(attributes, Nanoseconds{0});
            classifier->Bind(m_keys[i], stream, m_sockets[i]);
        }
        return disc;
    }

  private:
    /**
     * @param stream whose packet
     * @param number of the message
     * @return the packet
     */
    Ptr<QueueDiscItem> MakeItem(uint32_t stream, uint64_t number) const
    {
        constexpr uint32_t PORTS = 60000;
        const auto packet = Create<Packet>(PAYLOAD);
        UdpHeader udp;
        udp.SetSourcePort(static_cast<uint16_t>(1 + stream % PORTS));
        udp.SetDestinationPort(9);
        packet->AddHeader(udp);
        MessageTag tag;
        tag.content.node = m_node->GetId();
        tag.content.socket = m_keys[stream];
        tag.content.message = number;
        tag.content.messageBytes = PAYLOAD;
        tag.content.deadline = MessageTag::NO_DEADLINE;
        packet->AddPacketTag(tag);
        Ipv4Header header;
        header.SetSource(Ipv4Address("10.0.0.1"));
        header.SetDestination(Ipv4Address("10.0.0.2"));
        header.SetProtocol(17);
        header.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        return Create<Ipv4QueueDiscItem>(packet, Address(), IPV4_PROTOCOL, header);
    }

    Ptr<Node> m_node;                        //!< the host
    SocketKeys m_slots;                      //!< hands out the keys
    std::vector<SocketKey> m_keys;           //!< of the sockets
    std::vector<Ptr<Socket>> m_sockets;      //!< the sockets
    std::vector<Ptr<QueueDiscItem>> m_items; //!< the backlog
};

/**
 * Serve a packet and queue it again, with a constant backlog.
 * @param state of the benchmark
 * @param disc the queue disc
 * @param items the backlog
 */
void
Serve(benchmark::State& state,
      const Ptr<QueueDisc>& disc,
      const std::vector<Ptr<QueueDiscItem>>& items)
{
    for (const Ptr<QueueDiscItem>& item : items)
    {
        disc->Enqueue(item);
    }
    for (auto iteration : state)
    {
        const Ptr<QueueDiscItem> item = disc->Dequeue();
        disc->Enqueue(item);
    }
    disc->Dispose();
}

/**
 * @param items that must fit
 * @return ns-3's FIFO
 */
Ptr<QueueDisc>
MakeFifo(std::size_t items)
{
    const auto disc = CreateObject<FifoQueueDisc>();
    disc->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, static_cast<uint32_t>(items) + 1));
    disc->Initialize();
    return disc;
}

/**
 * @param items that must fit
 * @param streams that should not share a flow queue
 * @return ns-3's FqCoDel
 */
Ptr<QueueDisc>
MakeFqCoDel(std::size_t items, uint32_t streams)
{
    const auto disc = CreateObject<FqCoDelQueueDisc>();
    disc->SetAttribute("Flows", UintegerValue(std::max<uint32_t>(1024, streams)));
    disc->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, static_cast<uint32_t>(items) + 1));
    disc->SetQuantum(1500);
    disc->Initialize();
    return disc;
}

/** A discipline and the attributes of its streams. */
struct Discipline
{
    std::string name;                                   //!< as registered
    std::shared_ptr<const StreamAttributes> attributes; //!< of every stream
};

/** @return the disciplines that are measured */
std::vector<Discipline>
Disciplines()
{
    const auto dwcs = std::make_shared<DwcsAttributes>();
    dwcs->ipg = std::chrono::milliseconds(10);
    dwcs->oln = 1;
    dwcs->old = 5;
    const auto edf = std::make_shared<EdfAttributes>();
    edf->relativeDeadline = std::chrono::milliseconds(10);
    return {{DwcsScheduler::NAME, dwcs},
            {EdfScheduler::NAME, edf},
            {SfqScheduler::NAME, std::make_shared<SfqAttributes>()}};
}

/**
 * Add the benchmarks and claims for a number of streams.
 * @param program gets them
 * @param streams how many streams are backlogged
 */
void
AddStreams(BenchProgram& program, uint32_t streams)
{
    constexpr double FIFO_GOAL = 2.0;
    constexpr double FQ_CODEL_GOAL = 0.55;
    const auto workload = std::make_shared<Workload>(streams);
    const std::string suffix = "-" + std::to_string(streams);
    BenchProgram::Add("fifo" + suffix, [=](benchmark::State& state) {
        Serve(state, MakeFifo(workload->Items().size()), workload->Items());
    });
    BenchProgram::Add("fq-codel" + suffix, [=](benchmark::State& state) {
        Serve(state, MakeFqCoDel(workload->Items().size(), streams), workload->Items());
    });
    for (const Discipline& discipline : Disciplines())
    {
        const std::string name = "disc-" + discipline.name + suffix;
        BenchProgram::Add(name, [=](benchmark::State& state) {
            Serve(state,
                  workload->MakeScheduled(discipline.name, *discipline.attributes),
                  workload->Items());
        });
        program.Claim({name, name, "fifo" + suffix, "ns-3 FifoQueueDisc, same backlog", FIFO_GOAL});
        program.Claim({name + "-fq",
                       name,
                       "fq-codel" + suffix,
                       "ns-3 FqCoDelQueueDisc, same backlog",
                       FQ_CODEL_GOAL});
    }
}

} // namespace

int
main(int argc, char** argv)
{
    BenchProgram program(argc, argv);
    for (const uint32_t streams : {1U, 64U, 512U, 4096U})
    {
        AddStreams(program, streams);
    }
    return program.Run();
}
