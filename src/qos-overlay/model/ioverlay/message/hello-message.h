/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HELLO_MESSAGE_H
#define QOS_HELLO_MESSAGE_H

#include "node-id.h"
#include "overlay-message.h"
#include "payload-reader.h"
#include "payload-writer.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-message
 * What a node says first on a stream: who it is, and how much data it takes without being asked.
 * Ten bytes of payload.
 *
 * Source: ours; iOverlay (Middleware 2004) only says that a node is known by address and published
 * port.
 */
struct HelloMessage
{
    NodeId id;                   //!< who is there
    uint32_t bufferMessages = 0; //!< data that it takes before it has granted any credit

    /** @return as it is on the wire */
    Payload ToPayload() const
    {
        return PayloadWriter().WriteId(id).Write32(bufferMessages).Finish();
    }

    /**
     * @param bytes of a payload from anywhere
     * @return what it says; nothing if it is no hello
     */
    static std::optional<HelloMessage> FromBytes(ByteView bytes)
    {
        PayloadReader reader(bytes);
        HelloMessage hello;
        hello.id = reader.ReadId();
        hello.bufferMessages = reader.Read32();
        return reader.IsWhole() ? std::optional(hello) : std::nullopt;
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_HELLO_MESSAGE_H
