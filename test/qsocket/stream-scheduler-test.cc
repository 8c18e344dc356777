/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-hosts.h"

#include "ns3/cbq-scheduler.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"
#include "ns3/fifo-scheduler.h"
#include "ns3/join.h"
#include "ns3/sfq-hash-scheduler.h"
#include "ns3/sfq-scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** Attributes of the tiny discipline below. */
struct TinyAttributes : StreamAttributes
{
    bool valid = true; //!< whether they make sense

    std::string SchedulerName() const override
    {
        return "tiny";
    }
};

/** The least discipline there can be: streams by their numbers, best effort first; drops what a
 * test asks it to. */
class TinyScheduler : public StreamScheduler
{
  public:
    using StreamScheduler::DropMessage;
    using StreamScheduler::HeadOf;
    using StreamScheduler::StreamScheduler;

    std::string Name() const override
    {
        return "tiny";
    }

    std::vector<std::string> log; //!< hooks that were called, in this order

  private:
    void DoCheckAttributes(const StreamAttributes& attributes) const override
    {
        if (!AttributesFrom<TinyAttributes>(attributes, Name()).valid)
        {
            throw SchedulerError("valid is false; it must be true");
        }
    }

    void DoAddStream(StreamId stream,
                     const StreamAttributes& /* attributes */,
                     Nanoseconds /* now */) override
    {
        m_queues = std::max(m_queues, stream + 1);
    }

    void DoChangeStream(StreamId /* stream */,
                        const StreamAttributes& /* attributes */,
                        Nanoseconds /* now */) override
    {
        log.emplace_back("change");
    }

    void DoRemoveStream(StreamId stream) override
    {
        EXPECT_EQ(HeadOf(stream), NONE);
        log.emplace_back("remove");
    }

    void DoLinkStreams(const std::vector<StreamId>& /* streams */,
                       const StreamAttributes& /* attributes */) override
    {
    }

    MessageId DoChoose(Nanoseconds /* now */) override
    {
        for (QueueId queue = 0; queue < m_queues; ++queue)
        {
            const MessageId head = IsOpen(queue) ? HeadOf(queue) : NONE;
            if (head != NONE && Queues().At(head).HasPacket())
            {
                return head;
            }
        }
        return NONE;
    }

    void DoMessageReady(MessageId message) override
    {
        log.push_back("ready " + std::to_string(Queues().At(message).number));
    }

    void DoMessageUnready(MessageId message) override
    {
        log.push_back("unready " + std::to_string(Queues().At(message).number));
    }

    void DoServed(const Departure& departure, Nanoseconds /* now */) override
    {
        log.emplace_back(departure.endsMessage ? "served last" : "served");
    }

    void DoDropped(const Message& message, DropReason reason, Nanoseconds /* now */) override
    {
        log.push_back("dropped " + std::to_string(message.number) + ": " + NameOf(reason));
    }

    void DoHeadChanged(QueueId queue, Nanoseconds /* now */) override
    {
        const MessageId head = HeadOf(queue);
        log.push_back("head " + (head == NONE ? std::string("none")
                                              : std::to_string(Queues().At(head).number)));
    }

    QueueId m_queues = 1; //!< streams so far
};

/** Is told of drops and ends. */
class Reports : public SchedulerObserver
{
  public:
    void PacketDropped(PacketId packet, DropReason reason) override
    {
        packets.emplace_back(packet, reason);
    }

    void MessageEnded(const MessageReport& report) override
    {
        messages.push_back(report);
    }

    std::vector<std::pair<PacketId, DropReason>> packets; //!< dropped packets
    std::vector<MessageReport> messages;                  //!< ended messages
};

/** A tiny scheduler: four packets of best effort and six of a stream may wait. */
class BaseScheduler : public testing::Test
{
  protected:
    BaseScheduler()
    {
        m_scheduler.SetObserver(&m_reports);
    }

    /** @return what happened to a packet of a message */
    Admission Queue(StreamId stream, uint64_t message, bool last = true, uint64_t unit = 0)
    {
        PacketArrival arrival;
        arrival.stream = stream;
        arrival.message = message;
        arrival.bytes = 100;
        arrival.lastOfMessage = last;
        arrival.unit = unit;
        return m_scheduler.Enqueue(arrival, 0ns);
    }

