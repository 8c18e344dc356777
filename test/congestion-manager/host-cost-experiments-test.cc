/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Figures 5 and 6 and Table 1 of the paper as the experiments cm-cpu and cm-api replay them. All
 * numbers are the paper's or, where it has none, acceptance limits that were set before.
 */

#include "command-line.h"

#include "ns3/experiment-request.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

const std::vector<std::string> APIS{"tcp",
                                    "tcp-cm",
                                    "tcp-cm-nodelay",
                                    "buffered",
                                    "alf",
                                    "alf-noconnect"};

/** @return what comes out of an experiment */
Result
Measure(const std::string& experiment, const ParameterTexts& parameters)
{
    ExperimentRequest request;
    request.experiment = experiment;
    request.parameters = parameters;
    return RunRequest(request);
}

/** @return what comes out of cm-api at six sizes, made once for each interface */
const Result&
ResultOf(const std::string& api)
{
    static std::map<std::string, Result> results;
    const auto found = results.find(api);
    return found != results.end()
               ? found->second
               : results.emplace(api, Measure("cm-api", {{"api", api}, {"packets", "5000"}}))
                     .first->second;
}

/** @return the sentence with which a call is refused */
std::string
RefusalOf(const std::string& experiment, const std::vector<std::string>& arguments)
{
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(RunProgram(experiment, arguments, out, err), EXIT_BAD_ARGUMENTS);
    return err.str();
}

const std::vector<std::string> SIZES{"168", "424", "680", "936", "1192", "1448"};

TEST(HostCostsInFigure6, AreOrderedAsInThePaperAtEverySize)
{
    for (const std::string& size : SIZES)
    {
        std::vector<double> times;
        for (const std::string api : {"tcp", "tcp-cm-nodelay", "buffered", "alf", "alf-noconnect"})
        {
            times.push_back(ResultOf(api).GetMetric("us_per_packet_" + size));
        }
        EXPECT_TRUE(std::is_sorted(times.begin(), times.end())) << size << " bytes";
        EXPECT_EQ(std::adjacent_find(times.begin(), times.end()), times.end()) << size << " bytes";
    }
}

TEST(HostCostsInFigure6, TakeAQuarterOfTheThroughputAtWorst)
{
    double before = 1;
    for (const std::string& size : SIZES)
    {
        const std::string name = "throughput_mbps_" + size;
        const double ratio =
            ResultOf("alf-noconnect").GetMetric(name) / ResultOf("tcp-cm-nodelay").GetMetric(name);
        const double gap = std::max(1 - ratio, 0.0);
        EXPECT_LE(gap, before) << size << " bytes";
        before = gap;
        if (size == "168")
        {
            EXPECT_NEAR(ratio, 0.75, 0.03);
        }
    }
    EXPECT_LE(before, 0.05) << "at 1448 bytes";
}

TEST(HostCostsInFigure6, LimitTheThroughputOnlyWhereTheWireDoesNot)
{
    // a segment has 20 bytes of IP, 32 of TCP with timestamps, and 2 of the link around it; a
    // datagram has 20 of IP, 8 of UDP and 2 of the link
    const std::map<std::string, double> headers{{"tcp", 54},
                                                {"tcp-cm", 54},
                                                {"tcp-cm-nodelay", 54},
                                                {"buffered", 30},
                                                {"alf", 30},
                                                {"alf-noconnect", 30}};
    for (const std::string& api : APIS)
    {
        for (const std::string& size : SIZES)
        {
            const double wire = (std::stod(size) + headers.at(api)) * 8 / 100;
            const double cpu = ResultOf(api).GetMetric("us_per_packet_" + size);
            const double wall = ResultOf(api).GetMetric("wall_us_per_packet_" + size);
            EXPECT_NEAR(wall / std::max(wire, cpu), 1, 0.02) << api << ", " << size << " bytes";
        }
    }
}

TEST(HostCostsInTable1, AreCountedExactly)
{
    struct Row
    {
        std::string api;
        double recv;
        double gettimeofday;
        double sockets;
        double request;
        double notify;
    };

    for (const Row& row : {Row{"tcp-cm-nodelay", 0, 0, 1, 0, 0},
                           Row{"buffered", 1, 2, 1, 0, 0},
                           Row{"alf", 1, 2, 2, 1, 0},
                           Row{"alf-noconnect", 1, 2, 2, 1, 1}})
    {
        const Result& result = ResultOf(row.api);
        SCOPED_TRACE(row.api);
        EXPECT_EQ(result.GetMetric("send_per_packet"), 1);
        EXPECT_EQ(result.GetMetric("select_per_packet"), 1);
        EXPECT_EQ(result.GetMetric("recv_per_packet"), row.recv);
        EXPECT_EQ(result.GetMetric("gettimeofday_per_packet"), row.gettimeofday);
        EXPECT_EQ(result.GetMetric("select_socket_per_packet"), row.sockets);
        EXPECT_EQ(result.GetMetric("cm_request_per_packet"), row.request);
        EXPECT_EQ(result.GetMetric("cm_notify_per_packet"), row.notify);
        EXPECT_EQ(result.GetMetric("transmit_per_packet"), 1);
        EXPECT_EQ(result.GetMetric("flow_schedule_per_packet"), 1) << "a grant for each packet";
    }
}

