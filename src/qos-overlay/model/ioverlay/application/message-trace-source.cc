/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-trace-source.h"

#include "ns3/seconds-text.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace ns3
{
namespace qos
{

std::vector<TracedMessage>
MessageTraceSource::Parse(std::istream& text)
{
    std::vector<TracedMessage> trace;
    std::size_t number = 0;
    for (std::string line; std::getline(text, line);)
    {
        ++number;
        if (!line.empty() && line.back() == '\r')
        {
            line.pop_back();
        }
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        const std::size_t comma = std::min(line.find(','), line.size());
        const std::optional<Nanoseconds> at = ReadSeconds(line.substr(0, comma));
        const char* const end = line.data() + line.size();
        uint32_t bytes = 0;
        const auto [rest, error] =
            std::from_chars(line.data() + std::min(comma + 1, line.size()), end, bytes);
        const bool isSound = at && error == std::errc() && rest == end && bytes <= MOST_BYTES &&
                             (trace.empty() || trace.back().at <= *at);
        if (!isSound)
        {
            throw std::invalid_argument("line " + std::to_string(number) + " is '" + line +
                                        "'; allowed is seconds,bytes with seconds not before those "
                                        "of the line above, and bytes up to " +
                                        std::to_string(MOST_BYTES));
        }
        trace.push_back({*at, bytes});
    }
    return trace;
}

std::vector<TracedMessage>
MessageTraceSource::Read(const std::string& path)
{
    std::ifstream file(path);
    if (!file)
    {
        throw std::invalid_argument("the trace of messages '" + path + "' cannot be read");
    }
    try
    {
        return Parse(file);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(path + ": " + error.what());
    }
}

MessageTraceSource::MessageTraceSource(std::vector<TracedMessage> trace)
    : m_trace(std::move(trace))
{
    const auto isBefore = [](const TracedMessage& a, const TracedMessage& b) {
        return a.at < b.at;
    };
    const auto late = std::is_sorted_until(m_trace.begin(), m_trace.end(), isBefore);
    if (late != m_trace.end())
    {
        throw std::invalid_argument("message " + std::to_string(late - m_trace.begin()) +
                                    " of the trace is earlier than the one before it; allowed are "
                                    "messages by time");
    }
}

Nanoseconds
MessageTraceSource::NextAt(Nanoseconds now)
{
    m_began = m_began < Nanoseconds{0} ? now : m_began;
    return m_next < m_trace.size() ? m_began + m_trace[m_next].at : FOREVER;
}

SourceMessage
MessageTraceSource::Take(uint32_t /* sequence */, Nanoseconds /* now */)
{
    return {m_trace[m_next++].bytes, nullptr};
}

} // namespace qos
} // namespace ns3
