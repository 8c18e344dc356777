/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/resequencer.h"
#include "ns3/serial-number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using Numbers = std::vector<uint32_t>;

/** The bytes of a packet: a number by which it is known again. They are gone when it is. */
class Tag
{
  public:
    /**
     * @param number of the packet
     * @param packet gets the bytes
     */
    Tag(uint32_t number, BundlePacket& packet)
    {
        std::memcpy(m_bytes.data(), &number, m_bytes.size());
        packet.data = m_bytes.data();
        packet.size = static_cast<uint32_t>(m_bytes.size());
    }

    Tag(const Tag&) = delete;
    Tag& operator=(const Tag&) = delete;

    ~Tag()
    {
        m_bytes.fill(0);
    }

  private:
    std::array<uint8_t, sizeof(uint32_t)> m_bytes{};
};

/** @return the number in the bytes of a packet */
uint32_t
ReadTag(const BundlePacket& packet)
{
    uint32_t number = 0;
    std::memcpy(&number, packet.data, sizeof(number));
    return number;
}

/** A resequencer, and what went on from it and was dropped by it. */
class Watched
{
  public:
    /** @param params the knobs */
    explicit Watched(const ResequencerParams& params = ResequencerParams())
        : m_resequencer(
              params,
              [this](const BundlePacket& packet, ReleaseKind /* kind */) {
                  EXPECT_EQ(ReadTag(packet), packet.sequence ^ packet.flow);
                  m_released.push_back(packet.sequence);
              },
              [this](const BundlePacket& packet, ReleaseKind /* kind */) {
                  EXPECT_EQ(ReadTag(packet), packet.sequence ^ packet.flow);
                  m_dropped.push_back(packet.sequence);
              })
    {
    }

    /**
     * Packets arrive.
     * @param numbers their numbers
     * @param now the time
     * @param flow their flow
     */
    void Put(const Numbers& numbers, Nanoseconds now = 0ns, uint32_t flow = 0)
    {
        for (const uint32_t number : numbers)
        {
            BundlePacket packet;
            packet.flow = flow;
            packet.sequence = number;
            const Tag tag(number ^ flow, packet);
            m_resequencer.Arrive(packet, now);
        }
    }

    /**
     * Packets arrive in order.
     * @param from the first number
     * @param to the number behind the last one
     * @param now the time
     * @param flow their flow
     */
    void PutRange(uint32_t from, uint32_t to, Nanoseconds now = 0ns, uint32_t flow = 0)
    {
        for (uint32_t number = from; number != to; ++number)
        {
            Put({number}, now, flow);
        }
    }

    /** @return what is tested */
    Resequencer& Tested()
    {
        return m_resequencer;
    }

    /**
     * @param kind a kind
     * @return packets that left so
     */
    uint64_t Count(ReleaseKind kind) const
    {
        return m_resequencer.Counters().Released(kind);
    }

    /** @return what went on since the last call */
    Numbers Released()
    {
        return std::exchange(m_released, {});
    }

    /** @return what was dropped since the last call */
    Numbers Dropped()
    {
        return std::exchange(m_dropped, {});
    }

  private:
    Numbers m_released;        //!< what went on
    Numbers m_dropped;         //!< what did not
    Resequencer m_resequencer; //!< what is tested
};

/** @return knobs that let nothing late go on */
ResequencerParams
Strict()
{
    ResequencerParams params;
    params.late = LatePolicy::Drop;
    return params;
}

TEST(ResequencerTest, HoldsBackWhatIsBehindAGapUntilItCloses)
{
    Watched flow;
    flow.Put({0, 2, 3, 5});
    EXPECT_THAT(flow.Released(), ElementsAre(0));
    flow.Put({1}, 50ms);
    EXPECT_THAT(flow.Released(), ElementsAre(1, 2, 3));
    flow.Put({4}, 199ms);
    EXPECT_THAT(flow.Released(), ElementsAre(4, 5));
    EXPECT_EQ(flow.Tested().NextEvent(), FOREVER);
    EXPECT_EQ(flow.Tested().Counters().GivenUp(), 0U);
}

