/* SPDX-License-Identifier: GPL-2.0-only */

#include "libcm-test-host.h"

#include "ns3/cm-api.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/uinteger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint32_t PAYLOAD = 1472; //!< of a datagram that fills a device of 1500 bytes
constexpr int64_t RTT = 100000;    //!< microseconds

/** A helper for a Congestion Manager whose first window is so many packets. */
CmHelper
WithWindow(uint32_t packets)
{
    CmHelper helper;
    helper.Set("InitialWindow", UintegerValue(packets));
    return helper;
}

/** A process on a host. */
class CmProcess : public testing::Test
{
  protected:
    explicit CmProcess(const CmHelper& helper = CmHelper())
        : m_host(helper)
    {
    }

    /** Open a flow that notes its grants. */
    CmFlowId Open(uint16_t port = 1)
    {
        const CmFlowId flow =
            m_api.cm_open(CmTestHost::Local(port), CmTestHost::Peer(9), IPPROTO_UDP);
        EXPECT_GT(flow, 0) << m_api.ErrorMessage();
        m_api.cm_register_send(flow, [this](CmFlowId granted) { m_granted.push_back(granted); });
        return flow;
    }

    /** A packet is sent, and the peer has it a round trip later. */
    void SendAndReport(CmFlowId flow)
    {
        EXPECT_EQ(m_api.cm_notify(flow, PAYLOAD), 0);
        EXPECT_EQ(m_api.cm_update(flow, PAYLOAD, PAYLOAD, CM_NO_CONGESTION, RTT), 0);
    }

    /** The last call failed, for this reason. */
    void ExpectFailure(int result, int error, const std::string& sentence)
    {
        EXPECT_EQ(result, -1);
        EXPECT_EQ(m_api.Errno(), error) << m_api.ErrorMessage();
        EXPECT_EQ(m_api.ErrorMessage(), sentence);
    }

    CmTestHost m_host;
    CmApi m_api{m_host.Host()};
    std::vector<CmFlowId> m_granted;
};

/** The same with room for ten packets at once. */
class CmProcessWithRoom : public CmProcess
{
  protected:
    CmProcessWithRoom()
        : CmProcess(WithWindow(10))
    {
    }
};

TEST_F(CmProcess, CarriesTheRequestCallbackProgramOfThePaper)
{
    const CmFlowId flow = Open();
    CmEstimate seen;
    m_api.cm_register_send(flow, [this, &seen](CmFlowId granted) {
        EXPECT_EQ(m_api.cm_query(granted, seen), 0);
        EXPECT_EQ(m_api.cm_notify(granted, PAYLOAD), 0);
        CmTestHost::At(Simulator::Now() + MilliSeconds(100), [this, granted] {
            EXPECT_EQ(m_api.cm_update(granted, PAYLOAD, PAYLOAD, CM_NO_CONGESTION, RTT), 0);
            EXPECT_EQ(m_api.cm_request(granted), 0);
        });
    });
    EXPECT_EQ(m_api.cm_request(flow), 0);
    CmTestHost::Pass(MilliSeconds(450));
    EXPECT_EQ(m_host.Grants(flow), 5U) << "at 0, 100, 200, 300 and 400 ms";
    EXPECT_EQ(seen.srtt, RTT);
    EXPECT_EQ(m_api.cm_close(flow), 0);
    EXPECT_EQ(m_api.Errno(), 0) << "nothing has failed";
    EXPECT_EQ(m_host.Flows(), 0U);
}

TEST_F(CmProcessWithRoom, IsGrantedLaterNotWithinItsCalls)
{
    const CmFlowId flow = Open();
    EXPECT_EQ(m_api.cm_request(flow), 0);
    EXPECT_EQ(m_api.cm_request(flow, 3), 0);
    EXPECT_THAT(m_granted, IsEmpty());
    CmTestHost::Pass(Time(0));
    EXPECT_THAT(m_granted, ElementsAre(flow, flow, flow, flow));
}

TEST_F(CmProcessWithRoom, IsToldOfChangesLaterNotWithinItsCalls)
{
    const CmFlowId flow = Open();
    std::vector<CmEstimate> told;
    m_api.cm_register_update(flow, [&told](CmFlowId, const CmEstimate& estimate) {
        told.push_back(estimate);
    });
    SendAndReport(flow);
    EXPECT_THAT(told, IsEmpty());
    CmTestHost::Pass(Time(0));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].srtt, RTT);
    m_api.cm_register_update(flow, nullptr);
    m_api.cm_update(flow, 0, 0, CM_NO_FEEDBACK, RTT);
    CmTestHost::Pass(Seconds(1));
    EXPECT_EQ(told.size(), 1U) << "nobody listens any more";
}

TEST_F(CmProcess, KnowsNothingBeforeTheFirstReportAndTheWindowOverTheRoundTripTimeAfterwards)
{
    const CmFlowId flow = Open();
    int64_t rate = 0;
    int64_t srtt = 0;
    int64_t rttdev = 0;
    EXPECT_EQ(m_api.cm_query(flow, rate, srtt, rttdev), 0);
    EXPECT_LT(rate, 0);
    EXPECT_LT(srtt, 0);
    EXPECT_LT(rttdev, 0);
    SendAndReport(flow);
    EXPECT_EQ(m_api.cm_query(flow, rate, srtt, rttdev), 0);
    // slow start: one packet received, so the window is two
    EXPECT_EQ(rate, 235520) << "2944 bytes in 0.1 s";
    EXPECT_EQ(srtt, RTT);
    EXPECT_EQ(rttdev, RTT / 2) << "RFC 6298 for the first sample";
}

