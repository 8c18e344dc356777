/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BANDWIDTH_HISTORY_H
#define QOS_BANDWIDTH_HISTORY_H

#include "ns3/indexed-heap.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of a bandwidth history. */
struct BandwidthHistoryParams
{
    /** u: share of the samples that may be below the guaranteeable bandwidth. */
    double missProbability = 0.01;

    /** Samples that are kept, and needed, per probability: 20/u. */
    double samplesPerTail = 20;

    /** Older samples say nothing about the future. */
    Nanoseconds memory = std::chrono::minutes{5};
};

/**
 * @ingroup qos-overqos-estimation
 * c over the latest minutes, one sample per window: its mean, and c_min, below which it was with
 * probability u.
 *
 * The samples below c_min and the others are two heaps, c_min is the top of the upper one. A sample
 * comes and goes in O(log n), without allocation.
 *
 * With u = 0.01 and a sample per round trip about every 100th window is below c_min, in a history
 * as it was; nothing is guaranteed but this share. 2000 samples in five minutes need a round trip
 * of at most 150 ms: where it is longer, take a larger u.
 *
 * Source: OverQoS (NSDI 2004), section 6.3 and Figure 8(c).
 */
class BandwidthHistory
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit BandwidthHistory(const BandwidthHistoryParams& params = BandwidthHistoryParams());

    /**
     * @param bandwidth c of a window, not 0, which stands for infinitely fast
     * @param now the time, which never runs backwards
     * @throws std::invalid_argument if the bandwidth is 0
     */
    void Add(Bitrate bandwidth, Nanoseconds now);

    /**
     * Forget what is too old, when no sample comes.
     * @param now the time
     */
    void Forget(Nanoseconds now);

    /** @return c_min: at most the share u of the samples is below it; nothing without a sample */
    std::optional<Bitrate> Guaranteeable() const;

    /** @return c_avg, in whole bits per second; nothing without a sample */
    std::optional<Bitrate> Mean() const;

    /** @return whether there are the 20/u samples that c_min needs */
    bool HasEnoughSamples() const
    {
        return m_count == m_samples.size();
    }

    /** @return how many samples there are */
    std::size_t Samples() const
    {
        return m_count;
    }

  private:
    /** A sample. */
    struct Sample
    {
        uint64_t bitsPerSecond; //!< c
        Nanoseconds time;       //!< when it was taken
    };

    /** The largest first. */
    struct Larger
    {
        /**
         * @param a a bandwidth
         * @param b another one
         * @return whether a goes first
         */
        bool operator()(uint64_t a, uint64_t b) const
        {
            return a > b;
        }
    };

    /** The least first. */
    struct Less
    {
        /**
         * @param a a bandwidth
         * @param b another one
         * @return whether a goes first
         */
        bool operator()(uint64_t a, uint64_t b) const
        {
            return a < b;
        }
    };

    /** Forget the oldest sample. */
    void RemoveOldest();

    /** Move samples between the heaps until the lower one has the share u. */
    void Balance();

    BandwidthHistoryParams m_params;       //!< the knobs
    std::vector<Sample> m_samples;         //!< a ring
    std::size_t m_oldest = 0;              //!< place of the oldest sample
    std::size_t m_count = 0;               //!< samples
    uint64_t m_sum = 0;                    //!< of the samples, bits per second
    IndexedHeap<uint64_t, Larger> m_below; //!< the samples below c_min, by place
    IndexedHeap<uint64_t, Less> m_others;  //!< the other samples, by place
};

} // namespace qos
} // namespace ns3

#endif // QOS_BANDWIDTH_HISTORY_H
