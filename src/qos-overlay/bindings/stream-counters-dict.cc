/* SPDX-License-Identifier: GPL-2.0-only */

#include "stream-counters-dict.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

py::dict
ToDict(const StreamCounters& counters)
{
    py::dict dict;
    dict["packets_in"] = counters.packetsIn;
    dict["bytes_in"] = counters.bytesIn;
    dict["packets_out"] = counters.packetsOut;
    dict["bytes_out"] = counters.bytesOut;
    dict["packets_dropped"] = counters.packetsDropped;
    dict["backlog_packets"] = counters.backlogPackets;
    dict["backlog_bytes"] = counters.backlogBytes;
    dict["messages_on_time"] = counters.messagesOnTime;
    dict["messages_late"] = counters.messagesLate;
    dict["messages_dropped"] = counters.messagesDropped;
    dict["droppable_messages_dropped"] = counters.droppableMessagesDropped;
    dict["queueing_delay_sum_ns"] = counters.queueingDelaySum.count();
    dict["queueing_delay_max_ns"] = counters.queueingDelayMax.count();
    return dict;
}

} // namespace qos
} // namespace ns3
