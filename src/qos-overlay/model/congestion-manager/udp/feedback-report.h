/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEEDBACK_REPORT_H
#define QOS_FEEDBACK_REPORT_H

#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup qos-cm-udp
 * What the two ends of a flow of datagrams tell each other, so that the sender learns what arrived.
 *
 * Datagrams are numbered from 0, modulo 2^32. A report says of a range of them which arrived; it is
 * repeated until the sender confirms it, so that a lost report costs nothing. A receiver cannot
 * claim what did not arrive, because it would have to know the sum of the random nonces in it.
 *
 * Source: the paper leaves acknowledgments to the applications (OSDI 2000, section 2.1.3) and names
 * the protocol between two Congestion Managers of Balakrishnan et al., SIGCOMM 1999, as the
 * alternative (section 5); the nonces are the answer of Savage et al. (CCR 1999) to receivers that
 * misbehave. The format is this project's.
 */

namespace ns3
{
namespace qos
{

/** Datagrams that a flow may have sent beyond the last confirmed one; more are not reported on. */
constexpr uint32_t LARGEST_FEEDBACK_RANGE = 1U << 18U;

/** Gaps that a report may list; what lies beyond them is left to later reports. */
constexpr std::size_t LARGEST_MISSING_LIST = 128;

/**
 * @param from a sequence number
 * @param to another one
 * @return how many datagrams after the first the second was sent, negative if before
 */
constexpr int32_t
SequenceDistance(uint32_t from, uint32_t to)
{
    return static_cast<int32_t>(to - from);
}

/** What stands at the beginning of every datagram. */
struct DataStamp
{
    uint32_t sequence = 0;    //!< number of the datagram in its flow, from 0
    Nanoseconds timestamp{0}; //!< when it was sent, by the sender's clock
    uint32_t nonce = 0;       //!< random
    uint32_t confirmed = 0;   //!< the sender knows the fate of all datagrams before this one

    /**
     * Whether it makes sense as such, whoever sent it: nothing is confirmed that was not sent, nor
     * more than LARGEST_FEEDBACK_RANGE outstanding, and the time is not negative.
     * @return whether that is so
     */
    bool IsWellFormed() const
    {
        return sequence - confirmed < LARGEST_FEEDBACK_RANGE && timestamp >= Nanoseconds{0};
    }
};

/** A half-open range of sequence numbers. */
struct SequenceRange
{
    uint32_t begin = 0; //!< first one in it
    uint32_t end = 0;   //!< first one behind it

    /** @return how many are in it, at least 1 in every range that is valid */
    uint32_t Size() const
    {
        return end - begin;
    }

    /**
     * @param other another range
     * @return whether both are the same
     */
    bool operator==(const SequenceRange& other) const
    {
        return begin == other.begin && end == other.end;
    }
};

/** What a receiver says about the datagrams of a flow. */
struct FeedbackReport
{
    SequenceRange range; //!< from the last confirmed datagram to the last one that arrived

    /** Ranges in it that have not arrived so far, in order, with arrived ones between them. */
    std::vector<SequenceRange> missing;

    uint64_t bytes = 0;    //!< of the datagrams in the range that arrived, stamps included
    uint32_t nonceSum = 0; //!< of their nonces, modulo 2^32
    uint32_t last = 0;     //!< the one that arrived last
    Nanoseconds echo{0};   //!< its timestamp
    Nanoseconds held{0};   //!< how long ago that was when the report was sent
    uint32_t marks = 0;    //!< datagrams with an ECN mark since the flow began, modulo 2^32

    /**
     * Whether it makes sense as such, whoever sent it: the range is not too large, the missing
     * ranges lie in it, in order and apart from each other, the last datagram that arrived is
     * behind them, and times are not negative.
     * @return whether that is so
     */
    bool IsWellFormed() const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEEDBACK_REPORT_H
