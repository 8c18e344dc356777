/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SOCKET_PACKET_FILTER_H
#define QOS_SOCKET_PACKET_FILTER_H

#include "socket-classifier.h"

#include "ns3/packet-filter.h"

#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * The socket classifier for ns-3's own queue discs (Prio, FqCoDel, ...): answers with the stream
 * that a socket was bound to.
 *
 * Bind sockets to class numbers at the classifier; packets of no bound socket do not match.
 */
class SocketPacketFilter : public PacketFilter
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param classifier the classifier, whose streams are the queue disc's classes, counted from 1
     */
    void SetClassifier(std::shared_ptr<SocketClassifier> classifier);

  private:
    bool CheckProtocol(Ptr<QueueDiscItem> item) const override;
    int32_t DoClassify(Ptr<QueueDiscItem> item) const override;

    std::shared_ptr<SocketClassifier> m_classifier; //!< null: nothing matches
};

} // namespace qos
} // namespace ns3

#endif // QOS_SOCKET_PACKET_FILTER_H
