/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/stop-signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

namespace ns3
{
namespace qos
{
namespace
{

class StopSignalsTest : public testing::TestWithParam<int>
{
};

TEST_P(StopSignalsTest, CallAFunctionOnce)
{
    std::atomic<int> calls{0};
    {
        const StopSignals signals([&calls] { ++calls; });
        for (int i = 0; i < 3; ++i)
        {
            kill(getpid(), GetParam());
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (calls == 0 && std::chrono::steady_clock::now() < end)
        {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    EXPECT_EQ(calls, 1);
}

INSTANTIATE_TEST_SUITE_P(Each, StopSignalsTest, testing::Values(SIGINT, SIGTERM));

TEST(StopSignals, EndWithoutASignal)
{
    bool isCalled = false;
    {
        const StopSignals signals([&isCalled] { isCalled = true; });
    }
    EXPECT_FALSE(isCalled);
}

} // namespace
} // namespace qos
} // namespace ns3
