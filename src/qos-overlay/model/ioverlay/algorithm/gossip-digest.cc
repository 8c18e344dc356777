/* SPDX-License-Identifier: GPL-2.0-only */

#include "gossip-digest.h"

#include "ns3/payload-reader.h"
#include "ns3/payload-writer.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

Payload
GossipDigest::Write() const
{
    PayloadWriter writer;
    const std::size_t count = std::min(keys.size(), MOST);
    writer.Write8(static_cast<uint8_t>(count));
    for (std::size_t i = 0; i < count; ++i)
    {
        writer.WriteId(keys[i].originator).Write32(keys[i].app).Write32(keys[i].sequence);
    }
    return writer.Finish();
}

std::optional<GossipDigest>
GossipDigest::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    GossipDigest digest;
    digest.keys.resize(reader.Read8());
    for (MessageKey& key : digest.keys)
    {
        key.originator = reader.ReadId();
        key.app = reader.Read32();
        key.sequence = reader.Read32();
    }
    return reader.IsWhole() ? std::make_optional(std::move(digest)) : std::nullopt;
}

} // namespace qos
} // namespace ns3
