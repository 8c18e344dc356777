/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_MESSAGE_BENCH_H
#define QOS_TEST_MESSAGE_BENCH_H

#include "ns3/stream-scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a test says about a message; its number on its stream is counted by the bench. */
struct TestMessage
{
    uint32_t packets = 1;           //!< all of the same size
    Nanoseconds deadline = FOREVER; //!< given by the application
    bool droppable = true;          //!< the application allows a drop
    uint64_t unit = 0;              //!< linked messages share it
    bool inOrder = false;           //!< part of a byte stream
    bool announced = true;          //!< its size is known from the first packet on
};

/** A packet that a scheduler let go. */
struct TestDeparture
{
    StreamId stream = BEST_EFFORT; //!< whose
    uint64_t message = 0;          //!< of which message
    uint32_t index = 0;            //!< which packet of it, from 0
    Nanoseconds time{0};           //!< when it was taken

    /**
     * @param other another departure
     * @return whether they are the same, the time aside
     */
    bool operator==(const TestDeparture& other) const
    {
        return stream == other.stream && message == other.message && index == other.index;
    }
};

/**
 * A scheduler with its messages in a test's own words, and a link of 8 Mb/s, so that a packet of
 * 1000 bytes takes 1 ms:
 *
 *     Queue(stream, ...) --> scheduler --> Serve(), ServeUntil() --> departures, reports
 *
 * It checks conservation on the way: no packet leaves twice, none is lost.
 */
class MessageBench : public SchedulerObserver
{
  public:
    static constexpr uint32_t PACKET_BYTES = 1000; //!< size of every packet
    static constexpr Nanoseconds PACKET_TIME = std::chrono::milliseconds(1); //!< on the link

    /** @return the rate of the link */
    static Bitrate Link()
    {
        return Bitrate::FromBitsPerSecond(8'000'000);
    }

    /** @param scheduler what is tested */
    explicit MessageBench(std::unique_ptr<StreamScheduler> scheduler)
        : m_scheduler(std::move(scheduler))
    {
        m_scheduler->SetObserver(this);
    }

    ~MessageBench() override
    {
        EXPECT_EQ(m_packets.size(), m_scheduler->BacklogPackets()) << "packets were lost";
        m_scheduler->SetObserver(nullptr);
    }

    /** @return what is tested */
    StreamScheduler& Get()
    {
        return *m_scheduler;
    }

    /**
     * Open a stream.
     * @param attributes what it wants
     * @return it
     */
    StreamId Open(const StreamAttributes& attributes)
    {
        return m_scheduler->AddStream(attributes, now);
    }

    /**
     * A whole message arrives now.
     * @param stream whose
     * @param message what it is
     * @return its number on its stream, from 1
     */
    uint64_t Queue(StreamId stream, const TestMessage& message = TestMessage())
    {
        const uint64_t number = Begin(stream);
        for (uint32_t index = 0; index < message.packets; ++index)
        {
            QueuePacket(stream, number, index, message);
        }
        return number;
    }

    /**
     * Begin a message whose packets the test queues itself.
     * @param stream whose
     * @return its number on its stream
     */
    uint64_t Begin(StreamId stream)
    {
        return ++m_numbers[stream];
    }

    /**
     * One packet of a message arrives now.
     * @param stream whose
     * @param number of the message
     * @param index of the packet
     * @param message what it is
     * @return what became of it
     */
    Admission QueuePacket(StreamId stream,
                          uint64_t number,
                          uint32_t index,
                          const TestMessage& message = TestMessage())
    {
        PacketArrival arrival;
        arrival.stream = stream;
        arrival.bytes = PACKET_BYTES;
        arrival.message = number;
        arrival.messageBytes = message.announced ? message.packets * PACKET_BYTES : 0;
        arrival.unit = message.unit;
        arrival.deadline = message.deadline;
        arrival.lastOfMessage = index + 1 == message.packets;
        arrival.droppable = message.droppable;
        arrival.inOrder = message.inOrder;
        const Admission admission = m_scheduler->Enqueue(arrival, now);
        ++offered;
        if (!admission.accepted)
        {
            ++refused;
            return admission;
        }
        TestDeparture packet;
        packet.stream = stream;
        packet.message = number;
        packet.index = index;
        const bool isNew = m_packets.emplace(admission.packet, packet).second;
        EXPECT_TRUE(isNew) << "two packets have the identity " << admission.packet;
        return admission;
    }

