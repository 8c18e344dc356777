/* SPDX-License-Identifier: GPL-2.0-only */

#include "tree-messages.h"

#include "ns3/payload-reader.h"
#include "ns3/payload-writer.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param writer writes it
 * @param load what to write
 */
void
WriteLoad(PayloadWriter& writer, const NodeLoad& load)
{
    writer.Write32(load.degree).Write32(load.bandwidth).Write16(load.depth);
}

/**
 * @param reader reads it
 * @return the load; its bandwidth is above 0
 */
NodeLoad
ReadLoad(PayloadReader& reader)
{
    NodeLoad load;
    load.degree = reader.Read32();
    load.bandwidth = std::max(reader.Read32(), 1U);
    load.depth = reader.Read16();
    return load;
}

} // namespace

Payload
TreeQuery::Write() const
{
    return PayloadWriter().WriteId(joiner).Write32(number).WriteIds(visited).Finish();
}

std::optional<TreeQuery>
TreeQuery::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    TreeQuery query;
    query.joiner = reader.ReadId();
    query.number = reader.Read32();
    query.visited = reader.ReadIds();
    const bool isSound =
        reader.IsWhole() && !query.joiner.IsNone() && query.visited.size() <= MOST_VISITED;
    return isSound ? std::make_optional(std::move(query)) : std::nullopt;
}

Payload
TreeOffer::Write() const
{
    PayloadWriter writer;
    writer.Write32(query).Write32(reservation);
    WriteLoad(writer, load);
    return writer.Finish();
}

std::optional<TreeOffer>
TreeOffer::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    TreeOffer offer;
    offer.query = reader.Read32();
    offer.reservation = reader.Read32();
    offer.load = ReadLoad(reader);
    return reader.IsWhole() ? std::make_optional(offer) : std::nullopt;
}

Payload
TreePath::Write() const
{
    return PayloadWriter().WriteIds(nodes).Finish();
}

std::optional<TreePath>
TreePath::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    TreePath path;
    path.nodes = reader.ReadIds();
    return reader.IsWhole() ? std::make_optional(std::move(path)) : std::nullopt;
}

Payload
NodeLoad::Write() const
{
    PayloadWriter writer;
    WriteLoad(writer, *this);
    return writer.Finish();
}

std::optional<NodeLoad>
NodeLoad::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    const NodeLoad load = ReadLoad(reader);
    return reader.IsWhole() ? std::make_optional(load) : std::nullopt;
}

} // namespace qos
} // namespace ns3
