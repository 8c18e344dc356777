/* SPDX-License-Identifier: GPL-2.0-only */

#include "traced-churn.h"

#include "ns3/seconds-text.h"

#include <charconv>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param line of a trace
 * @return what it says; nothing if it is not time, number and up or down
 */
std::optional<ChurnEvent>
ReadEvent(const std::string& line)
{
    const std::size_t first = line.find(',');
    const std::size_t second = first == std::string::npos ? first : line.find(',', first + 1);
    if (second == std::string::npos)
    {
        return std::nullopt;
    }
    const std::optional<Nanoseconds> at = ReadSeconds(line.substr(0, first));
    uint32_t node = 0;
    const char* const end = line.data() + second;
    const auto [rest, error] = std::from_chars(line.data() + first + 1, end, node);
    const std::string what = line.substr(second + 1);
    if (!at || error != std::errc() || rest != end || (what != "up" && what != "down"))
    {
        return std::nullopt;
    }
    return ChurnEvent{*at, node, what == "up"};
}

} // namespace

TracedChurn
TracedChurn::Parse(std::istream& text, uint32_t first, uint32_t nodes)
{
    TracedChurn churn;
    std::vector<bool> isUp(nodes, true);
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
        const std::string where = "line " + std::to_string(number) + " is '" + line + "'; ";
        const std::optional<ChurnEvent> event = ReadEvent(line);
        if (!event || (!churn.m_events.empty() && event->at < churn.m_events.back().at))
        {
            throw std::invalid_argument(where + "allowed is seconds,node,up or seconds,node,down "
                                                "with seconds not before those of the line above");
        }
        if (event->node < first || event->node - first >= nodes)
        {
            throw std::invalid_argument(where + "allowed are nodes from " + std::to_string(first) +
                                        " to below " + std::to_string(uint64_t{first} + nodes));
        }
        if (isUp[event->node - first] == event->isUp)
        {
            throw std::invalid_argument(where + "allowed is that a node goes first, and comes back "
                                                "before it goes again");
        }
        isUp[event->node - first] = event->isUp;
        churn.m_events.push_back(*event);
    }
    return churn;
}

TracedChurn
TracedChurn::Read(const std::string& path, uint32_t first, uint32_t nodes)
{
    std::ifstream file(path);
    if (!file)
    {
        throw std::invalid_argument("the trace of nodes '" + path + "' cannot be read");
    }
    try
    {
        return Parse(file, first, nodes);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(path + ": " + error.what());
    }
}

ChurnEvent
TracedChurn::Next() const
{
    return m_next < m_events.size() ? m_events[m_next] : ChurnEvent{FOREVER, 0, false};
}

void
TracedChurn::Pop()
{
    m_next += m_next < m_events.size() ? 1 : 0;
}

} // namespace qos
} // namespace ns3