    Reports m_reports;                                                //!< what was reported
    TinyScheduler m_scheduler{SchedulerLimits{4, 6}};                 //!< what is tested
    StreamId m_stream = m_scheduler.AddStream(TinyAttributes(), 0ns); //!< a stream
};

TEST_F(BaseScheduler, CallsTheHooksOfAMessageInOrder)
{
    Queue(m_stream, 1, false);
    Queue(m_stream, 1, true);
    Queue(m_stream, 2);
    EXPECT_EQ(m_scheduler.log, (std::vector<std::string>{"ready 1", "head 1", "ready 2"}));
    m_scheduler.log.clear();
    m_scheduler.Dequeue(0ns);
    EXPECT_EQ(m_scheduler.log, (std::vector<std::string>{"served", "head 1"}));
    m_scheduler.log.clear();
    m_scheduler.Dequeue(0ns);
    EXPECT_EQ(m_scheduler.log, (std::vector<std::string>{"unready 1", "served last", "head 2"}));
}

/** On an idle link the first fragment leaves before the second one comes. */
TEST_F(BaseScheduler, DoesNotTakeAnEmptyListForTheEndOfAMessage)
{
    Queue(m_stream, 1, false);
    EXPECT_TRUE(m_scheduler.Dequeue(0ns));
    EXPECT_TRUE(m_reports.messages.empty());
    Queue(m_stream, 1, false);
    EXPECT_TRUE(m_scheduler.Dequeue(0ns));
    Queue(m_stream, 1, true);
    EXPECT_TRUE(m_scheduler.Dequeue(0ns));
    ASSERT_EQ(m_reports.messages.size(), 1U);
    EXPECT_EQ(m_reports.messages[0].end, MessageReport::End::OnTime);
    EXPECT_EQ(m_scheduler.Counters(m_stream).messagesOnTime, 1U);
}

TEST_F(BaseScheduler, EndsAMessageWhenTheNextOneBegins)
{
    Queue(m_stream, 1, false);
    m_scheduler.Dequeue(0ns);
    Queue(m_stream, 2);
    ASSERT_EQ(m_reports.messages.size(), 1U);
    EXPECT_EQ(m_reports.messages[0].message, 1U);
    EXPECT_TRUE(m_scheduler.Dequeue(0ns));
    EXPECT_EQ(m_scheduler.Counters(m_stream).messagesOnTime, 2U);
}

TEST_F(BaseScheduler, DropsAMessageAsAWholeAndRefusesItsRest)
{
    const PacketId first = Queue(m_stream, 1, false).packet;
    const PacketId second = Queue(m_stream, 1, false).packet;
    m_scheduler.DropMessage(m_scheduler.HeadOf(m_stream), DropReason::DeadlineMissed, 0ns);
    EXPECT_EQ(m_reports.packets,
              (std::vector<std::pair<PacketId, DropReason>>{{first, DropReason::DeadlineMissed},
                                                            {second, DropReason::DeadlineMissed}}));
    const Admission rest = Queue(m_stream, 1, true);
    EXPECT_FALSE(rest.accepted);
    EXPECT_EQ(rest.reason, DropReason::RestOfMessage);
    EXPECT_TRUE(Queue(m_stream, 2).accepted);
    ASSERT_EQ(m_reports.messages.size(), 1U) << "the message is reported once";
    EXPECT_EQ(m_reports.messages[0].reason, DropReason::DeadlineMissed);
    const StreamCounters& counters = m_scheduler.Counters(m_stream);
    EXPECT_EQ(counters.packetsDropped, 3U);
    EXPECT_EQ(counters.messagesDropped, 1U);
    EXPECT_EQ(counters.packetsDroppedBy[static_cast<std::size_t>(DropReason::RestOfMessage)], 1U);
    EXPECT_EQ(counters.backlogPackets, 1U);
}

