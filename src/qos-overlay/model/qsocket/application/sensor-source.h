/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SENSOR_SOURCE_H
#define QOS_SENSOR_SOURCE_H

#include "frame-source.h"

#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/random-variable-stream.h"

#include <deque>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-application
 * The paper's remote sensor: messages with random deadlines, sent aperiodically in bursts.
 *
 * Bursts of equal size come after exponentially distributed gaps; every message has a relative
 * deadline drawn uniformly. What the socket does not take waits in the application, its deadline
 * running.
 *
 * Source: QSockets paper, section 4.2.2; load, burst and deadlines are choices of this project, see
 * doc/published/qsockets.json.
 */
class SensorSource : public FrameSource
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SensorSource();
    int64_t AssignStreams(int64_t stream) override;

  private:
    void DoStart() override;
    void DoStop() override;
    void DoWritable() override;

    /** A message that was measured and not yet taken by the socket. */
    struct Reading
    {
        Time deadline; //!< absolute
    };

    /** Measure a burst. */
    void Burst();

    /** Schedule the next burst. */
    void ScheduleBurst();

    /** Send what waits, as far as the socket takes it. */
    void Flush();

    DataRate m_rate;                        //!< attribute Rate
    uint32_t m_bytes = 0;                   //!< attribute MessageSize
    uint32_t m_burst = 0;                   //!< attribute BurstSize
    Time m_deadlineMin;                     //!< attribute DeadlineMin
    Time m_deadlineMax;                     //!< attribute DeadlineMax
    Ptr<ExponentialRandomVariable> m_gaps;  //!< between bursts
    Ptr<UniformRandomVariable> m_deadlines; //!< relative deadlines
    std::deque<Reading> m_readings;         //!< what the socket has not taken yet
    EventId m_next;                         //!< next burst
};

} // namespace qos
} // namespace ns3

#endif // QOS_SENSOR_SOURCE_H
