/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_UDP_SOCKET_FACTORY_H
#define QOS_CM_UDP_SOCKET_FACTORY_H

#include "cm-udp-flow.h"

#include "ns3/socket-factory.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-udp
 * Makes congestion-controlled UDP sockets on the node that it is aggregated to: give its name,
 * `ns3::qos::CmUdpSocketFactory`, to an application in place of `ns3::UdpSocketFactory`.
 *
 * The node needs an Internet stack and a CongestionManager. With the attribute Acknowledged, the
 * receivers have to be FeedbackReceivers; without it, any will do, and the application has to
 * report what arrived. The attributes count for the sockets to come.
 */
class CmUdpSocketFactory : public SocketFactory
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CmUdpSocketFactory();
    Ptr<Socket> CreateSocket() override;

    /**
     * Fix the random variable of the nonces of all its sockets.
     * @param stream number of the stream
     * @return how many streams are used: 1
     */
    int64_t AssignStreams(int64_t stream);

  private:
    /** DropFrom as an attribute. */
    enum DropChoice
    {
        HEAD, //!< DropFrom::Head
        TAIL  //!< DropFrom::Tail
    };

    uint32_t m_sendBuffer = 0;           //!< attribute SendBuffer
    DropChoice m_drop = TAIL;            //!< attribute Drop
    bool m_isAcknowledged = false;       //!< attribute Acknowledged
    Time m_feedbackDelay;                //!< attribute FeedbackDelay
    uint32_t m_largestTable = 0;         //!< attribute LargestTable
    uint32_t m_principal = 0;            //!< attribute Principal
    Ptr<UniformRandomVariable> m_nonces; //!< where nonces come from
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_UDP_SOCKET_FACTORY_H
