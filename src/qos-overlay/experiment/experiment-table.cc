/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-table.h"

#include <stdexcept>

namespace ns3
{
namespace qos
{

Table::Table(std::vector<Column> columns)
    : m_columns(std::move(columns))
{
}

Table&
Table::AddRow(std::vector<Cell> cells)
{
    if (cells.size() != m_columns.size())
    {
        throw std::logic_error("a row of " + std::to_string(cells.size()) +
                               " cells was added to a table of " +
                               std::to_string(m_columns.size()) + " columns");
    }
    m_rows.push_back(std::move(cells));
    return *this;
}

} // namespace qos
} // namespace ns3
