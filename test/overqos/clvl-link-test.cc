/* SPDX-License-Identifier: GPL-2.0-only */

#include "channel/channel-random.h"
#include "link-test-path.h"

#include "ns3/gilbert-loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds DELAY = 50ms; // one way
constexpr Nanoseconds RTT = 2 * DELAY;
constexpr Nanoseconds INTERVAL = 2ms;

/** @return the knobs of the tests: bytes are really coded */
ClvlParams
Params(const std::string& policy = "hybrid")
{
    ClvlParams params;
    params.redundancy.policy = policy;
    params.windowFrames = 50;
    params.code = "plain";
    return params;
}

/**
 * @param lost numbers of datagrams that are lost, counted from 0
 * @return a path
 */
LinkTestPath::Path
Losing(std::set<uint32_t> lost)
{
    return [lost = std::move(lost), next = 0U](Nanoseconds /* now */) mutable {
        return lost.count(next++) > 0 ? std::nullopt : std::optional(DELAY);
    };
}

/**
 * @param loss share of the datagrams
 * @param burst mean number lost in a row
 * @param seed of random numbers
 * @return a path
 */
LinkTestPath::Path
Random(double loss, double burst, uint64_t seed)
{
    auto process =
        std::make_shared<GilbertLoss>(GilbertLoss::Params{loss, burst},
                                      GilbertLoss::Sources{Seeded(seed), Seeded(seed + 1'000'000)});
    return [process](Nanoseconds now) {
        return process->IsLost(now) ? std::nullopt : std::optional(DELAY);
    };
}

/**
 * Nothing is wrong with what came out, and what both ends say fits together.
 * @param link that has finished
 */
void
ExpectConserved(LinkTestPath& link)
{
    EXPECT_EQ(link.Wrong(), 0U);
    const PacketCounters& packets = link.Entry().GetPacketCounters();
    EXPECT_EQ(packets.sent, link.Sent());
    EXPECT_EQ(packets.delivered + packets.lost + packets.unknown, packets.sent);
    EXPECT_EQ(link.Exit().Receipts().Delivered(), link.Delivered());
    EXPECT_GE(link.Delivered(), packets.delivered);
    EXPECT_LE(link.Delivered(), packets.delivered + packets.unknown);
    EXPECT_LE(link.Exit().Receipts().Lost(), packets.lost + packets.unknown);
    EXPECT_EQ(link.Entry().InFlight(), 0U);
}

TEST(ClvlLinkTest, ALostPacketIsRepairedWithinARoundTripAndItsDetection)
{
    LinkTestPath link(Params(), Losing({100}), LinkTestPath::Constant(DELAY));
    link.Send(101, INTERVAL);
    // three later arrivals, the report, the repair
    link.RunUntil(100 * INTERVAL + 3 * INTERVAL + DELAY + DELAY + DELAY - 1ns);
    EXPECT_FALSE(link.IsDelivered(100));
    LinkTestPath other(Params(), Losing({100}), LinkTestPath::Constant(DELAY));
    other.Send(104, INTERVAL);
    other.RunUntil(100 * INTERVAL + 3 * INTERVAL + DELAY + DELAY + DELAY);
    EXPECT_TRUE(other.IsDelivered(100));
    EXPECT_TRUE(other.WasRepaired(100));
    EXPECT_FALSE(other.WasRepaired(99));
}

TEST(ClvlLinkTest, ALostTailIsFoundByAProbe)
{
    LinkTestPath link(Params(), Losing({8, 9}), LinkTestPath::Constant(DELAY));
    link.Send(10, INTERVAL);
    ASSERT_TRUE(link.Finish());
    EXPECT_EQ(link.Delivered(), 10U);
    EXPECT_GE(link.Frames()[2], 1U);
    EXPECT_LE(link.Frames()[2], 2U);
    ExpectConserved(link);
}

TEST(ClvlLinkTest, ALinkWithNothingToDoIsSilent)
{
    LinkTestPath link(Params(), LinkTestPath::Constant(DELAY), LinkTestPath::Constant(DELAY));
    EXPECT_EQ(link.Entry().NextEvent(), FOREVER);
    EXPECT_EQ(link.Exit().NextEvent(), FOREVER);
    link.Send(500, INTERVAL);
    ASSERT_TRUE(link.Finish());
    EXPECT_EQ(link.Frames()[2], 0U) << "a report tells of the last packet without being asked";
    EXPECT_EQ(link.Reports(), 10U) << "one per window";
    EXPECT_LT(link.Now(), 500 * INTERVAL + 2 * RTT);
    ExpectConserved(link);
    EXPECT_EQ(link.Entry().GetPacketCounters().unknown, 0U);
}

