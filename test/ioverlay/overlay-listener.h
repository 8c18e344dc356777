/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_OVERLAY_LISTENER_H
#define QOS_TEST_OVERLAY_LISTENER_H

#include "ns3/algorithm.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** Remembers what it gets, and sends data of its own source to a peer. */
class OverlayListener : public Algorithm
{
  public:
    /** What came. */
    struct Heard
    {
        MessageType type;           //!< what it said
        uint32_t app;               //!< of which application
        uint32_t sequence;          //!< its number, or parameter 0
        uint16_t detail;            //!< see MessageHeader::Detail()
        NodeId from;                //!< the last hop
        std::vector<uint8_t> bytes; //!< of its payload, as far as they are known
        uint32_t size;              //!< of its payload
    };

    /** @param keeps whether it keeps data until it expires */
    explicit OverlayListener(bool keeps = false)
        : m_keeps(keeps)
    {
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        const MessageHeader& header = message->header;
        const ByteView bytes = message->Bytes();
        heard.push_back({header.type,
                         header.app,
                         header.sequence,
                         header.Detail(),
                         engine.Upstream(),
                         {bytes.begin(), bytes.end()},
                         header.PayloadBytes()});
        if (header.type == MessageType::Data && engine.Upstream().IsNone())
        {
            engine.Send(message, target);
        }
        return m_keeps && header.type == MessageType::Data ? Verdict::Hold : Verdict::Absorbed;
    }

    /**
     * @param type of messages
     * @return those that came
     */
    std::vector<Heard> Of(MessageType type) const
    {
        std::vector<Heard> all;
        for (const Heard& one : heard)
        {
            if (one.type == type)
            {
                all.push_back(one);
            }
        }
        return all;
    }

    std::vector<Heard> heard; //!< in this order
    NodeId target;            //!< where data of this node goes

  private:
    bool m_keeps; //!< see OverlayListener()
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_OVERLAY_LISTENER_H