TEST_F(BaseScheduler, DropsTheBegunMessageWhenItsStreamIsFull)
{
    for (int packet = 0; packet < 4; ++packet)
    {
        EXPECT_TRUE(Queue(m_stream, 1, packet == 3).accepted);
    }
    EXPECT_TRUE(Queue(m_stream, 2, false).accepted);
    EXPECT_TRUE(Queue(m_stream, 2, false).accepted);
    const Admission full = Queue(m_stream, 2, false);
    EXPECT_FALSE(full.accepted);
    EXPECT_EQ(full.reason, DropReason::QueueFull);
    EXPECT_EQ(m_scheduler.BacklogPackets(), 4U) << "of the second message nothing is left";
    EXPECT_EQ(Queue(m_stream, 2, true).reason, DropReason::RestOfMessage);
    EXPECT_TRUE(Queue(m_stream, 3).accepted);
}

TEST_F(BaseScheduler, RefusesAMessageThatFindsItsStreamFull)
{
    for (uint64_t message = 1; message <= 6; ++message)
    {
        EXPECT_TRUE(Queue(m_stream, message).accepted);
    }
    EXPECT_EQ(Queue(m_stream, 7, false).reason, DropReason::QueueFull);
    m_scheduler.Dequeue(0ns);
    EXPECT_EQ(Queue(m_stream, 7, true).reason, DropReason::RestOfMessage)
        << "its first packet is missing";
    EXPECT_TRUE(Queue(m_stream, 8).accepted);
    EXPECT_EQ(m_scheduler.Counters(m_stream).messagesDropped, 1U);
}

TEST_F(BaseScheduler, LimitsBestEffortPacketByPacket)
{
    for (int packet = 0; packet < 4; ++packet)
    {
        EXPECT_TRUE(Queue(BEST_EFFORT, 1, false).accepted);
    }
    EXPECT_FALSE(Queue(BEST_EFFORT, 1, false).accepted);
    EXPECT_EQ(m_scheduler.BacklogPackets(), 4U);
    EXPECT_TRUE(Queue(m_stream, 1).accepted) << "streams have limits of their own";
    m_scheduler.Dequeue(0ns);
    EXPECT_TRUE(Queue(BEST_EFFORT, 1, false).accepted);
}

TEST_F(BaseScheduler, TreatsPacketsOfAClosedStreamAsBestEffort)
{
    m_scheduler.RemoveStream(m_stream, 0ns);
    EXPECT_FALSE(m_scheduler.IsOpen(m_stream));
    EXPECT_TRUE(Queue(m_stream, 1).accepted);
    EXPECT_TRUE(Queue(1000, 1).accepted);
    EXPECT_EQ(m_scheduler.Counters(BEST_EFFORT).packetsIn, 2U);
}

TEST_F(BaseScheduler, DropsWhatAStreamHasQueuedWhenItIsClosed)
{
    Queue(m_stream, 1);
    Queue(m_stream, 2, false);
    Queue(BEST_EFFORT, 1);
    m_scheduler.RemoveStream(m_stream, 0ns);
    EXPECT_EQ(m_scheduler.BacklogPackets(), 1U);
    ASSERT_EQ(m_reports.packets.size(), 2U);
    EXPECT_EQ(m_reports.packets[0].second, DropReason::StreamClosed);
    EXPECT_EQ(m_reports.messages.size(), 2U);
}

TEST_F(BaseScheduler, RecyclesStreamsWithFreshState)
{
    Queue(m_stream, 1, false);
    m_scheduler.DropMessage(m_scheduler.HeadOf(m_stream), DropReason::DeadlineMissed, 0ns);
    m_scheduler.RemoveStream(m_stream, 0ns);
    EXPECT_EQ(m_scheduler.AddStream(TinyAttributes(), 0ns), m_stream);
    EXPECT_EQ(m_scheduler.Counters(m_stream).packetsIn, 0U);
    EXPECT_EQ(m_scheduler.Counters(m_stream).messagesDropped, 0U);
    EXPECT_TRUE(Queue(m_stream, 1).accepted) << "the message of the stream before it is forgotten";
}