TEST(ClvlLinkTest, AnExitThatDoesNotAnswerIsGivenUp)
{
    LinkTestPath link(Params(), Losing({}), [](Nanoseconds /* now */) { return std::nullopt; });
    link.Send(20, INTERVAL);
    ASSERT_TRUE(link.Finish());
    EXPECT_EQ(link.Frames()[2], 4U);
    EXPECT_EQ(link.Entry().GetPacketCounters().unknown, 20U);
    EXPECT_EQ(link.Delivered(), 20U);
    ExpectConserved(link);
}

TEST(ClvlLinkTest, WithRecoveryOffTheLossIsThatOfThePath)
{
    for (const std::string policy : {"hybrid", "fec", "arq", "general"})
    {
        LinkTestPath link(Params(policy), Random(0.05, 2, 1), LinkTestPath::Constant(DELAY));
        link.Entry().SetRecovery(false);
        link.Send(5000, INTERVAL);
        ASSERT_TRUE(link.Finish());
        const PacketCounters& packets = link.Entry().GetPacketCounters();
        EXPECT_EQ(link.Frames()[0], 5000U);
        EXPECT_EQ(link.Frames()[1], 0U);
        EXPECT_EQ(packets.unprotected, packets.lost);
        EXPECT_EQ(packets.unknown, 0U);
        EXPECT_NEAR(static_cast<double>(packets.lost), 250, 75);
        ExpectConserved(link);
        EXPECT_EQ(packets.delivered, link.Delivered());
    }
}

TEST(ClvlLinkTest, AnEntryThatStartsAgainIsHeardAfterAWhileAndNothingComesTwice)
{
    LinkTestPath link(Params(), Random(0.03, 2, 2), LinkTestPath::Constant(DELAY));
    link.Send(1000, INTERVAL);
    link.RestartEntry();
    link.Send(1000, INTERVAL);
    ASSERT_TRUE(link.Finish());
    EXPECT_EQ(link.Wrong(), 0U);
    const PacketCounters& packets = link.Entry().GetPacketCounters();
    EXPECT_EQ(packets.sent, 1000U);
    EXPECT_EQ(packets.delivered + packets.lost + packets.unknown, 1000U);
    // nothing of the first half a second was heard
    EXPECT_NEAR(static_cast<double>(packets.unknown), 250, 30);
    for (uint32_t packet = 1300; packet < 2000; ++packet)
    {
        EXPECT_TRUE(link.IsDelivered(packet)) << packet;
    }
}

TEST(ClvlLinkTest, AfterARestartOfTheExitNothingComesTwiceAndTheEntrySaysWhatIsUnknown)
{
    for (const std::string policy : {"hybrid", "fec", "general"})
    {
        LinkTestPath link(Params(policy), Random(0.03, 2, 3), LinkTestPath::Constant(DELAY));
        link.Send(3000, INTERVAL);
        link.RestartExit();
        link.Send(1000, INTERVAL);
        ASSERT_TRUE(link.Finish());
        EXPECT_EQ(link.Wrong(), 0U) << policy;
        const PacketCounters& packets = link.Entry().GetPacketCounters();
        EXPECT_EQ(packets.delivered + packets.lost + packets.unknown, 4000U);
        EXPECT_EQ(packets.unknown > 0, policy != "fec") << "whose parity repairs it";
        EXPECT_LT(packets.unknown, 200U) << "a window, and what was on its way";
        EXPECT_GE(link.Delivered(), packets.delivered) << policy;
        EXPECT_LE(link.Delivered(), packets.delivered + packets.unknown) << policy;
    }
}

/** Every policy over paths that lose frames and reports. */
class ClvlLinkPolicyTest : public testing::TestWithParam<std::string>
{
};

TEST_P(ClvlLinkPolicyTest, WithoutLossOfReportsBothEndsAgreeOnEveryPacket)
{
    for (const LossDetection detection : {LossDetection::Gap, LossDetection::Window})
    {
        ClvlParams params = Params(GetParam());
        params.detection = detection;
        LinkTestPath link(params, Random(0.05, 3, 4), LinkTestPath::Constant(DELAY));
        link.Send(8000, INTERVAL);
        ASSERT_TRUE(link.Finish());
        ExpectConserved(link);
        const PacketCounters& packets = link.Entry().GetPacketCounters();
        EXPECT_EQ(packets.unknown, 0U);
        EXPECT_EQ(packets.delivered, link.Delivered());
        EXPECT_NEAR(static_cast<double>(link.Exit().Receipts().Lost()),
                    static_cast<double>(packets.lost),
                    5); // but for the first and the last ones
    }
}

