/* SPDX-License-Identifier: GPL-2.0-only */

#include "status-csv.h"

#include "ns3/rate-on-wire.h"

#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>

namespace ns3
{
namespace qos
{

std::string
StatusCsvHeading()
{
    return "t,node,total,up,down,peer,direction,input,output,rate,rtt_us,lost\n";
}

std::string
StatusCsvRows(Nanoseconds at, NodeId node, const StatusReport& status)
{
    constexpr int64_t SECOND = 1'000'000'000;
    constexpr std::size_t MOST = 64;
    std::array<char, MOST> time{};
    std::snprintf(time.data(),
                  time.size(),
                  "%" PRId64 ".%09" PRId64,
                  at.count() / SECOND,
                  at.count() % SECOND);
    const std::string start = std::string(time.data()) + ',' + ToText(node) + ',' +
                              std::to_string(RateToWire(status.total)) + ',' +
                              std::to_string(RateToWire(status.up)) + ',' +
                              std::to_string(RateToWire(status.down)) + ',';
    if (status.links.empty())
    {
        return start + ",,,,,,\n";
    }
    std::string rows;
    for (const LinkStatus& link : status.links)
    {
        const auto rtt = std::chrono::duration_cast<std::chrono::microseconds>(link.rtt);
        rows += start + ToText(link.peer) + (link.direction == Direction::Out ? ",out," : ",in,") +
                std::to_string(link.inputMessages) + ',' + std::to_string(link.outputMessages) +
                ',' + std::to_string(link.rate) + ',' + std::to_string(rtt.count()) + ',' +
                std::to_string(link.lost) + '\n';
    }
    return rows;
}

} // namespace qos
} // namespace ns3
