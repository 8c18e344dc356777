/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_ALF_PROCESS_H
#define QOS_HOST_ALF_PROCESS_H

#include "host-udp-process.h"

#include "ns3/libcm.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * The paper's ALF and ALF/noconnect: a process that requests grants and sends on callbacks.
 *
 * Its select() has the control socket of libcm in the set beside the data sockets. On unconnected
 * sockets it has to notify what it sends (OSDI 2000, Table 1).
 */
class HostAlfProcess : public HostUdpProcess
{
  public:
    /**
     * @param host it runs on this one
     * @param params what it does
     * @param connects whether the sockets are connected
     */
    HostAlfProcess(MeteredHost& host, const Params& params, bool connects);

  private:
    CmApi& Api() override;
    void OpenChannel(Channel& channel) override;
    uint32_t SelectSockets() const override;
    bool CanSend() override;
    void SendWhatCanBe() override;

    /**
     * Open a socket that is bound to an address of the host and connected.
     * @param channel gets socket and flow; knows its peer
     */
    void OpenConnected(Channel& channel);

    /**
     * Open a socket that is neither.
     * @param channel gets socket and flow; knows its peer
     */
    void OpenUnconnected(Channel& channel);

    /** Request what there is room for. */
    void Request();

    /** @param channel may send one datagram */
    void Send(const Channel& channel);

    /** Notify what was sent since the last time. */
    void Notify();

    bool m_connects;                 //!< the sockets are connected
    Libcm m_libcm;                   //!< of the process
    uint64_t m_requested = 0;        //!< grants that have not come
    std::size_t m_next = 0;          //!< channel of the next request
    std::vector<CmNotice> m_notices; //!< what was sent and not notified
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_ALF_PROCESS_H
