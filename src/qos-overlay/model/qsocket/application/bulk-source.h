/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BULK_SOURCE_H
#define QOS_BULK_SOURCE_H

#include "ns3/application.h"
#include "ns3/qsocket-manager.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-application
 * The perturbation of the paper's experiments, "a large ftp transfer": a TCP connection that sends
 * as fast as it may until it stops. One whose stop comes before its start sends nothing.
 */
class BulkSource : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param params device, scheduler and attributes of the stream; without them the transfer is
     * unmanaged */
    void SetQos(const QosParams& params);

    /** @return the socket, null before the start */
    Ptr<QSocket> GetSocket() const
    {
        return m_socket;
    }

    /** @return bytes given to TCP */
    uint64_t GetBytes() const
    {
        return m_bytes;
    }

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /**
     * Fill TCP's buffer.
     * @param socket the socket
     */
    void Fill(Ptr<QSocket> socket);

    /**
     * The connection stands.
     * @param socket the ns-3 socket
     */
    void Connected(Ptr<Socket> socket);

    Address m_remote;               //!< attribute Remote
    uint32_t m_segmentBytes = 0;    //!< attribute SegmentSize
    uint32_t m_bufferBytes = 0;     //!< attribute BufferSize
    std::optional<QosParams> m_qos; //!< null for an unmanaged transfer
    Ptr<QSocket> m_socket;          //!< the connection
    bool m_isRunning = false;       //!< between start and stop
    bool m_isStopped = false;       //!< after stop
    uint64_t m_bytes = 0;           //!< given to TCP
};

} // namespace qos
} // namespace ns3

#endif // QOS_BULK_SOURCE_H
