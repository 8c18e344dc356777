/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_POPULATION_H
#define QOS_LINK_POPULATION_H

#include "shared-bottleneck.h"

#include "ns3/random-variable-stream.h"

#include <string>

namespace ns3
{
namespace qos
{

/** A virtual link of a population. */
struct PopulationLink
{
    std::string from;                  //!< kind of the node at its entry
    std::string to;                    //!< kind of the node at its exit
    SharedBottleneckParams bottleneck; //!< its path
};

/**
 * @ingroup qos-examples
 * Draws virtual links between nodes as the paper has them: 6 universities in Europe, one in Korea,
 * one in Canada, 3 companies and 8 hosts behind cable or DSL (OverQoS, NSDI 2004, section 6.1).
 *
 * Two different nodes are drawn, entry and exit. The tight link is the slower one of the entry's
 * uplink and the exit's downlink. Everything else is ours, from what was usual in 2004, and was
 * chosen before any result was seen:
 *
 *  * rates, log-uniform: universities 10 to 100 Mb/s, companies 1.5 (T1) to 10 Mb/s, broadband 0.75
 *    to 3 Mb/s down and 128 to 512 kb/s up;
 *  * round-trip times, uniform: 20 to 60 ms in Europe, 20 to 90 ms in North America, 90 to 170 ms
 *    between them, 280 to 350 ms from Europe to Korea, 150 to 220 ms from North America to Korea;
 *    broadband adds 10 to 30 ms;
 *  * buffers of 50 to 250 ms, at least 20 kB, drop tail;
 *  * others at a shared tight link: 3 to 60 long TCP connections (log-uniform) and bursts of 20 to
 *    80 % of the capacity, each of a twentieth of it; at a household's link: 0 to 3 connections,
 * and bursts of 0 to 40 %, each of a quarter.
 */
class LinkPopulation
{
  public:
    /** @param random of all that is drawn */
    explicit LinkPopulation(const Ptr<UniformRandomVariable>& random);

    /** @return another link */
    PopulationLink Draw();

  private:
    /** Kinds of nodes. */
    enum class Kind
    {
        Europe,
        Korea,
        Canada,
        Company,
        Broadband
    };

    /**
     * @param node index of a node, below 19
     * @return its kind
     */
    static Kind KindOf(uint32_t node);

    /**
     * @param kind a kind
     * @return its name
     */
    static const char* NameOf(Kind kind);

    /**
     * @param least least value
     * @param most largest value
     * @return a value whose logarithm is uniform
     */
    double LogUniform(double least, double most);

    /**
     * @param kind of a node
     * @param isUp from the node, not to it
     * @return rate of its access link, bit/s
     */
    double AccessRate(Kind kind, bool isUp);

    /**
     * @param from kind of one end
     * @param to kind of the other end
     * @return round-trip time without queues, ms
     */
    double RoundTripMs(Kind from, Kind to);

    Ptr<UniformRandomVariable> m_random; //!< of all that is drawn
};

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_POPULATION_H
