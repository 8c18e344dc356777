/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"
#include "message-bench.h"

#include "ns3/cbq-scheduler.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"
#include "ns3/fifo-queue-disc.h"
#include "ns3/fifo-scheduler.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/scheduler-queue-disc.h"
#include "ns3/sfq-hash-scheduler.h"
#include "ns3/sfq-scheduler.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** A packet without a stack: its socket and message come from a tag, as for a datagram. */
class TestItem : public QueueDiscItem
{
  public:
    TestItem(Ptr<Packet> packet)
        : QueueDiscItem(packet, Address(), 0)
    {
    }

    void AddHeader() override
    {
    }

    bool Mark() override
    {
        return false;
    }
};

/** A socket that the classifier can bind a stream to; never used otherwise. */
class NoSocket : public Socket
{
  public:
    // clang-format off
    SocketErrno GetErrno() const override { return ERROR_NOTERROR; }
    SocketType GetSocketType() const override { return NS3_SOCK_DGRAM; }
    Ptr<Node> GetNode() const override { return nullptr; }
    int Bind(const Address& /* a */) override { return -1; }
    int Bind() override { return -1; }
    int Bind6() override { return -1; }
    int Close() override { return -1; }
    int ShutdownSend() override { return -1; }
    int ShutdownRecv() override { return -1; }
    int Connect(const Address& /* a */) override { return -1; }
    int Listen() override { return -1; }
    uint32_t GetTxAvailable() const override { return 0; }
    int Send(Ptr<Packet> /* p */, uint32_t /* f */) override { return -1; }
    int SendTo(Ptr<Packet> /* p */, uint32_t /* f */, const Address& /* a */) override { return -1; }
    uint32_t GetRxAvailable() const override { return 0; }
    Ptr<Packet> Recv(uint32_t /* b */, uint32_t /* f */) override { return nullptr; }
    Ptr<Packet> RecvFrom(uint32_t /* b */, uint32_t /* f */, Address& /* a */) override { return nullptr; }
    int GetSockName(Address& /* a */) const override { return -1; }
    int GetPeerName(Address& /* a */) const override { return -1; }
    bool SetAllowBroadcast(bool /* a */) override { return false; }
    bool GetAllowBroadcast() const override { return false; }

    // clang-format on
};

/**
 * A queue disc without a device: the test is the device.
 *
 *     Enqueue(item) --> SchedulerQueueDisc --> Dequeue()
 *                       or, with a timer:  --> m_sent
 */
class QueueDiscAlone : public testing::Test
{
  protected:
    ~QueueDiscAlone() override
    {
        if (m_disc)
        {
            m_disc->Dispose();
        }
        Simulator::Destroy();
    }

    /** Make a disc. */
    void Make(const std::string& scheduler,
              std::shared_ptr<const SchedulerOptions> options = nullptr,
              uint32_t bestEffortLimit = 100,
              uint32_t streamLimit = 100)
    {
        m_disc = CreateObjectWithAttributes<SchedulerQueueDisc>("Scheduler",
                                                                StringValue(scheduler),
                                                                "LinkRate",
                                                                StringValue("8Mbps"),
                                                                "BestEffortLimit",
                                                                UintegerValue(bestEffortLimit),
                                                                "StreamLimit",
                                                                UintegerValue(streamLimit));
        m_disc->SetOptions(std::move(options));
        m_classifier = std::make_shared<SocketClassifier>(m_node);
        m_disc->SetClassifier(m_classifier);
        m_disc->SetSendCallback(
            [this](Ptr<QueueDiscItem> item) { m_sent.emplace_back(Simulator::Now(), item); });
        m_disc->Initialize();
    }

    /** Open a stream. */
    SocketKey Open(const StreamAttributes& attributes)
    {
        const SocketKey key = m_keys.Take();
        const StreamId stream = m_disc->GetScheduler().AddStream(attributes, 0ns);
        m_classifier->Bind(key, stream, m_socket);
        return key;
    }

    /** A packet of a socket, 0 for none. */
    Ptr<TestItem> Item(SocketKey key,
                       uint64_t message = 0,
                       bool last = true,
                       Nanoseconds deadline = FOREVER)
    {
        const Ptr<Packet> packet = Create<Packet>(1000);
        if (key != 0)
        {
            MessageTag tag;
            tag.content.node = m_node->GetId();
            tag.content.socket = key;
            tag.content.message = message;
            tag.content.endOfMessage = last ? 1 : 0;
            tag.content.deadline = deadline.count();
            packet->AddPacketTag(tag);
        }
        return Create<TestItem>(packet);
    }

