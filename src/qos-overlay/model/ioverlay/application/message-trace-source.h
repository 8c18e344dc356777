/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_TRACE_SOURCE_H
#define QOS_MESSAGE_TRACE_SOURCE_H

#include "ns3/message-source.h"

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** A message of a trace. */
struct TracedMessage
{
    Nanoseconds at{0};  //!< since the source began
    uint32_t bytes = 0; //!< of payload
};

/**
 * @ingroup qos-ioverlay-application
 * A source that sends what a trace says. A message for which there is no room at its time comes
 * later, those behind it as soon as there is room after their time.
 */
class MessageTraceSource : public MessageSource
{
  public:
    static constexpr uint32_t MOST_BYTES = 65536; //!< of a message

    /**
     * @param text lines of time and size, such as "0.040,1500": seconds since the source began,
     * bytes of payload; empty lines, and those that begin with #, mean nothing
     * @return the trace
     * @throws std::invalid_argument if it is none, with the number of the line
     */
    static std::vector<TracedMessage> Parse(std::istream& text);

    /**
     * @param path of a file with such lines
     * @return the trace
     * @throws std::invalid_argument if it cannot be read, or as Parse(); the sentence has the path
     */
    static std::vector<TracedMessage> Read(const std::string& path);

    /**
     * @param trace messages by time
     * @throws std::invalid_argument if a message is earlier than the one before it
     */
    explicit MessageTraceSource(std::vector<TracedMessage> trace);

    Nanoseconds NextAt(Nanoseconds now) override;
    SourceMessage Take(uint32_t sequence, Nanoseconds now) override;

  private:
    std::vector<TracedMessage> m_trace; //!< messages by time
    std::size_t m_next = 0;             //!< of them
    Nanoseconds m_began{-1};            //!< when it was asked first; below 0: not yet
};

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_TRACE_SOURCE_H
