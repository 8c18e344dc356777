/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STOP_SIGNALS_H
#define QOS_STOP_SIGNALS_H

#include "descriptor.h"

#include <csignal>
#include <functional>
#include <thread>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * As long as this object lives, SIGINT and SIGTERM do not end the process but call a function, in a
 * thread of its own, where a signal handler would not be allowed to. To be made before other
 * threads, which inherit that they do not get these signals.
 */
class StopSignals
{
  public:
    /** @param stop called for the first signal; those behind it count for nothing */
    explicit StopSignals(std::function<void()> stop);
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

  private:
    /** Wait for a signal, or for the end. */
    void Wait();

    sigset_t m_before{};          //!< signals that were blocked before
    std::function<void()> m_stop; //!< called
    Descriptor m_signals;         //!< tells of signals
    Descriptor m_end;             //!< tells of the end of this object
    std::thread m_thread;         //!< waits
};

} // namespace qos
} // namespace ns3

#endif // QOS_STOP_SIGNALS_H
