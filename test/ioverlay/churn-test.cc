/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/duration-law.h"
#include "ns3/random-churn.h"
#include "ns3/traced-churn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double NANO = 1e-9;

/** A law with a mean of 100 s, and what follows from the textbook's formulas. */
struct LawCase
{
    DurationKind kind; //!< of the distribution
    double shape;      //!< of it
    double sd;         //!< standard deviation, s
    double median;     //!< s
    double tail;       //!< share above 200 s
};

class DurationLawTest : public testing::TestWithParam<LawCase>
{
};

TEST_P(DurationLawTest, HasItsMeanMedianAndTail)
{
    constexpr int DRAWS = 200000;
    constexpr uint64_t SEED = 11;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    const LawCase& expected = GetParam();
    const DurationLaw law(expected.kind, seconds{100}, expected.shape);
    NodeRandom random(SEED);
    double sum = 0;
    int below = 0;
    int above = 0;
    for (int i = 0; i < DRAWS; ++i)
    {
        const double drawn = static_cast<double>(law.Quantile(random.Uniform()).count()) * NANO;
        sum += drawn;
        below += drawn < expected.median ? 1 : 0;
        above += drawn > 200 ? 1 : 0;
    }
    // within four standard errors
    EXPECT_NEAR(sum / DRAWS, 100, 4 * expected.sd / std::sqrt(DRAWS));
    EXPECT_NEAR(1.0 * below / DRAWS, 0.5, 4 * 0.5 / std::sqrt(DRAWS));
    const double error = std::sqrt(expected.tail * (1 - expected.tail) / DRAWS);
    EXPECT_NEAR(1.0 * above / DRAWS, expected.tail, 4 * error);
}

// exponential: median m ln 2, tail e^-2. Weibull, k = 1/2: scale m / Gamma(3) = 50, variance 20
// scale^2, median scale (ln 2)^2, tail exp(-(200/50)^1/2). Pareto, a = 3: least 200/3, variance
// least^2 3/4, median least 2^1/3, tail (1/3)^3.
INSTANTIATE_TEST_SUITE_P(
    Derived,
    DurationLawTest,
    testing::Values(LawCase{DurationKind::Exponential, 2, 100, 69.3147, 0.135335},
                    LawCase{DurationKind::Weibull, 0.5, 223.607, 24.0227, 0.135335},
                    LawCase{DurationKind::Pareto, 3, 57.735, 83.9947, 0.0370370}));

TEST(DurationLaw, IsBoundedInTheTail)
{
    const DurationLaw law(DurationKind::Pareto, std::chrono::hours{24 * 365}, 1.001);
    EXPECT_EQ(law.Quantile(1 - 0x1p-53), seconds{1000000000});
}

TEST(DurationLaw, RefusesWhatHasNoMean)
{
    EXPECT_THROW(DurationLaw(DurationKind::Exponential, seconds{0}), std::invalid_argument);
    EXPECT_THROW(DurationLaw(DurationKind::Pareto, seconds{1}, 1), std::invalid_argument);
    EXPECT_THROW(DurationLaw(DurationKind::Weibull, seconds{1}, 0), std::invalid_argument);
    EXPECT_THROW(DurationLaw(DurationKind::Weibull, seconds{1}, std::nan("")),
                 std::invalid_argument);
}

/** Time in ms, node, whether it comes back. */
using Line = std::tuple<int64_t, uint32_t, bool>;

/**
 * @param churn the model
 * @param until a time
 * @return what happens until then
 */
std::vector<Line>
EventsOf(ChurnModel& churn, Nanoseconds until)
{
    std::vector<Line> lines;
    for (; churn.Next().at <= until && churn.Next().at != FOREVER; churn.Pop())
    {
        const ChurnEvent event = churn.Next();
        lines.emplace_back(event.at / std::chrono::milliseconds{1}, event.node, event.isUp);
    }
    return lines;
}

TEST(RandomChurn, LetsNodesGoAndComeInTurnInOrderOfTime)
{
    RandomChurn churn(1,
                      10,
                      DurationLaw(DurationKind::Exponential, seconds{30}),
                      DurationLaw(DurationKind::Exponential, seconds{10}),
                      5);
    std::vector<bool> isUp(11, true);
    int64_t last = 0;
    const std::vector<Line> lines = EventsOf(churn, seconds{1000});
    EXPECT_GT(lines.size(), 300U);
    for (const auto& [at, node, up] : lines)
    {
        EXPECT_GE(at, last);
        last = at;
        ASSERT_TRUE(node >= 1 && node <= 10);
        EXPECT_NE(isUp[node], up);
        isUp[node] = up;
    }
}

