/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_TCP_SOCKET_FACTORY_H
#define QOS_CM_TCP_SOCKET_FACTORY_H

#include "ns3/socket-factory.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * Makes TCP/CM sockets on the node that it is aggregated to: give its name,
 * `ns3::qos::CmTcpSocketFactory`, to an application in place of `ns3::TcpSocketFactory`.
 *
 * The node needs an Internet stack and a CongestionManager; CmHelper installs both. The receiver of
 * a connection may be any TCP.
 */
class CmTcpSocketFactory : public SocketFactory
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Ptr<Socket> CreateSocket() override;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_TCP_SOCKET_FACTORY_H
