/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/clvl-entry.h"
#include "ns3/clvl-exit.h"
#include "ns3/clvl-wire.h"

#include <algorithm>
#include <cstdlib>

namespace
{

using namespace ns3::qos;

/** Reads what comes out, and checks what can be checked. */
class Sink : public ExitSink
{
  public:
    void Deliver(const BundlePacket& packet, bool /* wasRepaired */) override
    {
        for (uint32_t i = 0; i < packet.size; ++i)
        {
            m_sum += packet.data[i];
        }
        ++m_delivered;
    }

    void Report(const ClvlReport& report) override
    {
        if (report.edge - report.base > ClvlReport::MOST_FRAMES)
        {
            std::abort();
        }
        ++m_reports;
    }

    uint64_t m_delivered = 0;
    uint64_t m_reports = 0;
    volatile unsigned m_sum = 0; // keeps the loop
};

/**
 * @param data bytes that are left
 * @param size how many
 * @return the next one, 0 if there is none
 */
uint8_t
Take(const uint8_t*& data, std::size_t& size)
{
    if (size == 0)
    {
        return 0;
    }
    --size;
    return *data++;
}

} // namespace

// A sequence of frames: of each a byte says how long it is, and one how long nothing happens
// before. The header may be written by a few small numbers, so that frames belong together.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    ClvlParams params;
    params.code = "plain";
    params.mostPacketBytes = 64;
    Sink sink;
    ClvlExit exit(params, 1, sink);
    Nanoseconds now{0};
    uint32_t link = 0;
    uint64_t frames = 0;
    while (size > 0)
    {
        const uint8_t length = Take(data, size);
        const uint8_t pause = Take(data, size);
        now += pause < 200 ? Nanoseconds{pause * 100'000} : std::chrono::milliseconds{pause};
        for (int event = 0; exit.NextEvent() <= now; ++event)
        {
            if (event == 100'000)
            {
                std::abort(); // it would never end
            }
            exit.Advance(now);
        }
        const std::size_t taken = std::min<std::size_t>(length & 0x7FU, size);
        if ((length & 0x80U) != 0)
        {
            // any datagram
            if (const auto read = ReadFrame({data, taken}))
            {
                exit.Receive(read->frame, now);
                ++frames;
            }
            data += taken;
            size -= taken;
            continue;
        }
        const uint8_t what = Take(data, size);
        ClvlFrame frame;
        frame.kind = static_cast<FrameKind>(what % 3);
        frame.round = (what & 0x08U) != 0 ? CodingRound::Second : CodingRound::First;
        frame.isCoded = frame.kind == FrameKind::Parity || (what & 0x10U) != 0;
        frame.incarnation = what >> 7U;
        link += (what & 0x20U) != 0 ? Take(data, size) * 97U : 1;
        frame.link = link;
        frame.block = Take(data, size) % 16;
        frame.index = Take(data, size) % 8;
        frame.sources = static_cast<uint8_t>(1 + Take(data, size) % 8);
        frame.rtt = std::chrono::milliseconds{Take(data, size)};
        frame.window = std::chrono::milliseconds{Take(data, size)};
        const std::size_t rest = std::min(taken, size);
        frame.symbol = {data, frame.kind == FrameKind::Probe ? 0 : rest};
        frame.size = static_cast<uint32_t>(frame.symbol.size);
        data += rest;
        size -= rest;
        if (frame.kind != FrameKind::Parity || frame.size > 0)
        {
            exit.Receive(frame, now);
            ++frames;
        }
    }
    const ExitCounters& counters = exit.GetCounters();
    if (exit.Receipts().Delivered() != sink.m_delivered || counters.reports != sink.m_reports ||
        counters.frames + counters.duplicateFrames + counters.oldFrames > frames)
    {
        std::abort();
    }
    return 0;
}