TEST_F(CmProcess, AsksForTheLargestPacket)
{
    EXPECT_EQ(m_api.cm_mtu(Open()), static_cast<int>(PAYLOAD)) << "1500 - 20 - 8";
    const CmFlowId small =
        m_api.cm_open(CmTestHost::Local(7), InetSocketAddress("10.0.0.3", 9), IPPROTO_UDP, 0, 200);
    EXPECT_EQ(m_api.cm_mtu(small), 200);
}

TEST_F(CmProcess, HasToNotifyOnlyWhatItsUnconnectedSocketSends)
{
    const auto socket = Socket::CreateSocket(m_host.Host(), UdpSocketFactory::GetTypeId());
    socket->Bind(CmTestHost::Local(5));
    const CmFlowId connected =
        m_api.cm_open(CmTestHost::Local(5), CmTestHost::Peer(9), IPPROTO_UDP);
    const CmFlowId unconnected = m_api.cm_open(CmTestHost::Peer(10));
    CmTestHost::At(Seconds(1), [&socket] {
        socket->SendTo(Create<Packet>(700), 0, CmTestHost::Peer(9));
        socket->SendTo(Create<Packet>(300), 0, CmTestHost::Peer(10));
    });
    CmTestHost::Pass(Seconds(2));
    EXPECT_EQ(m_host.State(connected).outstanding, 700U) << "IP sees whose it is";
    EXPECT_EQ(m_host.State(unconnected).outstanding, 0U) << "IP cannot know";
    EXPECT_EQ(m_api.cm_notify(unconnected, 300), 0);
    EXPECT_EQ(m_host.State(unconnected).outstanding, 300U);
}

TEST_F(CmProcess, NotifiesByHandleDestinationOr5Tuple)
{
    const CmFlowId flow = Open(1);
    const CmFlowId other = m_api.cm_open(CmTestHost::Peer(10));
    EXPECT_EQ(m_api.cm_notify(flow, 100), 0);
    EXPECT_EQ(m_api.cm_notify(CmTestHost::Peer(9), 20), 0);
    EXPECT_EQ(m_api.cm_notify(CmTestHost::Local(1), CmTestHost::Peer(9), IPPROTO_UDP, 3), 0);
    EXPECT_EQ(m_api.cm_notify(CmTestHost::Peer(10), 7), 0);
    EXPECT_EQ(m_host.State(flow).outstanding, 123U);
    EXPECT_EQ(m_host.State(other).outstanding, 7U);

    ExpectFailure(m_api.cm_notify(CmTestHost::Peer(11), 1),
                  ENOENT,
                  "no flow of this process goes to 10.0.0.2:11; cm_open opens flows");
    ExpectFailure(
        m_api.cm_notify(CmTestHost::Local(2), CmTestHost::Peer(9), IPPROTO_UDP, 1),
        ENOENT,
        "no flow of this process goes from 10.0.0.1:2 to 10.0.0.2:9; cm_open opens flows");
    Open(2);
    ExpectFailure(m_api.cm_notify(CmTestHost::Peer(9), 1),
                  EINVAL,
                  "several flows of this process go to 10.0.0.2:9; name the one that is meant");
    EXPECT_EQ(m_api.cm_close(flow), 0);
    EXPECT_EQ(m_api.cm_notify(CmTestHost::Peer(9), 1), 0) << "one of them is closed";
}

TEST_F(CmProcess, GivesAGrantBackWithANoticeOfNothing)
{
    const CmFlowId first = Open(1);
    const CmFlowId second = Open(2);
    EXPECT_EQ(m_api.cm_request(first), 0);
    CmTestHost::Pass(Time(0));
    EXPECT_EQ(m_api.cm_request(second), 0);
    CmTestHost::Pass(Time(0));
    EXPECT_THAT(m_granted, ElementsAre(first)) << "the window is one packet";
    EXPECT_EQ(m_api.cm_notify(first, 0), 0);
    CmTestHost::Pass(Time(0));
    EXPECT_THAT(m_granted, ElementsAre(first, second));
}

TEST_F(CmProcessWithRoom, IsNotGrantedWithoutACallback)
{
    const CmFlowId flow = Open();
    EXPECT_EQ(m_api.cm_register_send(flow, nullptr), 0);
    EXPECT_EQ(m_api.cm_request(flow), 0);
    CmTestHost::Pass(Time(0));
    EXPECT_EQ(m_host.State(flow).counters.declined, 1U);
    EXPECT_EQ(m_host.State(flow).reserved, 0U);
}

