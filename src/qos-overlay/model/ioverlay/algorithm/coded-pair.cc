/* SPDX-License-Identifier: GPL-2.0-only */

#include "coded-pair.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param message as a source has it
 * @return whether all its bytes are known
 */
bool
HasBytes(const SourceMessage& message)
{
    return message.size == 0 || (message.payload && message.payload->size() == message.size);
}

/**
 * @param target at least as many bytes
 * @param source is added to the first of them
 */
void
AddBytes(MutableByteView target, ByteView source)
{
    std::transform(source.begin(),
                   source.end(),
                   target.begin(),
                   target.begin(),
                   std::bit_xor<uint8_t>());
}

/**
 * @param message as a source has it
 * @return its bytes
 */
ByteView
BytesOf(const SourceMessage& message)
{
    return message.payload ? ByteView(*message.payload) : ByteView();
}

} // namespace

SourceMessage
EncodePair(const SourceMessage& first, const SourceMessage& second, uint16_t streams)
{
    static constexpr std::array<uint8_t, 2> ONES{1, 1};
    CodedPayload header;
    header.generation = first.size ^ second.size;
    header.mode = CodingMode::Pair;
    header.streams = streams;
    header.coefficients = {ONES.data(), ONES.size()};
    constexpr std::size_t BEFORE = CodedPayload::HeaderBytes(ONES.size());
    const std::size_t codedBytes = std::max(first.size, second.size);
    const bool hasBytes = HasBytes(first) && HasBytes(second);
    const auto bytes = std::make_shared<std::vector<uint8_t>>(BEFORE + (hasBytes ? codedBytes : 0));
    header.Write(bytes->data());
    if (hasBytes)
    {
        const MutableByteView coded(bytes->data() + BEFORE, codedBytes);
        AddBytes(coded, BytesOf(first));
        AddBytes(coded, BytesOf(second));
    }
    return {static_cast<uint32_t>(BEFORE + codedBytes), bytes};
}

std::optional<SourceMessage>
DecodePair(const CodedPayload& coded, const SourceMessage& known)
{
    const uint32_t size = coded.generation ^ known.size;
    if (std::max(size, known.size) != coded.codedBytes)
    {
        return std::nullopt;
    }
    if (coded.IsVirtual() || !HasBytes(known))
    {
        return SourceMessage{size, nullptr};
    }
    const auto bytes =
        std::make_shared<std::vector<uint8_t>>(coded.coded.begin(), coded.coded.end());
    AddBytes(*bytes, BytesOf(known));
    bytes->resize(size);
    return SourceMessage{size, bytes};
}

} // namespace qos
} // namespace ns3
