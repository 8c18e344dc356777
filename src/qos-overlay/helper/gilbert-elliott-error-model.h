/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GILBERT_ELLIOTT_ERROR_MODEL_H
#define QOS_GILBERT_ELLIOTT_ERROR_MODEL_H

#include "loss-error-model.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Loses packets with one probability while the path is good, and with another while it is bad
 * (GilbertElliottLoss).
 *
 * Its random variables, in the order of AssignStreams(): the state of the path, and losses.
 */
class GilbertElliottErrorModel : public LossErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    GilbertElliottErrorModel();

    std::unique_ptr<LossProcess> MakeProcess() const override;

  private:
    double m_toBad = 0;    //!< attribute ToBad
    double m_toGood = 1;   //!< attribute ToGood
    double m_goodLoss = 0; //!< attribute GoodLoss
    double m_badLoss = 1;  //!< attribute BadLoss
};

} // namespace qos
} // namespace ns3

#endif // QOS_GILBERT_ELLIOTT_ERROR_MODEL_H
