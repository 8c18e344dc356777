/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TRACE_TABLE_H
#define QOS_TRACE_TABLE_H

#include "ns3/units.h"

#include <pybind11/pybind11.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** A number of a TraceTable. */
class TraceCell
{
  public:
    /** @param time any time, in seconds afterwards */
    TraceCell(Nanoseconds time); // NOLINT(google-explicit-constructor): rows are braced lists

    /** @param number any number */
    TraceCell(double number); // NOLINT(google-explicit-constructor)

    /** @param number any whole number */
    TraceCell(int64_t number) // NOLINT(google-explicit-constructor)
        : m_bits(static_cast<uint64_t>(number))
    {
    }

    /** @param number any whole number below 2^63 */
    TraceCell(uint64_t number) // NOLINT(google-explicit-constructor)
        : m_bits(number)
    {
    }

    /** @param number any whole number */
    TraceCell(uint32_t number) // NOLINT(google-explicit-constructor)
        : m_bits(number)
    {
    }

    /** @return its 64 bits */
    uint64_t Bits() const
    {
        return m_bits;
    }

  private:
    uint64_t m_bits; //!< of a double or of a whole number
};

/**
 * What was recorded in a simulation, row by row: numpy gets it as a table with named columns.
 */
class TraceTable
{
  public:
    /** What a column has in it. */
    enum class Kind : uint8_t
    {
        Real, //!< real numbers; times are seconds
        Whole //!< whole numbers
    };

    /** A column. */
    struct Column
    {
        const char* name; //!< with its unit behind it, such as "time_s"
        Kind kind;        //!< what it has in it
    };

    /** @param columns its columns */
    TraceTable(std::initializer_list<Column> columns)
        : m_columns(columns)
    {
    }

    /** @param row a cell for each column, of its kind */
    void Add(std::initializer_list<TraceCell> row)
    {
        for (const TraceCell& cell : row)
        {
            m_cells.push_back(cell.Bits());
        }
    }

    /** @return how many rows there are */
    std::size_t Rows() const
    {
        return m_cells.size() / m_columns.size();
    }

    /** @return a structured array of numpy: a copy of the rows so far */
    pybind11::object ToNumpy() const;

  private:
    std::vector<Column> m_columns; //!< names and kinds
    std::vector<uint64_t> m_cells; //!< row by row
};

} // namespace qos
} // namespace ns3

#endif // QOS_TRACE_TABLE_H
