/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/host-interface.h"
#include "ns3/interface-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

TEST(HostInterface, ReadsTheLoopback)
{
    const HostInterface loopback = HostInterface::Read("lo");
    EXPECT_EQ(loopback.name, "lo");
    EXPECT_GT(loopback.index, 0);
    EXPECT_EQ(loopback.mtu, 65536U);
    EXPECT_THAT(HostInterface::Names(), testing::Contains("lo"));
    if (loopback.isUp)
    {
        EXPECT_THAT(loopback.addresses, testing::Contains("127.0.0.1"));
    }
}

TEST(HostInterface, RefusesNamesOfNone)
{
    for (const char* name : {"nobody0", "", "a-name-that-is-much-too-long"})
    {
        try
        {
            HostInterface::Read(name);
            FAIL() << name;
        }
        catch (const InterfaceError& error)
        {
            EXPECT_THAT(error.what(), testing::HasSubstr("allowed: "));
            EXPECT_THAT(error.what(), testing::HasSubstr("lo"));
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
