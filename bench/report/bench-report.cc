/* SPDX-License-Identifier: GPL-2.0-only */

#include "bench-report.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/** Collects times per item and prints nothing. */
class Collector : public benchmark::BenchmarkReporter
{
  public:
    bool ReportContext(const Context& /* context */) override
    {
        return true;
    }

    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs)
        {
            if (run.error_occurred)
            {
                std::fprintf(stderr,
                             "%s: %s\n",
                             run.benchmark_name().c_str(),
                             run.error_message.c_str());
                m_failed = true;
            }
            else if (run.run_type == Run::RT_Iteration)
            {
                const std::string& name = run.run_name.function_name;
                m_times[name].push_back(TimePerItem(run));
                const auto baseline = run.counters.find(BenchProgram::BASELINE_TIME);
                if (baseline != run.counters.end())
                {
                    m_ratios[name].push_back(run.counters.at(BenchProgram::OWN_TIME) /
                                             baseline->second);
                }
            }
        }
    }

    /** @return the median time per item in nanoseconds, by benchmark */
    std::map<std::string, double> Times() const
    {
        return Medians(m_times);
    }

    /** @return the median ratio to the own baseline, by benchmark that has one */
    std::map<std::string, double> Ratios() const
    {
        return Medians(m_ratios);
    }

    /** @return whether a benchmark gave up */
    bool HasFailed() const
    {
        return m_failed;
    }

  private:
    /**
     * @param values some of each name
     * @return their medians
     */
    static std::map<std::string, double> Medians(
        const std::map<std::string, std::vector<double>>& values)
    {
        std::map<std::string, double> medians;
        for (auto [name, ofName] : values)
        {
            const auto middle = ofName.begin() + static_cast<std::ptrdiff_t>(ofName.size() / 2);
            std::nth_element(ofName.begin(), middle, ofName.end());
            medians[name] = *middle;
        }
        return medians;
    }

    /**
     * @param run one repetition
     * @return time per item in nanoseconds: what the benchmark measured itself, else CPU time
     */
    static double TimePerItem(const Run& run)
    {
        constexpr double NANOSECONDS = 1e9;
        const auto items = run.counters.find(BenchProgram::ITEMS);
        const double perIteration = items == run.counters.end() ? 1 : items->second.value;
        const auto own = run.counters.find(BenchProgram::OWN_TIME);
        const double total =
            own == run.counters.end() ? run.cpu_accumulated_time * NANOSECONDS : own->second.value;
        return total / (static_cast<double>(run.iterations) * perIteration);
    }

    std::map<std::string, std::vector<double>> m_times;  //!< one per repetition
    std::map<std::string, std::vector<double>> m_ratios; //!< one per repetition
    bool m_failed = false;                               //!< a benchmark gave up
};

/**
 * @param text a text
 * @return it as a JSON string
 */
std::string
Quoted(const std::string& text)
{
    std::string quoted = "\"";
    for (const char letter : text)
    {
        quoted +=
            letter == '"' || letter == '\\' ? std::string("\\") + letter : std::string(1, letter);
    }
    return quoted + "\"";
}

/**
 * @param number a number
 * @param format how, as for printf
 * @return it as text
 */
std::string
Formatted(double number, const char* format)
{
    char text[32];
    std::snprintf(text, sizeof(text), format, number);
    return text;
}

} // namespace

BenchProgram::BenchProgram(int argc, char** argv)
    : m_arguments{argc > 0 ? argv[0] : "bench",
                  "--benchmark_repetitions=15",
                  "--benchmark_enable_random_interleaving=true",
                  "--benchmark_min_time=0.02"}
{
    for (int argument = 1; argument < argc; ++argument)
    {
        if (std::strcmp(argv[argument], "--json") == 0)
        {
            m_json = true;
        }
        else
        {
            m_arguments.emplace_back(argv[argument]);
        }
    }
}

void
BenchProgram::Add(const std::string& name,
                  std::function<void(benchmark::State&)> body,
                  double seconds)
{
    benchmark::internal::Benchmark* added =
        benchmark::RegisterBenchmark(name.c_str(), std::move(body));
    if (seconds > 0)
    {
        added->MinTime(seconds);
    }
}

int
BenchProgram::Run()
{
    std::vector<char*> arguments;
    for (std::string& argument : m_arguments)
    {
        arguments.push_back(argument.data());
    }
    auto count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data()))
    {
        return 2;
    }
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);
    const std::vector<BenchRow> rows = Judge(collector.Times(), collector.Ratios());
    (m_json ? PrintJson : PrintTable)(std::cout, rows);
    return collector.HasFailed() ? 1 : 0;
}

std::vector<BenchRow>
BenchProgram::Judge(const std::map<std::string, double>& times,
                    const std::map<std::string, double>& ratios) const
{
    std::vector<BenchRow> rows;
    for (const BenchClaim& claim : m_claims)
    {
        const auto subject = times.find(claim.subject);
        const auto baseline = times.find(claim.baseline);
        const bool wasRun =
            subject != times.end() && (claim.baseline.empty() || baseline != times.end());
        if (!wasRun)
        {
            continue;
        }
        BenchRow row;
        row.name = claim.name;
        row.value = subject->second;
        row.unit = "ns";
        row.against = claim.against;
        row.ratio =
            claim.baseline.empty() ? ratios.at(claim.subject) : subject->second / baseline->second;
        row.goal = claim.goal;
        row.holds = row.ratio <= row.goal;
        rows.push_back(row);
    }
    return rows;
}

void
PrintJson(std::ostream& out, const std::vector<BenchRow>& rows)
{
    out << "[";
    const char* separator = "\n";
    for (const BenchRow& row : rows)
    {
        out << separator << R"(  {"name": )" << Quoted(row.name) << R"(, "value": )"
            << Formatted(row.value, "%.6g") << R"(, "unit": )" << Quoted(row.unit)
            << R"(, "against": )" << Quoted(row.against) << R"(, "ratio": )"
            << Formatted(row.ratio, "%.4g") << R"(, "goal": )" << Formatted(row.goal, "%g")
            << R"(, "holds": )" << (row.holds ? "true" : "false") << "}";
        separator = ",\n";
    }
    out << "\n]\n";
}

void
PrintTable(std::ostream& out, const std::vector<BenchRow>& rows)
{
    std::size_t name = std::strlen("name");
    std::size_t against = std::strlen("against");
    for (const BenchRow& row : rows)
    {
        name = std::max(name, row.name.size());
        against = std::max(against, row.against.size());
    }
    const auto print = [&](const std::vector<std::string>& cells) {
        out << std::left << std::setw(static_cast<int>(name)) << cells[0] << "  " << std::right
            << std::setw(12) << cells[1] << "  " << std::left
            << std::setw(static_cast<int>(against)) << cells[2] << "  " << std::right
            << std::setw(6) << cells[3] << "  " << std::setw(7) << cells[4] << "  " << cells[5]
            << "\n";
    };
    print({"name", "value", "against", "ratio", "goal", "holds"});
    for (const BenchRow& row : rows)
    {
        print({row.name,
               Formatted(row.value, "%.1f ") + row.unit,
               row.against,
               Formatted(row.ratio, "%.2f"),
               "<= " + Formatted(row.goal, "%g"),
               row.holds ? "yes" : "NO"});
    }
}

} // namespace qos
} // namespace ns3