TEST_F(CmProcess, ChoosesWhichChangesItIsToldOf)
{
    const CmFlowId flow = Open();
    EXPECT_EQ(m_api.cm_thresh(flow, 0.5, 2, 0.25, 4), 0);
    EXPECT_EQ(m_api.cm_thresh(flow, 0.75, 1.5), 0);
    const CmThresholds& thresholds = m_host.State(flow).thresholds;
    EXPECT_EQ(thresholds.rateDown, 0.75);
    EXPECT_EQ(thresholds.rateUp, 1.5);
    EXPECT_EQ(thresholds.rttDown, 0.25) << "the short form leaves these as they are";
    EXPECT_EQ(thresholds.rttUp, 4);
    for (const auto& [down, up] : {std::pair(-0.1, 2.0),
                                   std::pair(1.1, 2.0),
                                   std::pair(0.5, 0.9),
                                   std::pair(0.5, std::nan(""))})
    {
        EXPECT_EQ(m_api.cm_thresh(flow, down, up), -1);
        EXPECT_EQ(m_api.Errno(), EINVAL);
        EXPECT_EQ(m_api.cm_thresh(flow, 0.5, 2, down, up), -1);
        EXPECT_EQ(m_api.Errno(), EINVAL);
    }
    ExpectFailure(
        m_api.cm_thresh(flow, 0.5, 0.9),
        EINVAL,
        "the thresholds are 0.5 and 0.9 for the rate, 0.25 and 4 for the round-trip time; "
        "the lower one must be 0 to 1, the upper one at least 1, or both 0 for the "
        "round-trip time");
    EXPECT_EQ(m_host.State(flow).thresholds.rateDown, 0.75) << "nothing has changed";
}

TEST_F(CmProcess, MovesFlowsBetweenMacroflows)
{
    const CmFlowId first = Open(1);
    const CmFlowId second = Open(2);
    const int together = m_api.cm_getmacroflow(first);
    EXPECT_GT(together, 0);
    EXPECT_EQ(m_api.cm_getmacroflow(second), together) << "to the same host";
    const int apart = m_api.cm_setmacroflow(-1, second);
    EXPECT_GT(apart, together);
    EXPECT_EQ(m_api.cm_getmacroflow(second), apart);
    EXPECT_EQ(m_api.cm_setmacroflow(together, second), together);
    ExpectFailure(m_api.cm_setmacroflow(77, second),
                  ENOENT,
                  "there is no macroflow 77; it must be one of this host, or -1 for a new one");
    EXPECT_EQ(m_api.cm_getmacroflow(second), together);
}

TEST_F(CmProcess, SetsWeights)
{
    const CmFlowId flow = Open();
    EXPECT_EQ(m_api.cm_setweight(flow, 2.5), 0);
    EXPECT_EQ(m_host.State(flow).weight, 2.5);
    ExpectFailure(m_api.cm_setweight(flow, 0),
                  EINVAL,
                  "the weight is 0; it must be from 1e-06 to 1e+06");
    EXPECT_EQ(m_api.cm_setweight(flow, std::numeric_limits<double>::infinity()), -1);
    EXPECT_EQ(m_host.State(flow).weight, 2.5);
}

TEST_F(CmProcess, UsesIpv6)
{
    const Ipv6Address host("2001:db8::200:ff:fe00:1");
    const Ipv6Address peer("2001:db8::200:ff:fe00:2");
    const CmFlowId flow =
        m_api.cm_open(Inet6SocketAddress(host, 1), Inet6SocketAddress(peer, 9), IPPROTO_UDP);
    ASSERT_GT(flow, 0) << m_api.ErrorMessage();
    EXPECT_EQ(m_api.cm_mtu(flow), 1500 - 40 - 8);
    EXPECT_GT(m_api.cm_open(Inet6SocketAddress(peer, 10)), 0);
    EXPECT_EQ(m_api.cm_notify(Inet6SocketAddress(peer, 10), 5), 0);
    ExpectFailure(m_api.cm_open(Inet6SocketAddress("2001:db8::7", 1),
                                Inet6SocketAddress(peer, 9),
                                IPPROTO_UDP),
                  EADDRNOTAVAIL,
                  "the source is [2001:db8::7]:1; it must be an address of this host, or the "
                  "unspecified one");
    EXPECT_EQ(m_api.cm_open(Inet6SocketAddress("ff02::1", 9)), -1);
    EXPECT_EQ(m_api.Errno(), EINVAL);
}

