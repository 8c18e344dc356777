/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/experiment-end.h"
#include "ns3/parameter-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

using Texts = std::vector<std::pair<std::string, std::string>>;

const std::vector<ExperimentEnd> KNOWN{{"server", ""}, {"client", ""}};

RealNetwork
Read(const Texts& ends, const Texts& peers = {})
{
    return ReadRealNetwork("cm-sharing", KNOWN, ends, peers);
}

TEST(ExperimentEnd, IsAnInterfaceATapOrADescriptor)
{
    const RealNetwork network = Read({{"server", "eth1"}, {"client", "tap:tap0"}});
    EXPECT_TRUE(network.IsReal());
    EXPECT_EQ(network.Find("server")->kind, EndKind::INTERFACE);
    EXPECT_EQ(network.Find("server")->interface, "eth1");
    EXPECT_EQ(network.Find("client")->kind, EndKind::TAP);
    EXPECT_EQ(network.Find("client")->interface, "tap0");
    const RealNetwork handed = Read({{"server", "fd:3"}});
    EXPECT_EQ(handed.Find("server")->kind, EndKind::DESCRIPTOR);
    EXPECT_EQ(handed.Find("server")->descriptor, 3);
    EXPECT_EQ(handed.Find("client"), nullptr);
    EXPECT_FALSE(Read({}).IsReal());
}

TEST(ExperimentEnd, HasAddresses)
{
    const RealNetwork network =
        Read({{"server", "eth1,address=10.1.2.3/16,gateway=10.1.0.1,mac=02:00:00:00:00:0a"}},
             {{"client", "10.9.0.1"}});
    const RealEnd& end = *network.Find("server");
    EXPECT_EQ(end.address, Ipv4Address("10.1.2.3"));
    EXPECT_EQ(end.mask, Ipv4Mask("255.255.0.0"));
    EXPECT_EQ(end.gateway, Ipv4Address("10.1.0.1"));
    EXPECT_EQ(end.mac, Mac48Address("02:00:00:00:00:0a"));
    EXPECT_EQ(network.AddressOf("server", "10.0.0.1"), Ipv4Address("10.1.2.3"));
    EXPECT_EQ(network.AddressOf("client", "10.0.0.2"), Ipv4Address("10.9.0.1"));
    EXPECT_EQ(Read({{"server", "eth1"}}).AddressOf("client", "10.0.0.2"), Ipv4Address("10.0.0.2"));
    EXPECT_TRUE(Read({{"server", "eth1,mac=own"}}).Find("server")->hasHostsMac);
}

TEST(ExperimentEnd, RefusesWhatItDoesNotUnderstand)
{
    const std::vector<std::tuple<Texts, Texts, const char*>> wrong{
        {{{"sever", "eth1"}}, {}, "end sever is unknown in cm-sharing, allowed: server, client"},
        {{{"server", "eth1"}, {"server", "eth2"}}, {}, "end server is given twice"},
        {{{"server", "eth1"}}, {{"server", "10.0.0.1"}}, "end server is given twice"},
        {{{"server", ""}}, {}, "end server is '', allowed: INTERFACE, tap:INTERFACE or fd:N"},
        {{{"server", "fd:2"}}, {}, "end server is 'fd:2', allowed: "},
        {{{"server", "fd:x"}}, {}, "end server is 'fd:x', allowed: "},
        {{{"server", "fd:1024"}}, {}, "end server is 'fd:1024', allowed: "},
        {{{"server", "tun:a"}}, {}, "end server is 'tun:a', allowed: "},
        {{{"server", "sixteen-letters!"}}, {}, "end server is 'sixteen-letters!', allowed: "},
        {{{"server", "a,b"}}, {}, "end server has 'b', allowed: address=A.B.C.D/BITS"},
        {{{"server", "a,"}}, {}, "end server has '', allowed: "},
        {{{"server", "a,address=10.0.0.1"}}, {}, "address of end server is '10.0.0.1', allowed: "},
        {{{"server", "a,address=10.0.0.1/0"}}, {}, "allowed: an IPv4 address and its network's"},
        {{{"server", "a,address=10.0.0.1/31"}}, {}, "allowed: an IPv4 address and its network's"},
        {{{"server", "a,address=10.0.0/24"}}, {}, "address of end server is '10.0.0', allowed: "},
        {{{"server", "a,gateway=x"}}, {}, "gateway of end server is 'x', allowed: an IPv4 address"},
        {{{"server", "a,mac=02:00"}}, {}, "mac of end server is '02:00', allowed: own, or"},
        {{{"server", "a"}}, {{"client", "::1"}}, "peer client is '::1', allowed: an IPv4 address"},
        {{}, {{"client", "10.0.0.1"}}, "peer client is given without a real end, allowed: "},
    };
    for (const auto& [ends, peers, text] : wrong)
    {
        try
        {
            Read(ends, peers);
            ADD_FAILURE() << text;
        }
        catch (const ParameterError& error)
        {
            EXPECT_THAT(error.what(), testing::HasSubstr(text));
        }
    }
}

TEST(ExperimentEnd, IsNotEverywhere)
{
    try
    {
        ReadRealNetwork("md1-queue", {}, {{"server", "eth1"}}, {});
        FAIL();
    }
    catch (const ParameterError& error)
    {
        EXPECT_STREQ(error.what(), "md1-queue cannot be emulated: it has no end that can be real");
    }
}

} // namespace
} // namespace qos
} // namespace ns3
