/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_COSTS_H
#define QOS_HOST_COSTS_H

#include "ns3/units.h"

#include <array>
#include <cstddef>
#include <cstdint>

/**
 * @file
 * @ingroup qos-congestion-manager
 * What a host does for its packets, and what that costs its CPU.
 */

namespace ns3
{
namespace qos
{

/** What a host can do that costs time. */
enum class HostOperation : uint8_t
{
    // a process crosses into the kernel
    Send,         //!< send() or sendto(), without the copy
    Recv,         //!< recv(), without the copy
    Select,       //!< select(), without its sockets
    SelectSocket, //!< one socket in the set of a select()
    GetTimeOfDay, //!< gettimeofday()
    Connect,      //!< socket() and connect()
    Close,        //!< close()
    Signal,       //!< a signal is delivered
    CmOpen,       //!< cm_open
    CmClose,      //!< cm_close
    CmRequest,    //!< cm_request or cm_bulk_request
    CmNotify,     //!< cm_notify or cm_bulk_notify
    CmUpdate,     //!< cm_update or cm_bulk_update
    CmQuery,      //!< cm_query or cm_bulk_query
    CmControl,    //!< any other call of the Congestion Manager's interface
    CmSendable,   //!< ioctl on the control socket: which flows may send?
    CmChanged,    //!< ioctl on the control socket: the state of which flows changed?
    CmState,      //!< ioctl on the control socket: the state of a flow

    // the stack
    CopiedByte,   //!< a byte is copied between process and kernel
    Transmit,     //!< a packet goes through the stack to the device
    Receive,      //!< a packet comes from the device through the stack
    FlowOpen,     //!< the Congestion Manager makes its record of a flow
    FlowClose,    //!< the Congestion Manager removes its record of a flow
    FlowRequest,  //!< the Congestion Manager takes a request
    FlowSchedule, //!< the Congestion Manager chooses a flow and grants
    FlowNotify,   //!< the Congestion Manager charges a packet
    FlowUpdate    //!< the Congestion Manager takes a report
};

/** How many HostOperations there are. */
constexpr std::size_t HOST_OPERATIONS = static_cast<std::size_t>(HostOperation::FlowUpdate) + 1;

/** What is known of an operation. */
struct HostOperationInfo
{
    const char* name; //!< in snake_case, as in the names of metrics
    Nanoseconds cost; //!< CPU time on the reference host
};

/**
 * The operations in order, with their costs on the host of the paper: a Pentium III of 600 MHz with
 * Linux 2.2.
 *
 * The paper has no table of costs. These numbers are this project's: orders of magnitude of that
 * time, and one free factor, the cost of a packet through the stack (Transmit and Receive), chosen
 * so that ALF/noconnect has 75 % of the throughput of TCP/CM without delayed acknowledgments at 168
 * bytes (OSDI 2000, section 4.2). The costs inside the Congestion Manager were chosen to come to
 * slightly less than 1 % of TCP's (section 4.1).
 */
extern const std::array<HostOperationInfo, HOST_OPERATIONS> HOST_OPERATION_TABLE;

/**
 * @param operation an operation
 * @return its name in snake_case
 */
const char* NameOf(HostOperation operation);

/** How often a host did what. */
class HostCounts
{
  public:
    /**
     * @param operation an operation
     * @return how often it was done
     */
    uint64_t Of(HostOperation operation) const
    {
        return m_counts[static_cast<std::size_t>(operation)];
    }

    /**
     * @param operation an operation
     * @param times how often it was done once more
     */
    void Add(HostOperation operation, uint64_t times)
    {
        m_counts[static_cast<std::size_t>(operation)] += times;
    }

    /**
     * @param earlier the counts of the same host at an earlier time
     * @return what was done since
     */
    HostCounts Since(const HostCounts& earlier) const;

  private:
    std::array<uint64_t, HOST_OPERATIONS> m_counts{}; //!< by operation
};

/** What operations cost on a host. */
class HostCosts
{
  public:
    /**
     * The costs of HOST_OPERATION_TABLE on a host that is faster or slower.
     * @param speed how many times as fast as the reference host; positive
     */
    explicit HostCosts(double speed = 1);

    /**
     * @param operation an operation
     * @return its CPU time
     */
    Nanoseconds Of(HostOperation operation) const
    {
        return m_costs[static_cast<std::size_t>(operation)];
    }

    /**
     * @param operation an operation
     * @param cost its CPU time from now on, not negative
     */
    void Set(HostOperation operation, Nanoseconds cost)
    {
        m_costs[static_cast<std::size_t>(operation)] = cost;
    }

    /**
     * @param counts what was done
     * @return the CPU time that it takes
     */
    Nanoseconds TimeFor(const HostCounts& counts) const;

  private:
    std::array<Nanoseconds, HOST_OPERATIONS> m_costs{}; //!< by operation
};

/**
 * @ingroup qos-congestion-manager
 * Counts what a host does. Everything that costs time is told to it when it is done; HostCpu turns
 * it into simulated time besides.
 */
class HostMeter
{
  public:
    /** @param costs what operations cost */
    explicit HostMeter(const HostCosts& costs = HostCosts());
    virtual ~HostMeter() = default;
    HostMeter(const HostMeter&) = delete;
    HostMeter& operator=(const HostMeter&) = delete;

    /**
     * Something is done.
     * @param operation what
     * @param times how often
     */
    void Count(HostOperation operation, uint64_t times = 1)
    {
        m_counts.Add(operation, times);
        Spend(m_costs.Of(operation) * static_cast<int64_t>(times));
    }

    /** @return what was done so far */
    const HostCounts& GetCounts() const
    {
        return m_counts;
    }

    /** @return what operations cost */
    const HostCosts& GetCosts() const
    {
        return m_costs;
    }

    /** @return the CPU time of all that was done so far */
    Nanoseconds GetTime() const
    {
        return m_time;
    }

  private:
    /** @param cost CPU time that was used just now */
    void Spend(Nanoseconds cost)
    {
        m_time += cost;
        DoSpend(cost);
    }

    /** @param cost CPU time that was used just now */
    virtual void DoSpend(Nanoseconds cost);

    HostCosts m_costs;     //!< what operations cost
    HostCounts m_counts;   //!< what was done
    Nanoseconds m_time{0}; //!< what that cost
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_COSTS_H
