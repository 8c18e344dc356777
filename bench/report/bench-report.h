/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BENCH_REPORT_H
#define QOS_BENCH_REPORT_H

#include <benchmark/benchmark.h>

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

/**
 * @file
 * @defgroup qos-bench Benchmarks
 * What the benchmark programs share: comparisons of two benchmarks of the same process, as a table
 * or as JSON.
 */

namespace ns3
{
namespace qos
{

/** A claim: one benchmark is at most so many times as slow as another one. */
struct BenchClaim
{
    std::string name;     //!< of the claim
    std::string subject;  //!< the benchmark that is judged, as it was registered
    std::string baseline; //!< the benchmark that it is compared with, as it was registered; empty:
                          //!< see BASELINE_TIME
    std::string against;  //!< what the baseline is, in words
    double goal = 1;      //!< the largest ratio that is good
};

/** A judged claim. */
struct BenchRow
{
    std::string name;    //!< of the claim
    double value = 0;    //!< median time of the subject
    std::string unit;    //!< of the value
    std::string against; //!< what it was compared with
    double ratio = 0;    //!< median time of the subject over that of the baseline
    double goal = 1;     //!< the largest ratio that is good
    bool holds = false;  //!< ratio <= goal
};

/**
 * @ingroup qos-bench
 * A benchmark program: add pairs of benchmarks and claims, then Run().
 *
 * All benchmarks are repeated and interleaved at random, so that a disturbance of the machine hits
 * both sides of a ratio; the medians of CPU times are compared. A benchmark reports the time per
 * item if it sets the counter ITEMS to the number of items in one iteration.
 *
 * Arguments: `--json` prints the rows as JSON and nothing else; others are Google Benchmark's.
 * Exit status: 0 if everything was measured (whether the goals hold or not), 1 if a benchmark
 * failed, 2 for a wrong argument.
 */
class BenchProgram
{
  public:
    /** Name of the counter that tells how many items one iteration handles; 1 without it. */
    static constexpr const char* ITEMS = "items";

    /**
     * Name of the counter with the nanoseconds that a benchmark measured itself, over all its
     * iterations, because part of what it does shall not count; CPU time of the whole without it.
     */
    static constexpr const char* OWN_TIME = "own_time";

    /**
     * Name of the counter with the nanoseconds of the baseline, for a benchmark that runs itself
     * and its baseline in turn; a claim about it names no baseline, and its ratio is taken
     * repetition by repetition.
     */
    static constexpr const char* BASELINE_TIME = "baseline_time";

    /**
     * @param argc number of arguments
     * @param argv the arguments
     */
    BenchProgram(int argc, char** argv);

    /**
     * Register a benchmark.
     * @param name its name
     * @param body what it does
     * @param seconds how long a repetition takes at least, for small differences; 0 for the
     * program's own default
     */
    static void Add(const std::string& name,
                    std::function<void(benchmark::State&)> body,
                    double seconds = 0);

    /**
     * Compare two benchmarks.
     * @param claim what is claimed
     */
    void Claim(const BenchClaim& claim)
    {
        m_claims.push_back(claim);
    }

    /**
     * Run all benchmarks and print the rows.
     * @return the exit status
     */
    int Run();

  private:
    /**
     * @param times median times by benchmark
     * @param ratios to the own baseline, by benchmark that has one
     * @return a row per claim whose benchmarks were both run
     */
    std::vector<BenchRow> Judge(const std::map<std::string, double>& times,
                                const std::map<std::string, double>& ratios) const;

    std::vector<std::string> m_arguments; //!< what is left for Google Benchmark
    std::vector<BenchClaim> m_claims;     //!< in the order of the rows
    bool m_json = false;                  //!< print JSON
};

/**
 * @param out where to
 * @param rows what to print as a list of JSON objects
 */
void PrintJson(std::ostream& out, const std::vector<BenchRow>& rows);

/**
 * @param out where to
 * @param rows what to print as a table
 */
void PrintTable(std::ostream& out, const std::vector<BenchRow>& rows);

} // namespace qos
} // namespace ns3

#endif // QOS_BENCH_REPORT_H