TEST_P(ClvlLinkPolicyTest, WithLossOfReportsOnlyWhatIsUnknownDiffers)
{
    for (const double loss : {0.01, 0.05, 0.2})
    {
        LinkTestPath link(Params(GetParam()), Random(0.05, 3, 5), Random(loss, 2, 6));
        link.Send(8000, INTERVAL);
        ASSERT_TRUE(link.Finish());
        ExpectConserved(link);
    }
}

INSTANTIATE_TEST_SUITE_P(Policies,
                         ClvlLinkPolicyTest,
                         testing::Values("none", "arq", "fec", "hybrid", "general"));

TEST(ClvlLinkTest, ReorderingBelowTheThresholdCausesNoRetransmission)
{
    // neighbours at most two places apart change their order
    auto uniform = Seeded(7);
    LinkTestPath link(
        Params(),
        [uniform](Nanoseconds /* now */) mutable {
            return DELAY + Nanoseconds{static_cast<int64_t>(uniform() * 2.9 *
                                                            static_cast<double>(INTERVAL.count()))};
        },
        LinkTestPath::Constant(DELAY));
    link.Send(20000, INTERVAL);
    ASSERT_TRUE(link.Finish());
    EXPECT_EQ(link.Entry().GetCounters().repairFrames, 0U);
    EXPECT_EQ(link.Frames()[1], 0U);
    EXPECT_EQ(link.Exit().Frames().Lost(), 0U) << "so that b is not reduced either";
    EXPECT_EQ(link.Delivered(), 20000U);
    ExpectConserved(link);
}

TEST(ClvlLinkTest, ReorderingAboveTheThresholdCostsRepairsButNothingComesTwice)
{
    auto uniform = Seeded(8);
    const auto jitter = [uniform](Nanoseconds /* now */) mutable {
        return DELAY + Nanoseconds{static_cast<int64_t>(uniform() * 15 *
                                                        static_cast<double>(INTERVAL.count()))};
    };
    for (const std::string policy : {"hybrid", "fec", "arq", "general"})
    {
        LinkTestPath link(Params(policy), jitter, jitter);
        link.Send(5000, INTERVAL);
        ASSERT_TRUE(link.Finish());
        EXPECT_EQ(link.Wrong(), 0U);
        EXPECT_GE(link.Delivered(), 4990U); // what came before the first one was refused
        EXPECT_GT(link.Exit().Frames().Lost(), 100U) << "called so by mistake";
    }
}

TEST(ClvlLinkTest, AnOutageIsSurvivedAndWhatItLostIsTold)
{
    for (const std::string policy : {"hybrid", "fec", "general"})
    {
        LinkTestPath link(
            Params(policy),
            [](Nanoseconds now) {
                return now >= 4s && now < 7s ? std::nullopt : std::optional(DELAY);
            },
            LinkTestPath::Constant(DELAY));
        link.Send(5000, INTERVAL); // until 10 s
        ASSERT_TRUE(link.Finish());
        ExpectConserved(link);
        const PacketCounters& packets = link.Entry().GetPacketCounters();
        EXPECT_EQ(packets.unknown, 0U) << "the report after it covers the outage";
        for (uint32_t packet = 3600; packet < 5000; ++packet)
        {
            ASSERT_TRUE(link.IsDelivered(packet)) << packet;
        }
    }
}

TEST(ClvlLinkTest, AnOutageIsCountedOnceAndNotLearnedThoughSomeOfItComesLate)
{
    // of its last window every tenth frame comes after frames that were sent after it
    LinkTestPath link(
        Params(),
        [next = 0U](Nanoseconds now) mutable -> std::optional<Nanoseconds> {
            ++next;
            if (now >= 4900ms && now < 5s && next % 10 == 0)
            {
                return 250ms;
            }
            return now >= 4s && now < 5s ? std::nullopt : std::optional(DELAY);
        },
        LinkTestPath::Constant(DELAY));
    link.Send(4000, INTERVAL);
    ASSERT_TRUE(link.Finish());
    ExpectConserved(link);
    const RedundancyControl& control = link.Entry().GetControl();
    EXPECT_EQ(control.OutageWindows(), 10U);
    EXPECT_EQ(control.Losses().Windows(), 70U);
    EXPECT_EQ(control.Losses().Mean(), 0);
}

