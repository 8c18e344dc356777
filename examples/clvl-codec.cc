/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 4.1: is the erasure code a bottleneck? Blocks of packets get their parity, lose
 * as many packets as they have parity, and are rebuilt: from the first packet that is handed over
 * to the last one that is there. Wall time on this machine.
 */

#include "ns3/block-decoder.h"
#include "ns3/block-encoder.h"
#include "ns3/erasure-code-registry.h"
#include "ns3/experiment-registry.h"
#include "ns3/parameter-error.h"
#include "ns3/quantile.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS section 4.1. */
class ClvlCodecExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    void DoRun(Result& result) override;
    void CheckParameters() const override;

    std::string m_code;         //!< parameter code
    uint32_t m_packets = 0;     //!< parameter packets
    uint32_t m_parity = 0;      //!< parameter parity
    uint32_t m_packetBytes = 0; //!< parameter packet_bytes
    uint32_t m_blocks = 0;      //!< parameter blocks
};

QOS_REGISTER_EXPERIMENT(ClvlCodecExperiment,
                        "clvl-codec",
                        "parity of blocks of packets: how fast is it made, and used?",
                        "OverQoS section 4.1");

TypeId
ClvlCodecExperiment::GetTypeId()
{
    using Self = ClvlCodecExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlCodecExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Code",
                          "erasure code",
                          StringValue(DefaultErasureCode()),
                          MakeStringAccessor(&Self::m_code),
                          MakeNameChecker([] { return ErasureCodes().Names(); }))
            .AddAttribute("Packets",
                          "k: packets of a block",
                          UintegerValue(100),
                          MakeUintegerAccessor(&Self::m_packets),
                          MakeUintegerChecker<uint32_t>(1, 255))
            .AddAttribute("Parity",
                          "n - k: packets of parity, of which packets and parity are "
                          "255 at most",
                          UintegerValue(50),
                          MakeUintegerAccessor(&Self::m_parity),
                          MakeUintegerChecker<uint32_t>(1, 254))
            .AddAttribute("PacketBytes",
                          "size of a packet",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Self::m_packetBytes),
                          MakeUintegerChecker<uint32_t>(1, 65000))
            .AddAttribute("Blocks",
                          "blocks, of whose times the median counts",
                          UintegerValue(200),
                          MakeUintegerAccessor(&Self::m_blocks),
                          MakeUintegerChecker<uint32_t>(1, 1000000));
    return tid;
}

std::vector<Metric>
ClvlCodecExperiment::GetMetrics() const
{
    return {{"encode_mbps", "Mbps", "packets of blocks that get their parity", true},
            {"decode_mbps", "Mbps", "packets of blocks that are handed over and rebuilt", true},
            {"rebuilt", "", "share of the blocks all of whose packets are as they had been"}};
}

void
ClvlCodecExperiment::CheckParameters() const
{
    constexpr uint32_t MOST = 255;
    if (m_packets + m_parity > MOST)
    {
        throw ParameterError("packets and parity are " + std::to_string(m_packets + m_parity) +
                             " together; they must be at most 255");
    }
}

void
ClvlCodecExperiment::DoRun(Result& result)
{
    using Clock = std::chrono::steady_clock;
    const auto code = ErasureCodes().Create(m_code, {});
    BlockEncoder encoder(*code);
    BlockDecoder decoder(*code, m_packetBytes);
    std::vector<std::vector<uint8_t>> packets(m_packets, std::vector<uint8_t>(m_packetBytes));
    uint32_t state = 1;
    const auto change = [&packets, &state] {
        for (auto& packet : packets)
        {
            for (uint8_t& byte : packet)
            {
                state = state * 1664525 + 1013904223; // any bytes will do
                byte = static_cast<uint8_t>(state >> 24U);
            }
        }
    };
    std::vector<double> encodeSeconds;
    std::vector<double> decodeSeconds;
    double rebuilt = 0;
    encoder.SetParityCount(m_parity);
    const uint32_t lost = std::min(m_parity, m_packets);
    for (uint32_t block = 0; block < m_blocks; ++block)
    {
        change();
        const auto begin = Clock::now();
        encoder.Reset();
        for (const auto& packet : packets)
        {
            encoder.Add(packet);
        }
        const auto half = Clock::now();
        decoder.Reset();
        for (uint32_t index = lost; index < m_packets; ++index)
        {
            decoder.AddSource(index, packets[index]);
        }
        for (uint32_t row = 0; row < lost; ++row)
        {
            decoder.AddParity(row, encoder.Parity(row), m_packets);
        }
        const bool isRebuilt = decoder.Rebuild();
        const auto end = Clock::now();
        encodeSeconds.push_back(std::chrono::duration<double>(half - begin).count());
        decodeSeconds.push_back(std::chrono::duration<double>(end - half).count());
        bool isSame = isRebuilt;
        for (uint32_t index = 0; index < m_packets && isSame && code->HasBytes(); ++index)
        {
            const ByteView source = decoder.Source(index);
            isSame = source.size == m_packetBytes &&
                     std::equal(source.begin(), source.end(), packets[index].begin());
        }
        rebuilt += isSame ? 1 : 0;
    }
    constexpr double BITS = 8e-6;
    const double megabits = BITS * m_packets * m_packetBytes;
    result.AddMetric("encode_mbps", megabits / Median(encodeSeconds));
    result.AddMetric("decode_mbps", megabits / Median(decodeSeconds));
    result.AddMetric("rebuilt", rebuilt / m_blocks);
}

} // namespace qos
} // namespace ns3
