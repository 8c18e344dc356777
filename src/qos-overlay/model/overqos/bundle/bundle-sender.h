/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_SENDER_H
#define QOS_BUNDLE_SENDER_H

#include "bundle-rate.h"
#include "bundle-service.h"

#include "ns3/byte-view.h"
#include "ns3/clvl-entry.h"
#include "ns3/serial-ring.h"
#include "ns3/token-bucket.h"
#include "ns3/traffic-queue.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** Why a packet does not enter a virtual link, or does not come out of it. */
enum class BundleDropReason : uint8_t
{
    Queue,   //!< the rate c is exceeded: no room in the queue, or a more important packet needs it
    Stale,   //!< it waited too long
    Service, //!< a service chose it as a victim
    Size     //!< it is too long, or the link keeps too many packets
};

/** How many reasons there are. */
constexpr std::size_t BUNDLE_DROP_REASONS = 4;

/**
 * @param reason a reason
 * @return its name: queue, stale, service, size
 */
const char* BundleDropReasonName(BundleDropReason reason);

/** The knobs of the entry of a bundle. */
struct BundleSenderParams
{
    uint16_t bundle = 0;        //!< number of the virtual link, on the wire
    ClvlParams link;            //!< recovery
    BundleRateParams rate;      //!< b and c
    TrafficQueueParams queue;   //!< what waits for c
    uint32_t burstBytes = 3000; //!< that may go at once: pacing lets two packets follow another
};

/**
 * @ingroup qos-overqos-bundle
 * The entry of a bundle: packets wait for the rate c by the policy of the queue, enter the virtual
 * link, and leave with their redundancy at the rate b. Redundancy goes first; what waits for longer
 * than the exit waits for its packets, as when b has collapsed, never leaves
 * (EntryCounters::withdrawnFrames).
 *
 * It knows no simulator: time is an argument, datagrams go to a callback. So it can as well sit on
 * a real socket.
 *
 * Source: OverQoS (NSDI 2004), sections 2.2 and 3.3 and Figure 3: traffic management, encoder,
 * rate and link estimator.
 */
class BundleSender : private FrameSink, private RepairChoice
{
  public:
    /** Sends a datagram, whose bytes live until it returns. */
    using DatagramCallback = std::function<void(ByteView)>;

    /** Is told of a packet that does not enter the link; its bytes live until it returns. */
    using DropCallback = std::function<void(const BundlePacket&, BundleDropReason)>;

    /**
     * @param params the knobs
     * @param incarnation a number that no earlier sender of this bundle had
     * @param send sends datagrams
     * @param dropped is told of drops, if it is anything
     * @throws std::invalid_argument if a knob is out of range
     */
    BundleSender(const BundleSenderParams& params,
                 uint32_t incarnation,
                 DatagramCallback send,
                 DropCallback dropped = nullptr);

    BundleSender(const BundleSender&) = delete;
    BundleSender& operator=(const BundleSender&) = delete;

    /** @param service what it does beyond recovery; null: nothing */
    void SetService(std::unique_ptr<BundleService> service)
    {
        m_service = std::move(service);
    }

    /**
     * A packet arrives for the link.
     * @param packet the packet; its bytes are copied
     * @param now the time
     * @return whether the queue took it; it may be dropped there later
     */
    bool Enqueue(const BundlePacket& packet, Nanoseconds now);

    /**
     * A report came from the exit.
     * @param report what it says
     * @param now the time
     */
    void Receive(const ClvlReport& report, Nanoseconds now);

    /** @return when Advance() is to be called, FOREVER if nothing is planned */
    Nanoseconds NextEvent() const;

    /**
     * Do what is due.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /** @return the queue, for guarantees and weights */
    TrafficQueue<std::vector<uint8_t>>& Queue()
    {
        return m_queue;
    }

    /** @return b and c */
    const BundleRate& Rate() const
    {
        return m_rate;
    }

    /** @return the link */
    const ClvlEntry& Link() const
    {
        return m_link;
    }

    /** @return packets that wait */
    uint32_t Waiting() const
    {
        return m_queue.Packets();
    }

    /**
     * @param reason a reason
     * @return packets that were dropped for it
     */
    uint64_t Dropped(BundleDropReason reason) const
    {
        return m_dropped[static_cast<std::size_t>(reason)];
    }

    /** @return packets that came */
    uint64_t Arrived() const
    {
        return m_arrived;
    }

    /** @return bytes of all datagrams sent */
    uint64_t SentBytes() const
    {
        return m_sentBytes;
    }

  private:
    using Bytes = std::vector<uint8_t>;

    /** A datagram of redundancy. */
    struct WaitingDatagram
    {
        uint32_t link = 0;     //!< number of its frame
        Nanoseconds expiry{0}; //!< when the exit has no use for it any more
        Bytes bytes;           //!< what it is
    };

    void Transmit(const ClvlFrame& frame) override;
    bool Repairs(const BundlePacket& packet, uint32_t repairs) override;
    void StaysLost(const BundlePacket& packet, uint32_t repairs) override;

    /** Send what may be sent now. */
    void Pump();

    /** Withdraw redundancy that comes too late for its packets: it would only hold up new ones. */
    void WithdrawOld();

    /** Send the packet whose turn it is. */
    void SendPacket();

    /**
     * @param packet that is dropped
     * @param reason why
     */
    void Drop(const BundlePacket& packet, BundleDropReason reason);

    /** @return an empty buffer */
    Bytes TakeBuffer();

    /** @param datagram to be sent now */
    void SendDatagram(ByteView datagram);

    BundleSenderParams m_params;                           //!< knobs
    DatagramCallback m_send;                               //!< sends datagrams
    DropCallback m_tellDropped;                            //!< is told of drops
    std::unique_ptr<BundleService> m_service;              //!< beyond recovery
    BundleRate m_rate;                                     //!< b and c
    TrafficQueue<Bytes> m_queue;                           //!< waits for c
    ClvlEntry m_link;                                      //!< recovery
    TokenBucket m_total;                                   //!< b
    TokenBucket m_data;                                    //!< c
    SerialRing<WaitingDatagram> m_waiting;                 //!< what waits for b
    std::vector<Bytes> m_buffers;                          //!< not in use
    Bytes m_datagram;                                      //!< the one that is sent
    std::array<uint64_t, BUNDLE_DROP_REASONS> m_dropped{}; //!< by reason
    uint64_t m_arrived = 0;                                //!< packets that came
    uint64_t m_sentBytes = 0;                              //!< of datagrams
    Nanoseconds m_now{0};                                  //!< time of the current call
    Nanoseconds m_eligible = FOREVER;                      //!< when something may be sent again
    bool m_wasIdle = true;        //!< whether nothing waited at some time since a report
    bool m_isSendingData = false; //!< the frame that comes has been waited for
};

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_SENDER_H
