/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BACKGROUND_TRAFFIC_H
#define QOS_BACKGROUND_TRAFFIC_H

#include "dumbbell-topology.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Traffic of others, from left to right through a dumbbell, that makes its bottleneck lose packets.
 *
 * It begins spread over a while and goes on as long as the simulation does. OverQoS (NSDI 2004),
 * section 6.2, names the three kinds: long-lived TCP, self-similar traffic, Web traffic.
 */
class BackgroundTraffic
{
  public:
    /** Which hosts of the network it uses; flows take turns on them. */
    struct Hosts
    {
        uint32_t firstPair = 0; //!< the first of its pairs of hosts
        uint32_t pairs = 1;     //!< how many pairs it has, at least 1
        uint16_t port = 20000;  //!< at the hosts on the right; Web servers have port 80 on the left

        /**
         * @param flow its index
         * @return its pair of hosts
         */
        uint32_t PairOf(uint32_t flow) const
        {
            return firstPair + flow % pairs;
        }
    };

    virtual ~BackgroundTraffic() = default;

    /**
     * Add the applications, once. They last as long as the simulation, this object need not.
     * @param network gets them
     * @param hosts which hosts are used
     * @param stream first number for the random variables
     * @return how many numbers were used
     * @throws std::invalid_argument if the network does not have the hosts
     */
    int64_t Install(const DumbbellTopology& network, const Hosts& hosts, int64_t stream);

    /** @return payload that its receivers have got so far, in bytes */
    virtual uint64_t ReceivedBytes() const = 0;

  private:
    /**
     * Add the applications.
     * @param network gets them
     * @param hosts which hosts are used; the network has them
     * @param stream first number for the random variables
     * @return how many numbers were used
     */
    virtual int64_t DoInstall(const DumbbellTopology& network,
                              const Hosts& hosts,
                              int64_t stream) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_BACKGROUND_TRAFFIC_H