TEST_F(CmProcess, CannotOpenWhatCannotBe)
{
    const Address local = CmTestHost::Local(1);
    const Address peer = CmTestHost::Peer(9);
    Open(1);
    ExpectFailure(
        m_api.cm_open(local, peer, IPPROTO_UDP),
        EEXIST,
        "a flow from 10.0.0.1:1 to 10.0.0.2:9 with protocol 17 is open already; a 5-tuple "
        "may have one");
    ExpectFailure(m_api.cm_open(local, peer, 0),
                  EPROTONOSUPPORT,
                  "the protocol is 0; it must be 1 to 255");
    ExpectFailure(m_api.cm_open(local, peer, 256),
                  EPROTONOSUPPORT,
                  "the protocol is 256; it must be 1 to 255");
    ExpectFailure(m_api.cm_open(local, peer, IPPROTO_TCP, 64),
                  EINVAL,
                  "the code point is 64; it must be 0 to 63");
    ExpectFailure(m_api.cm_open(local, peer, IPPROTO_TCP, 0, -5),
                  EINVAL,
                  "the largest packet has -5 bytes; it must be 1 to 65535, or 0 for what fits into "
                  "the device");
    ExpectFailure(m_api.cm_open(Inet6SocketAddress("2001:db8::1", 1), peer, IPPROTO_UDP),
                  EAFNOSUPPORT,
                  "a flow from [2001:db8::1]:1 to 10.0.0.2:9 is not possible; both must be IPv4 or "
                  "both IPv6, with a port");
    EXPECT_EQ(m_api.cm_open(Address()), -1);
    EXPECT_EQ(m_api.Errno(), EAFNOSUPPORT);
    EXPECT_EQ(m_api.cm_open(Ipv4Address("10.0.0.2")), -1) << "no port";
    EXPECT_EQ(m_api.Errno(), EAFNOSUPPORT);
    ExpectFailure(
        m_api.cm_open(InetSocketAddress("10.0.0.7", 1), peer, IPPROTO_UDP),
        EADDRNOTAVAIL,
        "the source is 10.0.0.7:1; it must be an address of this host, or the unspecified "
        "one");
    ExpectFailure(m_api.cm_open(InetSocketAddress("224.0.0.5", 9)),
                  EINVAL,
                  "the destination is 224.0.0.5:9; it must be the address of a host");
    EXPECT_EQ(m_api.cm_open(InetSocketAddress("255.255.255.255", 9)), -1);
    ExpectFailure(m_api.cm_open(InetSocketAddress("10.0.0.255", 9)),
                  EINVAL,
                  "the destination is 10.0.0.255:9; it must be the address of a host");
    EXPECT_EQ(m_api.cm_open(InetSocketAddress("0.0.0.0", 9)), -1);
    EXPECT_EQ(m_api.Flows(), 1U);
    EXPECT_EQ(m_host.Flows(), 1U) << "nothing was opened";
}

TEST(CmProcessOnAFullHost, CannotOpenMoreFlows)
{
    CmHelper helper;
    helper.Set("LargestTable", UintegerValue(2));
    CmTestHost host(helper);
    CmApi api(host.Host());
    EXPECT_GT(api.cm_open(CmTestHost::Peer(1)), 0);
    const CmFlowId second = api.cm_open(CmTestHost::Peer(2));
    EXPECT_EQ(api.cm_open(CmTestHost::Peer(3)), -1);
    EXPECT_EQ(api.Errno(), ENFILE);
    EXPECT_EQ(api.ErrorMessage(),
              "the host has as many flows open as it may; the attribute LargestTable of its "
              "CongestionManager says how many");
    EXPECT_EQ(api.cm_close(second), 0);
    EXPECT_GT(api.cm_open(CmTestHost::Peer(3)), 0);
}

TEST_F(CmProcess, CannotSendThroughADeviceThatTakesHeadersOnly)
{
    m_host.Host()->GetDevice(1)->SetMtu(28);
    EXPECT_EQ(m_api.cm_open(CmTestHost::Local(1), CmTestHost::Peer(9), IPPROTO_UDP), -1);
    EXPECT_EQ(m_api.Errno(), EMSGSIZE);
    EXPECT_EQ(m_host.Flows(), 0U);
}

TEST_F(CmProcess, ChangesNothingWhenACallFails)
{
    const CmFlowId flow = Open();
    m_api.cm_notify(flow, 500);
    m_api.cm_request(flow, 2);
    CmTestHost::Pass(Time(0));
    const CmFlow before = m_host.State(flow);
    const double window = before.macroflow->Window();

    ExpectFailure(m_api.cm_request(flow, 0),
                  EINVAL,
                  "0 grants are requested; it must be 1 to 65535");
    ExpectFailure(m_api.cm_request(flow, 65536),
                  EINVAL,
                  "65536 grants are requested; it must be 1 to 65535");
    ExpectFailure(m_api.cm_request(flow, 65535),
                  ENOBUFS,
                  "flow " + std::to_string(flow) +
                      " requests 65535 more than those that wait; together they must be 65535 at "
                      "most");
    ExpectFailure(m_api.cm_notify(flow, -1),
                  EINVAL,
                  "-1 bytes are notified; it must be 0 to 65535");
    ExpectFailure(m_api.cm_notify(flow, 65536),
                  EINVAL,
                  "65536 bytes are notified; it must be 0 to 65535");
    ExpectFailure(m_api.cm_update(flow, -1, 0, CM_NO_CONGESTION, -1),
                  EINVAL,
                  "-1 bytes sent and 0 received are reported; neither may be negative");
    ExpectFailure(m_api.cm_update(flow, 5, -2, CM_NO_CONGESTION, -1),
                  EINVAL,
                  "5 bytes sent and -2 received are reported; neither may be negative");
    ExpectFailure(m_api.cm_update(flow, 5, 5, CM_NO_CONGESTION, -2),
                  EINVAL,
                  "the round-trip time is -2 us; it must be 0 to 4294967295, or -1 for none");
    EXPECT_EQ(m_api.cm_update(flow, 5, 5, CM_NO_CONGESTION, 4294967296), -1);
    for (const int mode : {16, -1, 256, 257})
    {
        ExpectFailure(m_api.cm_update(flow, 5, 5, mode, -1),
                      EINVAL,
                      "the loss mode is " + std::to_string(mode) +
                          "; it must be a sum of CM_NO_CONGESTION, CM_LOSS_FEEDBACK, "
                          "CM_NO_FEEDBACK and CM_EXPLICIT_CONGESTION");
    }
    CmTestHost::Pass(Time(0));
    const CmFlow& after = m_host.State(flow);
    EXPECT_EQ(after.outstanding, before.outstanding);
    EXPECT_EQ(after.reserved, before.reserved);
    EXPECT_EQ(after.pending, before.pending);
    EXPECT_EQ(after.counters.grants, before.counters.grants);
    EXPECT_EQ(after.macroflow->Window(), window);
    EXPECT_TRUE(after.macroflow->Rtt().Srtt() <= Nanoseconds{0}) << "no sample was taken";
}

