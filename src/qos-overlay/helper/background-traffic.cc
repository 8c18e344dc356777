/* SPDX-License-Identifier: GPL-2.0-only */

#include "background-traffic.h"

#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

int64_t
BackgroundTraffic::Install(const DumbbellTopology& network, const Hosts& hosts, int64_t stream)
{
    const uint32_t present = network.Left().GetN();
    if (hosts.pairs == 0 || hosts.pairs > present || hosts.firstPair > present - hosts.pairs)
    {
        throw std::invalid_argument("background traffic is to use " + std::to_string(hosts.pairs) +
                                    " pairs of hosts from pair " + std::to_string(hosts.firstPair) +
                                    " on; it must be 1 or more of the " + std::to_string(present) +
                                    " in the network");
    }
    return DoInstall(network, hosts, stream);
}

} // namespace qos
} // namespace ns3
