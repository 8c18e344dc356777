/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OUTAGE_LOSS_H
#define QOS_OUTAGE_LOSS_H

#include "loss-process.h"
#include "uniform-source.h"

#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * Now and then everything is lost for a while, on top of another loss process.
 *
 * The times between outages are exponentially distributed, so that outages come without a memory;
 * their lengths are uniformly distributed. There is no outage when the first packet comes. The
 * other process sees all packets, so that the same ones are lost outside outages as without them.
 *
 * A guarantee cannot hold in an outage. IsOut() lets a report count losses with and without them.
 */
class OutageLoss final : public LossProcess
{
  public:
    /** The knobs. */
    struct Params
    {
        /** Mean time from the begin of an outage to that of the next, above the mean length,
         * at most a year. */
        Nanoseconds interval = std::chrono::seconds{60};
        Nanoseconds shortest = std::chrono::milliseconds{500}; //!< outage
        Nanoseconds longest = std::chrono::seconds{3};         //!< outage

        /** @return the mean length of an outage */
        Nanoseconds MeanLength() const
        {
            return shortest + (longest - shortest) / 2;
        }

        /** @return share of the time that is in outages */
        double Share() const;
    };

    /** Where random numbers come from. */
    struct Sources
    {
        UniformSource gap;    //!< time between two outages
        UniformSource length; //!< of an outage
    };

    /**
     * @param params the knobs
     * @param other what is lost outside outages; null: nothing
     * @param sources of random numbers
     * @throws std::invalid_argument if a knob is out of range
     */
    OutageLoss(const Params& params, std::unique_ptr<LossProcess> other, Sources sources);

    bool IsLost(Nanoseconds now) override;
    void Reset() override;

    /**
     * @param now not before the last packet
     * @return whether there is an outage then
     */
    bool IsOut(Nanoseconds now);

  private:
    Params m_params;                      //!< the knobs
    std::unique_ptr<LossProcess> m_other; //!< losses outside outages, or null
    Sources m_sources;                    //!< of random numbers
    bool m_hasBegun = false;              //!< a packet has come
    Nanoseconds m_begin{0};               //!< of the current or next outage
    Nanoseconds m_end{0};                 //!< of it, exclusive
};

} // namespace qos
} // namespace ns3

#endif // QOS_OUTAGE_LOSS_H
