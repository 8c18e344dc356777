/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/global-state.h"
#include "ns3/names.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/parameter-error.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket.h"
#include "ns3/uinteger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace ns3
{
namespace qos
{
namespace
{

using testing::Contains;
using testing::Pair;

/** @return the default segment size that is in force */
uint64_t
SegmentSize()
{
    TypeId::AttributeInformation info;
    TcpSocket::GetTypeId().LookupAttributeByName("SegmentSize", &info);
    return dynamic_cast<const UintegerValue&>(*info.initialValue).Get();
}

/** @return the sentence with which a request is refused, before and when it runs */
std::string
Refusal(const ExperimentRequest& request)
{
    std::string sentence;
    try
    {
        CheckRequest(request);
        return "accepted";
    }
    catch (const ParameterError& error)
    {
        sentence = error.what();
    }
    EXPECT_THROW(RunRequest(request), ParameterError);
    return sentence;
}

ExperimentRequest
WithParameter(const std::string& name, const std::string& text)
{
    return {"md1-queue", {{name, text}}, {}, 1};
}

ExperimentRequest
WithSetting(const std::string& path, const std::string& text)
{
    return {"md1-queue", {}, {{path, text}}, 1};
}

TEST(Experiment, MeasuresWhatTheFormulaSays)
{
    // rho * service / (2 * (1 - rho)) = 0.5 ms
    const Result result =
        RunRequest({"md1-queue", {{"duration", "100s"}, {"verbose", "0"}}, {}, 1});
    EXPECT_NEAR(result.GetMetric("wait_ms"), 0.5, 0.05);
}

TEST(Experiment, RecordsWhereTheResultComesFrom)
{
    const Result result = RunRequest({"md1-queue",
                                      {{"load", "1e-1"}, {"duration", "2000ms"}},
                                      {{"ns3::TcpSocket::SegmentSize", "1448"}},
                                      7});
    const Provenance& provenance = result.GetProvenance();
    EXPECT_EQ(provenance.experiment, "md1-queue");
    EXPECT_EQ(provenance.seed, 7U);
    EXPECT_EQ(provenance.duration, 2.0);
    EXPECT_GT(provenance.events, 100U);
    EXPECT_EQ(provenance.parameters.size(), 12U);
    EXPECT_THAT(provenance.parameters, Contains(Pair("load", "0.1")));
    EXPECT_THAT(provenance.parameters, Contains(Pair("duration", "2s")));
    EXPECT_THAT(provenance.parameters, Contains(Pair("send_buffer", "64KiB")));
    EXPECT_THAT(provenance.settings, Contains(Pair("ns3::TcpSocket::SegmentSize", "1448")));
}

TEST(Experiment, LeavesNs3Clean)
{
    const uint64_t before = SegmentSize();
    Names::Add("left-over", CreateObject<Node>());
    RunRequest({"md1-queue", {}, {{"ns3::TcpSocket::SegmentSize", "1448"}}, 1});
    EXPECT_EQ(SegmentSize(), before);
    EXPECT_FALSE(Names::Find<Node>("left-over"));
    EXPECT_EQ(Simulator::Now(), Time());
    EXPECT_EQ(NodeContainer::GetGlobal().GetN(), 0U);
}

TEST(Experiment, LeavesNs3CleanWhenItFails)
{
    const uint64_t before = SegmentSize();
    EXPECT_THROW(
        RunRequest({"md1-queue", {{"fail", "1"}}, {{"ns3::TcpSocket::SegmentSize", "1448"}}, 1}),
        std::runtime_error);
    EXPECT_EQ(SegmentSize(), before);
}

/** ns-3 numbers the stream of md1-queue. */
TEST(Experiment, GivesTheSameWithStreamsThatNs3Numbers)
{
    const ExperimentRequest request{"md1-queue", {{"duration", "1s"}}, {}, 1};
    const auto first = RunRequest(request).GetMetrics();
    EXPECT_EQ(RunRequest(request).GetMetrics(), first);
}

TEST(GlobalState, BringsBackDefaultsThatARunChanged)
{
    const uint64_t before = SegmentSize();
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(700));
    ASSERT_EQ(SegmentSize(), 700U);
    EXPECT_TRUE(BecomeFresh());
    EXPECT_EQ(SegmentSize(), before);
}

TEST(Experiment, RefusesToReportWhatItDidNotDeclare)
{
    EXPECT_THROW(RunRequest(WithParameter("fail", "3")), std::logic_error);
}

TEST(Experiment, SeedsDiffer)
{
    const double first = RunRequest({"md1-queue", {}, {}, 1}).GetMetric("wait_ms");
    const double second = RunRequest({"md1-queue", {}, {}, 2}).GetMetric("wait_ms");
    EXPECT_NE(first, second);
}

TEST(ParameterSentences, NameWhatIsWrong)
{
    EXPECT_EQ(Refusal({"md2-queue", {}, {}, 1})
                  .rfind("there is no experiment 'md2-queue'; there are: ", 0),
              0U);
    EXPECT_THAT(Refusal({"md2-queue", {}, {}, 1}), testing::HasSubstr("md1-queue"));
    EXPECT_EQ(Refusal(WithParameter("loda", "1")),
              "md1-queue has no parameter 'loda'; it has: load, policy, service_time, duration, "
              "link_rate, room, "
              "send_buffer, weights, server, device_queue, fail, verbose");
    EXPECT_EQ(Refusal(WithParameter("load", "2")),
              "parameter load of md1-queue is '2', allowed: a number from 0 to 1");
    EXPECT_EQ(Refusal(WithParameter("policy", "stay")),
              "parameter policy of md1-queue is 'stay', allowed: one of wait, leave");
    EXPECT_EQ(Refusal(WithParameter("device_queue", "16")),
              "parameter device_queue of md1-queue is '16', allowed: packets such as 16p, or bql");
    EXPECT_EQ(Refusal(WithParameter("load", "1")),
              "load is 1 and policy is wait, so the queue would grow without end; allowed: a load "
              "below 1, or "
              "policy=leave");
}

TEST(SettingSentences, NameWhatIsWrong)
{
    EXPECT_EQ(Refusal(WithSetting("ns3::TcpSocket::SegmentSize", "big")),
              "setting ns3::TcpSocket::SegmentSize is 'big', allowed: a whole number from 0 to "
              "4294967295");
    EXPECT_EQ(Refusal(WithSetting("ns3::TcpSocketBase::SegmentSize", "1")),
              "setting ns3::TcpSocketBase::SegmentSize names no ns-3 attribute: it belongs to "
              "ns3::TcpSocket; write "
              "ns3::TcpSocket::SegmentSize=value");
    EXPECT_EQ(Refusal(WithSetting("ns3::Tcp::SegmentSize", "1")),
              "setting ns3::Tcp::SegmentSize names no ns-3 attribute: there is no type 'ns3::Tcp'");
    EXPECT_EQ(Refusal(WithSetting("SegmentSize", "1")),
              "setting SegmentSize names no ns-3 attribute: it must be written "
              "ns3::Type::Attribute=value");
    EXPECT_EQ(Refusal(WithSetting("ns3::Node::Colour", "1")),
              "setting ns3::Node::Colour names no ns-3 attribute: ns3::Node has: DeviceList, "
              "ApplicationList, Id, "
              "SystemId");
    EXPECT_EQ(Refusal(WithSetting("ns3::qos::Md1QueueExperiment::Load", "0.1")),
              "setting ns3::qos::Md1QueueExperiment::Load is a parameter of the experiment; write "
              "load=value");
    EXPECT_EQ(Refusal(WithSetting("ns3::Node::DeviceList", "1"))
                  .rfind("setting ns3::Node::DeviceList cannot be written as text", 0),
              0U);
    EXPECT_EQ(
        Refusal({"md1-queue", {}, {{"ns3::Node::SystemId", "1"}, {"ns3::Node::SystemId", "2"}}, 1}),
        "setting ns3::Node::SystemId is given twice");
}

TEST(SettingSentences, RefuseHiddenDefaults)
{
    setenv("NS_ATTRIBUTE_DEFAULT", "ns3::TcpSocket::SegmentSize=1", 1);
    const std::string sentence = Refusal({"md1-queue", {}, {}, 1});
    unsetenv("NS_ATTRIBUTE_DEFAULT");
    EXPECT_EQ(sentence,
              "the environment variable NS_ATTRIBUTE_DEFAULT would change results without a trace; "
              "unset it and use "
              "--set ns3::Type::Attribute=value");
}

TEST(Seed, IsAWholeNumber)
{
    EXPECT_EQ(ParseSeed("0"), 0U);
    EXPECT_EQ(ParseSeed("4294967295"), 4294967295U);
    for (const char* bad : {"", "-1", "1.0", "one", "4294967296"})
    {
        EXPECT_THROW(ParseSeed(bad), ParameterError) << bad;
    }
}

TEST(ExperimentRegistry, IsSortedAndFindsByType)
{
    const auto list = ExperimentRegistry::Instance().List();
    EXPECT_TRUE(std::is_sorted(list.begin(), list.end(), [](const auto& a, const auto& b) {
        return a.name < b.name;
    }));
    for (const ExperimentInfo& info : list)
    {
        EXPECT_EQ(ExperimentRegistry::Instance().Find(info.getTypeId())->name, info.name);
        EXPECT_EQ(info.Create()->GetName(), info.name);
    }
}

TEST(Schema, EveryExperimentIsDocumented)
{
    for (const ExperimentInfo& info : ExperimentRegistry::Instance().List())
    {
        EXPECT_FALSE(info.summary.empty()) << info.name;
        EXPECT_FALSE(info.replays.empty()) << info.name;
        for (const Parameter& parameter : DescribeParameters(info.getTypeId()))
        {
            EXPECT_FALSE(parameter.help.empty()) << info.name << " " << parameter.name;
            EXPECT_EQ(parameter.help.find('\n'), std::string::npos)
                << info.name << " " << parameter.name;
            // The default must be a value that may be given.
            EXPECT_EQ(Refusal({info.name, {{parameter.name, parameter.defaultValue}}, {}, 1}),
                      "accepted");
        }
        for (const Metric& metric : info.Create()->GetMetrics())
        {
            EXPECT_FALSE(metric.help.empty()) << info.name << " " << metric.name;
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
