/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_RUNS_H
#define QOS_LOSS_RUNS_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * How bursty losses are: packets in the order in which they were sent, each of them lost or not.
 *
 * Source: RFC 3357 for loss distance (from a lost packet back to the one lost before it, in
 * packets), loss periods (maximal runs of lost packets) and the noticeable rate. The first lost
 * packet has no distance.
 */
class LossRuns
{
  public:
    /** @param longest runs and distances up to this length are counted by length */
    explicit LossRuns(std::size_t longest = 1000);

    /** @param isLost whether the next packet is lost */
    void Add(bool isLost);

    /** @return packets so far */
    uint64_t Packets() const
    {
        return m_packets;
    }

    /** @return lost packets so far */
    uint64_t Lost() const
    {
        return m_lost;
    }

    /** @return loss periods so far, the open one included */
    uint64_t Periods() const
    {
        return m_periods;
    }

    /** @return share of lost packets; 0 if there are no packets */
    double LossRate() const;

    /** @return mean length of a loss period in packets; 0 if there is none */
    double MeanRun() const;

    /** @return share of lost packets among those that follow on a lost one; 0 if none does */
    double ConditionalLoss() const;

    /** @return mean run over that of independent losses, 1 / (1 - loss); 0 if nothing is lost */
    double BurstRatio() const;

    /**
     * @param delta a distance that an application notices, at most the longest one that is counted
     * @return share of lost packets whose loss distance is at most that; 0 if nothing is lost
     */
    double NoticeableRate(std::size_t delta) const;

    /** @return mean loss distance between two loss periods (its inter loss period length), 0 if
     * there are not two */
    double MeanPeriodDistance() const;

    /** @return loss periods that have ended, by length; the last are the longer ones. Index 0 is 0.
     */
    const std::vector<uint64_t>& Runs() const
    {
        return m_runs;
    }

    /** @return loss distances, by length; the last are the longer ones. Index 0 is 0. */
    const std::vector<uint64_t>& Distances() const
    {
        return m_distances;
    }

  private:
    uint64_t m_packets = 0;            //!< so far
    uint64_t m_lost = 0;               //!< so far
    uint64_t m_periods = 0;            //!< so far
    uint64_t m_afterLost = 0;          //!< packets that follow on a lost one
    uint64_t m_run = 0;                //!< length of the open loss period, 0 if there is none
    uint64_t m_lastLost = 0;           //!< number of the last lost packet, from 1 on
    uint64_t m_periodDistances = 0;    //!< sum of distances between loss periods
    std::vector<uint64_t> m_runs;      //!< ended loss periods by length
    std::vector<uint64_t> m_distances; //!< loss distances by length
};

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_RUNS_H
