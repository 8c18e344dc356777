/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REAL_DEVICE_H
#define QOS_REAL_DEVICE_H

#include "descriptor.h"
#include "frame-reader.h"

#include "ns3/data-rate.h"
#include "ns3/fd-net-device.h"
#include "ns3/packet.h"
#include "ns3/queue.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * A network device whose other side is the real world.
 *
 *     ns-3's stack -- root queue disc -- queue -- transmitter at DataRate -- descriptor -- Linux
 *
 * The transmitter takes its time for each frame, as one of a simulated link does, so that queues
 * build up where a scheduler can see them; a frame is written when its transmission begins. At a
 * rate of 0 frames are written at once, and queues that build up behind the descriptor are the
 * kernel's.
 *
 * Frames that come in are checked in the thread that reads them (CheckFrame); what cannot be
 * written because the kernel's buffer is full is dropped, as the kernel would drop it. Nothing is
 * lost without being counted.
 */
class RealDevice : public FdNetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RealDevice();

    /**
     * @param name of the device in reports, usually that of the host's interface
     * @param descriptor where frames come from and go to; made so that it does not block
     */
    void Open(std::string name, Descriptor descriptor);

    /** @return its name in reports */
    const std::string& GetName() const
    {
        return m_name;
    }

    /** @return the queue of the transmitter */
    Ptr<Queue<Packet>> GetQueue() const
    {
        return m_queue;
    }

    /** @return what came in */
    const FrameCounters& GetReceived() const
    {
        return m_received;
    }

    /** @return frames that arrived when the kernel's own buffer was full */
    uint64_t GetKernelDrops();

    /** @return frames that were written */
    uint64_t GetSent() const
    {
        return m_sent;
    }

    /** @return frames that could not be written */
    uint64_t GetUnsent() const
    {
        return m_unsent;
    }

    bool Send(Ptr<Packet> packet, const Address& destination, uint16_t protocol) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& destination,
                  uint16_t protocol) override;
    ssize_t Write(uint8_t* buffer, size_t length) override;

  protected:
    void DoDispose() override;
    void FreeBuffer(uint8_t* buffer) override;

  private:
    Ptr<FdReader> DoCreateFdReader() override;

    /**
     * Write a packet now.
     * @param packet the packet
     * @param source link address
     * @param destination link address
     * @param protocol what it is
     * @return whether the host took it
     */
    bool Transmit(const Ptr<Packet>& packet,
                  const Address& source,
                  const Address& destination,
                  uint16_t protocol);

    /** Begin to transmit the first frame of the queue, if there is one. */
    void TransmitNext();

    std::string m_name;            //!< see GetName()
    DataRate m_rate;               //!< attribute DataRate
    uint32_t m_mostWaiting = 0;    //!< attribute ReceiveQueue
    Ptr<Queue<Packet>> m_queue;    //!< attribute TxQueue
    bool m_isTransmitting = false; //!< a transmission has begun and not ended
    bool m_isWriting = false;      //!< a frame is being written
    FrameCounters m_received;      //!< see GetReceived()
    uint64_t m_kernelDrops = 0;    //!< those that were asked for already
    uint64_t m_sent = 0;           //!< see GetSent()
    uint64_t m_unsent = 0;         //!< see GetUnsent()
};

} // namespace qos
} // namespace ns3

#endif // QOS_REAL_DEVICE_H
