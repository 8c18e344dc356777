/* SPDX-License-Identifier: GPL-2.0-only */

#include "status-csv.h"

#include "ns3/rate-on-wire.h"
#include "ns3/seconds-text.h"

#include <chrono>

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
    const std::string start = WriteSeconds(at) + ',' + ToText(node) + ',' +
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