    /** What every queue disc promises. */
    void ExpectInvariants()
    {
        const QueueDisc::Stats& stats = m_disc->GetStats();
        EXPECT_EQ(stats.nTotalReceivedPackets,
                  stats.nTotalDroppedPacketsBeforeEnqueue + stats.nTotalEnqueuedPackets);
        EXPECT_EQ(m_disc->GetNPackets(), stats.nTotalEnqueuedPackets - stats.nTotalDequeuedPackets);
        EXPECT_EQ(m_disc->GetNBytes(), m_disc->GetNPackets() * 1000);
        EXPECT_EQ(m_disc->GetNPackets(), m_disc->GetScheduler().BacklogPackets());
        EXPECT_EQ(stats.nTotalDroppedPackets,
                  stats.nTotalDroppedPacketsBeforeEnqueue + stats.nTotalDroppedPacketsAfterDequeue);
        uint64_t reasons = 0;
        for (const auto& reason : stats.nDroppedPacketsBeforeEnqueue)
        {
            reasons += reason.second;
        }
        for (const auto& reason : stats.nDroppedPacketsAfterDequeue)
        {
            reasons += reason.second;
        }
        EXPECT_EQ(stats.nTotalDroppedPackets, reasons);
    }

    Ptr<Node> m_node = CreateObject<Node>();
    Ptr<NoSocket> m_socket = CreateObject<NoSocket>();
    SocketKeys m_keys;
    Ptr<SchedulerQueueDisc> m_disc;
    std::shared_ptr<SocketClassifier> m_classifier;
    std::vector<std::pair<Time, Ptr<QueueDiscItem>>> m_sent;
};

TEST_F(QueueDiscAlone, CountsDropsByReason)
{
    Make("dwcs", nullptr, 2, 3);
    DwcsAttributes lossy;
    DwcsAttributes group;
    group.old = 4;
    const SocketKey first = Open(lossy);
    const SocketKey second = Open(lossy);
    m_disc->GetScheduler().LinkStreams({1, 2}, group);
    const auto dropped = [this](DropReason reason) {
        return m_disc->GetStats().GetNDroppedPackets(NameOf(reason));
    };
    std::vector<std::string> before;
    m_disc->TraceConnectWithoutContext(
        "DropBeforeEnqueue",
        MakeBoundCallback(
            +[](std::vector<std::string>* reasons,
                Ptr<const QueueDiscItem> /* item */,
                const char* reason) { reasons->emplace_back(reason); },
            &before));

    // best effort: two packets may wait
    EXPECT_TRUE(m_disc->Enqueue(Item(0)));
    EXPECT_TRUE(m_disc->Enqueue(Item(0)));
    EXPECT_FALSE(m_disc->Enqueue(Item(0)));
    EXPECT_EQ(dropped(DropReason::QueueFull), 1U);

    // a message of four packets where three may wait: all of it goes
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_TRUE(m_disc->Enqueue(Item(first, 1, false)));
    }
    EXPECT_FALSE(m_disc->Enqueue(Item(first, 1, false)));
    EXPECT_EQ(dropped(DropReason::QueueFull), 1U + 4U);
    EXPECT_FALSE(m_disc->Enqueue(Item(first, 1, true)));
    EXPECT_EQ(dropped(DropReason::RestOfMessage), 1U);

    EXPECT_TRUE(m_disc->Enqueue(Item(first, 2, true, 0ns)));
    EXPECT_TRUE(m_disc->Dequeue()) << "best effort, for the message is late";
    EXPECT_EQ(dropped(DropReason::DeadlineMissed), 1U);

    const auto unit = [this](SocketKey key, uint64_t message) {
        const Ptr<TestItem> item = Item(key, message);
        MessageTag tag;
        item->GetPacket()->RemovePacketTag(tag);
        tag.content.unit = 9;
        tag.content.deadline = message == 3 ? 0 : MessageTag::NO_DEADLINE;
        item->GetPacket()->AddPacketTag(tag);
        return item;
    };
    EXPECT_TRUE(m_disc->Enqueue(unit(first, 3)));
    EXPECT_TRUE(m_disc->Enqueue(unit(second, 4)));
    EXPECT_TRUE(m_disc->Dequeue()) << "best effort again";
    EXPECT_EQ(dropped(DropReason::DeadlineMissed), 2U);
    EXPECT_EQ(dropped(DropReason::LinkedMessage), 1U);

    EXPECT_TRUE(m_disc->Enqueue(Item(first, 5)));
    m_disc->RemoveStream(1);
    EXPECT_EQ(dropped(DropReason::StreamClosed), 1U);
    EXPECT_EQ(before,
              (std::vector<std::string>{"Queue full", "Queue full", "Rest of a dropped message"}));
    EXPECT_EQ(m_disc->GetNPackets(), 0U);
    ExpectInvariants();
}

