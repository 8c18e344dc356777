/* SPDX-License-Identifier: GPL-2.0-only */

#include "status-report.h"

#include "payload-reader.h"
#include "payload-writer.h"
#include "rate-on-wire.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace ns3
{
namespace qos
{

namespace
{

constexpr std::size_t LINK_BYTES = 21; //!< of a direction of a link
constexpr std::size_t APP_BYTES = 14;  //!< of an application without children

/**
 * @tparam Unit of the number
 * @param time not below 0
 * @return as a number of four bytes
 */
template <typename Unit>
uint32_t
CountOf(Nanoseconds time)
{
    constexpr int64_t MOST = std::numeric_limits<uint32_t>::max();
    const int64_t count = std::chrono::duration_cast<Unit>(time).count();
    return static_cast<uint32_t>(std::min(count, MOST));
}

/**
 * @param reader reads it
 * @param link is set
 * @return whether it makes sense
 */
bool
ReadLink(PayloadReader& reader, LinkStatus& link)
{
    link.peer = reader.ReadId();
    const uint8_t direction = reader.Read8();
    link.direction = static_cast<Direction>(direction);
    link.inputMessages = reader.Read8();
    link.outputMessages = reader.Read8();
    link.rate = reader.Read32();
    link.rtt = std::chrono::microseconds{reader.Read32()};
    link.lost = reader.Read32();
    return direction <= static_cast<uint8_t>(Direction::In);
}

/**
 * @param reader reads it
 * @param mostChildren that are taken
 * @param app is set
 * @return whether it makes sense
 */
bool
ReadApp(PayloadReader& reader, std::size_t mostChildren, AppStatus& app)
{
    app.app = reader.Read32();
    app.degree = reader.Read16();
    app.parent = reader.ReadId();
    const std::size_t count = reader.Read16();
    if (count > mostChildren || count * NodeId::BYTES > reader.Left())
    {
        return false;
    }
    app.children.resize(count);
    for (NodeId& child : app.children)
    {
        child = reader.ReadId();
    }
    return true;
}

} // namespace

const AppStatus*
StatusReport::FindApp(uint32_t app) const
{
    const auto isIt = [app](const AppStatus& status) { return status.app == app; };
    const auto found = std::find_if(apps.begin(), apps.end(), isIt);
    return found == apps.end() ? nullptr : &*found;
}

Payload
StatusReport::Write() const
{
    PayloadWriter writer;
    const std::size_t linkCount = std::min(links.size(), MOST_LINKS);
    writer.Write32(CountOf<std::chrono::milliseconds>(uptime));
    writer.Write16(static_cast<uint16_t>(linkCount));
    for (std::size_t i = 0; i < linkCount; ++i)
    {
        const LinkStatus& link = links[i];
        writer.WriteId(link.peer)
            .Write8(static_cast<uint8_t>(link.direction))
            .Write8(link.inputMessages)
            .Write8(link.outputMessages)
            .Write32(link.rate)
            .Write32(CountOf<std::chrono::microseconds>(link.rtt))
            .Write32(link.lost);
    }
    const std::size_t appCount = std::min(apps.size(), MOST_APPS);
    std::size_t childrenLeft = MOST_CHILDREN;
    writer.Write16(static_cast<uint16_t>(appCount));
    for (std::size_t i = 0; i < appCount; ++i)
    {
        const AppStatus& app = apps[i];
        const std::size_t childCount = std::min(app.children.size(), childrenLeft);
        childrenLeft -= childCount;
        writer.Write32(app.app).Write16(app.degree).WriteId(app.parent);
        writer.Write16(static_cast<uint16_t>(childCount));
        for (std::size_t j = 0; j < childCount; ++j)
        {
            writer.WriteId(app.children[j]);
        }
    }
    writer.Write32(RateToWire(total)).Write32(RateToWire(up)).Write32(RateToWire(down));
    return writer.Finish();
}

std::optional<StatusReport>
StatusReport::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    StatusReport report;
    report.uptime = std::chrono::milliseconds{reader.Read32()};
    const std::size_t linkCount = reader.Read16();
    if (linkCount > MOST_LINKS || linkCount * LINK_BYTES > reader.Left())
    {
        return std::nullopt;
    }
    report.links.resize(linkCount);
    for (LinkStatus& link : report.links)
    {
        if (!ReadLink(reader, link))
        {
            return std::nullopt;
        }
    }
    const std::size_t appCount = reader.Read16();
    if (appCount > MOST_APPS || appCount * APP_BYTES > reader.Left())
    {
        return std::nullopt;
    }
    report.apps.resize(appCount);
    std::size_t childrenLeft = MOST_CHILDREN;
    for (AppStatus& app : report.apps)
    {
        if (!ReadApp(reader, childrenLeft, app))
        {
            return std::nullopt;
        }
        childrenLeft -= app.children.size();
    }
    report.total = RateFromWire(reader.Read32());
    report.up = RateFromWire(reader.Read32());
    report.down = RateFromWire(reader.Read32());
    return reader.IsWhole() ? std::make_optional(std::move(report)) : std::nullopt;
}

} // namespace qos
} // namespace ns3
