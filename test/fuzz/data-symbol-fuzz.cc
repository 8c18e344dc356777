/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/data-symbol.h"

#include <array>
#include <cstdlib>

// Any symbol: the packet that is read lies within it, and its head is written as the same bytes,
// but for bits without meaning.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    using namespace ns3::qos;

    const auto symbol = ReadDataSymbol({data, size}, static_cast<uint32_t>(size));
    if (!symbol)
    {
        return 0;
    }
    unsigned sum = 0;
    for (std::size_t i = 0; i < symbol->packet.size; ++i)
    {
        sum += symbol->packet.data[i];
    }
    std::array<uint8_t, DataSymbol::HEAD_BYTES> again{};
    WriteDataHead(symbol->number, symbol->packet, again.data());
    for (std::size_t i = 0; i < again.size(); ++i)
    {
        constexpr std::size_t FLAGS = 20; // some of which are ignored
        if (i != FLAGS && again[i] != data[i])
        {
            std::abort();
        }
    }
    static volatile unsigned used = 0; // keeps the loop
    used = sum;
    return 0;
}
