/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_COUNTERS_H
#define QOS_LINK_COUNTERS_H

#include "ns3/overlay-message.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What happened on a link, or on all of them. */
struct LinkCounters
{
    uint64_t sent = 0;            //!< data handed to the transport
    uint64_t sentBytes = 0;       //!< their payload
    uint64_t received = 0;        //!< data that came
    uint64_t receivedBytes = 0;   //!< their payload
    uint64_t control = 0;         //!< other messages handed to the transport
    uint64_t controlReceived = 0; //!< other messages that came
    uint64_t controlBytes = 0;    //!< those, with headers
    uint64_t dropped = 0;         //!< data that found no room
    uint64_t lost = 0;            //!< data that was queued when the link broke
    uint64_t lostBytes = 0;       //!< their payload

    /**
     * @param message that was queued when the link broke
     */
    void Lose(const OverlayMessage& message)
    {
        if (!message.header.IsControl())
        {
            ++lost;
            lostBytes += message.header.size;
        }
    }

    /**
     * @param other what happened on another link
     * @return the sum
     */
    LinkCounters& operator+=(const LinkCounters& other)
    {
        sent += other.sent;
        sentBytes += other.sentBytes;
        received += other.received;
        receivedBytes += other.receivedBytes;
        control += other.control;
        controlReceived += other.controlReceived;
        controlBytes += other.controlBytes;
        dropped += other.dropped;
        lost += other.lost;
        lostBytes += other.lostBytes;
        return *this;
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_COUNTERS_H
