/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RAW_SOCKET_H
#define QOS_RAW_SOCKET_H

#include "descriptor.h"
#include "host-interface.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * Open a packet socket: all frames that arrive at an interface can be read from it, and frames that
 * are written to it leave there. The interface is promiscuous as long as the socket is open. It
 * does not block, and does not hear what the host itself sends.
 * @param interface of the host; it has to be up
 * @return the socket
 * @throws InterfaceError if the interface is down, or this process may not; the text has the
 * remedies
 */
Descriptor OpenRawSocket(const HostInterface& interface);

/**
 * @ingroup qos-emulation
 * @param socket a packet socket
 * @return frames that the kernel has dropped since the last call, because nobody read them in time;
 * 0 for other files
 */
uint32_t ReadKernelDrops(int socket);

} // namespace qos
} // namespace ns3

#endif // QOS_RAW_SOCKET_H
