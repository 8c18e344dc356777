/* SPDX-License-Identifier: GPL-2.0-only */

#include "engine-status.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @tparam T of a field
 * @param count what it says
 * @return as much of it as there is room for
 */
template <typename T>
T
Clipped(uint64_t count)
{
    return static_cast<T>(std::min<uint64_t>(count, std::numeric_limits<T>::max()));
}

} // namespace

StatusReport
StatusOf(OverlayEngine& engine)
{
    StatusReport report;
    engine.UpdateRates();
    report.uptime = engine.Now() - engine.Born();
    report.total = engine.Limits().total;
    report.up = engine.Limits().up;
    report.down = engine.Limits().down;
    for (uint32_t number = 0; number < engine.Links().End(); ++number)
    {
        if (!engine.Links().Has(number))
        {
            continue;
        }
        const EngineLink& link = engine.Links()[number];
        LinkStatus status;
        const LinkDetails& details = *link.details;
        status.peer = engine.Links().PeerOf(number);
        status.rtt = details.rtt;
        status.direction = Direction::Out;
        status.outputMessages = Clipped<uint8_t>(link.dataOut.Size());
        status.rate = details.rates.Out();
        status.lost = Clipped<uint32_t>(link.counters.dropped + link.counters.lost);
        report.links.push_back(status);
        status.direction = Direction::In;
        status.inputMessages = Clipped<uint8_t>(engine.InputMessages(number));
        status.outputMessages = 0;
        status.rate = details.rates.In();
        status.lost = 0;
        report.links.push_back(status);
    }
    std::unordered_map<uint32_t, std::size_t> places;
    for (const AppEdge& edge : engine.Edges())
    {
        const auto [place, isNew] = places.emplace(edge.app, report.apps.size());
        if (isNew)
        {
            report.apps.push_back({edge.app, 0, {}, {}});
        }
        AppStatus& app = report.apps[place->second];
        app.degree = Clipped<uint16_t>(uint64_t{app.degree} + 1);
        if (edge.role == EdgeRole::Downstream)
        {
            app.children.push_back(edge.peer);
        }
        else if (app.parent.IsNone())
        {
            app.parent = edge.peer;
        }
    }
    return report;
}

} // namespace qos
} // namespace ns3
