/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/real-time-run.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace ns3
{
namespace qos
{
namespace
{

using Clock = std::chrono::steady_clock;

/**
 * Run the simulator.
 * @param time for so long
 * @return how long it took, in seconds
 */
double
RunFor(Time time)
{
    const Clock::time_point begin = Clock::now();
    Simulator::Stop(time);
    Simulator::Run();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

TEST(RealTimeSimulator, GoesOnWhereItWasStopped)
{
    const RealTimeRun run;
    EXPECT_GE(RunFor(MilliSeconds(600)), 0.599);
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // no time of the simulation
    for (int i = 1; i <= 3; ++i)
    {
        const double seconds = RunFor(MilliSeconds(100));
        EXPECT_GE(seconds, 0.099);
        EXPECT_LT(seconds, 0.5); // and not what had passed before, too
        EXPECT_EQ(Simulator::Now(), MilliSeconds(600 + 100 * i));
    }
}

TEST(RealTimeSimulator, TakesEventsOfOtherThreadsAtTheTimeOfTheClock)
{
    const RealTimeRun run;
    RunFor(MilliSeconds(300));
    Time called;
    std::thread other;
    Simulator::ScheduleNow([&] {
        other = std::thread([&called] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            Simulator::ScheduleWithContext(Simulator::NO_CONTEXT, Time(0), [&called] {
                called = Simulator::Now();
            });
        });
    });
    RunFor(MilliSeconds(600));
    other.join();
    EXPECT_GE(called, MilliSeconds(390));
    EXPECT_LT(called, MilliSeconds(800));
}

} // namespace
} // namespace qos
} // namespace ns3