TEST_F(BaseScheduler, RecyclesSlotsThroughManyOpenedAndClosedStreams)
{
    for (int round = 0; round < 100000; ++round)
    {
        const StreamId stream = m_scheduler.AddStream(TinyAttributes(), 0ns);
        ASSERT_EQ(stream, m_stream + 1);
        if (round % 1000 == 0)
        {
            Queue(stream, 1);
        }
        m_scheduler.RemoveStream(stream, 0ns);
    }
    EXPECT_EQ(m_scheduler.BacklogPackets(), 0U);
}

TEST_F(BaseScheduler, RefusesCallsForStreamsThatAreNotOpen)
{
    EXPECT_THROW(m_scheduler.RemoveStream(BEST_EFFORT, 0ns), SchedulerError);
    EXPECT_THROW(m_scheduler.RemoveStream(77, 0ns), SchedulerError);
    EXPECT_THROW(m_scheduler.ChangeStream(77, TinyAttributes(), 0ns), SchedulerError);
    EXPECT_THROW(m_scheduler.LinkStreams({m_stream, 77}, TinyAttributes()), SchedulerError);
    try
    {
        m_scheduler.RemoveStream(77, 0ns);
    }
    catch (const SchedulerError& error)
    {
        EXPECT_STREQ(error.what(), "stream 77 is not open in scheduler tiny");
    }
}

TEST_F(BaseScheduler, ChangesNothingWhenAttributesAreRefused)
{
    TinyAttributes invalid;
    invalid.valid = false;
    EXPECT_THROW(m_scheduler.AddStream(invalid, 0ns), SchedulerError);
    EXPECT_THROW(m_scheduler.AddStream(FifoAttributes(), 0ns), SchedulerError);
    EXPECT_THROW(m_scheduler.ChangeStream(m_stream, invalid, 0ns), SchedulerError);
    EXPECT_TRUE(m_scheduler.log.empty());
    EXPECT_EQ(m_scheduler.AddStream(TinyAttributes(), 0ns), m_stream + 1);
}

TEST_F(BaseScheduler, CountsDelaysAndLateMessages)
{
    PacketArrival arrival;
    arrival.stream = m_stream;
    arrival.bytes = 1000;
    arrival.message = 1;
    arrival.deadline = 5ms;
    m_scheduler.Enqueue(arrival, 0ns);
    arrival.message = 2;
    m_scheduler.Enqueue(arrival, 1ms);
    m_scheduler.Dequeue(4ms);
    m_scheduler.Dequeue(8ms);
    const StreamCounters& counters = m_scheduler.Counters(m_stream);
    EXPECT_EQ(counters.messagesOnTime, 1U);
    EXPECT_EQ(counters.messagesLate, 1U);
    EXPECT_EQ(m_reports.messages.back().lateness, 3ms);
    EXPECT_EQ(counters.queueingDelayMax, 7ms);
    EXPECT_EQ(counters.MeanQueueingDelay(), 5500us);
}

/** Two linked streams, an audio and a video part of the same units. */
class LinkedStreams : public BaseScheduler
{
  protected:
    LinkedStreams()
    {
        m_scheduler.LinkStreams({m_stream, m_other}, TinyAttributes());
    }

    StreamId m_other = m_scheduler.AddStream(TinyAttributes(), 0ns); //!< the other stream
};

TEST_F(LinkedStreams, LoseTheMessagesOfAUnitTogether)
{
    Queue(m_stream, 1, true, 10);
    Queue(m_stream, 2, true, 11);
    Queue(m_other, 1, true, 10);
    Queue(m_other, 2, true, 11);
    m_scheduler.DropMessage(m_scheduler.HeadOf(m_stream), DropReason::DeadlineMissed, 0ns);
    EXPECT_EQ(m_scheduler.BacklogPackets(), 2U);
    ASSERT_EQ(m_reports.messages.size(), 2U);
    EXPECT_EQ(m_reports.messages[1].stream, m_other);
    EXPECT_EQ(m_reports.messages[1].message, 1U);
    EXPECT_EQ(m_reports.messages[1].reason, DropReason::LinkedMessage);
}

