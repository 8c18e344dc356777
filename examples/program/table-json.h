/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TABLE_JSON_H
#define QOS_TABLE_JSON_H

#include "ns3/experiment-table.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/**
 * @file
 * @ingroup qos-experiment
 * Tables as JSON, the same in results and in records.
 */

namespace ns3
{
namespace qos
{

using Json = nlohmann::ordered_json; //!< objects keep their order

/**
 * @param number a number
 * @return null if it is none; a whole number without a fraction
 */
Json NumberToJson(double number);

/**
 * @param cell a cell
 * @return it
 */
Json CellToJson(const Cell& cell);

/**
 * @param table a table
 * @return names and units of its columns
 */
Json ColumnsToJson(const Table& table);

/**
 * @param cells a row
 * @return an array of them
 */
Json RowToJson(const std::vector<Cell>& cells);

/**
 * @param table a table
 * @return columns and rows
 */
Json TableToJson(const Table& table);

/**
 * @param json a value
 * @return its text in one line; what is not UTF-8 in it is replaced, because an error message must
 * not fail itself
 */
std::string WriteJson(const Json& json);

} // namespace qos
} // namespace ns3

#endif // QOS_TABLE_JSON_H
