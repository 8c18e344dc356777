/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_NULL_CONGESTION_OPS_H
#define QOS_CM_NULL_CONGESTION_OPS_H

#include "ns3/tcp-congestion-ops.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * The congestion control that a TCP/CM socket does not do itself: changes nothing, whatever
 * happens.
 */
class CmNullCongestionOps : public TcpCongestionOps
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string GetName() const override;
    uint32_t GetSsThresh(Ptr<const TcpSocketState> state, uint32_t bytesInFlight) override;
    void IncreaseWindow(Ptr<TcpSocketState> state, uint32_t segmentsAcked) override;
    Ptr<TcpCongestionOps> Fork() override;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_NULL_CONGESTION_OPS_H