TEST_F(CmProcess, IgnoresWhatAReportSaysTooMuch)
{
    const CmFlowId flow = Open();
    m_api.cm_notify(flow, 500);
    EXPECT_EQ(m_api.cm_update(flow, 100000, 200000, CM_NO_CONGESTION, RTT), 0);
    EXPECT_EQ(m_host.State(flow).outstanding, 0U);
    EXPECT_EQ(m_host.State(flow).counters.receivedBytes, 500U);
}

/** Calls about a flow that the process does not have open. */
void
ExpectBadFlow(CmApi& api, CmFlowId flow)
{
    SCOPED_TRACE(flow);
    CmEstimate estimate;
    const std::vector<std::function<int()>> calls{
        [&] { return api.cm_close(flow); },
        [&] { return api.cm_mtu(flow); },
        [&] { return api.cm_request(flow); },
        [&] { return api.cm_notify(flow, 1); },
        [&] { return api.cm_update(flow, 1, 1, CM_NO_CONGESTION, -1); },
        [&] { return api.cm_query(flow, estimate); },
        [&] { return api.cm_thresh(flow, 0.5, 2); },
        [&] { return api.cm_thresh(flow, 0.5, 2, 0.5, 2); },
        [&] { return api.cm_register_send(flow, [](CmFlowId) {}); },
        [&] { return api.cm_register_update(flow, [](CmFlowId, const CmEstimate&) {}); },
        [&] { return api.cm_getmacroflow(flow); },
        [&] { return api.cm_setmacroflow(-1, flow); },
        [&] { return api.cm_setweight(flow, 1); }};
    for (std::size_t i = 0; i < calls.size(); ++i)
    {
        EXPECT_EQ(calls[i](), -1) << "call " << i;
        EXPECT_EQ(api.Errno(), EBADF) << "call " << i;
        EXPECT_EQ(api.ErrorMessage(),
                  "flow " + std::to_string(flow) +
                      " is not open in this process; cm_open opens flows");
    }
}

TEST_F(CmProcess, CanDoNothingWithoutAFlow)
{
    const CmFlowId closed = Open();
    EXPECT_EQ(m_api.cm_close(closed), 0);
    for (const CmFlowId flow :
         {closed, 0, -1, 12345, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()})
    {
        ExpectBadFlow(m_api, flow);
    }
}

TEST_F(CmProcess, CannotTouchTheFlowsOfAnother)
{
    const CmFlowId flow = Open();
    CmApi other(m_host.Host());
    ExpectBadFlow(other, flow);
    EXPECT_EQ(other.cm_notify(CmTestHost::Peer(9), 1), -1);
    EXPECT_EQ(other.Errno(), ENOENT);
    EXPECT_EQ(other.cm_notify(CmTestHost::Local(1), CmTestHost::Peer(9), IPPROTO_UDP, 1), -1);
    EXPECT_EQ(other.Errno(), ENOENT);
    EXPECT_EQ(m_host.State(flow).outstanding, 0U);
    EXPECT_EQ(m_api.cm_request(flow), 0) << "it is still open";
}

TEST(CmProcessesOfDifferentUsers, ShareOnlyIfTheHostWantsItSo)
{
    for (const bool byPrincipal : {false, true})
    {
        CmHelper helper;
        helper.Set("ByPrincipal", BooleanValue(byPrincipal));
        CmTestHost host(helper);
        CmApi first(host.Host(), 1);
        CmApi second(host.Host(), 2);
        const int one = first.cm_getmacroflow(first.cm_open(CmTestHost::Peer(1)));
        const int two = second.cm_getmacroflow(second.cm_open(CmTestHost::Peer(2)));
        EXPECT_EQ(one != two, byPrincipal);
    }
}

