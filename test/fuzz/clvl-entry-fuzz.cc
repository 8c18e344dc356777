/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/clvl-entry.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace
{

using namespace ns3::qos;

/** Reads what is sent. */
class Sink : public FrameSink
{
  public:
    void Transmit(const ClvlFrame& frame) override
    {
        for (const uint8_t byte : frame.symbol)
        {
            m_sum += byte;
        }
    }

    volatile unsigned m_sum = 0; // keeps the loop
};

} // namespace

// Packets, reports and pauses in any order, with numbers near those that make sense.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    if (size < 2)
    {
        return 0;
    }
    constexpr std::array<const char*, 5> POLICIES{"none", "arq", "fec", "hybrid", "general"};
    ClvlParams params;
    params.code = "plain";
    params.redundancy.policy = POLICIES[data[0] % POLICIES.size()];
    params.detection = (data[0] & 0x80U) != 0 ? LossDetection::Gap : LossDetection::Window;
    params.windowFrames = std::max<uint32_t>(data[1] % 32, 1);
    Sink sink;
    ClvlEntry entry(params, 1, sink);
    std::array<uint8_t, 40> bytes{};
    Nanoseconds now{0};
    ClvlReport report;
    report.incarnation = 1;
    for (std::size_t i = 2; i + 4 < size; i += 5)
    {
        const uint8_t what = data[i];
        now += std::chrono::milliseconds{data[i + 1] % 64};
        for (int event = 0; entry.NextEvent() <= now; ++event)
        {
            if (event == 100'000)
            {
                std::abort(); // it would never end
            }
            entry.Advance(now);
        }
        if (what < 128)
        {
            for (int count = what % 16; count >= 0; --count)
            {
                BundlePacket packet;
                packet.data = bytes.data();
                packet.size = data[i + 2] % bytes.size();
                entry.Send(packet, now);
            }
            continue;
        }
        report.exitIncarnation = what % 64 == 0 ? 1 : 0;
        ++report.number;
        report.base += data[i + 2] % 8;
        report.edge = report.base + data[i + 3] % 64;
        report.latest = report.edge - (what & 1U);
        report.delivered += data[i + 2];
        report.lost += data[i + 4] & 3U;
        report.marks[0] = 0x0101010101010101U * data[i + 4];
        entry.Receive(report, now);
    }
    entry.Flush(now);
    for (int event = 0; entry.NextEvent() != FOREVER; ++event)
    {
        if (event == 1'000'000)
        {
            std::abort(); // it would never be silent
        }
        now = std::max(now, entry.NextEvent());
        entry.Advance(now);
    }
    const PacketCounters& packets = entry.GetPacketCounters();
    if (packets.sent != packets.delivered + packets.lost + packets.unknown || entry.InFlight() != 0)
    {
        std::abort();
    }
    return 0;
}
