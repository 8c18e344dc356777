/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RESEQUENCER_H
#define QOS_RESEQUENCER_H

#include "resequencer-core.h"

#include <functional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * Puts the packets of each flow back in order: at the last node of a path for end-to-end order, at
 * every node for hop-by-hop order.
 *
 * A packet waits until all packets before it went on, or until its time is over; then those that
 * are missing before it are given up, and the flow goes on. A packet that comes after that is late.
 * Flows do not wait for each other; packets to different egress nodes are of different flows.
 * Numbers count from 0 at the ingress and wrap around; a node that starts again must give its flows
 * other numbers.
 *
 * Numbers are not trusted, because one that is forged must neither stop a flow nor empty it:
 *  * a number outside the window goes on by itself (or is dropped, by policy) and moves nothing; a
 *    second one close behind it proves that the flow has jumped, as after an outage;
 *  * a number in the window that is far ahead waits as any other; when its time is over, what is
 *    missing before it is given up only if another packet came near it. Otherwise it goes on by
 *    itself, until a second one close behind proves it right.
 * So one forged number costs the order of 32 packets at most, and two cost that of a window.
 * Two that are outside the window make the flow jump, and two of its true packets make it jump
 * back.
 *
 * It is bounded in packets and flows. The packet that came first makes room for one too many; the
 * flow that was silent for longest is forgotten for a new one, and what waits of it goes on in
 * order.
 *
 * Time must not run backwards.
 *
 * Source: OverQoS (NSDI 2004), section 6.4.2, has the three models of delivery; the deadline and
 * all defences are this project's.
 *
 * The bytes of a packet that goes on at once are not copied. Those of one that waits are, into a
 * buffer that is used again.
 */
class Resequencer final : private ResequencerCore::ReleaseListener
{
  public:
    /** Gets a packet, whose bytes live until it returns, and how it leaves; must not call the
     * resequencer. */
    using Callback = std::function<void(const BundlePacket&, ReleaseKind)>;

    /**
     * Nothing waits, and no flow is known.
     * @param params the knobs
     * @param released gets the packets that go on
     * @param dropped gets the packets that do not, if it is anything
     * @throws std::invalid_argument if a knob is out of range
     */
    Resequencer(const ResequencerParams& params, Callback released, Callback dropped = nullptr)
        : m_core(params, *this),
          m_tellReleased(std::move(released)),
          m_tellDropped(std::move(dropped))
    {
    }

    Resequencer(const Resequencer&) = delete;
    Resequencer& operator=(const Resequencer&) = delete;

    /**
     * A packet arrives; it, and others behind it, may leave before this returns.
     * @param packet the packet; it may have no bytes
     * @param now the time
     */
    void Arrive(const BundlePacket& packet, Nanoseconds now)
    {
        const uint32_t slot = m_core.Arrive(packet, now);
        if (slot == ResequencerCore::ABSENT || packet.data == nullptr)
        {
            return;
        }
        if (slot >= m_bytes.size())
        {
            m_bytes.resize(slot + std::size_t{1});
        }
        m_bytes[slot].assign(packet.data, packet.data + packet.size);
    }

    /**
     * Let go whoever waited long enough; to be called at NextEvent().
     * @param now the time
     */
    void Expire(Nanoseconds now)
    {
        m_core.Expire(now);
    }

    /** @return when Expire() has something to do, FOREVER if nothing waits */
    Nanoseconds NextEvent() const
    {
        return m_core.NextEvent();
    }

    /** Let go all that wait, flow by flow in order, and forget all flows. */
    void Flush()
    {
        m_core.Flush();
    }

    /** @return the counters */
    const ResequencerCore& Counters() const
    {
        return m_core;
    }

  private:
    void PacketReleased(const BundlePacket& packet,
                        uint32_t slot,
                        ReleaseKind kind,
                        bool isDropped) override
    {
        const Callback& tell = isDropped ? m_tellDropped : m_tellReleased;
        if (!tell)
        {
            return;
        }
        if (slot == ResequencerCore::ABSENT || packet.data == nullptr)
        {
            tell(packet, kind);
            return;
        }
        BundlePacket kept = packet;
        kept.data = m_bytes[slot].data();
        tell(kept, kind);
    }

    ResequencerCore m_core;                    //!< the order
    Callback m_tellReleased;                   //!< gets what goes on
    Callback m_tellDropped;                    //!< gets what does not
    std::vector<std::vector<uint8_t>> m_bytes; //!< of packets that wait, by slot
};

} // namespace qos
} // namespace ns3

#endif // QOS_RESEQUENCER_H
