/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_RECEIVER_H
#define QOS_BUNDLE_RECEIVER_H

#include "ns3/byte-view.h"
#include "ns3/clvl-exit.h"
#include "ns3/clvl-wire.h"

#include <array>
#include <cstdint>
#include <functional>

namespace ns3
{
namespace qos
{

/** The knobs of the exit of a bundle. */
struct BundleReceiverParams
{
    uint16_t bundle = 0; //!< number of the virtual link, on the wire
    ClvlParams link;     //!< recovery; as at the entry
};

/**
 * @ingroup qos-overqos-bundle
 * The exit of a bundle: packets come out of the virtual link, reports go back as datagrams.
 *
 * It knows no simulator: time is an argument, datagrams go to a callback.
 *
 * Source: OverQoS (NSDI 2004), section 3.3 and Figure 3: the decoder.
 */
class BundleReceiver : private ExitSink
{
  public:
    /** Sends a datagram, whose bytes live until it returns. */
    using DatagramCallback = std::function<void(ByteView)>;

    /** Gets a packet that came out of the link, whose bytes live until it returns. */
    using PacketCallback = std::function<void(const BundlePacket&)>;

    /**
     * @param params the knobs
     * @param incarnation a number that no earlier receiver of this bundle had
     * @param send sends datagrams
     * @param deliver gets packets
     * @throws std::invalid_argument if a knob is out of range
     */
    BundleReceiver(const BundleReceiverParams& params,
                   uint32_t incarnation,
                   DatagramCallback send,
                   PacketCallback deliver);

    BundleReceiver(const BundleReceiver&) = delete;
    BundleReceiver& operator=(const BundleReceiver&) = delete;

    /**
     * A frame arrived.
     * @param frame from the network
     * @param now the time
     */
    void Receive(const ClvlFrame& frame, Nanoseconds now)
    {
        m_link.Receive(frame, now);
    }

    /**
     * Tell the entry what can be passed on: with the next report, or at once if it is much less
     * or much more than was told before.
     * @param kbps b_max, 0 for any rate
     * @param now the time
     */
    void SetMostKbps(uint32_t kbps, Nanoseconds now);

    /** @return when Advance() is to be called, FOREVER if nothing is planned */
    Nanoseconds NextEvent() const
    {
        return m_link.NextEvent();
    }

    /**
     * Do what is due.
     * @param now the time
     */
    void Advance(Nanoseconds now)
    {
        m_link.Advance(now);
    }

    /** @return the link */
    const ClvlExit& Link() const
    {
        return m_link;
    }

    /** @return bytes of all datagrams that were sent */
    uint64_t SentBytes() const
    {
        return m_sentBytes;
    }

  private:
    void Deliver(const BundlePacket& packet, bool wasRepaired) override;
    void Report(const ClvlReport& report) override;

    uint16_t m_bundle;                                   //!< number of the virtual link
    DatagramCallback m_send;                             //!< sends datagrams
    PacketCallback m_deliver;                            //!< gets packets
    ClvlExit m_link;                                     //!< recovery
    uint32_t m_toldKbps = 0;                             //!< b_max of the last report
    uint64_t m_sentBytes = 0;                            //!< of datagrams
    std::array<uint8_t, MOST_REPORT_BYTES> m_datagram{}; //!< the report that is sent
};

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_RECEIVER_H