TEST_F(LinkedStreams, RefuseAMessageWhoseUnitIsLostAlready)
{
    Queue(m_stream, 1, true, 10);
    m_scheduler.DropMessage(m_scheduler.HeadOf(m_stream), DropReason::DeadlineMissed, 0ns);
    const Admission first = Queue(m_other, 1, false, 10);
    EXPECT_EQ(first.reason, DropReason::LinkedMessage);
    EXPECT_EQ(Queue(m_other, 1, true, 10).reason, DropReason::RestOfMessage);
    EXPECT_TRUE(Queue(m_other, 2, true, 11).accepted);
    EXPECT_EQ(m_scheduler.Counters(m_other).messagesDropped, 1U);
}

TEST_F(LinkedStreams, KeepAMessageThatHasBegun)
{
    Queue(m_other, 1, false, 10);
    Queue(m_stream, 1, true, 10);
    m_scheduler.Dequeue(0ns); // of m_stream, which has the smaller number
    m_scheduler.Dequeue(0ns); // the first part of the message in the other stream
    Queue(m_other, 1, false, 10);
    Queue(m_stream, 2, true, 10);
    m_scheduler.DropMessage(m_scheduler.HeadOf(m_stream), DropReason::DeadlineMissed, 0ns);
    EXPECT_EQ(m_scheduler.BacklogPackets(), 1U) << "its sent part would be wasted";
    EXPECT_TRUE(Queue(m_other, 1, true, 10).accepted);
}

TEST_F(LinkedStreams, AreNotLinkedThroughUnitZero)
{
    Queue(m_stream, 1);
    Queue(m_other, 1);
    m_scheduler.DropMessage(m_scheduler.HeadOf(m_stream), DropReason::DeadlineMissed, 0ns);
    EXPECT_EQ(m_scheduler.BacklogPackets(), 1U);
}

TEST_F(LinkedStreams, CanBeInOneGroupOnly)
{
    EXPECT_THROW(m_scheduler.LinkStreams({m_stream}, TinyAttributes()), SchedulerError);
}

TEST_F(LinkedStreams, GoOnWhenOneIsClosed)
{
    m_scheduler.RemoveStream(m_other, 0ns);
    EXPECT_EQ(m_scheduler.AddStream(TinyAttributes(), 0ns), m_other);
    Queue(m_other, 1, true, 10);
    Queue(m_stream, 1, true, 10);
    m_scheduler.DropMessage(m_scheduler.HeadOf(m_stream), DropReason::DeadlineMissed, 0ns);
    EXPECT_EQ(m_scheduler.BacklogPackets(), 1U) << "the new stream is not in the group";
}

/** Makes attributes from a random number. */
using MakeAttributes = std::function<std::unique_ptr<StreamAttributes>(uint32_t random)>;

/** A built-in discipline, and attributes that it takes. */
struct TestedDiscipline
{
    std::string name;    //!< its name in the registry
    MakeAttributes make; //!< makes attributes
};

/** For the names of tests. */
std::ostream&
operator<<(std::ostream& out, const TestedDiscipline& discipline)
{
    return out << discipline.name;
}

/** @return all built-in disciplines */
std::vector<TestedDiscipline>
Disciplines()
{
    return {
        {"fifo", [](uint32_t /* random */) { return std::make_unique<FifoAttributes>(); }},
        {"sfq",
         [](uint32_t random) {
             auto attributes = std::make_unique<SfqAttributes>();
             attributes->weight = random % 10 + 1;
             return attributes;
         }},
        {"sfq-hash", [](uint32_t /* random */) { return std::make_unique<SfqHashAttributes>(); }},
        {"cbq",
         [](uint32_t random) {
             auto attributes = std::make_unique<CbqAttributes>();
             attributes->rate = Bitrate::FromBitsPerSecond(100000 + random % 3000000);
             attributes->priority = random % 8;
             attributes->bounded = random % 3 == 0;
             attributes->isolated = random % 5 == 0;
             return attributes;
         }},
        {"dwcs",
         [](uint32_t random) {
             auto attributes = std::make_unique<DwcsAttributes>();
             attributes->ipg = Nanoseconds{random % 20 * 1000000};
             attributes->old = random % 5;
             attributes->oln = attributes->old == 0 ? 0 : random % attributes->old;
             return attributes;
         }},
        {"edf", [](uint32_t /* random */) { return std::make_unique<EdfAttributes>(); }}};
}

