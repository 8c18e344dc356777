/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OUTAGE_ERROR_MODEL_H
#define QOS_OUTAGE_ERROR_MODEL_H

#include "loss-error-model.h"

#include "ns3/nstime.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Now and then everything is lost for a while, on top of another loss process (OutageLoss).
 *
 * Its random variables, in the order of AssignStreams(): the times between outages, the lengths of
 * outages, and those of the other model.
 */
class OutageErrorModel : public LossErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    OutageErrorModel();

    int64_t AssignStreams(int64_t stream) override;

    /** @return whether there is an outage now: what a report counts with and without outages needs
     */
    bool IsOut();

    std::unique_ptr<LossProcess> MakeProcess() const override;

  private:
    /** @param other loses packets outside outages */
    void SetOther(Ptr<LossErrorModel> other);

    /** @return what loses packets outside outages, or null */
    Ptr<LossErrorModel> GetOther() const;

    Ptr<LossErrorModel> m_other; //!< attribute Other
    Time m_interval;             //!< attribute Interval
    Time m_shortest;             //!< attribute Shortest
    Time m_longest;              //!< attribute Longest
};

} // namespace qos
} // namespace ns3

#endif // QOS_OUTAGE_ERROR_MODEL_H
