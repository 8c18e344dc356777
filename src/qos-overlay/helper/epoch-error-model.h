/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EPOCH_ERROR_MODEL_H
#define QOS_EPOCH_ERROR_MODEL_H

#include "loss-error-model.h"

#include "ns3/epoch-loss.h"
#include "ns3/nstime.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Quiet and busy epochs of fixed lengths take turns, each with a loss rate and a mean burst of its
 * own (EpochLoss). The defaults are model A at a round-trip time of 100 ms.
 *
 * Its random variables, in the order of AssignStreams(): where in a turn the first packet comes,
 * when bursts begin, and when they end.
 */
class EpochErrorModel : public LossErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    EpochErrorModel();

    /** @param params all attributes at once, such as EpochLoss::ModelB() */
    void SetParams(const EpochLoss::Params& params);

    std::unique_ptr<LossProcess> MakeProcess() const override;

  private:
    Time m_quietTime;        //!< attribute QuietTime
    double m_quietLoss = 0;  //!< attribute QuietLoss
    double m_quietBurst = 1; //!< attribute QuietBurst
    Time m_busyTime;         //!< attribute BusyTime
    double m_busyLoss = 0;   //!< attribute BusyLoss
    double m_busyBurst = 1;  //!< attribute BusyBurst
};

} // namespace qos
} // namespace ns3

#endif // QOS_EPOCH_ERROR_MODEL_H
