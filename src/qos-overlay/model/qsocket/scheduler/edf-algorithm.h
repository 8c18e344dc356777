/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EDF_ALGORITHM_H
#define QOS_EDF_ALGORITHM_H

#include "message-queues.h"

#include "ns3/indexed-heap.h"

#include <functional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * Earliest deadline first among messages; equal deadlines are served in the order of their arrival.
 *
 * Every operation is O(log n) of the waiting messages, Best() is O(1).
 */
class EdfAlgorithm
{
  public:
    /**
     * A message competes from now on, or competes with another deadline.
     * @param message the message
     * @param deadline its deadline, FOREVER for none
     */
    void Activate(MessageId message, Nanoseconds deadline)
    {
        m_messages.Set(message, {deadline, m_sequence++});
    }

    /**
     * A message competes no longer.
     * @param message the message
     */
    void Deactivate(MessageId message)
    {
        m_messages.Remove(message);
    }

    /**
     * @param message a message
     * @return whether it competes
     */
    bool IsActive(MessageId message) const
    {
        return m_messages.Contains(message);
    }

    /** @return whether no message competes */
    bool IsIdle() const
    {
        return m_messages.IsEmpty();
    }

    /** @return the message with the earliest deadline; some message must compete */
    MessageId Best() const
    {
        return m_messages.Top();
    }

  private:
    /** What messages are ordered by. */
    struct Rank
    {
        Nanoseconds deadline{0}; //!< earliest first
        uint64_t sequence = 0;   //!< first come, first served

        /**
         * @param other another rank
         * @return whether this one goes first
         */
        bool operator<(const Rank& other) const
        {
            return deadline != other.deadline ? deadline < other.deadline
                                              : sequence < other.sequence;
        }
    };

    IndexedHeap<Rank, std::less<Rank>> m_messages; //!< messages with a packet to send
    uint64_t m_sequence = 0;                       //!< activations so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_EDF_ALGORITHM_H
