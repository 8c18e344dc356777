/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_RTT_ESTIMATOR_H
#define QOS_CM_RTT_ESTIMATOR_H

#include "ns3/cm-types.h"
#include "ns3/rtt-estimator.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * The round-trip time as a TCP/CM connection knows it: its samples go to the Congestion Manager,
 * and the estimates come back from there, averaged over all connections to the same host.
 *
 * Source: OSDI 2000, section 3.2.
 */
class CmRttEstimator : public RttMeanDeviation
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    void Measurement(Time sample) override;
    Ptr<RttEstimator> Copy() const override;

    /** @return whether there is a sample that was not taken yet */
    bool HasSample() const
    {
        return m_sample != CM_NO_RTT;
    }

    /** @return the sample that was not taken yet, CM_NO_RTT if there is none */
    Nanoseconds TakeSample();

    /**
     * @param state what the Congestion Manager knows; nothing happens unless it is valid
     */
    void Adopt(const NetworkState& state);

  private:
    Nanoseconds m_sample = CM_NO_RTT; //!< not taken yet
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_RTT_ESTIMATOR_H
