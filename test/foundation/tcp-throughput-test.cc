/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/tcp-throughput.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ns3
{
namespace qos
{
namespace
{

// computed from the formula of RFC 5348, section 3.1, in Python
TEST(TcpThroughputTest, YieldsTheNumbersOfTheRfc)
{
    EXPECT_NEAR(TcpThroughput(1460, 0.1, 0.01), 164005.06216996975, 1e-6);
    EXPECT_NEAR(TcpThroughput(1000, 0.05, 0.0001), 2447287.183613107, 1e-5);
    EXPECT_NEAR(TcpThroughput(1000, 0.2, 0.1), 8850.510388956618, 1e-8);
    EXPECT_NEAR(TcpThroughput(536, 1.0, 1.0), 2.202896815657355, 1e-11);
    EXPECT_NEAR(TcpThroughput(1448, 0.06, 0.03), 133551.13613524867, 1e-6);
}

TEST(TcpThroughputTest, ForRareLossesIsTheSquareRootLaw)
{
    for (const double loss : {1e-6, 1e-7, 1e-8})
    {
        EXPECT_NEAR(TcpThroughput(1000, 0.1, loss) * 0.1 / (1000 * std::sqrt(1.5 / loss)), 1, 0.01);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