struct DisciplineCase
{
    std::string name;
    std::function<std::unique_ptr<StreamAttributes>()> attributes;
};

std::vector<DisciplineCase>
Disciplines()
{
    return {{"dwcs",
             [] {
                 auto made = std::make_unique<DwcsAttributes>();
                 made->ipg = 5ms;
                 made->old = 2;
                 made->oln = 1;
                 return made;
             }},
            {"edf",
             [] {
                 auto made = std::make_unique<EdfAttributes>();
                 made->relativeDeadline = 30ms;
                 return made;
             }},
            {"sfq", [] { return std::make_unique<SfqAttributes>(); }},
            {"fifo", [] { return std::make_unique<FifoAttributes>(); }},
            {"sfq-hash", [] { return std::make_unique<SfqHashAttributes>(); }},
            {"cbq", [] {
                 auto made = std::make_unique<CbqAttributes>();
                 made->rate = Bitrate::FromBitsPerSecond(1'000'000);
                 return made;
             }}};
}

class AnyQueueDisc : public QueueDiscAlone, public testing::WithParamInterface<DisciplineCase>
{
};

INSTANTIATE_TEST_SUITE_P(Disciplines,
                         AnyQueueDisc,
                         testing::ValuesIn(Disciplines()),
                         [](const testing::TestParamInfo<DisciplineCase>& made) {
                             return made.param.name == "sfq-hash" ? "sfqHash" : made.param.name;
                         });

TEST_P(AnyQueueDisc, KeepsTheInvariantsUnderRandomLoad)
{
    constexpr unsigned SEED = 4;
    constexpr int STEPS = 3000;
    std::mt19937 random(SEED);
    Make(GetParam().name, nullptr, 20, 10);
    std::vector<SocketKey> sockets{0};
    for (int i = 0; i < 4; ++i)
    {
        sockets.push_back(Open(*GetParam().attributes()));
    }
    std::set<Ptr<QueueDiscItem>> waiting;
    uint64_t message = 0;
    for (int step = 0; step < STEPS; ++step)
    {
        Simulator::Stop(MicroSeconds(random() % 1500));
        Simulator::Run();
        const SocketKey socket = sockets[random() % sockets.size()];
        ++message;
        for (auto left = 1 + random() % 3; left > 0; --left)
        {
            const Ptr<TestItem> item = Item(socket, message, left == 1);
            m_disc->Enqueue(item);
        }
        if (random() % 2 == 0)
        {
            if (const Ptr<QueueDiscItem> item = m_disc->Dequeue())
            {
                EXPECT_TRUE(waiting.insert(item).second) << "a packet left twice";
            }
        }
        if (step % 100 == 0)
        {
            ExpectInvariants();
        }
    }
    EXPECT_GT(m_disc->GetStats().nTotalDroppedPackets, 0U);
    while (m_disc->Dequeue())
    {
    }
    EXPECT_EQ(m_disc->GetNPackets(), 0U);
    ExpectInvariants();
}

/** Once the largest backlog has been seen, no packet costs an allocation. */
TEST_P(AnyQueueDisc, DoesNotAllocateInTheSteadyState)
{
    constexpr std::size_t BACKLOG = 64;
    constexpr int ROUNDS = 2000;
    Make(GetParam().name, nullptr, 0, 0);
    std::vector<SocketKey> sockets;
    sockets.reserve(4);
    for (int i = 0; i < 4; ++i)
    {
        sockets.push_back(Open(*GetParam().attributes()));
    }
    std::vector<Ptr<TestItem>> items;
    for (std::size_t i = 0; i < BACKLOG; ++i)
    {
        items.push_back(Item(sockets[i % sockets.size()], 1 + i));
    }
    const auto round = [&] {
        for (const Ptr<TestItem>& item : items)
        {
            m_disc->Enqueue(item);
        }
        while (m_disc->Dequeue())
        {
        }
    };
    round();
    round();
    ASSERT_EQ(m_disc->GetNPackets(), 0U);
    const AllocationWatch counter;
    for (int i = 0; i < ROUNDS; ++i)
    {
        round();
    }
    EXPECT_EQ(counter.Count(), 0U) << "in " << ROUNDS * BACKLOG << " packets";
    items.push_back(Item(sockets[0]));
    EXPECT_GT(counter.Count(), 0U) << "a new packet is an allocation, so the counter works";
}

