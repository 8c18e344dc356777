/* SPDX-License-Identifier: GPL-2.0-only */

#include "coded-payload.h"

#include "ns3/network-order.h"

#include <algorithm>
#include <bitset>

namespace ns3
{
namespace qos
{

void
CodedPayload::Write(uint8_t* bytes) const
{
    NetworkWriter writer(bytes);
    writer.Write32(generation);
    writer.Write8(static_cast<uint8_t>(coefficients.size));
    writer.Write8(static_cast<uint8_t>(mode));
    writer.Write16(streams);
    if (coefficients.data != writer.Next())
    {
        std::copy(coefficients.begin(), coefficients.end(), writer.Next());
    }
}

std::optional<CodedPayload>
CodedPayload::Read(ByteView bytes, std::size_t size)
{
    if (bytes.size < FIXED_BYTES || bytes.size > size)
    {
        return std::nullopt;
    }
    NetworkReader reader(bytes.data);
    CodedPayload payload;
    payload.generation = reader.Read32();
    const uint8_t blocks = reader.Read8();
    const uint8_t mode = reader.Read8();
    payload.streams = reader.Read16();
    const std::size_t before = HeaderBytes(blocks == 0 ? MAX_BLOCKS : blocks);
    if (bytes.size < before || mode > static_cast<uint8_t>(CodingMode::Rlnc))
    {
        return std::nullopt;
    }
    payload.mode = static_cast<CodingMode>(mode);
    payload.coefficients = {bytes.data + FIXED_BYTES, before - FIXED_BYTES};
    payload.coded = {bytes.data + before, bytes.size - before};
    payload.codedBytes = size - before;
    const bool isAllOrNothing = payload.coded.size == 0 || !payload.IsVirtual();
    if (!isAllOrNothing || !payload.IsConsistent())
    {
        return std::nullopt;
    }
    return payload;
}

bool
CodedPayload::IsConsistent() const
{
    constexpr std::size_t BITS = 16;
    const std::size_t inIt = std::bitset<BITS>(streams).count();
    const auto isOne = [](uint8_t coefficient) { return coefficient == 1; };
    const auto isZero = [](uint8_t coefficient) { return coefficient == 0; };
    switch (mode)
    {
    case CodingMode::Raw:
    case CodingMode::Pair: {
        const std::size_t blocks = mode == CodingMode::Raw ? 1 : 2;
        return coefficients.size == blocks && inIt == blocks &&
               std::all_of(coefficients.begin(), coefficients.end(), isOne);
    }
    case CodingMode::Rlnc:
        break;
    }
    return !std::all_of(coefficients.begin(), coefficients.end(), isZero);
}

} // namespace qos
} // namespace ns3
