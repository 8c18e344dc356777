/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GILBERT_ERROR_MODEL_H
#define QOS_GILBERT_ERROR_MODEL_H

#include "ns3/error-model.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Loses a given share of the packets, in bursts of a given mean length.
 *
 * A path is good or bad. A packet that finds it good makes it bad with probability p; a packet that
 * finds it bad, or has made it so, is lost, and makes it good with probability 1 / burst. With
 *
 *     p = loss / (burst (1 - loss) + loss)
 *
 * the share of lost packets is the loss rate. With a mean burst of 1 each packet is lost
 * independently of all others. A burst may follow at once on another, so that the mean number of
 * packets that are lost in a row is burst / (1 - p).
 *
 * The error model of ns-3 for bursts, BurstErrorModel, draws the begin of a burst inside bursts
 * too, and loses less than the product of its rate and its mean burst.
 *
 * Source: E. N. Gilbert, "Capacity of a Burst-Noise Channel", Bell System Technical Journal 39(5),
 * 1960, with packets for bits, and all lost on a bad path.
 */
class GilbertErrorModel : public ErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    GilbertErrorModel();

    /**
     * Fix the random variables: when bursts begin, and when they end.
     * @param stream the first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    double m_loss = 0;                  //!< attribute LossRate
    double m_burst = 1;                 //!< attribute MeanBurst
    bool m_isBad = false;               //!< the next packet is lost
    Ptr<UniformRandomVariable> m_begin; //!< whether a burst begins
    Ptr<UniformRandomVariable> m_end;   //!< whether a burst ends
};

} // namespace qos
} // namespace ns3

#endif // QOS_GILBERT_ERROR_MODEL_H
