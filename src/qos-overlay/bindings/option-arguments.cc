/* SPDX-License-Identifier: GPL-2.0-only */

#include "option-arguments.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

py::object
OptionArguments::Take(const char* option)
{
    m_known.insert(option);
    return m_given.contains(option) ? py::object(m_given[option]) : py::object();
}

void
OptionArguments::RequireAllTaken() const
{
    for (const auto& entry : m_given)
    {
        const auto option = entry.first.cast<std::string>();
        if (m_known.count(option) == 0)
        {
            throw ParameterError(
                m_what + " has no option '" + option + "' here; allowed: " +
                (m_known.empty() ? "none" : Join({m_known.begin(), m_known.end()})));
        }
    }
}

} // namespace qos
} // namespace ns3
