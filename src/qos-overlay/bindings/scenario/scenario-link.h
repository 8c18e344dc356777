/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_LINK_H
#define QOS_SCENARIO_LINK_H

#include "simulated-world.h"
#include "trace-table.h"

#include "ns3/error-model.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/ptr.h"
#include "ns3/queue-disc.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/** One direction of a link, as Python has it: the queue before it, and what it carries. */
class ScenarioLink : public SimulatedPart, public std::enable_shared_from_this<ScenarioLink>
{
  public:
    /**
     * @param world of the link
     * @param name such as "left_router to right_router"
     * @param device that sends; its peer is the only other device of the channel
     * @param disc root queue disc of the device; null if only the device has a queue
     * @return the direction of the link
     */
    static std::shared_ptr<ScenarioLink> Make(SimulatedWorld& world,
                                              std::string name,
                                              const Ptr<PointToPointNetDevice>& device,
                                              const Ptr<QueueDisc>& disc = nullptr);

    /** @return its name */
    const std::string& Name() const
    {
        return m_name;
    }

    /** @return packets that were sent so far */
    uint64_t SentPackets() const
    {
        return m_sentPackets;
    }

    /** @return bytes of these, with their headers of the link */
    uint64_t SentBytes() const
    {
        return m_sentBytes;
    }

    /** @return packets that the queue dropped so far */
    uint64_t Dropped() const
    {
        return m_dropped;
    }

    /** @return packets that were lost on the way so far, by what Lose() was given */
    uint64_t Lost() const
    {
        return m_lost;
    }

    /** @param model says what is lost on the way from now on; null: nothing */
    void Lose(const Ptr<ErrorModel>& model);

    /** @return the device that sends */
    const Ptr<PointToPointNetDevice>& Device() const
    {
        World();
        return m_device;
    }

    /**
     * A device has got another root queue disc: if it has a link here, that follows it from now on.
     * @param world of the device
     * @param device that sends
     */
    static void FollowQueueDisc(const SimulatedWorld& world,
                                const Ptr<PointToPointNetDevice>& device);

    /** Record the queue, and what is lost, from now on. */
    void Record();

    /** @return how many packets waited, at each change */
    const TraceTable& Queue() const
    {
        return m_queue;
    }

    /** @return the packets that the queue dropped */
    const TraceTable& Drops() const
    {
        return m_drops;
    }

    /** @return the packets that were lost on the way */
    const TraceTable& Losses() const
    {
        return m_losses;
    }

  private:
    /**
     * @param world of the link
     * @param name such as "left_router to right_router"
     * @param device that sends
     * @param disc of the device
     */
    ScenarioLink(SimulatedWorld& world,
                 std::string name,
                 const Ptr<PointToPointNetDevice>& device,
                 const Ptr<QueueDisc>& disc);

    /** Hear of packets. */
    void Connect();

    /** Hear of the packets of the queue disc. */
    void ConnectDisc();

    /** @return the device that receives */
    Ptr<PointToPointNetDevice> Receiver() const;

    /** @param bytes of a packet that the queue dropped */
    void CountDrop(uint32_t bytes);

    /** @param bytes of a packet that was lost on the way */
    void CountLoss(uint32_t bytes);

    /** @param packets that wait now */
    void CountQueue(uint32_t packets);

    void DoLeave() override;

    std::string m_name;                  //!< see Name()
    Ptr<PointToPointNetDevice> m_device; //!< null after the end
    Ptr<QueueDisc> m_disc;               //!< null if there is none, and after the end
    bool m_isRecording = false;          //!< whether Record() was called
    uint64_t m_sentPackets = 0;          //!< see SentPackets()
    uint64_t m_sentBytes = 0;            //!< see SentBytes()
    uint64_t m_dropped = 0;              //!< see Dropped()
    uint64_t m_lost = 0;                 //!< see Lost()
    TraceTable m_queue{{"time_s", TraceTable::Kind::Real}, {"packets", TraceTable::Kind::Whole}};
    TraceTable m_drops{{"time_s", TraceTable::Kind::Real}, {"bytes", TraceTable::Kind::Whole}};
    TraceTable m_losses{{"time_s", TraceTable::Kind::Real}, {"bytes", TraceTable::Kind::Whole}};
};

/** @param module gets links */
void BindLink(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_LINK_H
