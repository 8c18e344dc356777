/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DEVICE_QUEUE_H
#define QOS_DEVICE_QUEUE_H

#include "ns3/data-rate.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"

#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * The queue inside a network device, below every scheduler: a fixed number of packets ("1p", "16p",
 * "100p") or byte queue limits that adapt to the link ("bql").
 *
 * What waits there has left the scheduler's hands, so it decides how late the best decision takes
 * effect.
 */
class DeviceQueue
{
  public:
    /** What FromText() accepts, for error messages. */
    static constexpr const char* ALLOWED =
        "bql, or a number of packets from 1 to 100000 followed by p, such as 16p";

    /**
     * @param text "bql" or "<n>p"
     * @return the queue, nothing if the text is neither
     */
    static std::optional<DeviceQueue> FromText(const std::string& text);

    /**
     * Set the queue of a device; to be called before a root queue disc is initialised on it. A
     * device without flow control gets it, so that a queue disc keeps what does not fit.
     * @param device a point-to-point or a real device with traffic control
     */
    void Install(Ptr<NetDevice> device) const;

    /**
     * How long a packet that leaves the scheduler takes to the other end of the link, its own
     * transmission time not counted, when the device queue is full: what DeadlinePolicy calls the
     * residual.
     * @param rate of the link
     * @param delay of the link
     * @return the time
     */
    Time Residual(DataRate rate, Time delay) const;

  private:
    uint32_t m_packets = 1; //!< 0 for byte queue limits
};

} // namespace qos
} // namespace ns3

#endif // QOS_DEVICE_QUEUE_H