TEST(ClvlLinkTest, AnOutageOfMoreFramesThanAReportCoversLeavesThemUnknown)
{
    constexpr Nanoseconds SHORT = 100us;
    LinkTestPath link(
        Params(),
        [](Nanoseconds now) {
            return now >= 500ms && now < 2s ? std::nullopt : std::optional(DELAY);
        },
        LinkTestPath::Constant(DELAY));
    link.Send(30000, SHORT); // 15000 of them in the outage
    ASSERT_TRUE(link.Finish());
    ExpectConserved(link);
    EXPECT_GT(link.Entry().GetPacketCounters().unknown, 5000U);
    for (uint32_t packet = 21000; packet < 30000; ++packet)
    {
        ASSERT_TRUE(link.IsDelivered(packet)) << packet;
    }
}

TEST(ClvlLinkTest, AReportIsNeverWrongAboutAFrameThatArrived)
{
    // an outage of half the memory of the exit, before it only reports of which most are lost
    constexpr Nanoseconds SHORT = 100us;
    LinkTestPath link(
        Params(),
        [](Nanoseconds now) {
            return now >= 1s && now < 1600ms ? std::nullopt : std::optional(DELAY);
        },
        [](Nanoseconds now) {
            return now >= 700ms && now < 1649ms ? std::nullopt : std::optional(DELAY);
        });
    link.Send(20000, SHORT);
    ASSERT_TRUE(link.Finish());
    ExpectConserved(link);
    EXPECT_EQ(link.Exit().Frames().Lost(), 6000U);
}

TEST(ClvlLinkTest, ARouteOfTwiceTheDelayIsFollowed)
{
    auto loss = Random(0.02, 2, 10);
    const auto forward = [loss](Nanoseconds now) mutable {
        auto delay = loss(now);
        if (delay && now >= 15s)
        {
            *delay *= 2;
        }
        return delay;
    };
    const auto backward = [](Nanoseconds now) {
        return std::optional(now >= 15s ? 2 * DELAY : DELAY);
    };
    LinkTestPath link(Params(), forward, backward);
    link.Send(30000, INTERVAL); // 60 s
    ASSERT_TRUE(link.Finish());
    ExpectConserved(link);
    EXPECT_NEAR(static_cast<double>(link.Entry().Rtt().count()), 2.0 * RTT.count(), 2e6);
    uint32_t lost = 0;
    for (uint32_t packet = 10000; packet < 30000; ++packet)
    {
        lost += link.IsDelivered(packet) ? 0 : 1;
    }
    EXPECT_LE(lost, 20U); // 0.1 %
}

