/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/hello-message.h"
#include "ns3/message-reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/**
 * @file
 * A stream of bytes from anybody, cut where its first byte says.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    constexpr uint32_t MOST = 2000; // bytes of the largest payload
    if (size == 0)
    {
        return 0;
    }
    MessagePool pool;
    std::size_t bytes = 0;
    MessageReader reader(pool, MOST, [&bytes](const MessagePtr& message) {
        bytes += message->WireBytes();
        const auto again = message->header.ToBytes();
        const auto read = MessageHeader::FromBytes(ByteView(again.data(), again.size()), MOST);
        if (std::holds_alternative<HeaderFault>(read))
        {
            std::abort(); // what was read can be written, and read again
        }
        const auto hello = HelloMessage::FromBytes(message->Bytes());
        if (hello && *hello->ToPayload() != *message->payload)
        {
            std::abort(); // the same for a hello
        }
        return true;
    });
    const std::size_t cut = 1 + data[0] * (size - 1) / UINT8_MAX;
    const bool isSound = reader.Read(ByteView(data + 1, cut - 1), Nanoseconds{0}) &&
                         reader.Read(ByteView(data + cut, size - cut), Nanoseconds{0});
    if (isSound && bytes + reader.Unfinished() != size - 1)
    {
        std::abort(); // every byte belongs to a message
    }
    return pool.Live() == 0 ? 0 : (std::abort(), 0);
}