TEST(HostCostsInTable1, AreDividedByTheSizeOfABatch)
{
    for (const uint32_t batch : {2U, 4U, 16U})
    {
        const Result result = Measure("cm-api",
                                      {{"api", "alf-noconnect"},
                                       {"batch", std::to_string(batch)},
                                       {"window", "64"},
                                       {"packets", "4800"},
                                       {"sizes", "1448"}});
        for (const std::string call : {"cm_request", "cm_notify", "cm_update", "cm_sendable"})
        {
            EXPECT_EQ(result.GetMetric(call + "_per_packet"), 1.0 / batch) << call;
        }
        EXPECT_EQ(result.GetMetric("recv_per_packet"), 1);
        EXPECT_LT(result.GetMetric("us_per_packet"),
                  ResultOf("alf-noconnect").GetMetric("us_per_packet"));
    }
}

TEST(HostCostsInFigure6, LeaveNothingBehind)
{
    for (const std::string& api : APIS)
    {
        for (const char* metric : {"ungranted_packets", "window_violations", "leftover"})
        {
            EXPECT_EQ(ResultOf(api).GetMetric(metric), 0) << api << " " << metric;
        }
    }
}

TEST(HostCostsInFigure6, ShrinkWithAFasterCpu)
{
    const Result fast =
        Measure("cm-api",
                {{"api", "alf"}, {"cpu_speed", "10"}, {"packets", "2000"}, {"sizes", "168"}});
    EXPECT_NEAR(fast.GetMetric("us_per_packet"),
                ResultOf("alf").GetMetric("us_per_packet") / 10,
                0.05);
    EXPECT_GT(fast.GetMetric("throughput_mbps"), 80) << "the wire is the limit: 168 of 198 bytes";
}

TEST(HostCostsInFigure5, OfTheCongestionManagerAreSlightlyUnderOnePercentOfLongTransfers)
{
    const Result result = Measure("cm-cpu", {{"packets", "70000"}, {"lengths", "10:100"}});
    EXPECT_GE(result.GetMetric("overhead"), 0.005) << "100 MB";
    EXPECT_LE(result.GetMetric("overhead"), 0.01) << "100 MB";
    EXPECT_LE(result.GetMetric("overhead_10"), 0.03);
    EXPECT_LE(result.GetMetric("overhead_100"), 0.03);
    EXPECT_EQ(result.GetMetric("flow_schedule_per_packet"), 1) << "a grant for each segment";
    EXPECT_EQ(result.GetMetric("flow_notify_per_packet"), 1) << "a charge for each segment";
    EXPECT_NEAR(result.GetMetric("flow_update_per_packet"), 0.5, 0.001) << "delayed ACKs";
    EXPECT_LT(result.GetMetric("cpu_utilization"), 1) << "the wire is the limit";
    for (const char* metric : {"ungranted_packets", "window_violations", "leftover"})
    {
        EXPECT_EQ(result.GetMetric(metric), 0) << metric;
    }
}

TEST(HostCostsInFigure5, OfSettingAConnectionUpAreNotAppreciable)
{
    const Result cm = Measure("cm-cpu", {{"packets", "100"}, {"lengths", "10"}});
    EXPECT_GT(cm.GetMetric("setup_overhead"), 0);
    EXPECT_LT(cm.GetMetric("setup_overhead"), 0.01);
    EXPECT_DOUBLE_EQ(cm.GetMetric("flow_open_per_packet"), 0.01) << "one flow";
    EXPECT_DOUBLE_EQ(cm.GetMetric("flow_close_per_packet"), 0.01) << "and it was closed";
    const Result tcp =
        Measure("cm-cpu", {{"transport", "tcp"}, {"packets", "100"}, {"lengths", "10"}});
    EXPECT_EQ(tcp.GetMetric("overhead"), 0);
    EXPECT_EQ(tcp.GetMetric("setup_overhead"), 0);
    EXPECT_EQ(tcp.GetMetric("flow_schedule_per_packet"), 0);
}

TEST(HostCostExperiments, RefuseParametersThatDoNotFitTogether)
{
    EXPECT_EQ(RefusalOf("cm-api", {"api=tcp", "batch=2"}),
              "batch is 2; it must be 1 unless api is alf or alf-noconnect, because others request "
              "no grants\n");
    EXPECT_EQ(RefusalOf("cm-api", {"api=alf", "batch=9", "window=17"}),
              "window is 17 and batch is 9; window must be at least twice as much as batch\n");
    EXPECT_EQ(RefusalOf("cm-api", {"sizes=168:200.5"}),
              "sizes is 168:200.5; it must be different whole numbers, 100 at most\n");
    EXPECT_EQ(RefusalOf("cm-cpu", {"lengths=10:10"}),
              "lengths is 10:10; it must be different whole numbers, 100 at most\n");
}

} // namespace
} // namespace qos
} // namespace ns3
