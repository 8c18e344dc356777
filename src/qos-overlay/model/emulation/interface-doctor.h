/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_INTERFACE_DOCTOR_H
#define QOS_INTERFACE_DOCTOR_H

#include "real-network.h"

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** One thing that was looked at before a run on real interfaces. */
struct Finding
{
    std::string what;    //!< a phrase
    bool isSound = true; //!< nothing has to be done
    std::string remedy;  //!< a command for a shell or a sentence; empty if it is sound
};

/**
 * @ingroup qos-emulation
 * Find out whether an interface is ready for ns-3. Nothing is changed.
 * @param end that is to be real
 * @return whether it exists and is up, may be opened, carries no address of the host, and leaves
 * frames as they are
 */
std::vector<Finding> DiagnoseEnd(const RealEnd& end);

/**
 * @ingroup qos-emulation
 * Find out whether the host is ready: whether its own forwarding goes past ns-3, and how exactly it
 * wakes a process that sleeps, which takes a quarter of a second.
 * @return what was found
 */
std::vector<Finding> DiagnoseHost();

} // namespace qos
} // namespace ns3

#endif // QOS_INTERFACE_DOCTOR_H
