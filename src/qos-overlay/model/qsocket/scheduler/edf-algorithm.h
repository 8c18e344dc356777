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
     * @param arrival how many arrivals came before it
     */
    void Activate(MessageId message, Nanoseconds deadline, uint64_t arrival)
    {
        m_messages.Set(message, {deadline, arrival});
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
        uint64_t arrival = 0;    //!< first come, first served

        /**
         * @param other another rank
         * @return whether this one goes first
         */
        bool operator<(const Rank& other) const
        {
            return deadline != other.deadline ? deadline < other.deadline : arrival < other.arrival;
        }
    };

    IndexedHeap<Rank, std::less<Rank>> m_messages; //!< messages with a packet to send
};

} // namespace qos
} // namespace ns3

#endif // QOS_EDF_ALGORITHM_H