TEST(ClvlLinkTest, ADeadWayBackTakesNoMemoryWithoutEnd)
{
    ClvlParams params = Params("fec");
    params.windowFrames = 3;
    LinkTestPath link(params, LinkTestPath::Constant(DELAY), [](Nanoseconds /* now */) {
        return std::nullopt;
    });
    link.Send(SentFrames::MOST_FRAMES + 20'000, 100us);
    const PacketCounters& packets = link.Entry().GetPacketCounters();
    EXPECT_GT(packets.unknown, 15'000U) << "what is too old is settled while it goes on";
    ASSERT_TRUE(link.Finish());
    ExpectConserved(link);
}

TEST(ClvlLinkTest, APacketThatIsTooLongIsRefusedAtBothEnds)
{
    ClvlParams longer = Params();
    longer.mostPacketBytes = 100;
    LinkTestPath link(longer, LinkTestPath::Constant(DELAY), LinkTestPath::Constant(DELAY));
    std::vector<uint8_t> bytes(101);
    BundlePacket packet;
    packet.data = bytes.data();
    packet.size = 101;
    EXPECT_FALSE(link.Entry().Send(packet, 0ms));
    EXPECT_EQ(link.Entry().GetCounters().refused, 1U);

    std::vector<uint8_t> symbol(DataSymbol::HEAD_BYTES + 101);
    WriteDataHead(0, packet, symbol.data());
    ClvlFrame frame;
    frame.symbol = symbol;
    frame.size = static_cast<uint32_t>(symbol.size());
    link.Exit().Receive(frame, 0ms);
    EXPECT_EQ(link.Exit().GetCounters().refusedFrames, 1U);
    EXPECT_EQ(link.Exit().Receipts().Delivered(), 0U);
}

TEST(ClvlLinkTest, KnobsOutOfRangeAreRefusedAtBothEnds)
{
    const auto isRefused = [](const std::function<void(ClvlParams&)>& change) {
        ClvlParams params = Params();
        change(params);
        EXPECT_THROW(CheckClvlParams(params), std::invalid_argument);
        EXPECT_THROW(
            LinkTestPath(params, LinkTestPath::Constant(DELAY), LinkTestPath::Constant(DELAY)),
            std::invalid_argument);
    };
    isRefused([](ClvlParams& params) { params.windowFrames = 0; });
    isRefused([](ClvlParams& params) { params.windowFrames = 256; });
    isRefused([](ClvlParams& params) { params.reorderFrames = 0; });
    isRefused([](ClvlParams& params) { params.mostPacketBytes = 0; });
    isRefused([](ClvlParams& params) { params.mostPacketBytes = 65000; });
    isRefused([](ClvlParams& params) { params.windowTime = -1ns; });
    isRefused([](ClvlParams& params) { params.initialRtt = 0ns; });
    EXPECT_NO_THROW(CheckClvlParams(ClvlParams()));
}

TEST(ClvlLinkTest, OnlyPacketsThatAreChosenAreRepaired)
{
    class EvenOnly : public RepairChoice
    {
      public:
        bool Repairs(const BundlePacket& packet, uint32_t /* repairs */) override
        {
            return packet.sequence % 2 == 0;
        }

        void StaysLost(const BundlePacket& packet, uint32_t repairs) override
        {
            stayedLost.push_back(packet.sequence);
            EXPECT_EQ(repairs, 0U);
        }

        std::vector<uint32_t> stayedLost;
    };

    EvenOnly choice;
    // packets 200 and, as that is sent again before it, 301
    LinkTestPath link(Params("arq"), Losing({200, 302}), LinkTestPath::Constant(DELAY));
    link.Entry().SetRepairChoice(&choice);
    link.Send(1000, INTERVAL);
    ASSERT_TRUE(link.Finish());
    EXPECT_EQ(link.Entry().GetPacketCounters().lost, 1U);
    EXPECT_TRUE(link.IsDelivered(200));
    EXPECT_FALSE(link.IsDelivered(301));
    EXPECT_EQ(choice.stayedLost, std::vector<uint32_t>{301});
    ExpectConserved(link);
}

/**
 * @param link a link
 * @return kappa of its closed loop
 */
double
Kappa(LinkTestPath& link)
{
    return link.Entry().GetControl().Target().Factor();
}

TEST(ClvlLinkTest, WhatIsLostInSlowStartIsNoReasonToAimLower)
{
    for (const std::string policy : {"hybrid", "fec", "arq"})
    {
        SCOPED_TRACE(policy);
        auto quiet = Random(0.005, 1, 11);
        auto busy = Random(0.2, 1, 12);
        LinkTestPath link(
            Params(policy),
            [&](Nanoseconds now) { return now >= 60s && now < 60500ms ? busy(now) : quiet(now); },
            LinkTestPath::Constant(DELAY));
        link.Send(30'000, INTERVAL); // 60 s
        const double before = Kappa(link);
        ASSERT_GT(before, 1);
        link.Entry().SetRecovery(false);
        link.Send(250, INTERVAL);
        link.Entry().SetRecovery(true);
        link.Send(5000, INTERVAL);
        ASSERT_TRUE(link.Finish());
        EXPECT_GT(link.Entry().GetPacketCounters().unprotected, policy == "fec" ? 15U : 30U);
        EXPECT_GE(Kappa(link), 0.95 * before);
        EXPECT_LT(link.Entry().GetControl().Target().Residual(), 0.001);
    }
}

TEST(ClvlLinkTest, WhatIsNotWorthARepairIsNoReasonToAimLowerOrToRepeatMore)
{
    /** Repairs one packet of ten. */
    class FewOnly : public RepairChoice
    {
      public:
        bool Repairs(const BundlePacket& packet, uint32_t /* repairs */) override
        {
            return packet.sequence % 10 == 0;
        }

        void StaysLost(const BundlePacket& /* packet */, uint32_t /* repairs */) override
        {
        }
    };

    FewOnly choice;
    LinkTestPath link(Params("arq"), Random(0.02, 1, 13), LinkTestPath::Constant(DELAY));
    link.Entry().SetRepairChoice(&choice);
    link.Send(60'000, INTERVAL);
    ASSERT_TRUE(link.Finish());
    EXPECT_GT(link.Entry().GetPacketCounters().lost, 900U);
    EXPECT_GE(Kappa(link), 1);
    const RedundancyDecision& decision = link.Entry().GetRedundancy();
    EXPECT_EQ(decision.rounds, 2U);
    // a tenth of 2 %: of 2000 lost packets 200 are repaired, of the latest 500 as many as matter
    const double sent = static_cast<double>(link.Entry().GetCounters().repairFrames) / 60'000;
    EXPECT_NEAR(sent, 0.002, 0.0005);
    EXPECT_NEAR(decision.overhead, 0.002, 0.001);
}

} // namespace
} // namespace qos
} // namespace ns3