/** The parameters are a discipline and a seed. */
class AnyScheduler : public testing::TestWithParam<std::tuple<TestedDiscipline, uint32_t>>,
                     public SchedulerObserver
{
  protected:
    AnyScheduler()
        : m_random(std::get<1>(GetParam()))
    {
        SchedulerSetup setup;
        setup.link = Bitrate::FromBitsPerSecond(10000000);
        setup.limits.bestEffortPackets = 20;
        setup.limits.streamPackets = 15;
        m_scheduler = SchedulerRegistry::Instance().Create(std::get<0>(GetParam()).name, setup);
        m_scheduler->SetObserver(this);
    }

    void PacketDropped(PacketId packet, DropReason /* reason */) override
    {
        EXPECT_EQ(m_queued.erase(packet), 1U) << "dropped, but not queued";
    }

    void MessageEnded(const MessageReport& /* report */) override
    {
    }

    /** @return random attributes */
    std::unique_ptr<StreamAttributes> Attributes()
    {
        return std::get<0>(GetParam()).make(static_cast<uint32_t>(m_random()));
    }

    /** Queue the next packet of a random stream. */
    void Enqueue()
    {
        PacketArrival arrival;
        const auto index = static_cast<std::size_t>(m_random() % (m_streams.size() + 1));
        arrival.stream = index == m_streams.size() ? BEST_EFFORT : m_streams[index];
        uint64_t& message = m_messages[arrival.stream];
        arrival.message = message;
        arrival.bytes = static_cast<uint32_t>(m_random() % 1500 + 1);
        arrival.lastOfMessage = m_random() % 3 == 0;
        arrival.droppable = m_random() % 4 != 0;
        arrival.deadline = m_random() % 2 == 0 ? FOREVER : m_now + 20ms;
        arrival.flowHash = static_cast<uint32_t>(m_random() % 10);
        message += arrival.lastOfMessage || m_random() % 10 == 0 ? 1 : 0;
        const Admission admission = m_scheduler->Enqueue(arrival, m_now);
        if (admission.accepted)
        {
            EXPECT_TRUE(m_queued.emplace(admission.packet, arrival.bytes).second) << "queued twice";
        }
    }

    /** Send a packet, if there is one. */
    void Dequeue()
    {
        if (const auto packet = m_scheduler->Dequeue(m_now))
        {
            EXPECT_EQ(m_queued.erase(*packet), 1U) << "sent, but not queued";
        }
        else if (m_scheduler->BacklogPackets() > 0)
        {
            EXPECT_GT(m_scheduler->NextEligibleTime(), m_now);
        }
    }

    /** Open, change or close a random stream. */
    void Manage()
    {
        if (m_streams.size() < 5 || m_random() % 3 == 0)
        {
            m_streams.push_back(m_scheduler->AddStream(*Attributes(), m_now));
            return;
        }
        const auto index = static_cast<std::size_t>(m_random() % m_streams.size());
        if (m_random() % 2 == 0)
        {
            m_scheduler->ChangeStream(m_streams[index], *Attributes(), m_now);
            return;
        }
        m_scheduler->RemoveStream(m_streams[index], m_now);
        m_streams.erase(m_streams.begin() + static_cast<std::ptrdiff_t>(index));
    }

    /** @return packets and bytes that wait, by the counters of a stream */
    void CheckStream(StreamId stream, uint64_t& packets, uint64_t& bytes) const
    {
        const StreamCounters& counters = m_scheduler->Counters(stream);
        ASSERT_EQ(counters.packetsIn,
                  counters.packetsOut + counters.packetsDropped + counters.backlogPackets);
        uint64_t byReason = 0;
        for (const uint64_t dropped : counters.packetsDroppedBy)
        {
            byReason += dropped;
        }
        ASSERT_EQ(byReason, counters.packetsDropped);
        packets += counters.backlogPackets;
        bytes += counters.backlogBytes;
    }

    /** Check that nothing was lost or invented. */
    void CheckConservation() const
    {
        uint64_t packets = 0;
        uint64_t bytes = 0;
        CheckStream(BEST_EFFORT, packets, bytes);
        for (const StreamId stream : m_streams)
        {
            CheckStream(stream, packets, bytes);
        }
        uint64_t known = 0;
        for (const auto& [packet, size] : m_queued)
        {
            known += size;
        }
        ASSERT_EQ(packets, m_scheduler->BacklogPackets());
        ASSERT_EQ(packets, m_queued.size());
        ASSERT_EQ(bytes, known);
    }

    std::mt19937 m_random;                        //!< the source of randomness
    std::unique_ptr<StreamScheduler> m_scheduler; //!< what is tested
    std::vector<StreamId> m_streams;              //!< open streams
    std::map<StreamId, uint64_t> m_messages;      //!< number of the present message, by stream
    std::map<PacketId, uint32_t> m_queued;        //!< bytes of what waits
    Nanoseconds m_now{0};                         //!< the time
};

