/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_TEST_PATH_H
#define QOS_CM_TEST_PATH_H

#include "cm-test-core.h"

#include <deque>
#include <functional>
#include <map>
#include <utility>

namespace ns3
{
namespace qos
{

/**
 * A path of constant delay, and flows that always have something to send over it: each grant sends
 * a packet, and each packet is reported on a round trip later.
 */
class TestPath : private CmSender
{
  public:
    /** Is a packet lost? The flow, and the number of the packet among its own, from 1. */
    using LossRule = std::function<bool(CmFlowId, uint64_t)>;

    /** What a client says of a packet: the truth, unless it lies. */
    using Reporter = std::function<CmFeedback(const CmFeedback&)>;

    /**
     * @param cm the Congestion Manager of the sending host
     * @param rtt the round-trip time
     * @param isLost which packets are lost; nothing: none
     */
    TestPath(CheckedCm& cm, Nanoseconds rtt, LossRule isLost = nullptr)
        : m_cm(cm),
          m_rtt(rtt),
          m_isLost(std::move(isLost))
    {
    }

    /**
     * Let a flow send from now on.
     * @param flow the flow
     * @param bytes of each packet
     * @param reporter what it says of its packets; nothing: the truth
     */
    void Start(CmFlowId flow, uint32_t bytes = MTU, Reporter reporter = nullptr)
    {
        constexpr uint32_t AHEAD = 2; // requests that wait, so that none is late
        m_sources[flow] = {bytes, std::move(reporter), true, 0, 0};
        m_cm.Core().RegisterSend(flow, this);
        m_cm.Request(flow, AHEAD);
        m_cm.Serve(flow);
    }

    /**
     * A flow's program crashes: it neither sends nor reports any more, and closes nothing.
     * @param flow the flow
     */
    void Crash(CmFlowId flow)
    {
        m_sources[flow].isAlive = false;
    }

    /**
     * Let time pass.
     * @param end until when
     */
    void RunUntil(Nanoseconds end)
    {
        while (std::min(NextReport(), m_cm.Core().NextWakeup()) <= end)
        {
            // a wake-up may send packets
            const Nanoseconds next = std::min(NextReport(), m_cm.Core().NextWakeup());
            m_cm.Advance(std::max(next - m_cm.Now(), Nanoseconds{0}));
            if (NextReport() <= m_cm.Now())
            {
                const Packet packet = m_flying.front();
                m_flying.pop_front();
                Report(packet);
            }
        }
        m_cm.Advance(end - m_cm.Now());
    }

    /**
     * @param flow a flow
     * @return bytes of it that arrived
     */
    uint64_t Received(CmFlowId flow) const
    {
        return m_sources.at(flow).received;
    }

  private:
    /** A flow that sends. */
    struct Source
    {
        uint32_t bytes = 0;    //!< of each packet
        Reporter reporter;     //!< what it says of its packets
        bool isAlive = false;  //!< it did not crash
        uint64_t sent = 0;     //!< packets
        uint64_t received = 0; //!< bytes
    };

    /** A packet, or the report on it, in the network. */
    struct Packet
    {
        Nanoseconds at; //!< when the report is back
        CmFlowId flow;  //!< whose
        uint32_t bytes; //!< its payload
        bool isLost;    //!< it does not arrive
    };

    /** @return when the next report is back, FOREVER if none is under way */
    Nanoseconds NextReport() const
    {
        return m_flying.empty() ? FOREVER : m_flying.front().at;
    }

    void CmappSend(CmFlowId flow) override
    {
        Source& source = m_sources[flow];
        if (!source.isAlive)
        {
            return;
        }
        ++source.sent;
        const bool isLost = m_isLost && m_isLost(flow, source.sent);
        m_flying.push_back({m_cm.Now() + m_rtt, flow, source.bytes, isLost});
        m_cm.Notify(flow, source.bytes);
        m_cm.Request(flow);
    }

    /** @param packet that arrived, or was missed, half a round trip ago */
    void Report(const Packet& packet)
    {
        Source& source = m_sources[packet.flow];
        if (!source.isAlive)
        {
            return;
        }
        source.received += packet.isLost ? 0 : packet.bytes;
        CmFeedback feedback;
        feedback.sent = packet.bytes;
        feedback.received = packet.isLost ? 0 : packet.bytes;
        feedback.lossMode = packet.isLost ? CM_LOSS_FEEDBACK : CM_NO_CONGESTION;
        feedback.rtt = m_rtt;
        m_cm.Update(packet.flow, source.reporter ? source.reporter(feedback) : feedback);
        m_cm.Serve(packet.flow);
    }

    CheckedCm& m_cm;                      //!< of the sending host
    Nanoseconds m_rtt;                    //!< round-trip time
    LossRule m_isLost;                    //!< which packets are lost
    std::map<CmFlowId, Source> m_sources; //!< the flows
    std::deque<Packet> m_flying;          //!< in the order of their reports
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_TEST_PATH_H
