/* SPDX-License-Identifier: GPL-2.0-only */

#include "control-row.h"

#include "seconds-text.h"

#include <cstddef>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param text any
 * @return the same without blanks at its ends
 */
std::string
Trim(const std::string& text)
{
    constexpr const char* BLANKS = " \t\r";
    const std::size_t first = text.find_first_not_of(BLANKS);
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(BLANKS) - first + 1);
}

} // namespace

ControlRow
ReadControlRow(const std::string& line, const std::string& place)
{
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');)
    {
        cells.push_back(Trim(cell));
    }
    if (cells.size() != 3 && cells.size() != 4)
    {
        throw std::invalid_argument(place + ": it has " + std::to_string(cells.size()) +
                                    " columns; allowed is " + ControlRow::HEADING);
    }
    cells.resize(4);
    ControlRow row{place, cells[0], cells[1], cells[2], {}};
    std::istringstream arguments(cells[3]);
    for (std::string word; arguments >> word;)
    {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos)
        {
            throw std::invalid_argument(place + ": an argument is '" + word +
                                        "'; allowed is name=value");
        }
        row.arguments.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return row;
}

std::vector<ControlRow>
ReadControlRows(const std::string& csv)
{
    std::vector<ControlRow> rows;
    std::istringstream stream(csv);
    std::size_t number = 0;
    bool isFirst = true;
    for (std::string raw; std::getline(stream, raw);)
    {
        ++number;
        const std::string line = Trim(raw);
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        const bool isHeading = isFirst && line == ControlRow::HEADING;
        isFirst = false;
        if (!isHeading)
        {
            rows.push_back(ReadControlRow(line, "line " + std::to_string(number)));
        }
    }
    return rows;
}

Nanoseconds
TimeOf(const ControlRow& row)
{
    const std::optional<Nanoseconds> time = ReadSeconds(row.time);
    if (!time)
    {
        throw std::invalid_argument(row.place + ": the time is '" + row.time +
                                    "'; allowed are seconds below 10^9, with up to nine decimals");
    }
    return *time;
}

std::string
WriteControlRow(const ControlRow& row)
{
    std::string line = row.time + "," + row.action + "," + row.target + ",";
    const char* separator = "";
    for (const auto& [name, value] : row.arguments)
    {
        line += separator + name + "=" + value;
        separator = " ";
    }
    return line;
}

} // namespace qos
} // namespace ns3
