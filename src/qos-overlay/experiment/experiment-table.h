/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_TABLE_H
#define QOS_EXPERIMENT_TABLE_H

#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{

/** A column of a table. */
struct Column
{
    std::string name; //!< in snake_case
    std::string unit; //!< such as "s"; empty if it has none
};

/** A number or a text; not a number (NaN) means "no value". */
class Cell
{
  public:
    /** @param number a number or a truth */
    template <typename Number, typename = std::enable_if_t<std::is_arithmetic_v<Number>>>
    Cell(Number number) // NOLINT(google-explicit-constructor): rows are written as braced lists
        : m_value(static_cast<double>(number))
    {
    }

    /** @param text a text */
    Cell(std::string text) // NOLINT(google-explicit-constructor)
        : m_value(std::move(text))
    {
    }

    /** @param text a text */
    Cell(const char* text) // NOLINT(google-explicit-constructor)
        : m_value(std::string(text))
    {
    }

    /** @return what it holds */
    const std::variant<double, std::string>& Get() const
    {
        return m_value;
    }

  private:
    std::variant<double, std::string> m_value; //!< what it holds
};

/**
 * @ingroup qos-experiment
 * A table of a result: columns with units, rows of numbers and texts.
 */
class Table
{
  public:
    /** @param columns its columns */
    explicit Table(std::vector<Column> columns);

    /**
     * Add a row.
     * @param cells its cells, one per column
     * @return this table
     * @throws std::logic_error if there are more or fewer cells than columns
     */
    Table& AddRow(std::vector<Cell> cells);

    /** @return the columns */
    const std::vector<Column>& GetColumns() const
    {
        return m_columns;
    }

    /** @return the rows, in the order in which they were added */
    const std::vector<std::vector<Cell>>& GetRows() const
    {
        return m_rows;
    }

  private:
    std::vector<Column> m_columns;         //!< names and units
    std::vector<std::vector<Cell>> m_rows; //!< cells
};

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_TABLE_H