TEST_P(AnyScheduler, ConservesPackets)
{
    SCOPED_TRACE("seed " + std::to_string(std::get<1>(GetParam())));
    for (int step = 0; step < 4000 && !HasFailure(); ++step)
    {
        m_now += Nanoseconds{m_random() % 1000000};
        switch (m_random() % 8)
        {
        case 0:
            Manage();
            break;
        case 1:
        case 2:
        case 3:
            Dequeue();
            break;
        default:
            Enqueue();
        }
        CheckConservation();
    }
}

TEST_P(AnyScheduler, SendsEverythingSoonerOrLater)
{
    SCOPED_TRACE("seed " + std::to_string(std::get<1>(GetParam())));
    for (int stream = 0; stream < 4; ++stream)
    {
        m_streams.push_back(m_scheduler->AddStream(*Attributes(), m_now));
    }
    for (int packet = 0; packet < 60; ++packet)
    {
        Enqueue();
    }
    for (int step = 0; step < 100000 && m_scheduler->BacklogPackets() > 0; ++step)
    {
        const uint32_t before = m_scheduler->BacklogPackets();
        Dequeue();
        m_now += 1ms;
        if (m_scheduler->BacklogPackets() == before)
        {
            ASSERT_LT(m_scheduler->NextEligibleTime(), FOREVER) << "packets wait for nothing";
            m_now = std::max(m_now, m_scheduler->NextEligibleTime());
        }
    }
    EXPECT_EQ(m_scheduler->BacklogPackets(), 0U);
    CheckConservation();
}

INSTANTIATE_TEST_SUITE_P(Builtin,
                         AnyScheduler,
                         testing::Combine(testing::ValuesIn(Disciplines()),
                                          testing::Range(1U, 16U)));

TEST(SchedulerRegistry, KnowsTheBuiltInDisciplines)
{
    const SchedulerRegistry& registry = SchedulerRegistry::Instance();
    SchedulerSetup setup;
    setup.link = Bitrate::FromBitsPerSecond(10000000);
    for (const TestedDiscipline& discipline : Disciplines())
    {
        ASSERT_TRUE(registry.Has(discipline.name));
        const auto scheduler = registry.Create(discipline.name, setup);
        EXPECT_EQ(scheduler->Name(), discipline.name);
        EXPECT_EQ(discipline.make(1)->SchedulerName(), discipline.name);
    }
    std::vector<std::string> names = registry.Names();
    names.erase(std::remove(names.begin(), names.end(), "spy"), names.end()); // of other tests
    EXPECT_EQ(names, (std::vector<std::string>{"cbq", "dwcs", "edf", "fifo", "sfq", "sfq-hash"}));
}

TEST(SchedulerRegistry, ListsWhatThereIsWhenANameIsUnknown)
{
    try
    {
        SchedulerRegistry::Instance().Create("wfq", SchedulerSetup());
        FAIL() << "created";
    }
    catch (const SchedulerError& error)
    {
        EXPECT_EQ(std::string(error.what()),
                  "unknown scheduler 'wfq'; known are " +
                      Join(SchedulerRegistry::Instance().Names()));
    }
}

