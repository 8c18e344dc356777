/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SHARED_CPU_H
#define QOS_SHARED_CPU_H

#include "ns3/units.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a message costs the processor of a host that runs many threads: a + b threads^g, for
 * messages of some size; others in proportion. */
struct SharedCpuParams
{
    double fixedUs = 100.51;      //!< a, microseconds
    double perThreadUs = 0.37028; //!< b, microseconds
    double exponent = 1.4588;     //!< g
    double messageBytes = 5000;   //!< of which a and b are
};

/**
 * @ingroup qos-ioverlay-engine
 * The processor that the overlay nodes of a host share: it serves one message after the other, in
 * the order in which they ask.
 *
 * An engine has a thread, and one for each receiver and each sender. The defaults are what the
 * three figures of the paper for 5000-byte messages leave no choice of.
 *
 * Derived from iOverlay (Middleware 2004), section 2.4 (Figure 3).
 */
class SharedCpu
{
  public:
    /** @param params what a message costs */
    explicit SharedCpu(const SharedCpuParams& params = {})
        : m_params(params)
    {
    }

    /** @param change how many threads there are more, or fewer */
    void AddThreads(int32_t change)
    {
        constexpr double NANOSECONDS_PER_US = 1000;
        m_threads += change;
        const double us =
            m_params.fixedUs + m_params.perThreadUs * std::pow(m_threads, m_params.exponent);
        m_costOfByte = us * NANOSECONDS_PER_US / m_params.messageBytes;
    }

    /** @return threads of the host's engines */
    int32_t Threads() const
    {
        return m_threads;
    }

    /**
     * Ask for the time of a message.
     * @param bytes of its payload
     * @param now the time
     * @return when the message is done
     */
    Nanoseconds Book(uint32_t bytes, Nanoseconds now)
    {
        m_freeAt = std::max(now, m_freeAt) + Nanoseconds{std::llround(m_costOfByte * bytes)};
        return m_freeAt;
    }

  private:
    SharedCpuParams m_params; //!< what a message costs
    int32_t m_threads = 0;    //!< see Threads()
    double m_costOfByte = 0;  //!< nanoseconds, with so many threads
    Nanoseconds m_freeAt{0};  //!< when all is done that was asked for
};

} // namespace qos
} // namespace ns3

#endif // QOS_SHARED_CPU_H
