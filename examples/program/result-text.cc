/* SPDX-License-Identifier: GPL-2.0-only */

#include "result-text.h"

#include "program-option.h"

#include "ns3/experiment-registry.h"
#include "ns3/quantity.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>

namespace ns3
{
namespace qos
{

namespace
{

using Lines = std::vector<std::vector<std::string>>;

/** Digits that a reader wants; --json has them all. */
constexpr int DIGITS = 6;

/**
 * @param number a number
 * @return its text, "-" if there is no value
 */
std::string
NumberText(double number)
{
    if (!std::isfinite(number))
    {
        return "-";
    }
    std::ostringstream text;
    text << std::setprecision(DIGITS) << number;
    return text.str();
}

/**
 * Write lines with their words under each other.
 * @param os takes the text
 * @param lines lines of as many words each
 */
void
PrintAligned(std::ostream& os, const Lines& lines)
{
    std::vector<size_t> widths(lines.empty() ? 0 : lines.front().size());
    for (const auto& words : lines)
    {
        for (size_t i = 0; i < words.size(); ++i)
        {
            widths[i] = std::max(widths[i], words[i].size());
        }
    }
    for (const auto& words : lines)
    {
        std::string line;
        for (size_t i = 0; i < words.size(); ++i)
        {
            line += "  " + words[i] + std::string(widths[i] - words[i].size(), ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        os << line << "\n";
    }
}

/**
 * @param table a table
 * @return a line of column names with units, then a line per row
 */
Lines
TableLines(const Table& table)
{
    Lines lines(1);
    for (const Column& column : table.GetColumns())
    {
        lines.front().push_back(column.name +
                                (column.unit.empty() ? "" : " [" + column.unit + "]"));
    }
    for (const auto& cells : table.GetRows())
    {
        std::vector<std::string> words;
        for (const Cell& cell : cells)
        {
            const auto* number = std::get_if<double>(&cell.Get());
            words.push_back(number ? NumberText(*number) : std::get<std::string>(cell.Get()));
        }
        lines.push_back(std::move(words));
    }
    return lines;
}

} // namespace

void
PrintResult(std::ostream& os, const Result& result)
{
    const Provenance& provenance = result.GetProvenance();
    os << provenance.experiment << ", seed " << provenance.seed << ": "
       << NumberText(provenance.duration) << " s simulated, " << provenance.events << " events\n";
    for (const NamedTexts* texts : {&provenance.parameters, &provenance.settings})
    {
        for (const auto& [name, text] : *texts)
        {
            os << "  " << name << "=" << text << "\n";
        }
    }
    Lines metrics;
    for (const auto& [name, value] : result.GetMetrics())
    {
        const Metric& declaration = result.GetDeclaration(name);
        metrics.push_back({name, NumberText(value), declaration.unit, declaration.help});
    }
    os << "\nmetrics\n";
    PrintAligned(os, metrics);
    for (const auto& [name, table] : result.GetTables())
    {
        os << "\n" << name << "\n";
        PrintAligned(os, TableLines(table));
    }
}

void
PrintHelp(std::ostream& os, const std::string& name)
{
    const ExperimentInfo& info = ExperimentRegistry::Instance().Get(name);
    os << "Usage: " << name << " [parameter=value ...] [options]\n\n"
       << info.summary << "\nReplays: " << info.replays << "\n\nParameters:\n";
    Lines parameters;
    for (const Parameter& parameter : DescribeParameters(info.getTypeId()))
    {
        parameters.push_back({parameter.name + "=" + parameter.defaultValue,
                              parameter.help + "; " + parameter.syntax.allowed});
    }
    PrintAligned(os, parameters);
    const std::vector<ExperimentEnd> ends = info.Create()->GetEnds();
    if (!ends.empty())
    {
        os << "\nEnds that can be real interfaces:\n";
        Lines lines;
        for (const ExperimentEnd& end : ends)
        {
            lines.push_back({end.name, end.help});
        }
        PrintAligned(os, lines);
    }
    os << "\nMetrics:\n";
    Lines metrics;
    for (const Metric& metric : info.Create()->GetMetrics())
    {
        metrics.push_back({metric.name, metric.unit, metric.help});
    }
    PrintAligned(os, metrics);
    os << "\nOptions:\n";
    Lines options;
    for (const ProgramOption& option : ProgramOptions())
    {
        options.push_back({option.Form(), option.help});
    }
    PrintAligned(os, options);
}

} // namespace qos
} // namespace ns3
