/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RETAINED_PACKETS_H
#define QOS_RETAINED_PACKETS_H

#include "data-symbol.h"

#include "ns3/serial-ring.h"
#include "ns3/units.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What the entry knows of a packet of the bundle. */
enum class PacketFate : uint8_t
{
    Open,      //!< sent, or about to be repaired
    Delivered, //!< it has arrived, or what has arrived is enough to rebuild it
    Lost,      //!< lost, and no longer repaired
    Unknown    //!< reports that could have told did not come
};

/** A packet that the entry keeps until it knows what became of it. */
struct RetainedPacket
{
    std::vector<uint8_t> bytes;         //!< its symbol, or the head alone if bodies are simulated
    uint32_t size = 0;                  //!< bytes of the symbol on the wire
    Nanoseconds sentAt{0};              //!< when it was sent first
    uint32_t block = 0;                 //!< its window
    uint32_t users = 0;                 //!< blocks that still need the bytes
    uint8_t index = 0;                  //!< its place in the window
    uint8_t transmissions = 0;          //!< how often it was sent
    bool isUnprotected = false;         //!< recovery was off when it was sent
    bool mayBeThere = false;            //!< for all that is known the exit may have it
    PacketFate fate = PacketFate::Open; //!< what became of it
};

/** What became of the packets of the bundle, as far as the entry knows. */
struct PacketCounters
{
    uint64_t sent = 0;        //!< handed to the link
    uint64_t delivered = 0;   //!< arrived, at once or repaired
    uint64_t lost = 0;        //!< given up
    uint64_t unprotected = 0; //!< of these, lost while recovery was off
    uint64_t unknown = 0;     //!< no report told
};

/**
 * @ingroup qos-overqos-link
 * The packets that the entry of a virtual link may have to send again, or needs for parity, by
 * their data numbers.
 *
 * Buffers are used again; when a bound is reached, the oldest packet is forgotten.
 */
class RetainedPackets
{
  public:
    /** Most packets that are kept. */
    static constexpr uint32_t MOST_PACKETS = 1U << 16U;

    /** @param first data number of the first packet */
    explicit RetainedPackets(uint32_t first = 0)
        : m_packets(first)
    {
    }

    /**
     * Keep a packet. There is room (IsFull()).
     * @param packet what is sent; its bytes are copied
     * @return its data number
     */
    uint32_t Add(const BundlePacket& packet);

    /** @return whether MOST_PACKETS are kept */
    bool IsFull() const
    {
        return m_packets.Size() == MOST_PACKETS;
    }

    /** @return the data number of the next packet */
    uint32_t Next() const
    {
        return m_packets.End();
    }

    /** @return the data number of the oldest packet kept, Next() if there is none */
    uint32_t Oldest() const
    {
        return m_packets.Begin();
    }

    /** @return how many packets are kept */
    uint32_t Size() const
    {
        return m_packets.Size();
    }

    /**
     * @param number a data number
     * @return the packet, null if it is not kept
     */
    RetainedPacket* Find(uint32_t number)
    {
        return m_packets.Contains(number) ? &m_packets[number] : nullptr;
    }

    /**
     * @param number a data number
     * @return the packet, null if it is not kept
     */
    const RetainedPacket* Find(uint32_t number) const
    {
        return m_packets.Contains(number) ? &m_packets[number] : nullptr;
    }

    /**
     * The fate of a packet is known now.
     * @param packet one that is kept
     * @param fate its fate; a packet that is called lost may be delivered after all
     */
    void Settle(RetainedPacket& packet, PacketFate fate);

    /** Forget the oldest packets whose fate is known and whose bytes nobody needs. */
    void Trim();

    /**
     * Forget the oldest packet, whatever its fate, unless a block needs its bytes.
     * @return whether it is forgotten
     */
    bool ForgetOldest();

    /** @return what became of the packets; what is not yet counted is open */
    const PacketCounters& GetCounters() const
    {
        return m_counters;
    }

    /** Count a packet among those that were lost while recovery was off. */
    void CountUnprotected()
    {
        ++m_counters.unprotected;
    }

  private:
    /**
     * @param fate a fate that is known
     * @return its counter
     */
    uint64_t& CounterOf(PacketFate fate);

    SerialRing<RetainedPacket> m_packets; //!< by data number
    PacketCounters m_counters;            //!< fates
};

} // namespace qos
} // namespace ns3

#endif // QOS_RETAINED_PACKETS_H