TEST_F(CmProcessWithRoom, MakesOneCallOfMany)
{
    HostMeter meter;
    m_api.SetMeter(&meter);
    const std::vector<CmFlowId> flows{Open(1), Open(2), Open(3)};
    std::vector<int> results;
    EXPECT_EQ(m_api.cm_bulk_request({flows[2], flows[0], flows[1], flows[0]}, &results), 4);
    EXPECT_THAT(results, ElementsAre(0, 0, 0, 0));
    EXPECT_EQ(meter.GetCounts().Of(HostOperation::CmRequest), 1U);
    CmTestHost::Pass(Time(0));
    EXPECT_EQ(m_granted.size(), 4U);

    EXPECT_EQ(m_api.cm_bulk_notify({{flows[0], 100}, {flows[1], 200}, {flows[0], 30}}), 3);
    EXPECT_EQ(m_host.State(flows[0]).outstanding, 130U);
    EXPECT_EQ(m_host.State(flows[1]).outstanding, 200U);
    EXPECT_EQ(meter.GetCounts().Of(HostOperation::CmNotify), 1U);

    EXPECT_EQ(m_api.cm_bulk_update({{flows[0], 130, 130, CM_NO_CONGESTION, RTT},
                                    {flows[1], 200, 200, CM_NO_CONGESTION, -1}}),
              2);
    EXPECT_EQ(m_host.State(flows[0]).outstanding + m_host.State(flows[1]).outstanding, 0U);
    EXPECT_EQ(meter.GetCounts().Of(HostOperation::CmUpdate), 1U);

    std::vector<CmEstimate> estimates;
    EXPECT_EQ(m_api.cm_bulk_query(flows, estimates), 3);
    ASSERT_EQ(estimates.size(), 3U);
    EXPECT_EQ(estimates[0].srtt, RTT);
    EXPECT_EQ(meter.GetCounts().Of(HostOperation::CmQuery), 1U);
    EXPECT_EQ(m_api.cm_bulk_request({}), 0);
    EXPECT_EQ(m_api.Errno(), 0);
}

TEST_F(CmProcessWithRoom, SucceedsInPartWithABulkCall)
{
    const CmFlowId flow = Open();
    std::vector<int> results;
    EXPECT_EQ(m_api.cm_bulk_request({flow, 77, flow, 78}, &results), 2);
    EXPECT_THAT(results, ElementsAre(0, EBADF, 0, EBADF));
    EXPECT_EQ(m_api.Errno(), EBADF);
    EXPECT_EQ(m_api.ErrorMessage(), "flow 77 is not open in this process; cm_open opens flows")
        << "the first that failed";
    CmTestHost::Pass(Time(0));
    EXPECT_EQ(m_host.Grants(flow), 2U);

    EXPECT_EQ(m_api.cm_bulk_notify({{77, 1}, {flow, -1}, {flow, 9}}, &results), 1);
    EXPECT_THAT(results, ElementsAre(EBADF, EINVAL, 0));
    EXPECT_EQ(m_host.State(flow).outstanding, 9U);

    EXPECT_EQ(
        m_api.cm_bulk_update({{flow, 9, 9, CM_NO_CONGESTION, RTT}, {flow, 1, 1, 99, -1}}, &results),
        1);
    EXPECT_THAT(results, ElementsAre(0, EINVAL));

    std::vector<CmEstimate> estimates;
    EXPECT_EQ(m_api.cm_bulk_query({77, flow}, estimates, &results), 1);
    EXPECT_THAT(results, ElementsAre(EBADF, 0));
    EXPECT_LT(estimates[0].rate, 0);
    EXPECT_EQ(estimates[1].srtt, RTT);

    EXPECT_EQ(m_api.cm_bulk_request({77, 78}, &results), -1) << "none succeeded";
    EXPECT_THAT(results, ElementsAre(EBADF, EBADF));
    EXPECT_EQ(m_api.cm_bulk_query({77}, estimates, &results), -1);
    EXPECT_EQ(estimates.size(), 2U) << "unchanged";
}

TEST_F(CmProcess, ThatCrashesLeavesTheWindowToOthers)
{
    const CmFlowId flow = Open(1);
    {
        CmApi crashing(m_host.Host());
        const CmFlowId doomed =
            crashing.cm_open(CmTestHost::Local(2), CmTestHost::Peer(9), IPPROTO_UDP);
        crashing.cm_open(CmTestHost::Peer(10));
        crashing.cm_notify(doomed, PAYLOAD);
        crashing.cm_request(doomed, 5);
        EXPECT_EQ(m_api.cm_request(flow), 0);
        CmTestHost::Pass(Time(0));
        EXPECT_THAT(m_granted, IsEmpty()) << "the window of one packet is full";
        EXPECT_EQ(m_host.Flows(), 3U);
    }
    EXPECT_EQ(m_host.Flows(), 1U);
    CmTestHost::Pass(Time(0));
    EXPECT_THAT(m_granted, ElementsAre(flow));
}

TEST_F(CmProcessWithRoom, MayEndWithinItsCallbacks)
{
    auto process = std::make_unique<CmApi>(m_host.Host());
    const CmFlowId flow = process->cm_open(CmTestHost::Peer(1));
    process->cm_register_send(flow, [&process](CmFlowId) { process = nullptr; });
    process->cm_request(flow, 4);
    CmTestHost::Pass(Time(0));
    EXPECT_EQ(process, nullptr);
    EXPECT_EQ(m_host.Flows(), 0U);

    process = std::make_unique<CmApi>(m_host.Host());
    for (const Address& peer : {CmTestHost::Peer(1), CmTestHost::Peer(2)})
    {
        const CmFlowId own = process->cm_open(peer);
        process->cm_register_update(own,
                                    [&process](CmFlowId, const CmEstimate&) { process = nullptr; });
        process->cm_notify(own, 100);
        process->cm_update(own, 100, 100, CM_NO_CONGESTION, RTT);
    }
    CmTestHost::Pass(Time(0));
    EXPECT_EQ(process, nullptr);
    EXPECT_EQ(m_host.Flows(), 0U);
}

