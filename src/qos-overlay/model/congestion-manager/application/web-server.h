/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_WEB_SERVER_H
#define QOS_WEB_SERVER_H

#include "request-server.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Answers every request of a WebClient with a file of the size asked for, and closes the
 * connection.
 *
 * With `ns3::qos::CmTcpSocketFactory` as its factory, all connections to a client share one
 * congestion window.
 */
class WebServer : public RequestServer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    uint32_t RequestBytes() const override;
    std::optional<uint64_t> DoAnswer(const Ptr<Socket>& socket,
                                     const Ptr<Packet>& request) override;

    uint64_t m_largestFile = 0; //!< attribute LargestFile
};

} // namespace qos
} // namespace ns3

#endif // QOS_WEB_SERVER_H
