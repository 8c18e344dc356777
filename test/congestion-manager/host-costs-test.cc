/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/host-cpu.h"
#include "ns3/simulator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;

/** @return costs of which only these two are not 0 */
HostCosts
SimpleCosts()
{
    HostCosts costs;
    for (std::size_t i = 0; i < HOST_OPERATIONS; ++i)
    {
        costs.Set(static_cast<HostOperation>(i), 0ns);
    }
    costs.Set(HostOperation::Send, 10us);
    costs.Set(HostOperation::Receive, 3us);
    return costs;
}

TEST(HostOperations, HaveNamesOfTheirOwnAndCosts)
{
    std::set<std::string> names;
    for (std::size_t i = 0; i < HOST_OPERATIONS; ++i)
    {
        const auto operation = static_cast<HostOperation>(i);
        names.insert(NameOf(operation));
        EXPECT_GT(HostCosts().Of(operation), 0ns) << NameOf(operation);
    }
    EXPECT_EQ(names.size(), HOST_OPERATIONS);
    EXPECT_STREQ(NameOf(HostOperation::Send), "send");
    EXPECT_STREQ(NameOf(HostOperation::CmRequest), "cm_request");
    EXPECT_STREQ(NameOf(HostOperation::CopiedByte), "copied_byte");
    EXPECT_STREQ(NameOf(HostOperation::FlowUpdate), "flow_update");
}

TEST(HostCosts, AreThoseOfTheReferenceHostDividedByTheSpeed)
{
    const HostCosts reference;
    const HostCosts fast(4);
    EXPECT_EQ(reference.Of(HostOperation::Recv), 6us);
    EXPECT_EQ(fast.Of(HostOperation::Recv), 1500ns);
}

TEST(HostCosts, OfAPacketAreThoseOfItsOperations)
{
    HostCounts counts;
    counts.Add(HostOperation::Send, 2);
    counts.Add(HostOperation::Receive, 5);
    counts.Add(HostOperation::Select, 7);
    EXPECT_EQ(SimpleCosts().TimeFor(counts), 35us);
}

TEST(HostMeter, CountsAndAddsUp)
{
    HostMeter meter(SimpleCosts());
    meter.Count(HostOperation::Send);
    const HostCounts before = meter.GetCounts();
    meter.Count(HostOperation::Receive, 4);
    meter.Count(HostOperation::Send);
    EXPECT_EQ(meter.GetCounts().Of(HostOperation::Send), 2U);
    EXPECT_EQ(meter.GetCounts().Of(HostOperation::Receive), 4U);
    EXPECT_EQ(meter.GetCounts().Of(HostOperation::Select), 0U);
    EXPECT_EQ(meter.GetTime(), 32us);
    const HostCounts since = meter.GetCounts().Since(before);
    EXPECT_EQ(since.Of(HostOperation::Send), 1U);
    EXPECT_EQ(since.Of(HostOperation::Receive), 4U);
    EXPECT_EQ(meter.GetCosts().TimeFor(meter.GetCounts()), meter.GetTime());
}

/** A CPU in simulated time. */
class HostCpuInTime : public testing::Test
{
  protected:
    ~HostCpuInTime() override
    {
        Simulator::Destroy();
    }

    /** A step that notes when it is done, in microseconds, and sends so many times. */
    HostCpu::Step Sending(uint64_t times)
    {
        return [this, times] {
            m_times.push_back(Simulator::Now().GetMicroSeconds());
            m_cpu.Count(HostOperation::Send, times);
        };
    }

    void At(Time when, const std::function<void()>& what)
    {
        Simulator::Schedule(when, [what] { what(); });
    }

    HostCpu m_cpu{SimpleCosts()};
    std::vector<int64_t> m_times;
};

TEST_F(HostCpuInTime, DoesOneStepAfterTheOther)
{
    for (const uint64_t times : {2, 1, 3, 1})
    {
        m_cpu.Submit(Sending(times));
    }
    EXPECT_THAT(m_times, ElementsAre()) << "not before Submit() has returned";
    EXPECT_EQ(m_cpu.GetWaiting(), 4U);
    Simulator::Run();
    EXPECT_THAT(m_times, ElementsAre(0, 20, 30, 60));
    EXPECT_EQ(m_cpu.GetFreeAt(), MicroSeconds(70));
    EXPECT_EQ(m_cpu.GetTime(), 70us);
}

TEST_F(HostCpuInTime, IsIdleUntilThereIsWork)
{
    At(MicroSeconds(5), [this] { m_cpu.Submit(Sending(1)); });
    At(MicroSeconds(7), [this] { m_cpu.Submit(Sending(1)); });
    At(MicroSeconds(100), [this] { m_cpu.Submit(Sending(1)); });
    Simulator::Run();
    EXPECT_THAT(m_times, ElementsAre(5, 15, 100));
}

TEST_F(HostCpuInTime, IsTakenAwayFromStepsByTheStack)
{
    m_cpu.Submit(Sending(1));
    m_cpu.Submit(Sending(1));
    // three packets while the first step runs: 9 us longer
    for (const int64_t at : {2, 4, 9})
    {
        At(MicroSeconds(at), [this] { m_cpu.Count(HostOperation::Receive); });
    }
    // and one while it is idle
    At(MicroSeconds(50), [this] { m_cpu.Count(HostOperation::Receive); });
    At(MicroSeconds(51), [this] { m_cpu.Submit(Sending(1)); });
    Simulator::Run();
    EXPECT_THAT(m_times, ElementsAre(0, 19, 53));
}

TEST_F(HostCpuInTime, LetsAStepHandInTheNext)
{
    int left = 3;
    std::function<void()> again = [&] {
        Sending(1)();
        if (--left > 0)
        {
            m_cpu.Submit(again);
        }
    };
    m_cpu.Submit(again);
    m_cpu.Submit(Sending(2));
    Simulator::Run();
    EXPECT_THAT(m_times, ElementsAre(0, 10, 30, 40)) << "in turn with other processes";
}

TEST_F(HostCpuInTime, DoesNotStopTheTimeForStepsThatCostNothing)
{
    uint64_t rounds = 0;
    std::function<void()> spin = [&] {
        ++rounds;
        m_cpu.Submit(spin);
    };
    m_cpu.Submit(spin);
    Simulator::Stop(MicroSeconds(1));
    Simulator::Run();
    EXPECT_LE(rounds, 1001U);
    EXPECT_EQ(Simulator::Now(), MicroSeconds(1));
}

TEST_F(HostCpuInTime, ForgetsItsStepsWhenItIsDestroyed)
{
    bool isDone = false;
    {
        HostCpu cpu;
        cpu.Submit([&isDone] { isDone = true; });
    }
    Simulator::Run();
    EXPECT_FALSE(isDone);
}

} // namespace
} // namespace qos
} // namespace ns3