TEST(ResequencerTest, WaitsForTheFirstPacketOfAFlow)
{
    Watched flow;
    flow.Put({1, 2});
    EXPECT_THAT(flow.Released(), IsEmpty());
    flow.Put({0});
    EXPECT_THAT(flow.Released(), ElementsAre(0, 1, 2));
}

TEST(ResequencerTest, AMissingPacketIsGivenUpWhenTheFirstOneBehindItHasWaitedLongEnough)
{
    Watched flow;
    flow.Put({0, 2}, 10ms);
    flow.Put({4}, 30ms);
    flow.Put({5}, 40ms);
    EXPECT_EQ(flow.Tested().NextEvent(), 210ms);
    flow.Tested().Expire(209ms);
    EXPECT_THAT(flow.Released(), ElementsAre(0));
    flow.Tested().Expire(210ms);
    EXPECT_THAT(flow.Released(), ElementsAre(2));
    EXPECT_EQ(flow.Tested().NextEvent(), 230ms); // 3 is missed since 4 came
    flow.Tested().Expire(230ms);
    EXPECT_THAT(flow.Released(), ElementsAre(4, 5));
    EXPECT_EQ(flow.Tested().Counters().GivenUp(), 2U);
}

TEST(ResequencerTest, ALatePacketGoesOnOrIsDroppedByPolicyAndItsSecondCopyIsDropped)
{
    for (const LatePolicy late : {LatePolicy::Deliver, LatePolicy::Drop})
    {
        ResequencerParams params;
        params.late = late;
        Watched flow(params);
        flow.Put({0, 2});
        flow.Tested().Expire(200ms);
        EXPECT_THAT(flow.Released(), ElementsAre(0, 2));
        flow.Put({1, 1, 0, 2}, 201ms);
        EXPECT_EQ(flow.Released(), late == LatePolicy::Deliver ? Numbers{1} : Numbers{});
        EXPECT_EQ(flow.Dropped(),
                  late == LatePolicy::Deliver ? (Numbers{1, 0, 2}) : (Numbers{1, 1, 0, 2}));
        EXPECT_EQ(flow.Count(ReleaseKind::Late), 1U);
        EXPECT_EQ(flow.Count(ReleaseKind::Duplicate), 3U);
    }
}

TEST(ResequencerTest, AWaitingPacketsCopyIsDropped)
{
    Watched flow;
    flow.Put({0, 2, 2, 1});
    EXPECT_THAT(flow.Released(), ElementsAre(0, 1, 2));
    EXPECT_THAT(flow.Dropped(), ElementsAre(2));
}

TEST(ResequencerTest, FlowsDoNotWaitForEachOther)
{
    Watched flows;
    flows.Put({0, 2}, 0ms, 1);
    flows.Put({0, 1, 2}, 0ms, 2);
    EXPECT_THAT(flows.Released(), ElementsAre(0, 0, 1, 2));
}

TEST(ResequencerTest, NumbersWrapAround)
{
    constexpr uint32_t START = 0U - 5;
    Watched flow;
    flow.Put({START, START + 1, START + 3, START + 4, 0, 2, START + 2, 1});
    EXPECT_THAT(flow.Released(),
                ElementsAre(START, START + 1, START + 2, START + 3, START + 4, 0, 1, 2));
}

TEST(ResequencerTest, OneForgedNumberOutsideTheWindowChangesNothing)
{
    for (const uint32_t forged : {5000U, 1U << 31U, 0U - 5000U, 1300U})
    {
        Watched flow(Strict());
        flow.PutRange(0, 100);
        flow.Put({forged});
        flow.PutRange(100, 200);
        flow.Put({forged}); // again, but not close behind itself
        flow.PutRange(200, 300);
        EXPECT_THAT(flow.Dropped(), ElementsAre(forged, forged));
        EXPECT_EQ(flow.Released().size(), 300U);
        EXPECT_EQ(flow.Tested().NextEvent(), FOREVER);
    }
}

