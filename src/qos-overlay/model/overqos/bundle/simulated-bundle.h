/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SIMULATED_BUNDLE_H
#define QOS_SIMULATED_BUNDLE_H

#include "bundle-receiver.h"
#include "bundle-sender.h"

#include "ns3/loss-process.h"
#include "ns3/serial-ring.h"
#include "ns3/units.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a simulated bundle is made of. */
struct SimulatedBundleParams
{
    BundleSenderParams sender; //!< of its entry; its link is that of the exit, too
    Nanoseconds delay{0};      //!< of the path, one way; above 0
};

/**
 * @ingroup qos-overqos-bundle
 * A bundle from entry to exit over a path that is nothing but a delay and a loss process. Reports
 * are not lost.
 *
 * A loop over what happens next takes the place of a simulator, so that many packets take little
 * time. Both ends are those of the real thing.
 */
class SimulatedBundle
{
  public:
    /** Gets a packet that came out, and the time; its bytes live until it returns. */
    using DeliverCallback = std::function<void(const BundlePacket&, Nanoseconds)>;

    /**
     * @param params what it is made of
     * @param forward decides which frames are lost; outlives the bundle
     * @param deliver gets packets
     * @param dropped is told of packets that do not enter the link, if it is anything
     * @throws std::invalid_argument if a knob is out of range
     */
    SimulatedBundle(const SimulatedBundleParams& params,
                    LossProcess& forward,
                    DeliverCallback deliver,
                    BundleSender::DropCallback dropped = nullptr);

    SimulatedBundle(const SimulatedBundle&) = delete;
    SimulatedBundle& operator=(const SimulatedBundle&) = delete;

    /**
     * A packet arrives for the link.
     * @param packet the packet
     * @param now when; not before an earlier one
     */
    void Send(const BundlePacket& packet, Nanoseconds now);

    /** Go on without packets until nothing is planned: everything is delivered or given up. */
    void Finish();

    /** @return its entry */
    BundleSender& Sender()
    {
        return m_sender;
    }

    /** @return its exit */
    const BundleReceiver& Receiver() const
    {
        return m_receiver;
    }

    /** @return datagrams that were sent */
    uint64_t SentFrames() const
    {
        return m_sent;
    }

    /** @return of these, lost on the path */
    uint64_t LostFrames() const
    {
        return m_lost;
    }

  private:
    /** A datagram on its way. */
    struct Flight
    {
        Nanoseconds arrival{0};     //!< when it arrives
        std::vector<uint8_t> bytes; //!< the datagram
    };

    /** @return when something happens, FOREVER if never */
    Nanoseconds NextEvent() const;

    /** Do what happens next, at its time. */
    void Step();

    /**
     * Put a datagram on its way.
     * @param datagram its bytes
     * @param way where
     */
    void Launch(ByteView datagram, SerialRing<Flight>& way) const;

    Nanoseconds m_delay;          //!< of the path, one way
    LossProcess& m_forward;       //!< loses frames
    BundleSender m_sender;        //!< one end
    BundleReceiver m_receiver;    //!< the other
    SerialRing<Flight> m_flights; //!< frames, in order of their arrival
    SerialRing<Flight> m_returns; //!< reports, in order of their arrival
    uint64_t m_sent = 0;          //!< frames
    uint64_t m_lost = 0;          //!< of these, lost
    Nanoseconds m_now{0};         //!< the time
};

} // namespace qos
} // namespace ns3

#endif // QOS_SIMULATED_BUNDLE_H
