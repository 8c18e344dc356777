/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_CODING_ROUNDS_FIXTURE_H
#define QOS_TEST_CODING_ROUNDS_FIXTURE_H

#include "ns3/erasure-code-registry.h"
#include "ns3/retained-packets.h"
#include "ns3/sent-frames.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** A round of coding at the entry of a link: packets are kept, and fates are told. */
class CodingRoundTest : public testing::Test
{
  protected:
    /**
     * @param size of its payload, whose bytes depend on its number
     * @return the number of a packet that is kept now
     */
    uint32_t Keep(uint32_t size = 100)
    {
        const std::vector<uint8_t> payload(size, static_cast<uint8_t>(17 * m_packets.Next() + 1));
        BundlePacket packet;
        packet.data = payload.data();
        packet.size = size;
        return m_packets.Add(packet);
    }

    /**
     * @param frame what was sent
     * @param fate what became of it
     * @param before its fate until now
     * @return the change
     */
    static FateChange Change(SentFrame frame,
                             FrameFate fate,
                             FrameFate before = FrameFate::InFlight)
    {
        frame.fate = fate;
        return {frame, before};
    }

    /**
     * @param number of a packet that is kept
     * @return what the entry knows of it
     */
    PacketFate FateOf(uint32_t number) const
    {
        return m_packets.Find(number)->fate;
    }

    std::unique_ptr<ErasureCode> m_code = ErasureCodes().Create("plain", {});
    RetainedPackets m_packets;
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_CODING_ROUNDS_FIXTURE_H
