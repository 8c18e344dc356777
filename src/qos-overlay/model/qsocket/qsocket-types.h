/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QSOCKET_TYPES_H
#define QOS_QSOCKET_TYPES_H

#include "ns3/nstime.h"
#include "ns3/scheduler-registry.h"

#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup qos-qsocket
 * What is passed through the QSockets API (QSockets paper, section 2.2).
 */

namespace ns3
{
namespace qos
{

/** How a call ended: a POSIX error code and a sentence that says what is wrong and what is allowed.
 */
struct QStatus
{
    int error = 0;       //!< 0 for success, else EPERM, EINVAL, ...
    std::string message; //!< empty for success

    /** @return whether the call succeeded */
    explicit operator bool() const
    {
        return error == 0;
    }
};

/**
 * The result of a call that makes something.
 * @tparam T what it makes
 */
template <typename T>
struct QResult
{
    T value{};      //!< what was made, if the status says so
    QStatus status; //!< how the call ended

    /** @return whether the call succeeded */
    explicit operator bool() const
    {
        return static_cast<bool>(status);
    }
};

/** The paper's struct qos_params: which device, which scheduler, which attributes. */
struct QosParams
{
    std::string device; //!< a name given with Names::Add, or eth0, eth1, ... for the node's devices
                        //!< in order
    std::string scheduler; //!< the discipline that the device was initialised with
    std::shared_ptr<const StreamAttributes>
        attributes; //!< of the type that belongs to the scheduler
};

/** The paper's packet_flags: what a sender says about one message. */
struct MessageFlags
{
    bool droppable = true; //!< the message may be dropped (the paper's drop flag, for example false
                           //!< for I frames)
    std::optional<Time> deadline; //!< absolute time after which the message is useless
    bool endOfMessage =
        true;         //!< frame boundary: false if the next datagram belongs to the same message
    uint8_t kind = 0; //!< the application's own mark, handed back in reports
    uint64_t unit =
        0; //!< messages of linked sockets with the same unit belong together; 0 for none
    uint32_t messageBytes =
        0; //!< payload of the whole message if it takes several datagrams; 0: this datagram
};

/** What qinfo answers. */
struct QSocketInfo
{
    std::string device;      //!< the device of the stream
    std::string scheduler;   //!< its discipline
    StreamCounters counters; //!< rate, queueing delay, backlog, drops by reason and flag
    std::vector<std::pair<std::string, double>>
        specifics;                   //!< figures of the discipline, such as the current window
    uint32_t sendBufferBytes = 0;    //!< size of the send buffer, 0 for no limit
    uint32_t sendBufferUsed = 0;     //!< bytes of it in use
    uint32_t receiveBufferBytes = 0; //!< size of the receive buffer
    uint32_t receiveBufferUsed = 0;  //!< bytes of it in use
    uint32_t congestionWindow = 0;   //!< TCP only, bytes
    uint32_t peerWindow = 0;         //!< TCP only: the window that the receiver advertises, bytes
    uint32_t bytesInFlight = 0;      //!< TCP only
};

/** Where in the host messages are scheduled. */
enum class SchedulerPosition : uint8_t
{
    BelowStack, //!< at the device, where IP packets are seen (as published)
    AboveStack  //!< at the socket, where whole messages are seen (the paper's future work)
};

/** How qsockinit sets a device up. */
struct QSockInitSettings
{
    std::shared_ptr<const SchedulerOptions>
        options;            //!< of the discipline's own type, null for its defaults
    SchedulerLimits limits; //!< how much may wait
    SchedulerPosition position = SchedulerPosition::BelowStack; //!< where messages are scheduled
    bool isPrivileged = true; //!< the caller may change the network configuration (CAP_NET_ADMIN)
};

} // namespace qos
} // namespace ns3

#endif // QOS_QSOCKET_TYPES_H
