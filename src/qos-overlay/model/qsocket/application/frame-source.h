/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAME_SOURCE_H
#define QOS_FRAME_SOURCE_H

#include "frame-header.h"

#include "ns3/application.h"
#include "ns3/qsocket-manager.h"

#include <array>
#include <limits>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** What became of a source's frames of one kind, as far as the sending host knows. */
struct FrameCounts
{
    uint64_t made = 0;    //!< frames given to the socket
    uint64_t dropped = 0; //!< dropped by the scheduler
    uint64_t late = 0;    //!< sent too late
};

/**
 * @ingroup qos-application
 * Base of the sending applications: a UDP socket of the host, with a stream if QoS is wanted, and
 * the host's reports counted.
 */
class FrameSource : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param params device, scheduler and attributes of the stream; without them the source is
     * unmanaged */
    void SetQos(const QosParams& params);

    /** @return what SetQos() was given, nothing for an unmanaged source */
    const std::optional<QosParams>& GetQos() const
    {
        return m_qos;
    }

    /** @return the socket, null before the start */
    Ptr<QSocket> GetSocket() const
    {
        return m_socket;
    }

    /**
     * @param kind a kind of frame
     * @return what became of those
     */
    const FrameCounts& GetCounts(uint8_t kind) const
    {
        return m_counts[kind];
    }

    /**
     * @param number of a frame that was made, from 1
     * @return its kind
     */
    uint8_t GetKindOf(uint64_t number) const
    {
        return m_kinds[number - 1];
    }

    /** @return when the frames were made, in order */
    const std::vector<Time>& GetSendTimes() const
    {
        return m_sendTimes;
    }

    /** @return what became of all frames */
    FrameCounts GetTotalCounts() const;

    /**
     * Fix the random variables of this application.
     * @param stream the first stream number to use
     * @return how many were used
     */
    virtual int64_t AssignStreams(int64_t stream) = 0;

  protected:
    void DoDispose() override;

    /**
     * Send one frame.
     * @param kind its kind
     * @param bytes its size, header included
     * @param flags what the scheduler shall know; kind is filled in
     * @return whether the socket took it; if not, it is not counted and its number is used again
     */
    bool SendFrame(uint8_t kind, uint32_t bytes, MessageFlags flags);

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** The socket is ready: begin. */
    virtual void DoStart() = 0;

    /** Stop making frames. */
    virtual void DoStop() = 0;

    /** The socket can take a message again. */
    virtual void DoWritable();

    /**
     * The socket can take a message again.
     * @param socket the socket
     */
    void Writable(Ptr<QSocket> socket);

    /**
     * A message ended.
     * @param socket the socket
     * @param report how
     */
    void Reported(Ptr<QSocket> socket, const MessageReport& report);

    Address m_remote;               //!< attribute Remote
    uint32_t m_sendBuffer = 0;      //!< attribute SendBuffer
    bool m_isBlocking = true;       //!< attribute Blocking
    std::optional<QosParams> m_qos; //!< null for an unmanaged source
    Ptr<QSocket> m_socket;          //!< connected to the remote
    std::vector<uint8_t> m_kinds;   //!< of the frames made, in order
    std::vector<Time> m_sendTimes;  //!< of the frames made, in order
    std::array<FrameCounts, std::numeric_limits<uint8_t>::max() + 1> m_counts; //!< by kind
};

} // namespace qos
} // namespace ns3

#endif // QOS_FRAME_SOURCE_H
