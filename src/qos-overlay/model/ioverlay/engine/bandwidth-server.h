/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BANDWIDTH_SERVER_H
#define QOS_BANDWIDTH_SERVER_H

#include "bounded-ring.h"

#include "ns3/units.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * @param until when a message has passed at a rate
 * @param before the rate; 0 for unlimited
 * @param after the rate from now on; 0 for unlimited
 * @param now the time
 * @return when the message has passed, if what is left of it takes the new rate
 */
Nanoseconds AtNewRate(Nanoseconds until, Bitrate before, Bitrate after, Nanoseconds now);

/**
 * @ingroup qos-ioverlay-engine
 * Emulates bandwidth: serves jobs in turn, a message each time.
 *
 * Without an interval it transmits one message after the other, at the rate. With one it lets
 * messages pass at once while the bytes of the interval are not used up; what is used too much is
 * taken from the following ones, and what is left is lost.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, says what is emulated, and that it is accounted
 * for by intervals; the rest is reconstructed.
 */
class BandwidthServer
{
  public:
    /** A job: what it belongs to is known to the owner. */
    using Job = uint32_t;

    /** @return the rate; 0 for unlimited */
    Bitrate Rate() const
    {
        return m_rate;
    }

    /**
     * Change the rate, also of the message in service: what is left of it takes the new rate.
     * @param rate the rate; 0 for unlimited
     * @param now the time
     */
    void SetRate(Bitrate rate, Nanoseconds now);

    /**
     * @param interval over which bytes are counted; 0: one message after the other. If it is
     * another one, it holds from the next message on.
     */
    void SetInterval(Nanoseconds interval)
    {
        if (interval != m_interval)
        {
            m_interval = interval;
            m_intervalEnd = Nanoseconds{0};
            m_left = 0;
        }
    }

    /** @param job waits for its turn; it must not wait already */
    void Add(Job job)
    {
        m_jobs.PushBack(job);
    }

    /** @return how many jobs wait */
    uint32_t Waiting() const
    {
        return m_jobs.Size();
    }

    /** @return the first job, which waits no longer; there must be one */
    Job TakeFirst()
    {
        return m_jobs.PopFront();
    }

    /**
     * Take the next job whose time has come.
     * @tparam OpensAt `Nanoseconds(Job)`: before when the job may not be served
     * @param now the time
     * @param opensAt asked of jobs in turn
     * @param next is set to when the earliest of the others may be served, FOREVER if none waits
     * @return the job, which waits no longer; nothing if none may be served now
     */
    template <typename OpensAt>
    std::optional<Job> Take(Nanoseconds now, OpensAt opensAt, Nanoseconds& next)
    {
        next = FOREVER;
        for (uint32_t i = 0; i < m_jobs.Size(); ++i)
        {
            const Nanoseconds at = opensAt(m_jobs[i]);
            if (at <= now)
            {
                return m_jobs.Remove(i);
            }
            next = std::min(next, at);
        }
        return std::nullopt;
    }

    /**
     * Begin with a message.
     * @param bytes its size
     * @param now the time, when the server is free
     * @return when it has passed
     */
    Nanoseconds Start(uint32_t bytes, Nanoseconds now);

    /** @return when the server is free again */
    Nanoseconds FreeAt() const
    {
        return m_freeAt;
    }

    /** @param until when the server is not free, whatever its rate is now */
    void StayBusy(Nanoseconds until)
    {
        m_freeAt = std::max(m_freeAt, until);
    }

    /**
     * @param job one that waits no longer; nothing happens if it did not wait
     */
    void Remove(Job job);

    /** @param set gets the memory of the jobs */
    void AddTo(WorkingSet& set) const
    {
        m_jobs.AddTo(set);
    }

  private:
    /** @return bytes of an interval */
    double Budget() const;

    /** @param now the time, whose interval is the current one from now on */
    void BeginInterval(Nanoseconds now);

    /**
     * @param now the time
     * @return when bytes may pass again
     */
    Nanoseconds AfterDebt(Nanoseconds now) const;

    Bitrate m_rate;               //!< 0 for unlimited
    Nanoseconds m_freeAt{0};      //!< see FreeAt()
    BoundedRing<Job> m_jobs;      //!< in turn
    Nanoseconds m_interval{0};    //!< 0: one message after the other
    Nanoseconds m_intervalEnd{0}; //!< of the current interval
    double m_left = 0;            //!< bytes of the current interval
};

} // namespace qos
} // namespace ns3

#endif // QOS_BANDWIDTH_SERVER_H
