/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GILBERT_ELLIOTT_LOSS_H
#define QOS_GILBERT_ELLIOTT_LOSS_H

#include "loss-process.h"
#include "uniform-source.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * Loses packets with one probability while the path is good, and with another while it is bad.
 *
 * The state changes after each packet with a probability of its own. The path is good at first.
 *
 * Source: E. N. Gilbert, "Capacity of a Burst-Noise Channel", Bell System Technical Journal 39(5),
 * 1960; E. O. Elliott, "Estimates of Error Rates for Codes on Burst-Noise Channels", the same
 * 42(5), 1963.
 */
class GilbertElliottLoss final : public LossProcess
{
  public:
    /** The knobs. */
    struct Params
    {
        double toBad = 0;    //!< probability that a good path is bad for the next packet
        double toGood = 1;   //!< probability that a bad path is good for the next packet, above 0
        double goodLoss = 0; //!< probability of a loss on a good path
        double badLoss = 1;  //!< probability of a loss on a bad path

        /** @return share of the packets that find the path bad */
        double BadShare() const
        {
            return toBad / (toBad + toGood);
        }

        /** @return share of the packets that are lost */
        double LossRate() const
        {
            return goodLoss + BadShare() * (badLoss - goodLoss);
        }
    };

    /** What one wants of a path. */
    struct Means
    {
        double loss = 0; //!< share of the packets that are lost, from goodLoss to below badLoss
        double badLength = 1; //!< mean number of packets for which the path stays bad, at least 1
        double goodLoss = 0;  //!< probability of a loss on a good path
        double badLoss = 1;   //!< probability of a loss on a bad path
    };

    /** Where random numbers come from. */
    struct Sources
    {
        UniformSource state; //!< whether the state changes
        UniformSource loss;  //!< whether a packet is lost
    };

    /**
     * @param means what one wants
     * @return the parameters
     * @throws std::invalid_argument if there are none
     */
    static Params WithMeans(const Means& means);

    /**
     * @param params the knobs
     * @param sources of random numbers
     * @throws std::invalid_argument if a knob is out of range
     */
    GilbertElliottLoss(const Params& params, Sources sources);

    bool IsLost(Nanoseconds now) override;
    void Reset() override;

  private:
    Params m_params;      //!< the knobs
    bool m_isBad = false; //!< of the path, for the next packet
    Sources m_sources;    //!< of random numbers
};

} // namespace qos
} // namespace ns3

#endif // QOS_GILBERT_ELLIOTT_LOSS_H
