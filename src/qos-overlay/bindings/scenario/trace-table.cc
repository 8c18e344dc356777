/* SPDX-License-Identifier: GPL-2.0-only */

#include "trace-table.h"

#include "../quantity-argument.h"

#include <pybind11/numpy.h>

#include <cstring>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

TraceCell::TraceCell(Nanoseconds time)
    : TraceCell(InSeconds(time))
{
}

TraceCell::TraceCell(double number)
{
    static_assert(sizeof(number) == sizeof(m_bits));
    std::memcpy(&m_bits, &number, sizeof(m_bits));
}

py::object
TraceTable::ToNumpy() const
{
    py::list fields;
    for (const Column& column : m_columns)
    {
        fields.append(py::make_tuple(column.name, column.kind == Kind::Real ? "f8" : "i8"));
    }
    py::array array(py::dtype::from_args(fields), Rows());
    if (!m_cells.empty())
    {
        std::memcpy(array.mutable_data(), m_cells.data(), m_cells.size() * sizeof(m_cells[0]));
    }
    return array;
}

} // namespace qos
} // namespace ns3
