/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MANAGED_DEVICE_H
#define QOS_MANAGED_DEVICE_H

#include "scheduling-point.h"

#include "ns3/net-device.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * A device that qsockinit set a scheduler up at: where its streams are scheduled, and which socket
 * each of them belongs to.
 */
class ManagedDevice
{
  public:
    /**
     * Set the scheduler up.
     * @param device the device, checked with CheckRootDisc() if the position is below the stack
     * @param name how the caller named it
     * @param scheduler the name of the discipline
     * @param settings as for QSocketManager::Init()
     * @throws SchedulerError if the discipline is unknown or its options make no sense
     */
    ManagedDevice(Ptr<NetDevice> device,
                  std::string name,
                  std::string scheduler,
                  const QSockInitSettings& settings);

    ManagedDevice(const ManagedDevice&) = delete;
    ManagedDevice& operator=(const ManagedDevice&) = delete;

    /**
     * @param device a device
     * @return ENODEV its node has no traffic control layer; EBUSY its root queue disc may not be
     * replaced
     */
    static QStatus CheckRootDisc(Ptr<NetDevice> device);

    /** @return the device */
    Ptr<NetDevice> GetDevice() const
    {
        return m_device;
    }

    /** @return how the caller of qsockinit named it */
    const std::string& GetName() const
    {
        return m_name;
    }

    /** @return the name of the discipline */
    const std::string& GetSchedulerName() const
    {
        return m_schedulerName;
    }

    /** @return the scheduler core */
    StreamScheduler& GetScheduler() const
    {
        return m_point->GetScheduler();
    }

    /** @return where its streams are scheduled */
    SchedulingPoint& GetPoint() const
    {
        return *m_point;
    }

    /**
     * Open a stream for a socket, which then learns how its messages end.
     * @param owner a socket without a stream; until RemoveStream()
     * @param key its identity
     * @param socket its ns-3 socket
     * @param attributes of the type that belongs to the discipline
     * @return the stream
     * @throws SchedulerError if the attributes make no sense
     */
    StreamId AddStream(StreamOwner& owner,
                       SocketKey key,
                       const Ptr<Socket>& socket,
                       const StreamAttributes& attributes);

    /**
     * Close the stream of a socket.
     * @param stream the stream
     * @param key the socket
     */
    void RemoveStream(StreamId stream, SocketKey key);

  private:
    /**
     * Make the place where the streams are scheduled.
     * @param settings as for the constructor
     * @return the place
     */
    std::unique_ptr<SchedulingPoint> MakePoint(const QSockInitSettings& settings);

    /**
     * A message of a stream ended.
     * @param report how
     */
    void MessageEnded(const MessageReport& report) const;

    Ptr<NetDevice> m_device;                  //!< the device
    std::string m_name;                       //!< as the caller named it
    std::string m_schedulerName;              //!< the discipline
    std::vector<StreamOwner*> m_owners;       //!< StreamId -> whose it is
    std::unique_ptr<SchedulingPoint> m_point; //!< where its streams are scheduled
};

} // namespace qos
} // namespace ns3

#endif // QOS_MANAGED_DEVICE_H
