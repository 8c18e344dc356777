/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_RECORD_H
#define QOS_STREAM_RECORD_H

#include "ns3/loss-runs.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What became of the packets of a stream, in the order in which they were sent.
 */
class StreamRecord
{
  public:
    /** A packet of the stream. */
    struct Entry
    {
        Nanoseconds sent{0};       //!< when
        Nanoseconds came{FOREVER}; //!< when; FOREVER: it did not
        bool isControl = false;    //!< whether it must not be dropped
        bool isVictim = false;     //!< whether it was dropped to pay for another
    };

    /**
     * A packet is sent.
     * @param now when
     * @param isControl whether it must not be dropped
     */
    void Sent(Nanoseconds now, bool isControl)
    {
        m_entries.push_back({now, FOREVER, isControl, false});
    }

    /**
     * A packet came; the first time counts.
     * @param index of the packet
     * @param now when
     */
    void Came(std::size_t index, Nanoseconds now);

    /** @param index of a packet that was dropped to pay for another */
    void Dropped(std::size_t index)
    {
        m_entries.at(index).isVictim = true;
    }

    /**
     * What came later is of no use.
     * @param longest from a packet's sending to its use
     */
    void SetPlayout(Nanoseconds longest)
    {
        m_playout = longest;
    }

    /**
     * @param index of a packet
     * @return whether it came, and in time
     */
    bool IsThere(std::size_t index) const
    {
        const Entry& entry = m_entries[index];
        return entry.came != FOREVER && entry.came - entry.sent <= m_playout;
    }

    /** @return the packets */
    const std::vector<Entry>& Entries() const
    {
        return m_entries;
    }

    /** @return how bursty their losses are */
    LossRuns Runs() const;

    /**
     * @param length of a window in packets
     * @return lost packets of each window, at any offset, in rising order
     */
    std::vector<double> WindowLosses(std::size_t length) const;

    /** @return how long the packets that came took, in ms, in rising order */
    std::vector<double> DelaysMs() const;

    /** @return packets that must not be dropped, and were */
    uint64_t ControlDropped() const;

    /** @return share of the packets that must not be dropped that are not there */
    double ControlLoss() const;

  private:
    std::vector<Entry> m_entries;   //!< packets
    Nanoseconds m_playout{FOREVER}; //!< see SetPlayout()
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_RECORD_H
