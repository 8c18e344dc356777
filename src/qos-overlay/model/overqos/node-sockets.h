/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NODE_SOCKETS_H
#define QOS_NODE_SOCKETS_H

#include "ns3/address.h"
#include "ns3/callback.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstdint>
#include <map>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos
 * The UDP sockets of an overlay node: one for each local address that its virtual links use.
 */
class NodeSockets
{
  public:
    /** Is told of a socket with datagrams. */
    using ReceiveCallback = Callback<void, Ptr<Socket>>;

    /**
     * @param tos type of service or traffic class of what is sent from now on
     */
    void SetTos(uint8_t tos)
    {
        m_tos = tos;
    }

    /**
     * Open a socket, unless there is one. The program ends if the port is taken, or if the IP
     * versions of the addresses differ.
     * @param node whose it is
     * @param local socket address; invalid: any address of the peer's IP version
     * @param port if there is no local address
     * @param peer socket address of the other end
     * @param receive is told of datagrams
     * @return the socket for the local address
     */
    Ptr<Socket> Open(Ptr<Node> node,
                     Address local,
                     uint16_t port,
                     const Address& peer,
                     ReceiveCallback receive);

    /**
     * @param socket one of these
     * @param packet a datagram
     * @param peer where it goes
     * @return whether the host took it
     */
    bool Send(Ptr<Socket> socket, Ptr<Packet> packet, const Address& peer) const;

    /** Close them. Nothing is received any more. */
    void Close();

  private:
    std::map<Address, Ptr<Socket>> m_sockets; //!< by local address
    uint8_t m_tos = 0;                        //!< see SetTos()
};

} // namespace qos
} // namespace ns3

#endif // QOS_NODE_SOCKETS_H
