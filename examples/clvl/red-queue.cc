/* SPDX-License-Identifier: GPL-2.0-only */

#include "red-queue.h"

#include "ns3/double.h"
#include "ns3/queue-size.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

ObjectFactory
RedQueue(const RedQueueParams& params)
{
    constexpr double DROPS_ONE_IN = 10;
    ObjectFactory queue;
    queue.SetTypeId("ns3::RedQueueDisc");
    queue.Set("MaxSize", QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, params.packets)));
    queue.Set("MinTh", DoubleValue(params.begin));
    queue.Set("MaxTh", DoubleValue(params.end));
    queue.Set("LInterm", DoubleValue(DROPS_ONE_IN));
    queue.Set("MeanPktSize", UintegerValue(params.packetBytes));
    return queue;
}

} // namespace qos
} // namespace ns3
