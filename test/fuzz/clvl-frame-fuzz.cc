/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/clvl-wire.h"

#include <cstdlib>
#include <vector>

// Any datagram: what is read as a frame is written as the same bytes, but for bits without meaning.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    using namespace ns3::qos;

    const ByteView datagram{data, size};
    const auto read = ReadFrame(datagram);
    if (!read)
    {
        return 0;
    }
    std::vector<uint8_t> again(FRAME_HEADER_BYTES);
    WriteFrameHeader(read->bundle, read->frame, again.data());
    for (std::size_t i = 0; i < again.size(); ++i)
    {
        constexpr std::size_t FLAGS = 1; // some of which are ignored
        if (i != FLAGS && again[i] != data[i])
        {
            std::abort();
        }
    }
    return 0;
}
