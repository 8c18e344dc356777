/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_VIDEO_SERVER_H
#define QOS_VIDEO_SERVER_H

#include "frame-source.h"

#include "ns3/event-id.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace qos
{

/** Kinds of MPEG frames. */
enum VideoFrameKind : uint8_t
{
    FRAME_I = 1, //!< intra-coded, never droppable
    FRAME_P = 2, //!< predicted
    FRAME_B = 3  //!< bidirectional
};

/**
 * @ingroup qos-application
 * The paper's streaming video server: frames of random type at a constant rate, I frames not
 * droppable.
 *
 * Each frame is one UDP datagram. A server that is blocked in sendto() makes no frames meanwhile;
 * afterwards it goes on with the next one at once and does not catch up. The phase of its clock is
 * random.
 *
 * Source: QSockets paper, section 4.2.1; frame sizes and mix are choices of this project, see
 * doc/published/qsockets.json.
 */
class VideoServer : public FrameSource
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    VideoServer();
    int64_t AssignStreams(int64_t stream) override;

    /** @return frames per second that it makes now */
    double GetFrameRate() const
    {
        return m_frameRate;
    }

    /** @param framesPerSecond what it makes from the next frame on, positive */
    void SetFrameRate(double framesPerSecond)
    {
        m_frameRate = framesPerSecond;
    }

  protected:
    void DoStart() override;
    void DoStop() override;
    void DoWritable() override;

  private:
    /** Make the next frame, unless the process is blocked. */
    void Tick();

    /** @return the kind of the next frame */
    VideoFrameKind NextKind();

    /**
     * @param kind a kind of frame
     * @return its size in bytes
     */
    uint32_t SizeOf(VideoFrameKind kind) const;

    double m_frameRate = 0;               //!< attribute FrameRate
    uint32_t m_sizeI = 0;                 //!< attribute SizeI
    uint32_t m_sizeP = 0;                 //!< attribute SizeP
    uint32_t m_sizeB = 0;                 //!< attribute SizeB
    double m_shareI = 0;                  //!< attribute ShareI
    double m_shareP = 0;                  //!< attribute ShareP
    Ptr<UniformRandomVariable> m_uniform; //!< kinds of frames, phase
    Time m_due;                           //!< when the present frame was due
    EventId m_tick;                       //!< next frame
};

} // namespace qos
} // namespace ns3

#endif // QOS_VIDEO_SERVER_H
