/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiments with TCP and the Congestion Manager, at sizes that take a moment: what they
 * report, whether they repeat themselves, and what they refuse.
 */

#include "command-line.h"

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param experiment its name
 * @param parameters of it
 * @param seed run number of the random streams
 * @return what comes out
 */
Result
Measure(const std::string& experiment, const ParameterTexts& parameters, uint64_t seed = 1)
{
    ExperimentRequest request;
    request.experiment = experiment;
    request.parameters = parameters;
    request.seed = seed;
    return RunRequest(request);
}

/** An experiment and parameters with which it is short. */
struct ShortRun
{
    std::string experiment;    //!< its name
    ParameterTexts parameters; //!< of it
    double completed = 1;      //!< metric completed at the end; 0 if it has none
};

/** @return the short runs */
std::vector<ShortRun>
ShortRuns()
{
    return {{"cm-loss", {{"bytes", "300kB"}, {"loss", "0.02"}, {"flows", "2"}}, 1},
            {"cm-bulk", {{"bytes", "1MB"}}, 1},
            {"cm-sharing", {{"requests", "3"}, {"size", "50kB"}}, 3},
            {"cm-fairness", {{"duration", "10s"}, {"warmup", "2s"}, {"rate", "2Mbps"}}, 0}};
}

/**
 * @param run a short run
 * @param transport tcp, cm or coupled
 * @param seed run number of the random streams
 * @return exit status and text of the program
 */
std::pair<int, std::string>
Call(const ShortRun& run, const std::string& transport, uint64_t seed = 1)
{
    std::vector<std::string> arguments{"transport=" + transport,
                                       "--seed",
                                       std::to_string(seed),
                                       "--json"};
    for (const auto& [name, value] : run.parameters)
    {
        arguments.push_back(name + "=" + value);
    }
    std::ostringstream out;
    std::ostringstream err;
    const int status = RunProgram(run.experiment, arguments, out, err);
    return {status, out.str() + err.str()};
}

/** Each experiment with each transport. */
class TransportExperiments : public testing::TestWithParam<std::tuple<std::size_t, std::string>>
{
  protected:
    const ShortRun m_run = ShortRuns()[std::get<0>(GetParam())]; //!< the experiment
    const std::string m_transport = std::get<1>(GetParam());     //!< the transport
};

TEST_P(TransportExperiments, CompleteAndReportAllTheirMetrics)
{
    ParameterTexts parameters = m_run.parameters;
    parameters["transport"] = m_transport;
    const Result result = Measure(m_run.experiment, parameters);
    std::set<std::string> declared;
    for (const Metric& metric :
         ExperimentRegistry::Instance().Get(m_run.experiment).Create()->GetMetrics())
    {
        declared.insert(metric.name);
        EXPECT_TRUE(std::isfinite(result.GetMetric(metric.name))) << metric.name;
    }
    EXPECT_EQ(result.GetMetrics().size(), declared.size());
    if (m_run.completed > 0)
    {
        EXPECT_EQ(result.GetMetric("completed"), m_run.completed);
    }
    for (const char* metric : {"ungranted_packets", "window_violations", "leftover"})
    {
        EXPECT_EQ(result.GetMetric(metric), 0) << metric;
    }
    EXPECT_EQ(result.GetMetric("grants") > 0, m_transport == "cm");
}

TEST_P(TransportExperiments, GiveEqualTextsForEqualSeedsAndNotForOthers)
{
    const auto [status, text] = Call(m_run, m_transport);
    EXPECT_EQ(status, 0) << text;
    EXPECT_EQ(Call(m_run, m_transport).second, text);
    if (m_run.experiment != "cm-bulk") // of one file without losses, where nothing is random
    {
        EXPECT_NE(Call(m_run, m_transport, 2).second, text);
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         TransportExperiments,
                         testing::Combine(testing::Range<std::size_t>(0, 4),
                                          testing::Values("tcp", "cm", "coupled")));

TEST(TransportExperiment, RefusesBadArgumentsWithASentence)
{
    struct Bad
    {
        std::string experiment;
        std::string argument;
        std::string word; // of the sentence
    };

    for (const Bad& bad : std::vector<Bad>{{"cm-loss", "loss=0.6", "loss"},
                                           {"cm-loss", "loss_burst=0", "loss_burst"},
                                           {"cm-loss", "ack_loss=-0.1", "ack_loss"},
                                           {"cm-loss", "flows=0", "flows"},
                                           {"cm-bulk", "rate=1bps", "rate"},
                                           {"cm-bulk", "bytes=1", "bytes"},
                                           {"cm-bulk", "transport=sctp", "transport"},
                                           {"cm-bulk", "controller=bbr", "controller"},
                                           {"cm-sharing", "requests=2", "requests"},
                                           {"cm-sharing", "size=0", "size"},
                                           {"cm-sharing", "linger=-1s", "linger"},
                                           {"cm-sharing", "flow_scheduler=none", "flow_scheduler"},
                                           {"cm-fairness", "red_min=60", "red_min"},
                                           {"cm-fairness", "warmup=100s", "warmup"},
                                           {"cm-fairness", "segment_size=63", "segment_size"},
                                           {"cm-fairness", "colour=red", "colour"}})
    {
        std::ostringstream out;
        std::ostringstream err;
        SCOPED_TRACE(bad.experiment + " " + bad.argument);
        EXPECT_EQ(RunProgram(bad.experiment, {bad.argument}, out, err), EXIT_BAD_ARGUMENTS);
        EXPECT_NE(err.str().find(bad.word), std::string::npos) << err.str();
        EXPECT_GT(err.str().size(), bad.word.size() + 10) << err.str();
        EXPECT_EQ(out.str(), "");
    }
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(RunProgram("cm-loss", {"transport=tcp", "crashed_packets=3"}, out, err),
              EXIT_BAD_ARGUMENTS);
    EXPECT_EQ(err.str(), "crashed_packets is 3; it must be 0 unless transport is cm\n");
}

/** A run ends long after a macroflow without flows is forgotten. */
TEST(TransportExperiment, CountsWhatHappenedToMacroflowsThatAreForgotten)
{
    const ParameterTexts loss{{"bytes", "2MB"}, {"loss", "0.02"}, {"linger", "60s"}};
    ParameterTexts forgotten = loss;
    forgotten["linger"] = "0s";
    const Result kept = Measure("cm-loss", loss);
    const Result result = Measure("cm-loss", forgotten);
    EXPECT_GT(kept.GetMetric("cuts"), 0);
    for (const char* metric : {"cuts", "persistent", "suppressed", "expired"})
    {
        EXPECT_EQ(result.GetMetric(metric), kept.GetMetric(metric)) << metric;
    }
}

TEST(TransportExperiment, JudgesNoPhaseBeforeItsSourceBegins)
{
    for (const uint64_t seed : {3, 4})
    {
        const Result result = Measure("cm-layered",
                                      {{"jitter", "29s"},
                                       {"duration", "40s"},
                                       {"cross_start", "4s"},
                                       {"cross_on", "4s"},
                                       {"cross_off", "4s"}},
                                      seed);
        SCOPED_TRACE("seed " + std::to_string(seed));
        EXPECT_GT(result.GetMetric("phase_ratio_min"), 0.3);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
