/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PACED_SOURCE_H
#define QOS_PACED_SOURCE_H

#include "ns3/message-source.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace ns3
{
namespace qos
{

/** What a source of equal messages does. */
struct PacedSourceParams
{
    uint32_t bytes = 5120;                                    //!< of the payload of a message
    Bitrate rate;                                             //!< of payload; 0: back to back
    uint32_t messages = std::numeric_limits<uint32_t>::max(); //!< how many there are
};

/**
 * @ingroup qos-ioverlay-application
 * A source of equal messages, back to back or at a rate. If there is no room for a message when it
 * is time, it waits, and those after it come later too.
 */
class PacedSource : public MessageSource
{
  public:
    /** @param params what it does */
    explicit PacedSource(const PacedSourceParams& params)
        : m_params(params)
    {
    }

    Nanoseconds NextAt(Nanoseconds /* now */) override
    {
        return m_taken < m_params.messages ? m_next : FOREVER;
    }

    SourceMessage Take(uint32_t /* sequence */, Nanoseconds now) override
    {
        ++m_taken;
        m_next = now + m_params.rate.TransmissionTime(m_params.bytes);
        return {m_params.bytes, nullptr};
    }

  private:
    PacedSourceParams m_params; //!< what it does
    uint32_t m_taken = 0;       //!< messages
    Nanoseconds m_next{0};      //!< when the next one may be taken
};

} // namespace qos
} // namespace ns3

#endif // QOS_PACED_SOURCE_H
