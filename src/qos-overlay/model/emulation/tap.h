/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TAP_H
#define QOS_TAP_H

#include "descriptor.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * Open a tap interface: what the host sends through it can be read, and frames that are written
 * arrive at the host. An interface that does not exist is made, and goes with the descriptor; one
 * that exists has to be persistent (ip tuntap add NAME mode tap user USER) and of this user. It
 * does not block.
 * @param name of the interface
 * @return the descriptor
 * @throws InterfaceError if this process may not, or the interface is in use; the text has the
 * remedies
 */
Descriptor OpenTap(const std::string& name);

} // namespace qos
} // namespace ns3

#endif // QOS_TAP_H
