/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TCP_OPTIONS_H
#define QOS_TCP_OPTIONS_H

#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * How the TCP sockets of an application are set up, one by one, so that nothing else in the
 * simulation changes.
 */
struct TcpOptions
{
    uint32_t segmentBytes = 1448;          //!< payload of a segment
    uint32_t bufferBytes = 1U << 20U;      //!< of the send buffer and of the receive buffer
    uint32_t initialWindow = 2;            //!< segments; without meaning for TCP/CM
    uint32_t delAckCount = 2;              //!< segments for one acknowledgment
    Time delAckTimeout = MilliSeconds(40); //!< longest delay of an acknowledgment
    Time minRto = Seconds(1);              //!< least retransmission timeout
    bool hasSack = true;                   //!< selective acknowledgments
    bool hasEcn = false;                   //!< explicit congestion notification
    bool hasNagle = false;                 //!< wait for full segments

    /** @param socket a TCP socket that is neither connected nor listening */
    void Apply(const Ptr<Socket>& socket) const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_TCP_OPTIONS_H
