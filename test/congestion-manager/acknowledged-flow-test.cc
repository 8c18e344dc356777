/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-network.h"

#include "ns3/cm-api.h"
#include "ns3/cm-feedback-header.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/layered-alf-source.h"
#include "ns3/layered-rate-source.h"
#include "ns3/vat-source.h"

#include <cerrno>

/**
 * @file
 * What the sources of datagrams do with the network: whom they believe, and what they are charged.
 */

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param source a source of datagrams
 * @return what became of them
 */
SentWindowCounters
CountersOf(const Ptr<Application>& source)
{
    const auto vat = DynamicCast<VatSource>(source);
    return vat ? vat->GetSentCounters() : DynamicCast<LayeredSource>(source)->GetCounters();
}

/**
 * @param source a source of datagrams
 * @return datagrams that came from others than its receiver
 */
uint64_t
StrangersOf(const Ptr<Application>& source)
{
    const auto vat = DynamicCast<VatSource>(source);
    return vat ? vat->GetStrangers() : DynamicCast<LayeredSource>(source)->GetStrangers();
}

/** Each source of datagrams, from second 1 to second 11, to a receiver at the client's port 9. */
class AcknowledgedFlows : public ::testing::TestWithParam<TypeId>
{
  protected:
    /**
     * Add the source.
     * @param remote where it sends
     * @return the source
     */
    Ptr<Application> Add(const Address& remote)
    {
        ObjectFactory factory;
        factory.SetTypeId(GetParam());
        const auto source = factory.Create<Application>();
        source->SetAttribute("Remote", AddressValue(remote));
        source->SetStartTime(Seconds(1));
        source->SetStopTime(Seconds(11));
        m_network.Server()->AddApplication(source);
        m_network.AddReceiver();
        return source;
    }

    CmUdpNetwork m_network;
};

TEST_P(AcknowledgedFlows, BelieveTheirReceiverOnly)
{
    const auto source = Add(m_network.At(1, 9));
    // the first port that the host gives away
    constexpr uint16_t PORT = 49153;
    const auto stranger = m_network.AddStockSocket(1, 666);
    for (int64_t ms = 2000; ms < 10000; ms += 10)
    {
        CmUdpNetwork::Do(MilliSeconds(ms), [&] {
            // says that all arrives that was sent lately
            const SentWindowCounters counters = CountersOf(source);
            FeedbackReport report;
            report.range = {static_cast<uint32_t>(counters.received + counters.lost),
                            static_cast<uint32_t>(counters.sent)};
            report.bytes = 1;
            report.last = report.range.begin;
            report.echo = Nanoseconds{1};
            const auto packet = Create<Packet>();
            packet->AddHeader(CmFeedbackHeader(report));
            stranger->SendTo(packet, 0, m_network.At(0, PORT));
        });
    }
    CmUdpNetwork::Run(Seconds(20));
    EXPECT_EQ(StrangersOf(source), 800U);
    const SentWindowCounters counters = CountersOf(source);
    EXPECT_EQ(counters.untrue + counters.impossible, 0U);
    EXPECT_GT(counters.received, 400U);
}

TEST_P(AcknowledgedFlows, KnowTheirReceiverByAnIpv4AddressInAnIpv6Address)
{
    const auto plain = InetSocketAddress::ConvertFrom(m_network.At(1, 9));
    const auto source =
        Add(Inet6SocketAddress(Ipv6Address::MakeIpv4MappedAddress(plain.GetIpv4()), 9));
    CmUdpNetwork::Run(Seconds(20));
    EXPECT_GT(CountersOf(source).received, 400U);
    EXPECT_EQ(StrangersOf(source), 0U);
    EXPECT_EQ(m_network.Monitor().Leftovers(), 0U);
}

TEST_P(AcknowledgedFlows, KnowTheirReceiverByAnAddressWithATypeOfService)
{
    // in ns-3.37 an address has a type of service of its own
    constexpr uint8_t TOS = 0xb8;
    auto remote = InetSocketAddress::ConvertFrom(m_network.At(1, 9));
    remote.SetTos(TOS);
    const auto source = Add(remote);
    CmUdpNetwork::Run(Seconds(20));
    EXPECT_GT(CountersOf(source).received, 400U);
    EXPECT_EQ(StrangersOf(source), 0U);
    EXPECT_EQ(m_network.Monitor().Leftovers(), 0U);
}

