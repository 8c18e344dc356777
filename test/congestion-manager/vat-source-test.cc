/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-network.h"

#include "ns3/vat-header.h"
#include "ns3/vat-source.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** What the receiver of audio notes. */
struct Heard
{
    std::vector<uint32_t> numbers; //!< of the packets
    std::vector<double> delays;    //!< in ms, sorted
};

/**
 * @param network a network
 * @return what was heard there
 */
Heard
ListenTo(const CmUdpNetwork& network)
{
    Heard heard;
    for (const ReceivedDatagram& datagram : network.Datagrams())
    {
        const auto header = VatHeader::Peek(datagram.packet);
        EXPECT_TRUE(header);
        EXPECT_EQ(datagram.packet->GetSize(), 160U);
        heard.numbers.push_back(header->number);
        heard.delays.push_back((datagram.at - header->recorded).GetSeconds() * 1e3);
    }
    std::sort(heard.delays.begin(), heard.delays.end());
    return heard;
}

/**
 * @param network a network
 * @param drop head or tail
 * @param buffer packets
 * @param isIpv6 which version of IP
 * @return audio from server to client, from second 1 to second 61
 */
Ptr<VatSource>
AddVat(const CmUdpNetwork& network,
       const std::string& drop = "head",
       uint32_t buffer = 5,
       bool isIpv6 = false)
{
    const auto source = CreateObject<VatSource>();
    source->SetAttribute("Remote", AddressValue(network.At(1, 9, isIpv6)));
    source->SetAttribute("Drop", StringValue(drop));
    source->SetAttribute("Buffer", UintegerValue(buffer));
    source->AssignStreams(4000);
    source->SetStartTime(Seconds(1));
    source->SetStopTime(Seconds(61));
    network.Server()->AddApplication(source);
    return source;
}

/**
 * @param rate of the link
 * @param run number of the random streams
 * @return a network with a short queue
 */
CmTcpNetwork::Params
SlowLink(const std::string& rate, uint64_t run = 1)
{
    CmTcpNetwork::Params params;
    params.rate = rate;
    params.rtt = MilliSeconds(100);
    params.queue = 10;
    params.run = run;
    return params;
}

TEST(VatSource, FastLinkTakesEverythingOnceTheWindowIsOpen)
{
    for (const bool isIpv6 : {false, true})
    {
        SCOPED_TRACE(isIpv6);
        CmUdpNetwork network(SlowLink("10Mbps"));
        network.AddReceiver(9, isIpv6);
        const auto source = AddVat(network, "head", 5, isIpv6);
        CmUdpNetwork::Run(Seconds(65));
        const Heard heard = ListenTo(network);
        EXPECT_NEAR(static_cast<double>(source->GetCounters().recorded), 3000, 1);
        const uint64_t lost = source->GetCounters().recorded - heard.numbers.size();
        EXPECT_LE(lost, 10U) << "in the first round trips";
        constexpr uint32_t OPEN = 50; // a second
        const auto later = std::count_if(heard.numbers.begin(),
                                         heard.numbers.end(),
                                         [](uint32_t number) { return number > OPEN; });
        EXPECT_EQ(static_cast<uint64_t>(later), source->GetCounters().recorded - OPEN);
        EXPECT_GE(heard.delays.front(), 50) << "half a round trip";
        EXPECT_LE(heard.delays[heard.delays.size() * 95 / 100], 56) << "and jitter";
        network.ExpectCleanEnd();
    }
}

TEST(VatSource, AccountsAgreeAndNothingIsLeft)
{
    for (const std::string rate : {"32kbps", "64kbps"})
    {
        for (const std::string drop : {"head", "tail"})
        {
            SCOPED_TRACE(rate + " " + drop);
            CmUdpNetwork network(SlowLink(rate));
            network.AddReceiver();
            const auto source = AddVat(network, drop);
            CmUdpNetwork::Run(Seconds(60));
            EXPECT_EQ(source->GetCounters().recorded,
                      source->GetCounters().policed + source->GetCounters().dropped +
                          source->GetCounters().sent + source->GetWaiting());
            EXPECT_GT(source->GetCounters().policed, 0U);
            EXPECT_GT(source->GetCounters().dropped, 0U);
            CmUdpNetwork::Run(Seconds(70));
            EXPECT_EQ(source->GetWaiting(), 0U);
            EXPECT_EQ(source->GetFlow(), CM_NONE);
            EXPECT_EQ(source->GetCounters().recorded,
                      source->GetCounters().policed + source->GetCounters().dropped +
                          source->GetCounters().sent);
            EXPECT_EQ(source->GetSentCounters().sent, source->GetCounters().sent);
            network.ExpectCleanEnd();
        }
    }
}

TEST(VatSource, AudioArrivesInOrder)
{
    CmUdpNetwork network(SlowLink("48kbps"));
    network.AddReceiver();
    AddVat(network);
    CmUdpNetwork::Run(Seconds(70));
    const Heard heard = ListenTo(network);
    EXPECT_GT(heard.numbers.size(), 1000U);
    EXPECT_TRUE(std::is_sorted(heard.numbers.begin(), heard.numbers.end()));
}

TEST(VatSource, AsMuchArrivesAsFitsIntoTheLink)
{
    // 160 audio, 24 stamp, 8 UDP, 20 IP, 2 PPP
    constexpr double WIRE_BITS = 8 * 214;
    for (const double kbps : {32, 48, 64})
    {
        SCOPED_TRACE(kbps);
        CmUdpNetwork network(SlowLink(std::to_string(static_cast<int>(kbps)) + "kbps"));
        network.AddReceiver();
        AddVat(network);
        CmUdpNetwork::Run(Seconds(70));
        const auto arrived = static_cast<double>(ListenTo(network).numbers.size());
        EXPECT_NEAR(arrived / (60 * kbps * 1000 / WIRE_BITS), 1, 0.03);
    }
}

