/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GILBERT_LOSS_H
#define QOS_GILBERT_LOSS_H

#include "loss-process.h"
#include "uniform-source.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * Loses a given share of the packets, in bursts of a given mean length.
 *
 * A path is good or bad. A packet that finds it good makes it bad with probability p; a packet that
 * finds it bad, or has made it so, is lost, and makes it good with probability 1 / burst. With
 *
 *     p = loss / (burst (1 - loss) + loss)
 *
 * the share of lost packets is the loss rate. With a mean burst of 1 each packet is lost
 * independently of all others. A burst may follow at once on another, so that the mean number of
 * packets that are lost in a row is burst / (1 - p) = burst + loss / (1 - loss).
 *
 * Source: E. N. Gilbert, "Capacity of a Burst-Noise Channel", Bell System Technical Journal 39(5),
 * 1960, with packets for bits, and all lost on a bad path.
 */
class GilbertLoss final : public LossProcess
{
  public:
    /** The knobs. */
    struct Params
    {
        double loss = 0;  //!< share of the packets that are lost
        double burst = 1; //!< mean number of packets in a burst, at least 1
    };

    /** Where random numbers come from. */
    struct Sources
    {
        UniformSource begin; //!< whether a burst begins
        UniformSource end;   //!< whether a burst ends
    };

    /**
     * Parameters by what one can see from outside, the mean number of packets lost in a row. 1 / (1
     * - loss) is that of independent losses, and none is smaller.
     * @param loss share of the packets that are lost, below 1
     * @param run mean number of packets lost in a row
     * @return the parameters
     * @throws std::invalid_argument if there are none
     */
    static Params WithMeanRun(double loss, double run);

    /**
     * @param params the knobs
     * @param sources of random numbers
     * @throws std::invalid_argument if a knob is out of range
     */
    GilbertLoss(const Params& params, Sources sources);

    bool IsLost(Nanoseconds now) override;
    void Reset() override;

  private:
    double m_begin;       //!< probability that a burst begins
    double m_end;         //!< probability that a burst ends
    bool m_isBad = false; //!< the next packet is lost
    Sources m_sources;    //!< of random numbers
};

} // namespace qos
} // namespace ns3

#endif // QOS_GILBERT_LOSS_H