TEST(ResequencerTest, OneForgedNumberFarAheadInTheWindowCostsNoOtherPacket)
{
    Watched flow(Strict());
    flow.PutRange(0, 100);
    flow.Put({600});
    for (uint32_t number = 100; number < 1000; ++number)
    {
        const Nanoseconds now = number * 2ms;
        flow.Tested().Expire(now);
        flow.PutRange(number, number + 1, now);
    }
    EXPECT_THAT(flow.Dropped(), ElementsAre(600)); // the forged one
    Numbers all(1000);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(flow.Released(), all); // the true 600 among them
}

TEST(ResequencerTest, OneForgedNumberNearCostsTheOrderOfFewPackets)
{
    Watched flow;
    flow.PutRange(0, 100);
    flow.Put({131});
    flow.Tested().Expire(200ms);
    flow.PutRange(100, 1000, 300ms);
    EXPECT_EQ(flow.Count(ReleaseKind::Late), 31U);
    EXPECT_THAT(flow.Dropped(), ElementsAre(131));
    EXPECT_EQ(flow.Released().size(), 1000U); // all went on
}

TEST(ResequencerTest, AnOutageLongerThanTheWindowCostsOnePacketsOrder)
{
    Watched flow;
    flow.PutRange(0, 100);
    flow.Put({102});
    flow.PutRange(5000, 5100, 1s);
    Numbers expected(100);
    std::iota(expected.begin(), expected.end(), 0);
    expected.push_back(5000); // not believed yet
    expected.push_back(102);  // what waited goes on before the flow does
    for (uint32_t number = 5001; number < 5100; ++number)
    {
        expected.push_back(number);
    }
    EXPECT_EQ(flow.Released(), expected);
    EXPECT_EQ(flow.Count(ReleaseKind::Far), 1U);
    EXPECT_EQ(flow.Tested().Counters().Resynchronised(), 1U);
}

TEST(ResequencerTest, ABurstLossWithinTheWindowEndsWhenItsTimeIsOver)
{
    Watched flow(Strict());
    flow.PutRange(0, 100);
    flow.PutRange(600, 610, 1s);
    EXPECT_EQ(flow.Released().size(), 100U);
    flow.Tested().Expire(1200ms);
    EXPECT_EQ(flow.Released().size(), 10U);
    EXPECT_EQ(flow.Tested().Counters().GivenUp(), 500U);
    EXPECT_THAT(flow.Dropped(), IsEmpty());
}

TEST(ResequencerTest, ASlowFlowBehindALongBurstIsBelievedWithItsSecondPacket)
{
    Watched flow;
    flow.PutRange(0, 100);
    flow.Put({600}, 1s);
    flow.Tested().Expire(2s);
    flow.Put({601}, 2s);
    flow.Put({602}, 3s);
    const Numbers released = flow.Released();
    EXPECT_THAT(Numbers(released.begin() + 100, released.end()), ElementsAre(600, 601, 602));
    EXPECT_EQ(flow.Tested().NextEvent(), FOREVER);
}

TEST(ResequencerTest, AFlowThatAForgerMadeJumpComesBackWithItsSecondPacket)
{
    Watched flow;
    flow.PutRange(0, 100);
    flow.Put({50'000, 50'001});
    flow.PutRange(100, 200);
    EXPECT_EQ(flow.Released().size(), 202U); // nothing is lost or waits
    EXPECT_EQ(flow.Tested().Counters().Resynchronised(), 2U);
    EXPECT_EQ(flow.Count(ReleaseKind::Far), 2U);
    flow.Put({201, 200});
    EXPECT_THAT(flow.Released(), ElementsAre(200, 201)); // in order again
}

