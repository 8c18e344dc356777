/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_IMPAIRED_PATH_H
#define QOS_IMPAIRED_PATH_H

#include "ns3/loss-process.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <array>
#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * A piece of a network between two devices: what comes in at one goes out at the other one, later,
 * or is lost. Rates and queues are those of the devices.
 *
 *     device 0 --> loss, delay --> device 1
 *     device 0 <-- loss, delay <-- device 1
 */
class ImpairedPath
{
  public:
    /** What happens to packets in one direction. */
    struct Direction
    {
        Time delay;                        //!< of each packet
        std::unique_ptr<LossProcess> loss; //!< loses packets; null: none
    };

    /** What became of the packets of one direction. */
    struct Counters
    {
        uint64_t came = 0;      //!< at one device
        uint64_t lost = 0;      //!< by the loss process
        uint64_t discarded = 0; //!< that the other device did not take
    };

    /**
     * @param first takes any destination and can send for others
     * @param second as well
     * @param there from the first to the second one
     * @param back from the second to the first one
     */
    ImpairedPath(const Ptr<NetDevice>& first,
                 const Ptr<NetDevice>& second,
                 Direction there,
                 Direction back);
    ~ImpairedPath();
    ImpairedPath(const ImpairedPath&) = delete;
    ImpairedPath& operator=(const ImpairedPath&) = delete;

    /** @return what became of packets from the first to the second device */
    const Counters& There() const
    {
        return m_sides[0].counters;
    }

    /** @return what became of packets from the second to the first device */
    const Counters& Back() const
    {
        return m_sides[1].counters;
    }

  private:
    /** A device, and what happens to packets that come in there. */
    struct Side
    {
        Ptr<NetDevice> device; //!< where they come in
        Ptr<NetDevice> other;  //!< where they go out
        Direction direction;   //!< what happens in between
        Counters counters;     //!< what became of them
    };

    /**
     * A packet came in.
     * @param device where
     * @param packet the packet
     * @param protocol what it is
     * @param from who sent it
     * @param to whom
     * @param type whether it is for this device
     * @return true: it was taken
     */
    bool Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);

    std::array<Side, 2> m_sides; //!< both
};

} // namespace qos
} // namespace ns3

#endif // QOS_IMPAIRED_PATH_H
