/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GILBERT_ERROR_MODEL_H
#define QOS_GILBERT_ERROR_MODEL_H

#include "loss-error-model.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Loses a given share of the packets, in bursts of a given mean length (GilbertLoss).
 *
 * Its random variables, in the order of AssignStreams(): when bursts begin, and when they end.
 *
 * The error model of ns-3 for bursts, BurstErrorModel, draws the begin of a burst inside bursts
 * too, and loses less than the product of its rate and its mean burst.
 */
class GilbertErrorModel : public LossErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    GilbertErrorModel();

    std::unique_ptr<LossProcess> MakeProcess() const override;

  private:
    double m_loss = 0;  //!< attribute LossRate
    double m_burst = 1; //!< attribute MeanBurst
};

} // namespace qos
} // namespace ns3

#endif // QOS_GILBERT_ERROR_MODEL_H
