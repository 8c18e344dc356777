/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAME_RECEIVER_H
#define QOS_FRAME_RECEIVER_H

#include "frame-header.h"

#include "ns3/application.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** A frame as it arrived. */
struct ReceivedFrame
{
    FrameHeader header; //!< what its source said
    Time received;      //!< when it was complete
    uint32_t bytes = 0; //!< its size, header included

    /** @return whether it came after its deadline */
    bool IsLate() const
    {
        return header.deadline && received > *header.deadline;
    }
};

/**
 * @ingroup qos-application
 * The client of the paper's experiments: receives frames or sensor messages over UDP and records
 * each.
 *
 * A frame is one datagram; it counts when all its IP fragments have come. What is too short to hold
 * a FrameHeader is counted as malformed and otherwise ignored.
 */
class FrameReceiver : public Application
{
  public:
    /** TracedCallback signature of the trace source Frame. */
    typedef void (*FrameTracedCallback)(const ReceivedFrame& frame);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return all frames in the order of their arrival */
    const std::vector<ReceivedFrame>& GetFrames() const
    {
        return m_frames;
    }

    /** @return datagrams that were too short to be a frame */
    uint64_t GetMalformed() const
    {
        return m_malformed;
    }

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /**
     * Read what has come.
     * @param socket the socket
     */
    void Receive(Ptr<Socket> socket);

    Address m_local;                              //!< attribute Local
    Ptr<Socket> m_socket;                         //!< bound to it
    std::vector<ReceivedFrame> m_frames;          //!< what came
    uint64_t m_malformed = 0;                     //!< what came and was no frame
    TracedCallback<const ReceivedFrame&> m_frame; //!< trace source Frame
};

} // namespace qos
} // namespace ns3

#endif // QOS_FRAME_RECEIVER_H
