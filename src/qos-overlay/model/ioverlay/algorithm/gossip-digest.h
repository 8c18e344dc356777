/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GOSSIP_DIGEST_H
#define QOS_GOSSIP_DIGEST_H

#include "seen-messages.h"

#include "ns3/overlay-message.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-algorithm
 * The payload of MessageType::GossipHave and MessageType::GossipWant: names of messages.
 */
struct GossipDigest
{
    static constexpr std::size_t MOST = 255; //!< messages in a digest

    std::vector<MessageKey> keys; //!< of the messages, at most MOST

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the digest; nothing if the payload is not exactly one
     */
    static std::optional<GossipDigest> Read(ByteView bytes);
};

} // namespace qos
} // namespace ns3

#endif // QOS_GOSSIP_DIGEST_H
