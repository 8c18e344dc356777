/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_COUNTERS_H
#define QOS_STREAM_COUNTERS_H

#include "packet-arrival.h"

#include <array>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * What a scheduler counts for a stream, whatever its discipline; part of what qinfo answers.
 *
 * Conservation holds at every instant: packetsIn = packetsOut + packetsDropped + backlogPackets.
 */
struct StreamCounters
{
    static constexpr double WINDOW_SECONDS = 1.0; //!< of the rate

    uint64_t packetsIn = 0;       //!< packets offered, the refused ones included
    uint64_t bytesIn = 0;         //!< bytes offered, the refused ones included
    uint64_t packetsOut = 0;      //!< packets sent
    uint64_t bytesOut = 0;        //!< bytes sent
    uint64_t packetsDropped = 0;  //!< packets refused at arrival or dropped while they waited
    uint32_t backlogPackets = 0;  //!< packets that wait now
    uint64_t backlogBytes = 0;    //!< bytes that wait now
    uint64_t messagesOnTime = 0;  //!< messages sent before their deadline, or without one
    uint64_t messagesLate = 0;    //!< messages sent after their deadline
    uint64_t messagesDropped = 0; //!< messages not sent, or not completely
    uint64_t droppableMessagesDropped =
        0; //!< of these: messages that the application allowed to drop
    std::array<uint64_t, DROP_REASONS> messagesDroppedBy{}; //!< messages dropped, by DropReason
    std::array<uint64_t, DROP_REASONS> packetsDroppedBy{};  //!< packets dropped, by DropReason
    Nanoseconds queueingDelaySum{0}; //!< time that sent packets waited, summed
    Nanoseconds queueingDelayMax{0}; //!< the longest time that a sent packet waited
    double rate = 0; //!< rate of what was sent, bit/s, at the last departure (time sliding window
                     //!< of one second); see RateAt()
    Nanoseconds lastDeparture{0}; //!< when the rate was updated last

    /** @return mean time that sent packets waited; 0 before the first */
    Nanoseconds MeanQueueingDelay() const
    {
        return packetsOut == 0 ? Nanoseconds{0}
                               : queueingDelaySum / static_cast<int64_t>(packetsOut);
    }

    /**
     * @param now the time, not before the last departure
     * @return recent rate of what was sent, bit/s: it falls while nothing is sent
     */
    double RateAt(Nanoseconds now) const
    {
        constexpr double NANOSECONDS_PER_SECOND = 1e9;
        const double elapsed =
            static_cast<double>((now - lastDeparture).count()) / NANOSECONDS_PER_SECOND;
        return rate * WINDOW_SECONDS / (WINDOW_SECONDS + elapsed);
    }

    /**
     * Count a packet that is sent.
     * @param bytes its size
     * @param waited how long it was queued
     * @param now the time
     */
    void CountDeparture(uint32_t bytes, Nanoseconds waited, Nanoseconds now)
    {
        constexpr double NANOSECONDS_PER_SECOND = 1e9;
        constexpr double BITS_PER_BYTE = 8;
        const double elapsed =
            static_cast<double>((now - lastDeparture).count()) / NANOSECONDS_PER_SECOND;
        rate = (rate * WINDOW_SECONDS + bytes * BITS_PER_BYTE) / (WINDOW_SECONDS + elapsed);
        lastDeparture = now;
        ++packetsOut;
        bytesOut += bytes;
        queueingDelaySum += waited;
        queueingDelayMax = waited > queueingDelayMax ? waited : queueingDelayMax;
    }

    /**
     * Count a packet that was refused or dropped.
     * @param reason why
     */
    void CountPacketDrop(DropReason reason)
    {
        ++packetsDropped;
        ++packetsDroppedBy[static_cast<std::size_t>(reason)];
    }

    /**
     * Count what became of a message.
     * @param report its end
     */
    void CountMessage(const MessageReport& report)
    {
        switch (report.end)
        {
        case MessageReport::End::OnTime:
            ++messagesOnTime;
            break;
        case MessageReport::End::Late:
            ++messagesLate;
            break;
        case MessageReport::End::Dropped:
            ++messagesDropped;
            droppableMessagesDropped += report.droppable ? 1 : 0;
            ++messagesDroppedBy[static_cast<std::size_t>(report.reason)];
            break;
        }
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_COUNTERS_H