/** When nothing may be sent now, the disc asks again by itself. */
TEST_F(QueueDiscAlone, WakesUpWhenAStreamIsEligibleAgain)
{
    const auto options = std::make_shared<DwcsOptions>();
    options->workConserving = false;
    Make("dwcs", options);
    DwcsAttributes shaped;
    shaped.ipg = 10ms;
    const SocketKey socket = Open(shaped);
    for (uint64_t message = 1; message <= 5; ++message)
    {
        m_disc->Enqueue(Item(socket, message));
    }
    m_disc->Run();
    Simulator::Stop(Seconds(1));
    Simulator::Run();
    ASSERT_EQ(m_sent.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i)
    {
        EXPECT_EQ(m_sent[i].first, MilliSeconds(10) * static_cast<int64_t>(i));
    }
    // an idle disc has no event: the run ended at its last packet, not in an endless loop
    EXPECT_LT(Simulator::GetEventCount(), 50U);
}

TEST_F(QueueDiscAlone, TellsTheListenerHowMessagesEnd)
{
    Make("dwcs");
    std::vector<MessageReport> reports;
    m_disc->SetMessageListener(
        [&reports](const MessageReport& report) { reports.push_back(report); });
    const SocketKey socket = Open(DwcsAttributes());
    m_disc->Enqueue(Item(socket, 1));
    m_disc->Enqueue(Item(socket, 2, true, 0ns));
    m_disc->Dequeue();
    m_disc->Dequeue();
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].end, MessageReport::End::OnTime);
    EXPECT_EQ(reports[1].end, MessageReport::End::Dropped);
    EXPECT_EQ(reports[1].reason, DropReason::DeadlineMissed);
}

TEST_F(QueueDiscAlone, HandlesEverythingAsBestEffortWithoutAClassifier)
{
    Make("dwcs");
    const SocketKey socket = Open(DwcsAttributes());
    m_disc->SetClassifier(nullptr);
    m_disc->Enqueue(Item(socket, 1));
    EXPECT_EQ(m_disc->GetScheduler().Counters(BEST_EFFORT).packetsIn, 1U);
}

using QueueDiscDeath = QueueDiscAlone;

TEST_F(QueueDiscDeath, RefusesToBePeeked)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    Make("dwcs");
    m_disc->Enqueue(Item(0));
    EXPECT_DEATH(m_disc->Peek(), "SchedulerQueueDisc cannot be peeked");
}

TEST_F(QueueDiscDeath, RefusesAWrongConfiguration)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto withQueue = CreateObject<SchedulerQueueDisc>();
    withQueue->AddInternalQueue(CreateObject<DropTailQueue<QueueDiscItem>>());
    EXPECT_DEATH(withQueue->Initialize(),
                 "SchedulerQueueDisc needs no internal queues: packets wait in its scheduler");
    const auto withClass = CreateObject<SchedulerQueueDisc>();
    const auto inner = CreateObject<QueueDiscClass>();
    inner->SetQueueDisc(CreateObject<FifoQueueDisc>());
    withClass->AddQueueDiscClass(inner);
    EXPECT_DEATH(
        withClass->Initialize(),
        "SchedulerQueueDisc has no classes: its streams are opened with qsocket or qattach");
    const auto fine = CreateObject<SchedulerQueueDisc>();
    fine->Initialize();
    EXPECT_EQ(fine->GetScheduler().Name(), "dwcs") << "the default";
}

TEST_F(QueueDiscAlone, SaysWhatIsWrongWithItsOptions)
{
    const auto disc = CreateObject<SchedulerQueueDisc>();
    disc->SetOptions(std::make_shared<EdfOptions>());
    EXPECT_EQ(SentenceOf([&] { disc->CreateScheduler(); }),
              "the options given are not those of scheduler dwcs");
    const auto unknown =
        CreateObjectWithAttributes<SchedulerQueueDisc>("Scheduler", StringValue("nonsense"));
    EXPECT_EQ(SentenceOf([&] { unknown->Initialize(); }).substr(0, 43),
              "unknown scheduler 'nonsense'; known are cbq");
}

/** The ledger only tells; nothing can be put into it. */
TEST(PacketLedger, HoldsNothing)
{
    const auto ledger = CreateObject<PacketLedger>();
    const auto item = Create<TestItem>(Create<Packet>(10));
    int told = 0;
    const auto count = MakeBoundCallback(
        +[](int* number, Ptr<const QueueDiscItem> /* item */) { ++*number; },
        &told);
    ledger->TraceConnectWithoutContext("Enqueue", count);
    ledger->TraceConnectWithoutContext("Dequeue", count);
    EXPECT_FALSE(ledger->Enqueue(item));
    EXPECT_FALSE(ledger->Dequeue());
    EXPECT_FALSE(ledger->Remove());
    EXPECT_FALSE(ledger->Peek());
    EXPECT_EQ(told, 0);
    ledger->Entered(item);
    ledger->Left(item);
    EXPECT_EQ(told, 2);
    EXPECT_EQ(ledger->GetNPackets(), 0U);
}

} // namespace
} // namespace qos
} // namespace ns3
