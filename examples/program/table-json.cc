/* SPDX-License-Identifier: GPL-2.0-only */

#include "table-json.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace ns3
{
namespace qos
{

Json
NumberToJson(double number)
{
    constexpr double END_OF_EXACT_INTEGERS = 9007199254740992;
    if (!std::isfinite(number))
    {
        return nullptr;
    }
    if (std::abs(number) < END_OF_EXACT_INTEGERS && number == std::floor(number))
    {
        return static_cast<int64_t>(number);
    }
    return number;
}

Json
CellToJson(const Cell& cell)
{
    if (const auto* number = std::get_if<double>(&cell.Get()))
    {
        return NumberToJson(*number);
    }
    return std::get<std::string>(cell.Get());
}

Json
ColumnsToJson(const Table& table)
{
    Json columns = Json::array();
    for (const Column& column : table.GetColumns())
    {
        columns.push_back(Json{{"name", column.name}, {"unit", column.unit}});
    }
    return columns;
}

Json
RowToJson(const std::vector<Cell>& cells)
{
    Json row = Json::array();
    for (const Cell& cell : cells)
    {
        row.push_back(CellToJson(cell));
    }
    return row;
}

Json
TableToJson(const Table& table)
{
    Json rows = Json::array();
    for (const auto& cells : table.GetRows())
    {
        rows.push_back(RowToJson(cells));
    }
    return Json{{"columns", ColumnsToJson(table)}, {"rows", std::move(rows)}};
}

std::string
WriteJson(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace qos
} // namespace ns3