    /**
     * Take a packet now; the time does not go on.
     * @return it, or nothing
     */
    std::optional<TestDeparture> Take()
    {
        const auto packet = m_scheduler->Dequeue(now);
        if (!packet)
        {
            return std::nullopt;
        }
        const auto found = m_packets.find(*packet);
        EXPECT_NE(found, m_packets.end()) << "an unknown packet left";
        TestDeparture departure = found->second;
        departure.time = now;
        m_packets.erase(found);
        departures.push_back(departure);
        return departure;
    }

    /**
     * Send a packet over the link: take it and let its transmission time pass.
     * @return it, or nothing; then no time passes
     */
    std::optional<TestDeparture> Serve()
    {
        const auto departure = Take();
        now += departure ? PACKET_TIME : Nanoseconds{0};
        return departure;
    }

    /**
     * Serve until a time has come; when nothing may be sent, ask again when the scheduler says so.
     * @param end the time
     */
    void ServeUntil(Nanoseconds end)
    {
        while (now < end)
        {
            if (!Serve())
            {
                const Nanoseconds next = m_scheduler->NextEligibleTime();
                ASSERT_GT(next, now) << "the scheduler wants to be asked again at once";
                now = std::min(end, next);
            }
        }
    }

    /** Serve until nothing waits. */
    void ServeAll()
    {
        while (m_scheduler->BacklogPackets() > 0 && Serve())
        {
        }
    }

    /**
     * @param stream a stream
     * @param message one of its messages
     * @return how it ended; fails if it has not, or twice
     */
    MessageReport ReportOn(StreamId stream, uint64_t message) const
    {
        MessageReport found;
        int count = 0;
        for (const MessageReport& report : reports)
        {
            if (report.stream == stream && report.message == message)
            {
                found = report;
                ++count;
            }
        }
        EXPECT_EQ(count, 1) << "ends of message " << message << " of stream " << stream;
        return found;
    }

    /**
     * @param stream a stream
     * @param message one of its messages
     * @return what became of it, in a word
     */
    std::string Fate(StreamId stream, uint64_t message) const
    {
        const MessageReport report = ReportOn(stream, message);
        switch (report.end)
        {
        case MessageReport::End::OnTime:
            return "on time";
        case MessageReport::End::Late:
            return "late";
        case MessageReport::End::Dropped:
            break;
        }
        return NameOf(report.reason);
    }

    /**
     * @param stream a stream
     * @param name of a figure that its discipline knows
     * @return the figure
     */
    double Specific(StreamId stream, const std::string& name) const
    {
        for (const auto& figure : m_scheduler->Specifics(stream))
        {
            if (figure.first == name)
            {
                return figure.second;
            }
        }
        ADD_FAILURE() << "there is no figure " << name;
        return -1;
    }

    void PacketDropped(PacketId packet, DropReason reason) override
    {
        EXPECT_EQ(m_packets.erase(packet), 1U) << "an unknown packet was dropped";
        drops.push_back(reason);
    }

    void MessageEnded(const MessageReport& report) override
    {
        reports.push_back(report);
    }

    Nanoseconds now{0};                    //!< the time
    uint64_t offered = 0;                  //!< packets that arrived
    uint64_t refused = 0;                  //!< of these: refused
    std::vector<TestDeparture> departures; //!< what was sent
    std::vector<DropReason> drops;         //!< of packets that had been accepted
    std::vector<MessageReport> reports;    //!< how messages ended

  private:
    std::unique_ptr<StreamScheduler> m_scheduler; //!< what is tested
    std::map<PacketId, TestDeparture> m_packets;  //!< what waits
    std::map<StreamId, uint64_t> m_numbers;       //!< messages of a stream so far
};

/**
 * @param call something that is refused
 * @return the sentence
 */
inline std::string
SentenceOf(const std::function<void()>& call)
{
    try
    {
        call();
    }
    catch (const SchedulerError& error)
    {
        return error.what();
    }
    return "nothing was refused";
}

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_MESSAGE_BENCH_H
