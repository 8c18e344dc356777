/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REAL_NETWORK_H
#define QOS_REAL_NETWORK_H

#include "ns3/ipv4-address.h"
#include "ns3/mac48-address.h"

#include <map>
#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/** What an end is. */
enum class EndKind
{
    INTERFACE, //!< a raw socket on an interface of the host
    TAP,       //!< a tap interface of the host
    DESCRIPTOR //!< a file that the process was started with
};

/**
 * @ingroup qos-emulation
 * The end of a link of an experiment that is a real interface.
 */
struct RealEnd
{
    EndKind kind = EndKind::INTERFACE;  //!< what it is
    std::string interface;              //!< its name on the host, if it is one
    int descriptor = -1;                //!< its number, if it is one
    std::optional<Ipv4Address> address; //!< of ns-3 there; none: that of the simulation
    Ipv4Mask mask{"255.255.255.0"};     //!< of that address
    std::optional<Ipv4Address> gateway; //!< router to everywhere else
    std::optional<Mac48Address> mac;    //!< of ns-3 there; none: made from the host's
    bool hasHostsMac = false;           //!< mac is the host's own
};

/**
 * @ingroup qos-emulation
 * Which ends of an experiment are real; none: it is simulated.
 */
struct RealNetwork
{
    std::map<std::string, RealEnd> ends;      //!< by the name that the experiment has for them
    std::map<std::string, Ipv4Address> peers; //!< addresses of ends that are elsewhere

    /** @return whether anything is real */
    bool IsReal() const
    {
        return !ends.empty();
    }

    /**
     * @param end its name
     * @return the end, null if it is not real
     */
    const RealEnd* Find(const std::string& end) const
    {
        const auto found = ends.find(end);
        return found == ends.end() ? nullptr : &found->second;
    }

    /**
     * @param end its name
     * @param usual its address in the simulation
     * @return its address, wherever it is
     */
    Ipv4Address AddressOf(const std::string& end, Ipv4Address usual) const
    {
        const RealEnd* here = Find(end);
        const auto peer = peers.find(end);
        return here != nullptr       ? here->address.value_or(usual)
               : peer != peers.end() ? peer->second
                                     : usual;
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_REAL_NETWORK_H
