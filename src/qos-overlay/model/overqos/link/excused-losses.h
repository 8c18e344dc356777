/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXCUSED_LOSSES_H
#define QOS_EXCUSED_LOSSES_H

#include "ns3/serial-ring.h"
#include "ns3/units.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * Packets that the entry of a virtual link has given up on purpose, and that the exit has not
 * reported as lost yet: recovery, which was not asked to repair them, is not to blame.
 *
 * The exit waits for a packet until it calls it lost, and does not say which one. One that is not
 * reported for long has arrived after all.
 */
class ExcusedLosses
{
  public:
    /**
     * A packet is given up.
     * @param now the time, not before an earlier one
     */
    void Add(Nanoseconds now)
    {
        if (m_given.Size() == 0 || now >= m_given[m_given.End() - 1].at + STEP)
        {
            m_given.PushBack() = {now, 0};
        }
        ++m_given[m_given.End() - 1].packets;
    }

    /**
     * The exit reports losses.
     * @param lost packets
     * @param now the time
     * @return how many of them are excused
     */
    uint32_t Take(uint32_t lost, Nanoseconds now)
    {
        while (m_given.Size() > 0 && now > m_given[m_given.Begin()].at + MOST_WAIT)
        {
            m_given.PopFront();
        }
        uint32_t excused = 0;
        while (m_given.Size() > 0 && excused < lost)
        {
            Given& oldest = m_given[m_given.Begin()];
            const uint32_t taken = std::min(oldest.packets, lost - excused);
            excused += taken;
            oldest.packets -= taken;
            if (oldest.packets == 0)
            {
                m_given.PopFront();
            }
        }
        return excused;
    }

    /** The exit begins anew: it reports none of them. */
    void Clear()
    {
        while (m_given.Size() > 0)
        {
            m_given.PopFront();
        }
    }

  private:
    static constexpr Nanoseconds STEP = std::chrono::milliseconds{100};
    static constexpr Nanoseconds MOST_WAIT =
        std::chrono::seconds{10}; //!< longer than an exit waits

    /** Packets that were given up within a step. */
    struct Given
    {
        Nanoseconds at{0};    //!< when the first of them was
        uint32_t packets = 0; //!< not reported yet
    };

    SerialRing<Given> m_given; //!< the oldest first
};

} // namespace qos
} // namespace ns3

#endif // QOS_EXCUSED_LOSSES_H