/** Any discipline can be asked for what a stream needs, without a word of its own. */
TEST(SchedulerRegistry, TranslatesADemand)
{
    StreamDemand demand;
    demand.period = 40ms;
    demand.deadline = 30ms;
    demand.oln = 2;
    demand.old = 10;
    demand.droppable = false;
    demand.rate = Bitrate::FromBitsPerSecond(2000000);
    demand.weight = 7;
    const SchedulerRegistry& registry = SchedulerRegistry::Instance();
    SchedulerSetup setup;
    setup.link = Bitrate::FromBitsPerSecond(10000000);
    for (const TestedDiscipline& discipline : Disciplines())
    {
        const auto attributes = registry.AttributesFor(discipline.name, demand);
        EXPECT_EQ(attributes->SchedulerName(), discipline.name);
        EXPECT_NE(registry.Create(discipline.name, setup)->AddStream(*attributes, 0ns),
                  BEST_EFFORT);
    }
    const auto dwcs =
        std::dynamic_pointer_cast<const DwcsAttributes>(registry.AttributesFor("dwcs", demand));
    EXPECT_EQ(dwcs->ipg, 40ms);
    EXPECT_EQ(dwcs->oln, 2U);
    EXPECT_EQ(dwcs->old, 10U);
    EXPECT_EQ(dwcs->streamFlags, DWCS_NON_DROPPABLE);
    const auto edf =
        std::dynamic_pointer_cast<const EdfAttributes>(registry.AttributesFor("edf", demand));
    EXPECT_EQ(edf->relativeDeadline, 30ms);
    EXPECT_FALSE(edf->lossy);
    const auto sfq =
        std::dynamic_pointer_cast<const SfqAttributes>(registry.AttributesFor("sfq", demand));
    EXPECT_EQ(sfq->weight, 7U);
    const auto cbq =
        std::dynamic_pointer_cast<const CbqAttributes>(registry.AttributesFor("cbq", demand));
    EXPECT_EQ(cbq->rate, demand.rate);
}

TEST(SchedulerRegistry, SaysWhenADisciplineCannotTranslate)
{
    SpyScheduler::Register();
    try
    {
        SchedulerRegistry::Instance().AttributesFor(SpyScheduler::NAME, StreamDemand());
        FAIL() << "translated";
    }
    catch (const SchedulerError& error)
    {
        EXPECT_EQ(std::string(error.what()),
                  "scheduler spy does not say which attributes stand for what a stream needs; give "
                  "attributes of its own type");
    }
    EXPECT_THROW(SchedulerRegistry::Instance().AttributesFor("wfq", StreamDemand()),
                 SchedulerError);
}

TEST(SchedulerRegistry, MakesOptionsToBeChanged)
{
    const SchedulerRegistry& registry = SchedulerRegistry::Instance();
    for (const TestedDiscipline& discipline : Disciplines())
    {
        SchedulerSetup setup;
        setup.link = Bitrate::FromBitsPerSecond(10000000);
        setup.options = registry.DefaultOptions(discipline.name);
        EXPECT_NE(setup.options, nullptr);
        EXPECT_EQ(registry.Create(discipline.name, setup)->Name(), discipline.name);
    }
    const auto common = [&registry](const char* name) {
        return std::dynamic_pointer_cast<DeadlineOptions>(registry.DefaultOptions(name));
    };
    EXPECT_EQ(common("dwcs")->meaning, DeadlinePolicy::COMPLETE);
    EXPECT_EQ(common("edf")->meaning, DeadlinePolicy::DELIVERED);
    EXPECT_EQ(common("sfq"), nullptr);
    EXPECT_THROW(registry.DefaultOptions("wfq"), SchedulerError);
}

TEST(SchedulerRegistry, RefusesOptionsOfAnother)
{
    SchedulerSetup setup;
    setup.options = std::make_shared<SfqOptions>();
    EXPECT_THROW(SchedulerRegistry::Instance().Create("fifo", setup), SchedulerError);
}

} // namespace
} // namespace qos
} // namespace ns3
