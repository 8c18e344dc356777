/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_SCHEDULER_DRIVER_H
#define QOS_TEST_SCHEDULER_DRIVER_H

#include "ns3/stream-scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace ns3
{
namespace qos
{

/** A packet that went over the link. */
struct SentPacket
{
    StreamId stream = BEST_EFFORT; //!< whose
    uint32_t bytes = 0;            //!< its size
    uint64_t message = 0;          //!< its message
    Nanoseconds arrival{0};        //!< when it was queued
    Nanoseconds start{0};          //!< begin of its transmission
    Nanoseconds end{0};            //!< end of its transmission
};

/**
 * Serves a scheduler over a link of constant rate, without a simulator:
 *
 *     arrivals --> scheduler --> link
 *
 * The scheduler is asked whenever the link is free: after an arrival, at the end of a transmission,
 * and when it said so.
 */
class SchedulerDriver
{
  public:
    /**
     * @param scheduler what is tested
     * @param link rate of the link
     */
    SchedulerDriver(StreamScheduler& scheduler, Bitrate link)
        : m_scheduler(scheduler),
          m_link(link)
    {
    }

    /**
     * Let a packet arrive.
     * @param when the time
     * @param arrival the packet
     */
    void At(Nanoseconds when, const PacketArrival& arrival)
    {
        m_arrivals.emplace(when, arrival);
    }

    /**
     * Let packets of one size arrive, each a message of its own.
     * @param when the time
     * @param stream whose
     * @param bytes size of each
     * @param count how many
     */
    void At(Nanoseconds when, StreamId stream, uint32_t bytes, int count = 1)
    {
        for (int packet = 0; packet < count; ++packet)
        {
            At(when, MakeArrival(stream, bytes));
        }
    }

    /**
     * Keep a stream backlogged: a new packet arrives for every one that leaves.
     * @param stream whose
     * @param bytes size of each packet
     * @param count packets at the beginning
     */
    void KeepBacklogged(StreamId stream, uint32_t bytes, int count = 5)
    {
        m_refills[stream] = bytes;
        At(m_now, stream, bytes, count);
    }

    /**
     * No further packet arrives for a stream that is kept backlogged.
     * @param stream whose
     */
    void StopRefills(StreamId stream)
    {
        m_refills.erase(stream);
    }

    /**
     * Run until a time has come; a transmission that has begun then is finished.
     * @param end the time
     */
    void RunUntil(Nanoseconds end)
    {
        while (m_now < end)
        {
            Deliver(m_now);
            if (const auto packet = m_scheduler.Dequeue(m_now))
            {
                Transmit(*packet);
                continue;
            }
            Nanoseconds next = m_scheduler.NextEligibleTime();
            if (!m_arrivals.empty())
            {
                next = std::min(next, m_arrivals.begin()->first);
            }
            ASSERT_GT(next, m_now) << "the scheduler wants to be asked again at once";
            m_now = std::min(next, end);
        }
    }

    /** @return the time */
    Nanoseconds Now() const
    {
        return m_now;
    }

    /** @return what was sent so far */
    const std::vector<SentPacket>& Sent() const
    {
        return m_sent;
    }

    /**
     * @param stream whose
     * @param from begin of the interval
     * @return bytes of the stream whose transmission began in it
     */
    uint64_t BytesOf(StreamId stream, Nanoseconds from = Nanoseconds{0}) const
    {
        uint64_t bytes = 0;
        for (const SentPacket& packet : m_sent)
        {
            bytes += packet.stream == stream && packet.start >= from ? packet.bytes : 0;
        }
        return bytes;
    }

    /**
     * @param stream whose
     * @param from begin of the interval
     * @return share of the stream in all that was sent
     */
    double ShareOf(StreamId stream, Nanoseconds from = Nanoseconds{0}) const
    {
        uint64_t all = 0;
        for (const SentPacket& packet : m_sent)
        {
            all += packet.start >= from ? packet.bytes : 0;
        }
        return static_cast<double>(BytesOf(stream, from)) / static_cast<double>(all);
    }

    /** @return the streams in the order in which they sent */
    std::vector<StreamId> Order() const
    {
        std::vector<StreamId> order;
        for (const SentPacket& packet : m_sent)
        {
            order.push_back(packet.stream);
        }
        return order;
    }

  private:
    /**
     * @param stream whose
     * @param bytes its size
     * @return a message of one packet
     */
    PacketArrival MakeArrival(StreamId stream, uint32_t bytes)
    {
        PacketArrival arrival;
        arrival.stream = stream;
        arrival.bytes = bytes;
        arrival.message = ++m_messages;
        return arrival;
    }

    /**
     * Queue what has arrived.
     * @param until the time
     */
    void Deliver(Nanoseconds until)
    {
        while (!m_arrivals.empty() && m_arrivals.begin()->first <= until)
        {
            const auto [when, arrival] = *m_arrivals.begin();
            m_arrivals.erase(m_arrivals.begin());
            Queue(arrival, when);
        }
    }

    /**
     * Queue a packet and remember it.
     * @param arrival the packet
     * @param when the time
     */
    void Queue(const PacketArrival& arrival, Nanoseconds when)
    {
        const Admission admission = m_scheduler.Enqueue(arrival, when);
        if (admission.accepted)
        {
            SentPacket packet;
            packet.stream = arrival.stream;
            packet.bytes = arrival.bytes;
            packet.message = arrival.message;
            packet.arrival = when;
            m_queued[admission.packet] = packet;
        }
    }

    /**
     * Send a packet.
     * @param id the packet
     */
    void Transmit(PacketId id)
    {
        SentPacket packet = m_queued.at(id);
        m_queued.erase(id);
        packet.start = m_now;
        packet.end = m_now + m_link.TransmissionTime(packet.bytes);
        m_sent.push_back(packet);
        if (const auto refill = m_refills.find(packet.stream); refill != m_refills.end())
        {
            Queue(MakeArrival(packet.stream, refill->second), m_now);
        }
        Deliver(packet.end - Nanoseconds{1});
        m_now = packet.end;
    }

    StreamScheduler& m_scheduler;                         //!< what is tested
    Bitrate m_link;                                       //!< rate of the link
    Nanoseconds m_now{0};                                 //!< the time
    std::multimap<Nanoseconds, PacketArrival> m_arrivals; //!< what is still to come
    std::map<PacketId, SentPacket> m_queued;              //!< what waits
    std::map<StreamId, uint32_t> m_refills; //!< packet sizes of streams that are kept backlogged
    std::vector<SentPacket> m_sent;         //!< what was sent
    uint64_t m_messages = 0;                //!< messages made so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_SCHEDULER_DRIVER_H