TEST_P(AcknowledgedFlows, AreChargedWhenTheAddressOfTheHostChanges)
{
    const auto source = Add(m_network.At(1, 9));
    CmUdpNetwork::Do(Seconds(5), [&] {
        const auto ipv4 = m_network.Server()->GetObject<Ipv4>();
        const auto interface =
            static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_network.Device(0)));
        ipv4->RemoveAddress(interface, 0);
        ipv4->AddAddress(interface, Ipv4InterfaceAddress("10.0.0.3", "255.255.255.0"));
    });
    CmUdpNetwork::Run(Seconds(20));
    const SentWindowCounters counters = CountersOf(source);
    EXPECT_GT(counters.sent, 400U);
    ASSERT_EQ(m_network.Manager()->GetMacroflows().size(), 1U);
    EXPECT_EQ(m_network.Manager()->GetMacroflows()[0]->Counters().sentBytes, counters.sentBytes);
    EXPECT_EQ(InetSocketAddress::ConvertFrom(m_network.Datagrams().back().from).GetIpv4(),
              Ipv4Address("10.0.0.3"));
    if (GetParam() != LayeredRateSource::GetTypeId())
    {
        m_network.ExpectCleanEnd();
    }
}

TEST_P(AcknowledgedFlows, MayBeDisposedOfWhileReportsAreOnTheirWay)
{
    const auto source = Add(m_network.At(1, 9));
    CmUdpNetwork::Do(Seconds(5), [&] { source->Dispose(); });
    CmUdpNetwork::Run(Seconds(20));
    EXPECT_LT(m_network.Datagrams().back().at, Seconds(6));
    EXPECT_EQ(m_network.Manager()->GetMacroflows()[0]->Flows(), 0U);
    EXPECT_EQ(m_network.Monitor().Leftovers(), 0U);
}

TEST_P(AcknowledgedFlows, AreNotForOtherProcessesToReportAbout)
{
    const auto source = Add(m_network.At(1, 9));
    CmApi process(m_network.Server());
    const auto vat = DynamicCast<VatSource>(source);
    CmUdpNetwork::Do(Seconds(2), [&] {
        const CmFlowId flow = vat ? vat->GetFlow() : DynamicCast<LayeredSource>(source)->GetFlow();
        EXPECT_EQ(process.cm_adopt(flow), -1);
        EXPECT_EQ(process.Errno(), EACCES);
    });
    CmUdpNetwork::Run(Seconds(3));
}

/** The sockets in the kernel whose flows a process may adopt, and those whose it may not. */
TEST(AdoptedFlows, AreThoseOfSocketsThatGetNoAcknowledgments)
{
    CmUdpNetwork network;
    CmApi process(network.Server());
    const auto buffered = network.Connect();
    EXPECT_EQ(process.cm_adopt(buffered->GetFlow()), buffered->GetFlow());
    buffered->Close();
    const auto acknowledged = network.Connect(CmUdpNetwork::Acknowledged());
    EXPECT_EQ(process.cm_adopt(acknowledged->GetFlow()), -1);
    EXPECT_EQ(process.Errno(), EACCES);
    acknowledged->Close();
    network.AddSink();
    const auto tcp = network.AddSource(1000000);
    CmUdpNetwork::Do(MilliSeconds(500), [&] {
        const CmFlowId flow = DynamicCast<CmTcpSocket>(tcp->GetSocket())->GetFlow();
        ASSERT_NE(flow, CM_NONE);
        EXPECT_EQ(process.cm_adopt(flow), -1);
        EXPECT_EQ(process.Errno(), EACCES);
    });
    CmUdpNetwork::Run(Seconds(30));
}

INSTANTIATE_TEST_SUITE_P(Sources,
                         AcknowledgedFlows,
                         ::testing::Values(VatSource::GetTypeId(),
                                           LayeredAlfSource::GetTypeId(),
                                           LayeredRateSource::GetTypeId()),
                         [](const auto& suite) { return suite.param.GetName().substr(10); });

} // namespace
} // namespace qos
} // namespace ns3
