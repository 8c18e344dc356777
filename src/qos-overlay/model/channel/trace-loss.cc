/* SPDX-License-Identifier: GPL-2.0-only */

#include "trace-loss.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

TraceLoss::TraceLoss(std::shared_ptr<const LossTrace> trace, int64_t offset)
    : m_trace(std::move(trace)),
      m_offset(offset),
      m_next(offset)
{
    if (!m_trace)
    {
        throw std::invalid_argument("there is no loss trace; one must be set");
    }
    if (offset < 0 || offset >= m_trace->Length())
    {
        throw std::invalid_argument("the offset is " + std::to_string(offset) +
                                    "; it must be at least 0 and below the length of the trace, " +
                                    std::to_string(m_trace->Length()));
    }
}

bool
TraceLoss::IsLost(Nanoseconds now)
{
    const int64_t position = Advance(now);
    while (position >= m_trace->Ends()[m_run])
    {
        ++m_run;
    }
    return m_run % 2 == 1;
}

int64_t
TraceLoss::Advance(Nanoseconds now)
{
    const int64_t length = m_trace->Length();
    if (m_trace->GetUnit() == LossTrace::Unit::Packets)
    {
        if (m_next == length)
        {
            m_next = 0;
            m_run = 0;
        }
        return m_next++;
    }
    if (!m_hasBegun)
    {
        m_hasBegun = true;
        m_begin = now - Nanoseconds{m_offset};
    }
    const int64_t position = (now - m_begin).count();
    if (position < length)
    {
        return position;
    }
    m_begin += Nanoseconds{position / length * length};
    m_run = 0;
    return position % length;
}

void
TraceLoss::Reset()
{
    m_next = m_offset;
    m_run = 0;
    m_hasBegun = false;
}

} // namespace qos
} // namespace ns3
