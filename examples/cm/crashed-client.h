/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CRASHED_CLIENT_H
#define QOS_CRASHED_CLIENT_H

#include "ns3/congestion-manager.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * A client of a Congestion Manager that sends some packets and then neither reports nor closes its
 * flow: what it sent stays in the account of its macroflow until the watchdog gives it up. No
 * packet goes over the network.
 */
class CrashedClient : private CmSender
{
  public:
    /**
     * @param manager of the host
     * @param key addresses and ports of its flow
     * @param mtu payload of its packets
     * @param packets that it sends before it crashes
     */
    CrashedClient(const Ptr<CongestionManager>& manager,
                  const FlowKey& key,
                  uint32_t mtu,
                  uint32_t packets);
    CrashedClient(const CrashedClient&) = delete;
    CrashedClient& operator=(const CrashedClient&) = delete;
    ~CrashedClient() override;

  private:
    void CmappSend(CmFlowId flow) override;

    Ptr<CongestionManager> m_manager; //!< of the host
    CmFlowId m_flow = CM_NONE;        //!< its flow
};

} // namespace qos
} // namespace ns3

#endif // QOS_CRASHED_CLIENT_H
