/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ADAPTIVE_VIDEO_SERVER_H
#define QOS_ADAPTIVE_VIDEO_SERVER_H

#include "video-server.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-application
 * A video server that asks qinfo how its stream fares and adapts: it makes fewer frames while the
 * scheduler drops many, and comes back to its nominal rate step by step. It never goes below one
 * frame a second, or below its nominal rate if that is less.
 *
 * The server owns the attributes of the stream that it opens itself (SetQos()): with each change of
 * the rate it sets those of SetQos() again, with a DWCS period that fits the rate, and so
 * overwrites what others set with QSocketManager::Change(). If its socket was attached by somebody
 * else, or the discipline is another one, it changes its rate only and leaves the attributes alone.
 *
 * Source: QSockets paper, section 1.2 ("network feedback can be used to throttle or speed up an
 * application's rate").
 */
class AdaptiveVideoServer : public VideoServer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void DoStart() override;
    void DoStop() override;

    /** Look at what happened since the last time, and choose a rate. */
    void Adapt();

    /**
     * Make frames at another rate; tell the scheduler if the stream is the server's own.
     * @param framesPerSecond the rate
     */
    void ChangeRate(double framesPerSecond);

    Time m_interval;         //!< attribute Interval
    double m_tolerance = 0;  //!< attribute Tolerance
    double m_decrease = 0;   //!< attribute Decrease
    double m_increase = 0;   //!< attribute Increase
    double m_nominal = 0;    //!< rate at the start
    uint64_t m_messages = 0; //!< messages that had ended when Adapt() looked last
    uint64_t m_drops = 0;    //!< of these, dropped
    EventId m_adapt;         //!< next look
};

} // namespace qos
} // namespace ns3

#endif // QOS_ADAPTIVE_VIDEO_SERVER_H