TEST(RandomChurn, IsThatOfAnIndependentComputation)
{
    RandomChurn churn(1,
                      2,
                      DurationLaw(DurationKind::Exponential, seconds{30}),
                      DurationLaw(DurationKind::Exponential, seconds{10}),
                      5);
    // SplitMix64 and the logarithm in Python
    EXPECT_THAT(EventsOf(churn, std::chrono::milliseconds{37516}),
                ElementsAre(Line(5989, 1, false),
                            Line(12857, 2, false),
                            Line(19091, 1, true),
                            Line(21392, 1, false),
                            Line(37307, 2, true),
                            Line(37515, 2, false)));
}

TEST(RandomChurn, NodesAreThereForTheShareThatTheMeansSay)
{
    constexpr uint32_t NODES = 1000;
    constexpr double TIME = 4e6; // ms
    RandomChurn churn(0,
                      NODES,
                      DurationLaw(DurationKind::Weibull, seconds{30}, 0.7),
                      DurationLaw(DurationKind::Exponential, seconds{10}),
                      7);
    double there = NODES * TIME;
    for (const auto& [at, node, up] : EventsOf(churn, seconds{4000}))
    {
        there += (up ? 1 : -1) * (TIME - static_cast<double>(at));
    }
    // 30 of 40; of 100,000 cycles, and the beginning counts little
    EXPECT_NEAR(there / NODES / TIME, 0.75, 0.005);
}

TEST(RandomChurn, ANodesTimesDoNotDependOnTheOthers)
{
    const DurationLaw law(DurationKind::Exponential, seconds{30});
    RandomChurn few(3, 1, law, law, 9);
    RandomChurn many(0, 50, law, law, 9);
    std::vector<Line> ofThree;
    for (const Line& line : EventsOf(many, seconds{500}))
    {
        if (std::get<1>(line) == 3)
        {
            ofThree.push_back(line);
        }
    }
    EXPECT_EQ(EventsOf(few, seconds{500}), ofThree);
}

/**
 * @param text of a trace of the nodes 1 to 3
 * @return the trace
 */
TracedChurn
ParseTrace(const std::string& text)
{
    std::istringstream stream(text);
    return TracedChurn::Parse(stream, 1, 3);
}

TEST(TracedChurn, SaysWhatItsLinesSay)
{
    TracedChurn churn = ParseTrace("# a trace\n0.5,2,down\r\n\n1,1,down\n1,2,up\n7.25,2,down");
    EXPECT_THAT(EventsOf(churn, FOREVER),
                ElementsAre(Line(500, 2, false),
                            Line(1000, 1, false),
                            Line(1000, 2, true),
                            Line(7250, 2, false)));
    churn.Pop();
    EXPECT_EQ(churn.Next().at, FOREVER);
}

/** A trace that is none, and what is said of it. */
class WrongTrace : public testing::TestWithParam<std::pair<const char*, const char*>>
{
};

TEST_P(WrongTrace, IsRefusedWithTheLineAndWhatIsAllowed)
{
    try
    {
        ParseTrace(GetParam().first);
        FAIL() << "it is not refused";
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_THAT(error.what(), HasSubstr(GetParam().second));
    }
}

INSTANTIATE_TEST_SUITE_P(
    OneForEachRule,
    WrongTrace,
    testing::Values(std::make_pair("1,1", "line 1 is '1,1'; allowed is seconds,node,up"),
                    std::make_pair("x,1,down", "line 1"),
                    std::make_pair("1,-1,down", "line 1"),
                    std::make_pair("1,1 ,down", "line 1"),
                    std::make_pair("1,1,gone", "line 1"),
                    std::make_pair("1,1,down,", "line 1"),
                    std::make_pair("2,1,down\n1,2,down", "line 2 is '1,2,down'; allowed is"),
                    std::make_pair("1,0,down", "allowed are nodes from 1 to below 4"),
                    std::make_pair("1,4,down", "allowed are nodes from 1 to below 4"),
                    std::make_pair("1,1,up", "allowed is that a node goes first"),
                    std::make_pair("1,1,down\n2,1,down", "line 2")));

TEST(TracedChurn, RefusesAFileThatIsNotThere)
{
    EXPECT_THROW(TracedChurn::Read("/there/is/no/such/file", 1, 3), std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
