/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/clvl-wire.h"
#include "ns3/sent-frames.h"

#include <array>
#include <cstdlib>

// Any datagram: what is read as a report is written as the same bytes, but for bits without
// meaning, and tells a fate of every frame at most once.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    using namespace ns3::qos;

    BundleReport read;
    if (!ReadReport({data, size}, read))
    {
        return 0;
    }
    std::array<uint8_t, MOST_REPORT_BYTES> again{};
    if (WriteReport(read.bundle, read.report, again.data()) != size)
    {
        std::abort();
    }
    constexpr std::size_t IGNORED = 1;
    for (std::size_t i = 0; i < size; ++i)
    {
        if (i != IGNORED && again[i] != data[i])
        {
            std::abort();
        }
    }

    constexpr uint32_t FRAMES = 200;
    SentFrames frames(read.report.incarnation, read.report.latest - FRAMES / 2);
    for (uint32_t i = 0; i < FRAMES; ++i)
    {
        frames.Add(SentFrame());
    }
    for (int copy = 0; copy < 2; ++copy)
    {
        const LinkObservation seen = frames.Apply(read.report, std::chrono::seconds{1});
        const uint32_t told = seen.received + seen.lost + seen.unknown;
        if (told + frames.InFlight() != (copy == 0 ? FRAMES : frames.InFlight()))
        {
            std::abort();
        }
    }
    return 0;
}
