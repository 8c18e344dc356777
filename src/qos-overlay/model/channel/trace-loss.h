/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRACE_LOSS_H
#define QOS_TRACE_LOSS_H

#include "loss-process.h"
#include "loss-trace.h"

#include <cstddef>
#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-channel
 * Loses what was lost in a trace, from an offset on and again and again. In a trace of times, the
 * first packet comes at the offset.
 */
class TraceLoss final : public LossProcess
{
  public:
    /**
     * @param trace what is lost; many processes may share it
     * @param offset packets or nanoseconds, as the trace has them, of the trace that are left out
     * at first
     * @throws std::invalid_argument if there is no trace, or the offset is not within it
     */
    TraceLoss(std::shared_ptr<const LossTrace> trace, int64_t offset);

    bool IsLost(Nanoseconds now) override;
    void Reset() override;

  private:
    /**
     * @param now when a packet comes
     * @return its position in the trace
     */
    int64_t Advance(Nanoseconds now);

    std::shared_ptr<const LossTrace> m_trace; //!< what is lost
    int64_t m_offset;                         //!< position of the first packet
    int64_t m_next;                           //!< position of the next packet, in packets
    std::size_t m_run = 0;                    //!< the run of the last packet
    bool m_hasBegun = false;                  //!< a packet has come
    Nanoseconds m_begin{0};                   //!< when the current repetition began
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRACE_LOSS_H