TEST(ResequencerTest, ThePacketThatCameFirstMakesRoom)
{
    ResequencerParams params;
    params.maxPackets = 3;
    Watched flows(params);
    flows.Put({0, 2}, 0ms, 1);
    flows.Put({0, 2, 4}, 1ms, 2);
    flows.Released();
    flows.Put({6}, 2ms, 2);
    EXPECT_THAT(flows.Released(), ElementsAre(2)); // of flow 1
    flows.Put({8}, 3ms, 2);
    EXPECT_THAT(flows.Released(), ElementsAre(2));
    flows.Put({5}, 4ms, 2); // 4 makes room, and then it is in order
    EXPECT_THAT(flows.Released(), ElementsAre(4, 5, 6));
    EXPECT_EQ(flows.Tested().Counters().Pressed(), 3U);
}

TEST(ResequencerTest, TheSilentFlowIsForgottenForANewOne)
{
    ResequencerParams params;
    params.maxFlows = 2;
    Watched flows(params);
    flows.Put({0, 2}, 0ms, 1);
    flows.Put({0, 2}, 0ms, 2);
    flows.Put({4}, 0ms, 1);
    flows.Released();
    flows.Put({0}, 0ms, 3);
    EXPECT_THAT(flows.Released(), ElementsAre(2, 0)); // that of flow 2, before the new one
    flows.Put({1}, 0ms, 1);
    EXPECT_THAT(flows.Released(), ElementsAre(1, 2));
    flows.Tested().Flush();
    EXPECT_THAT(flows.Released(), ElementsAre(4));
    EXPECT_EQ(flows.Tested().Counters().Flows(), 0U);
    flows.Put({100, 102, 101}, 0ms, 2);
    EXPECT_THAT(flows.Released(), ElementsAre(100, 101, 102));
}

TEST(ResequencerTest, KnobsThatCannotBeAreRefused)
{
    const auto refuses = [](auto change) {
        ResequencerParams params;
        change(params);
        EXPECT_THROW(Watched{params}, std::invalid_argument);
    };
    refuses([](ResequencerParams& params) { params.wait = 0ns; });
    refuses([](ResequencerParams& params) { params.wait = FOREVER; });
    refuses([](ResequencerParams& params) { params.maxPackets = 0; });
    refuses([](ResequencerParams& params) { params.maxFlows = 0; });
    refuses([](ResequencerParams& params) { params.window = 1000; });
    refuses([](ResequencerParams& params) { params.window = 32; });
}