TEST_F(CmProcessWithRoom, MayReplaceItsCallbackAndCloseTheFlowWithinIt)
{
    const CmFlowId flow = Open();
    int first = 0;
    int second = 0;
    m_api.cm_register_send(flow, [&](CmFlowId) {
        m_api.cm_register_send(flow, [&](CmFlowId) {
            ++second;
            m_api.cm_close(flow);
        });
        ++first;
    });
    m_api.cm_request(flow, 4);
    CmTestHost::Pass(Time(0));
    EXPECT_EQ(first, 1);
    EXPECT_EQ(second, 1);
    EXPECT_EQ(m_host.Flows(), 0U);
}

/** A flow that a socket in the kernel has opened. */
class CmProcessWithASocket : public CmProcess
{
  protected:
    CmFlowId OpenSocket(uint32_t principal = 0, bool isKernelFed = false)
    {
        FlowDescription description;
        description.key = *MakeFlowKey(CmTestHost::Local(8), CmTestHost::Peer(9), IPPROTO_UDP);
        description.principal = principal;
        description.isKernelFed = isKernelFed;
        CmFlowId flow = CM_NONE;
        EXPECT_EQ(m_host.Manager()->Open(description, flow), CmStatus::Ok);
        return flow;
    }
};

TEST_F(CmProcessWithASocket, ReportsAboutItsFlow)
{
    const CmFlowId flow = OpenSocket();
    EXPECT_EQ(m_api.cm_adopt(flow), flow);
    m_host.Manager()->Notify(flow, PAYLOAD);
    EXPECT_EQ(m_api.cm_update(flow, PAYLOAD, PAYLOAD, CM_NO_CONGESTION, RTT), 0);
    EXPECT_EQ(m_host.State(flow).counters.receivedBytes, PAYLOAD);
    CmEstimate estimate;
    EXPECT_EQ(m_api.cm_query(flow, estimate), 0);
    EXPECT_EQ(estimate.srtt, RTT);
}

TEST_F(CmProcessWithASocket, LeavesTheRestToTheSocket)
{
    const CmFlowId flow = OpenSocket();
    m_api.cm_adopt(flow);
    const std::string sentence = "flow " + std::to_string(flow) +
                                 " is a socket's; send on the socket, which asks for grants itself";
    ExpectFailure(m_api.cm_request(flow), EBUSY, sentence);
    ExpectFailure(m_api.cm_notify(flow, 1), EBUSY, sentence);
    ExpectFailure(m_api.cm_notify(CmTestHost::Peer(9), 1), EBUSY, sentence);
    ExpectFailure(m_api.cm_register_send(flow, [](CmFlowId) {}), EBUSY, sentence);
    EXPECT_EQ(m_host.State(flow).pending, 0U);
    EXPECT_EQ(m_host.State(flow).outstanding, 0U);
    EXPECT_EQ(m_api.cm_close(flow), 0);
    EXPECT_EQ(m_host.Flows(), 1U) << "the socket has it still";
    EXPECT_EQ(m_api.cm_adopt(flow), flow);
    m_host.Manager()->Close(flow);
    CmEstimate estimate;
    EXPECT_EQ(m_api.cm_query(flow, estimate), -1);
    EXPECT_EQ(m_api.Errno(), EBADF) << "the socket has closed it";
    EXPECT_EQ(m_api.cm_close(flow), 0);
}

TEST_F(CmProcessWithASocket, CannotHaveThatOfAnotherUser)
{
    const CmFlowId flow = OpenSocket(5);
    const std::string name = std::to_string(flow);
    ExpectFailure(m_api.cm_adopt(flow),
                  EACCES,
                  "flow " + name + " is of user 5, this process of user 0; both must be the same");
    CmApi owner(m_host.Host(), 5);
    EXPECT_EQ(owner.cm_adopt(flow), flow);
    EXPECT_EQ(owner.cm_adopt(flow), -1);
    EXPECT_EQ(owner.Errno(), EEXIST);
    ExpectFailure(m_api.cm_adopt(77),
                  ENOENT,
                  "there is no flow 77; it must be one that a socket has opened");
}

TEST_F(CmProcessWithASocket, CannotReportAboutAFlowThatTheStackReportsAbout)
{
    const CmFlowId flow = OpenSocket(0, true);
    m_host.Manager()->Notify(flow, PAYLOAD);
    ExpectFailure(m_api.cm_adopt(flow),
                  EACCES,
                  "the stack itself reports about flow " + std::to_string(flow) +
                      "; it must be one of a buffered socket that gets no acknowledgments");
    EXPECT_EQ(m_api.cm_update(flow, PAYLOAD, PAYLOAD, CM_NO_CONGESTION, RTT), -1);
    EXPECT_EQ(m_api.Errno(), EBADF);
    EXPECT_EQ(m_host.State(flow).outstanding, PAYLOAD);
}

TEST_F(CmProcessWithASocket, CannotReportAboutAFlowThatAnotherProcessHasOpened)
{
    CmApi other(m_host.Host());
    const CmFlowId flow = other.cm_open(CmTestHost::Local(1), CmTestHost::Peer(1), IPPROTO_UDP);
    ExpectFailure(m_api.cm_adopt(flow),
                  EACCES,
                  "a process has opened flow " + std::to_string(flow) +
                      " and reports about it; it must be one that a socket has opened");
    EXPECT_EQ(other.cm_adopt(flow), -1);
    EXPECT_EQ(other.Errno(), EEXIST);
}