TEST(VatSource, DropsFromTheHeadMakeEveryQuantileOfTheDelayNoLonger)
{
    for (uint64_t run = 1; run <= 5; ++run)
    {
        for (const uint32_t buffer : {5U, 25U})
        {
            SCOPED_TRACE("run " + std::to_string(run) + " buffer " + std::to_string(buffer));
            std::vector<double> delays[2];
            for (const bool isHead : {true, false})
            {
                CmUdpNetwork network(SlowLink("48kbps", run));
                network.AddReceiver();
                AddVat(network, isHead ? "head" : "tail", buffer);
                CmUdpNetwork::Run(Seconds(70));
                delays[isHead ? 0 : 1] = ListenTo(network).delays;
            }
            // the grants come at the same times, so that packets correspond
            ASSERT_EQ(delays[0].size(), delays[1].size());
            for (std::size_t i = 0; i < delays[0].size(); ++i)
            {
                EXPECT_LE(delays[0][i], delays[1][i] + 1e-6);
            }
            const std::size_t p95 = delays[0].size() * 95 / 100;
            EXPECT_LT(delays[0][p95], delays[1][p95]);
        }
    }
}

TEST(VatSource, WithoutAPolicerTheBufferDropsInItsPlace)
{
    CmUdpNetwork network(SlowLink("48kbps"));
    network.AddReceiver();
    const auto source = AddVat(network);
    source->SetAttribute("Policer", BooleanValue(false));
    CmUdpNetwork::Run(Seconds(70));
    EXPECT_EQ(source->GetCounters().policed, 0U);
    EXPECT_NEAR(static_cast<double>(source->GetCounters().dropped) / 3000, 0.44, 0.03);
    network.ExpectCleanEnd();
}

TEST(VatSource, EqualStreamsGiveEqualRunsAndOthersDoNot)
{
    std::vector<double> delays[3];
    for (uint64_t i = 0; i < 3; ++i)
    {
        CmUdpNetwork network(SlowLink("64kbps", i == 2 ? 2 : 1));
        network.AddReceiver();
        AddVat(network);
        CmUdpNetwork::Run(Seconds(70));
        delays[i] = ListenTo(network).delays;
    }
    EXPECT_EQ(delays[0], delays[1]);
    EXPECT_NE(delays[0], delays[2]);
}

TEST(VatSource, GrantThatItDidNotAskForIsGivenBack)
{
    CmUdpNetwork network(SlowLink("10Mbps"));
    network.AddReceiver();
    const auto source = AddVat(network);
    CmUdpNetwork::Do(Seconds(30), [&] { network.Manager()->Request(source->GetFlow()); });
    CmUdpNetwork::Run(Seconds(40));
    EXPECT_EQ(network.Manager()->GetFlowState(source->GetFlow())->counters.declined, 1U);
    CmUdpNetwork::Run(Seconds(70));
    network.ExpectCleanEnd();
}

TEST(VatSource, SurvivesALinkThatDies)
{
    CmUdpNetwork network(SlowLink("64kbps"));
    network.AddReceiver();
    const auto source = AddVat(network);
    CmUdpNetwork::Do(Seconds(20), [&] { network.Lose(1, 1, 5); });
    CmUdpNetwork::Do(Seconds(40), [&] { network.Lose(1, 0, 5); });
    CmUdpNetwork::Run(Seconds(70));
    EXPECT_GT(source->GetSentCounters().timeouts, 0U);
    const auto late = std::count_if(network.Datagrams().begin(),
                                    network.Datagrams().end(),
                                    [](const ReceivedDatagram& d) { return d.at > Seconds(50); });
    EXPECT_GT(late, 200) << "of 400 that fit into the last 11 s; it looks again 31 s after the end";
    network.ExpectCleanEnd();
}

TEST(VatHeader, HasTheseBytes)
{
    VatHeader header;
    header.number = 0x01020304;
    header.recorded = NanoSeconds(0x0102030405060708);
    const auto packet = Create<Packet>();
    packet->AddHeader(header);
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    EXPECT_THAT(bytes, testing::ElementsAre(1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8));
    const auto read = VatHeader::Peek(packet);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->number, header.number);
    EXPECT_EQ(read->recorded, header.recorded);
}

TEST(VatHeader, ShortOrSenselessPacketsHaveNone)
{
    for (uint32_t size = 0; size < VatHeader::BYTES; ++size)
    {
        EXPECT_FALSE(VatHeader::Peek(Create<Packet>(size))) << size;
    }
    const std::vector<uint8_t> negative(VatHeader::BYTES, 0xff);
    EXPECT_FALSE(VatHeader::Peek(Create<Packet>(negative.data(), VatHeader::BYTES)));
}

TEST(VatHeader, AnyBytesAreReadOrRefused)
{
    constexpr uint32_t SEED = 40002;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (int i = 0; i < 10000; ++i)
    {
        std::vector<uint8_t> bytes(random() % 30);
        std::generate(bytes.begin(), bytes.end(), [&] { return random(); });
        const auto packet = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
        const auto header = VatHeader::Peek(packet);
        const bool isRead = bytes.size() >= VatHeader::BYTES && bytes[4] < 0x80;
        EXPECT_EQ(header.has_value(), isRead);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
