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
 * scheduler drops many, and comes back to its nominal rate step by step; the stream's period
 * follows with qchange.
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
     * Make frames at another rate and tell the scheduler.
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
