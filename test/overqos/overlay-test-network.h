/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_OVERLAY_TEST_NETWORK_H
#define QOS_TEST_OVERLAY_TEST_NETWORK_H

#include "ns3/loss-process.h"
#include "ns3/overqos-router.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <queue>
#include <vector>

namespace ns3
{
namespace qos
{

/** Overlay nodes, and virtual links between them over paths that are a delay and a loss process. */
class OverlayTestNetwork
{
  public:
    /** A packet that left the overlay. */
    struct Delivery
    {
        Nanoseconds at{0};   //!< when
        uint16_t node = 0;   //!< where
        BundlePacket packet; //!< what; its bytes are gone
    };

    /** @param params of a node */
    void AddNode(const OverqosRouterParams& params)
    {
        const uint16_t node = params.number;
        OverqosRouter::Callbacks callbacks;
        callbacks.sendFrame = [this](uint16_t bundle, ByteView datagram) {
            Path& path = m_paths.at(bundle);
            path.frameBytes += datagram.size;
            if (path.loss == nullptr || !path.loss->IsLost(m_now))
            {
                Carry(path.to, path.delay, datagram);
            }
        };
        callbacks.sendReport = [this](uint16_t bundle, ByteView datagram) {
            Carry(m_paths.at(bundle).from, m_paths.at(bundle).delay, datagram);
        };
        callbacks.deliver = [this, node](const BundlePacket& packet) {
            m_deliveries.push_back({m_now, node, packet});
        };
        callbacks.dropped = [this, node](const BundlePacket& /* packet */,
                                         RouterDropReason reason) {
            ++m_drops[{node, reason}];
        };
        callbacks.forwarded = [this, node](const BundlePacket& /* packet */) {
            ++m_forwards[node];
        };
        m_nodes[node] = std::make_unique<OverqosRouter>(params, callbacks);
    }

    /**
     * @param from a node
     * @param to another one
     * @param params of the virtual link; its number is none of another one
     * @param delay of the path
     * @param loss of its frames; outlives this; null: none
     */
    void AddLink(uint16_t from,
                 uint16_t to,
                 const BundleSenderParams& params,
                 Nanoseconds delay,
                 LossProcess* loss = nullptr)
    {
        m_paths[params.bundle] = {from, to, delay, loss};
        Node(from).AddOutgoing(params, params.bundle + 1000U);
        BundleReceiverParams receiver;
        receiver.bundle = params.bundle;
        receiver.link = params.link;
        Node(to).AddIncoming(receiver, params.bundle + 2000U);
    }

    /**
     * @param number of a node
     * @return the node
     */
    OverqosRouter& Node(uint16_t number)
    {
        return *m_nodes.at(number);
    }

    /**
     * A packet of a thousand bytes enters the overlay.
     * @param from node at which it does
     * @param to node at which it is to leave
     * @param flow its flow
     */
    void Inject(uint16_t from, uint16_t to, uint32_t flow = 0)
    {
        BundlePacket packet;
        packet.data = m_bytes.data();
        packet.size = static_cast<uint32_t>(m_bytes.size());
        packet.egress = to;
        packet.flow = flow;
        Node(from).Inject(packet, m_now);
    }

    /**
     * Packets enter at a constant distance.
     * @param end until when
     * @param interval between two packets
     * @param from node at which they do
     * @param to node at which they are to leave
     */
    void InjectUntil(Nanoseconds end, Nanoseconds interval, uint16_t from, uint16_t to)
    {
        while (m_now + interval <= end)
        {
            RunUntil(m_now + interval);
            Inject(from, to);
        }
    }

    /** @param end until when to do what happens */
    void RunUntil(Nanoseconds end)
    {
        for (Nanoseconds next = NextEvent(); next <= end; next = NextEvent())
        {
            m_now = std::max(m_now, next);
            if (!m_flights.empty() && m_flights.top().arrival <= m_now)
            {
                const Flight flight = m_flights.top();
                m_flights.pop();
                Node(flight.node).Receive(flight.bytes, m_now);
                continue;
            }
            for (auto& [number, node] : m_nodes)
            {
                if (node->NextEvent() <= m_now)
                {
                    node->Advance(m_now);
                }
            }
        }
        m_now = end;
    }

    /** @return the time */
    Nanoseconds Now() const
    {
        return m_now;
    }

    /** @return what left the overlay */
    const std::vector<Delivery>& Deliveries() const
    {
        return m_deliveries;
    }

    /**
     * @param node a node
     * @param reason a reason
     * @return packets that ended there for it, as it told
     */
    uint64_t Drops(uint16_t node, RouterDropReason reason) const
    {
        const auto found = m_drops.find({node, reason});
        return found == m_drops.end() ? 0 : found->second;
    }

    /**
     * @param node a node
     * @return packets that went on there, as it told
     */
    uint64_t Forwards(uint16_t node) const
    {
        const auto found = m_forwards.find(node);
        return found == m_forwards.end() ? 0 : found->second;
    }

    /**
     * @param bundle a virtual link
     * @return bytes of its frames that were sent
     */
    uint64_t FrameBytes(uint16_t bundle) const
    {
        return m_paths.at(bundle).frameBytes;
    }

  private:
    /** Where frames of a virtual link go. */
    struct Path
    {
        uint16_t from = 0;
        uint16_t to = 0;
        Nanoseconds delay{0};
        LossProcess* loss = nullptr;
        uint64_t frameBytes = 0;
    };

    /** A datagram on its way. */
    struct Flight
    {
        Nanoseconds arrival{0};
        uint64_t order = 0;
        uint16_t node = 0;
        std::vector<uint8_t> bytes;

        bool operator<(const Flight& other) const
        {
            return arrival != other.arrival ? arrival > other.arrival : order > other.order;
        }
    };

    void Carry(uint16_t node, Nanoseconds delay, ByteView datagram)
    {
        m_flights.push(
            {m_now + delay, ++m_order, node, {datagram.data, datagram.data + datagram.size}});
    }

    Nanoseconds NextEvent() const
    {
        Nanoseconds next = m_flights.empty() ? FOREVER : m_flights.top().arrival;
        for (const auto& [number, node] : m_nodes)
        {
            next = std::min(next, node->NextEvent());
        }
        return next;
    }

    std::map<uint16_t, std::unique_ptr<OverqosRouter>> m_nodes;
    std::map<uint16_t, Path> m_paths; // by bundle
    std::map<std::pair<uint16_t, RouterDropReason>, uint64_t> m_drops;
    std::map<uint16_t, uint64_t> m_forwards; // by node
    std::vector<Delivery> m_deliveries;
    std::priority_queue<Flight> m_flights;
    std::array<uint8_t, 1000> m_bytes{};
    uint64_t m_order = 0;
    Nanoseconds m_now{0};
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_OVERLAY_TEST_NETWORK_H
