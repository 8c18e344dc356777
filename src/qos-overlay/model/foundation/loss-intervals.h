/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_INTERVALS_H
#define QOS_LOSS_INTERVALS_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * The packets between loss events, and the loss event rate as the reciprocal of their weighted
 * mean.
 *
 * Source: RFC 5348, section 5.4, without history discounting (section 5.5).
 */
class LossIntervals
{
  public:
    /** @param packets that were sent since the last call; they belong to the open interval */
    void Add(double packets)
    {
        m_open += packets;
    }

    /** A loss event: the open interval ends with what was added to it. */
    void Close()
    {
        CloseAs(m_open);
    }

    /**
     * A loss event, where the interval before it is to count as another number of packets.
     * @param packets the length of the interval
     */
    void CloseAs(double packets);

    /**
     * More is known of the last loss event: the interval before it counts as another number of
     * packets. Nothing happens before the first loss event.
     * @param packets the length of the interval
     */
    void Amend(double packets)
    {
        m_intervals[0] = packets;
    }

    /** @return packets since the last loss event */
    double Open() const
    {
        return m_open;
    }

    /** @return loss events so far */
    uint32_t Events() const
    {
        return m_events;
    }

    /** @return the weighted mean of the intervals, in packets; there must have been a loss event */
    double Mean() const;

    /** @return loss events per packet, at most 1; 0 before the first one */
    double LossEventRate() const;

  private:
    static constexpr std::size_t INTERVALS = 8; //!< closed loss intervals that count

    std::array<double, INTERVALS> m_intervals{}; //!< packets, the latest first
    double m_open = 0;                           //!< packets since the last loss event
    uint32_t m_events = 0;                       //!< so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_INTERVALS_H
