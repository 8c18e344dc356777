/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_COUPLED_TCP_SOCKET_FACTORY_H
#define QOS_COUPLED_TCP_SOCKET_FACTORY_H

#include "coupled-window.h"

#include "ns3/socket-factory.h"

#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * Makes stock ns-3 TCP sockets that share one window on the node that it is aggregated to, whatever
 * host they lead to: `ns3::qos::CoupledTcpSocketFactory`.
 */
class CoupledTcpSocketFactory : public SocketFactory
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Ptr<Socket> CreateSocket() override;

  private:
    uint32_t m_initialWindow = 1;            //!< attribute InitialWindow
    std::shared_ptr<CoupledWindow> m_window; //!< made with the first socket
};

} // namespace qos
} // namespace ns3

#endif // QOS_COUPLED_TCP_SOCKET_FACTORY_H