/** A host that keeps the flows of its users apart. */
class CmUsersApart : public testing::Test
{
  protected:
    static CmHelper Apart()
    {
        CmHelper helper;
        helper.Set("ByPrincipal", BooleanValue(true));
        return helper;
    }

    /** Expect that a process may not move a flow to a macroflow. */
    void ExpectRefusal(CmApi& api, MacroflowId macroflow, CmFlowId flow, uint32_t principal)
    {
        const int before = api.cm_getmacroflow(flow);
        EXPECT_EQ(api.cm_setmacroflow(macroflow, flow), -1);
        EXPECT_EQ(api.Errno(), EACCES);
        EXPECT_EQ(api.ErrorMessage(),
                  "macroflow " + std::to_string(macroflow) + " is not open to flows of user " +
                      std::to_string(principal) +
                      "; on a host that keeps users apart it must be one that was made for a flow "
                      "of the same user, or -1 for a new one");
        EXPECT_EQ(api.cm_getmacroflow(flow), before);
    }

    CmTestHost m_host{Apart()};
    CmApi m_first{m_host.Host(), 1};
    CmApi m_second{m_host.Host(), 2};
};

TEST_F(CmUsersApart, CannotJoinMacroflowsOfEachOther)
{
    const CmFlowId own = m_first.cm_open(CmTestHost::Peer(1));
    const CmFlowId others = m_second.cm_open(CmTestHost::Peer(2));
    ExpectRefusal(m_first, m_second.cm_getmacroflow(others), own, 1);
    const int fresh = m_second.cm_setmacroflow(-1, others);
    EXPECT_GT(fresh, 0);
    ExpectRefusal(m_first, fresh, own, 1);
    m_second.cm_close(others);
    ExpectRefusal(m_first, fresh, own, 1);
    EXPECT_EQ(m_first.cm_setmacroflow(77, own), -1);
    EXPECT_EQ(m_first.Errno(), ENOENT);
}

TEST_F(CmUsersApart, CannotJoinFlowsThatTheStackReportsAbout)
{
    FlowDescription description;
    description.key = *MakeFlowKey(CmTestHost::Local(8), CmTestHost::Peer(9), IPPROTO_TCP);
    description.principal = 1;
    description.isKernelFed = true;
    CmFlowId tcp = CM_NONE;
    ASSERT_EQ(m_host.Manager()->Open(description, tcp), CmStatus::Ok);
    const CmFlowId own = m_first.cm_open(CmTestHost::Peer(1));
    ExpectRefusal(m_first, m_host.Manager()->GetMacroflow(tcp), own, 1);
}

TEST_F(CmUsersApart, MayArrangeTheirOwnFlows)
{
    const CmFlowId one = m_first.cm_open(CmTestHost::Peer(1));
    const CmFlowId two = m_first.cm_open(CmTestHost::Peer(2));
    const int together = m_first.cm_getmacroflow(one);
    const int fresh = m_first.cm_setmacroflow(-1, one);
    EXPECT_NE(fresh, together);
    EXPECT_EQ(m_first.cm_setmacroflow(fresh, two), fresh);
    CmApi same(m_host.Host(), 1);
    const CmFlowId three = same.cm_open(CmTestHost::Peer(3));
    EXPECT_EQ(same.cm_setmacroflow(fresh, three), fresh) << "another process of the same user";
}

TEST(CmProcessLongerThanItsHost, IsHarmless)
{
    std::optional<CmApi> process;
    {
        CmTestHost host;
        process.emplace(host.Host());
        process->cm_request(process->cm_open(CmTestHost::Peer(1)));
        EXPECT_EQ(process->Flows(), 1U);
    }
    EXPECT_EQ(process->Flows(), 0U) << "its flows were closed with the simulation";
    CmTestHost next;
    process.reset();
    CmTestHost::Pass(Seconds(1));
}

TEST_F(CmProcess, CountsACrossingForEachCall)
{
    HostMeter meter;
    m_api.SetMeter(&meter);
    const CmFlowId flow = Open();
    CmEstimate estimate;
    m_api.cm_request(flow, 7);
    m_api.cm_request(-1);
    m_api.cm_notify(flow, 1);
    m_api.cm_notify(CmTestHost::Peer(9), 1);
    m_api.cm_update(flow, 1, 1, CM_NO_CONGESTION, -1);
    m_api.cm_query(flow, estimate);
    m_api.cm_mtu(flow);
    m_api.cm_thresh(flow, 0.5, 2);
    m_api.cm_getmacroflow(flow);
    m_api.cm_close(flow);
    const HostCounts& counts = meter.GetCounts();
    EXPECT_EQ(counts.Of(HostOperation::CmOpen), 1U);
    EXPECT_EQ(counts.Of(HostOperation::CmRequest), 2U) << "also one that fails";
    EXPECT_EQ(counts.Of(HostOperation::CmNotify), 2U);
    EXPECT_EQ(counts.Of(HostOperation::CmUpdate), 1U);
    EXPECT_EQ(counts.Of(HostOperation::CmQuery), 1U);
    EXPECT_EQ(counts.Of(HostOperation::CmControl), 3U);
    EXPECT_EQ(counts.Of(HostOperation::CmClose), 1U);
}

} // namespace
} // namespace qos
} // namespace ns3
