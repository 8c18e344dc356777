/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_BUFFERED_PROCESS_H
#define QOS_HOST_BUFFERED_PROCESS_H

#include "host-udp-process.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * The paper's Buffered: a process that sends on a congestion-controlled UDP socket and reports
 * what arrived (OSDI 2000, section 3.3).
 */
class HostBufferedProcess : public HostUdpProcess
{
  public:
    /**
     * @param host it runs on this one
     * @param params what it does, with a batch of 1
     */
    HostBufferedProcess(MeteredHost& host, const Params& params);

  private:
    CmApi& Api() override;
    void OpenChannel(Channel& channel) override;
    uint32_t SelectSockets() const override;
    bool CanSend() override;
    void SendWhatCanBe() override;

    CmApi m_api; //!< of the process
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_BUFFERED_PROCESS_H