// Any numbers at any time: what arrived left once or waits, the bounds hold, no packet waits past
// its time, and where late packets are dropped a flow's numbers grow but for jumps
TEST(ResequencerTest, ConservesPacketsUnderRandomAndHostileNumbers)
{
    for (uint32_t seed = 1; seed <= 20; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const auto draw = [&random](uint32_t below) {
            return static_cast<uint32_t>(random()) % below;
        };
        ResequencerParams params;
        params.late = seed % 2 == 0 ? LatePolicy::Drop : LatePolicy::Deliver;
        params.maxPackets = 1 + draw(60);
        params.maxFlows = 1 + draw(16);
        params.window = 64;
        std::set<uint32_t> inside;
        std::map<uint32_t, uint32_t> last;
        uint64_t backward = 0;
        const auto leave = [&](const BundlePacket& packet, ReleaseKind /* kind */) {
            ASSERT_EQ(inside.erase(ReadTag(packet)), 1U);
            backward += SerialIsBefore(packet.sequence, last[packet.flow]) ? 1 : 0;
            last[packet.flow] = packet.sequence;
        };
        const auto drop = [&](const BundlePacket& packet, ReleaseKind /* kind */) {
            ASSERT_EQ(inside.erase(ReadTag(packet)), 1U);
        };
        Resequencer tested(params, leave, drop);
        std::map<uint32_t, uint32_t> sent;
        Nanoseconds now{0};
        for (uint32_t number = 1; number <= 20'000; ++number)
        {
            now += Nanoseconds(draw(10'000'000));
            tested.Expire(now);
            ASSERT_GT(tested.NextEvent(), now);
            BundlePacket packet;
            packet.flow = draw(8);
            const uint32_t what = draw(100);
            packet.sequence = what < 90 ? sent[packet.flow] + draw(6)
                              : what < 95
                                  ? sent[packet.flow] - draw(100)
                                  : sent[packet.flow] + (what < 98 ? draw(100) : draw(0U - 1));
            sent[packet.flow] += what < 90 ? draw(4) : 0;
            inside.insert(number);
            const Tag tag(number, packet);
            tested.Arrive(packet, now);
            ASSERT_EQ(inside.size(), tested.Counters().Packets());
            ASSERT_LE(tested.Counters().Packets(), params.maxPackets);
            ASSERT_LE(tested.Counters().Flows(), params.maxFlows);
        }
        tested.Flush();
        EXPECT_TRUE(inside.empty());
        if (params.late == LatePolicy::Drop && params.maxFlows >= 8)
        {
            EXPECT_LE(backward, tested.Counters().Resynchronised());
        }
    }
}

// The formulas of the design notes for a path of several virtual links:
//
//   source -- link 1 -- node 1 -- link 2 -- ... -- link H -- node H
//
// A link delays a packet by what its recovery takes, 0 mostly. Order is made at no node, at the
// last one, or at each.
class PathDelays
{
  public:
    using Times = std::vector<Nanoseconds>;

    /**
     * @param links how many
     * @param packets how many
     * @param gap between packets
     * @param recovery of a packet on a link
     */
    PathDelays(std::size_t links,
               std::size_t packets,
               Nanoseconds gap,
               const std::function<Nanoseconds()>& recovery)
        : m_recovery(links, Times(packets))
    {
        for (std::size_t i = 0; i < packets; ++i)
        {
            m_sent.push_back(static_cast<int64_t>(i) * gap);
        }
        for (Times& link : m_recovery)
        {
            std::generate(link.begin(), link.end(), recovery);
        }
    }

    /** @return the delays without order: the sum over the links */
    Times None() const
    {
        Times delays = Arrivals();
        for (std::size_t i = 0; i < delays.size(); ++i)
        {
            delays[i] -= m_sent[i];
        }
        return delays;
    }

    /** @return the delays by the formula of end-to-end order */
    Times EndToEndFormula() const
    {
        return Running(Arrivals());
    }

    /** @return the delays by the formula of hop-by-hop order */
    Times HopByHopFormula() const
    {
        Times times = m_sent;
        for (const Times& link : m_recovery)
        {
            Nanoseconds latest{0};
            for (std::size_t i = 0; i < times.size(); ++i)
            {
                latest = std::max(latest, times[i] + link[i]);
                times[i] = latest;
            }
        }
        return Running(times);
    }

    /** @return the delays that a resequencer at the last node makes */
    Times EndToEnd() const
    {
        Times times = Arrivals();
        Resequence(times);
        return SinceSent(times);
    }

    /** @return the delays that resequencers at all nodes make */
    Times HopByHop() const
    {
        Times times = m_sent;
        for (const Times& link : m_recovery)
        {
            for (std::size_t i = 0; i < times.size(); ++i)
            {
                times[i] += link[i];
            }
            Resequence(times);
        }
        return SinceSent(times);
    }

  private:
    /** @return when packets reach the last node, if no node holds them back */
    Times Arrivals() const
    {
        Times times = m_sent;
        for (const Times& link : m_recovery)
        {
            for (std::size_t i = 0; i < times.size(); ++i)
            {
                times[i] += link[i];
            }
        }
        return times;
    }

    /**
     * @param times by packet
     * @return how long after sending the latest of those before was over
     */
    Times Running(Times times) const
    {
        for (std::size_t i = 1; i < times.size(); ++i)
        {
            times[i] = std::max(times[i], times[i - 1]);
        }
        return SinceSent(times);
    }

    /**
     * @param times by packet
     * @return the same since the packet was sent
     */
    Times SinceSent(Times times) const
    {
        for (std::size_t i = 0; i < times.size(); ++i)
        {
            times[i] -= m_sent[i];
        }
        return times;
    }

    /** @param times when packets arrive at a node; replaced by when they leave it */
    static void Resequence(Times& times)
    {
        std::vector<std::pair<Nanoseconds, uint32_t>> arrivals;
        for (std::size_t i = 0; i < times.size(); ++i)
        {
            arrivals.emplace_back(times[i], static_cast<uint32_t>(i));
        }
        // whoever was sent later comes first among those that come at one time: the worst case
        std::sort(arrivals.begin(), arrivals.end(), [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first < b.first : a.second > b.second;
        });
        ResequencerParams params;
        params.wait = std::chrono::hours{1};
        Nanoseconds now{0};
        uint32_t next = 0;
        Resequencer node(params, [&](const BundlePacket& packet, ReleaseKind kind) {
            ASSERT_EQ(kind, ReleaseKind::InOrder);
            ASSERT_EQ(packet.sequence, next++);
            times[packet.sequence] = now;
        });
        for (const auto& [time, sequence] : arrivals)
        {
            now = time;
            BundlePacket packet;
            packet.sequence = sequence;
            node.Arrive(packet, now);
        }
        EXPECT_EQ(next, times.size());
    }

    Times m_sent;                  //!< when packets are sent
    std::vector<Times> m_recovery; //!< by link and packet
};

class ResequencerPathTest : public testing::TestWithParam<std::size_t>
{
};

TEST_P(ResequencerPathTest, DelaysAreThoseOfTheFormulasAndOrderCostsMoreHopByHop)
{
    const std::size_t links = GetParam();
    for (uint32_t seed = 1; seed <= 5; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const PathDelays path(links, 5000, 2ms, [&random] {
            const auto draw = static_cast<int64_t>(random() % 1000);
            return draw < 40 ? Nanoseconds(100ms) + draw * 250us : Nanoseconds(0);
        });
        EXPECT_EQ(path.EndToEnd(), path.EndToEndFormula());
        EXPECT_EQ(path.HopByHop(), path.HopByHopFormula());
        const auto none = path.None();
        const auto endToEnd = path.EndToEnd();
        const auto hopByHop = path.HopByHop();
        for (std::size_t i = 0; i < none.size(); ++i)
        {
            ASSERT_LE(none[i], endToEnd[i]) << i;
            ASSERT_LE(endToEnd[i], hopByHop[i]) << i;
        }
        EXPECT_EQ(endToEnd == hopByHop, links == 1);
    }
}

INSTANTIATE_TEST_SUITE_P(Links, ResequencerPathTest, testing::Values(1, 2, 3, 5));

// An independent calculation: 100 packets per second, 4 % single losses, a round-trip time of 100
// ms, loss found at the next arrival: a recovery takes 110 ms, and 10 ms more for every loss that
// follows
TEST(ResequencerTest, DelaysOfACascadeAreThoseOfTheReferences)
{
    constexpr uint32_t SEED = 1;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const auto recovery = [&random] {
        std::uniform_real_distribution<double> uniform(0, 1);
        Nanoseconds delay{0};
        for (bool isLost = uniform(random) < 0.04; isLost; isLost = uniform(random) < 0.04)
        {
            delay += delay == 0ns ? 110ms : 10ms;
        }
        return delay;
    };
    const auto mean = [](const PathDelays::Times& delays) {
        double sum = 0;
        for (const Nanoseconds delay : delays)
        {
            sum += static_cast<double>(delay.count());
        }
        return sum / 1e6 / static_cast<double>(delays.size());
    };
    const PathDelays one(1, 100'000, 10ms, recovery);
    const PathDelays two(2, 100'000, 10ms, recovery);
    const PathDelays three(3, 100'000, 10ms, recovery);
    EXPECT_NEAR(mean(one.None()), 4.4, 0.3);
    EXPECT_NEAR(mean(one.EndToEnd()), 23, 0.05 * 23);
    EXPECT_NEAR(mean(two.EndToEnd()), 43, 0.05 * 43);
    EXPECT_NEAR(mean(two.HopByHop()), 50, 0.05 * 50);
    EXPECT_NEAR(mean(three.EndToEnd()), 60, 0.05 * 60);
    EXPECT_NEAR(mean(three.HopByHop()), 79, 0.05 * 79);
}

} // namespace
} // namespace qos
} // namespace ns3
