/* SPDX-License-Identifier: GPL-2.0-only */

#include "tcp-throughput.h"

#include <cmath>

namespace ns3
{
namespace qos
{

double
TcpThroughput(double mtu, double rtt, double lossRate)
{
    const double timeout = 4 * rtt;
    const double fast = rtt * std::sqrt(2 * lossRate / 3);
    const double slow =
        timeout * (3 * std::sqrt(3 * lossRate / 8)) * lossRate * (1 + 32 * lossRate * lossRate);
    return mtu / (fast + slow);
}

} // namespace qos
} // namespace ns3
