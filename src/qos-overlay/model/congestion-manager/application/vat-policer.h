/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_VAT_POLICER_H
#define QOS_VAT_POLICER_H

#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * The policer of the paper's vat: drops packets of a constant-rate source ahead of time, so that
 * what is left fits into the rate that the Congestion Manager tells.
 *
 * It is for long-term adaptation. Therefore it does not follow that rate, which goes up and down as
 * the window probes the network, but its mean over some seconds; a buffer behind the policer is for
 * the rest. It admits packets by a token bucket.
 *
 * Source: OSDI 2000, section 3.6 and Figure 2. How the mean is taken, and the bucket, are this
 * project's.
 */
class VatPolicer
{
  public:
    /** The knobs. */
    struct Params
    {
        /** Time over which rates are averaged, with exponential weights: longer than the network
         * takes to go through a cycle of probing. While less time has passed since the first rate,
         * the mean is over that. Above 0. */
        Nanoseconds memory = std::chrono::seconds{5};

        /** Bytes that may pass at once after a pause: some packets, so that a packet that was not
         * admitted a little early does not cost the next one. */
        uint64_t depth = 640;
    };

    /** @param params the knobs */
    explicit VatPolicer(const Params& params);

    /**
     * The rate has changed. Until the first call everything is admitted.
     * @param bitsPerSecond the new rate; not negative
     * @param now the time
     */
    void SetRate(double bitsPerSecond, Nanoseconds now);

    /**
     * A packet wants to pass.
     * @param bytes its size
     * @param now the time
     * @return whether it may; it is charged then
     */
    bool Admit(uint64_t bytes, Nanoseconds now);

    /** @return the mean rate in bit/s as of the last call; negative before a rate is known */
    double MeanRate() const;

  private:
    /** @param now the time until which rates are averaged and tokens filled in */
    void Advance(Nanoseconds now);

    Params m_params;      //!< the knobs
    double m_rate = -1;   //!< bit/s as told last; negative: none yet
    double m_sum = 0;     //!< of the rates since the first one, weighted
    double m_weight = 0;  //!< of all of them; goes from 0 to 1
    double m_tokens;      //!< bytes that may pass
    Nanoseconds m_now{0}; //!< time of the last call
};

} // namespace qos
} // namespace ns3

#endif // QOS_VAT_POLICER_H
