/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiments with one virtual link at sizes that take a moment: what must come out of them
 * whatever is lost, and what they refuse.
 */

#include "ns3/erasure-code-registry.h"
#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"
#include "ns3/plain-erasure-code.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param experiment its name
 * @param parameters of it
 * @return its metrics
 */
std::map<std::string, double>
Measure(const std::string& experiment, const ParameterTexts& parameters)
{
    ExperimentRequest request;
    request.experiment = experiment;
    request.parameters = parameters;
    request.seed = 1;
    const Result result = RunRequest(request);
    return {result.GetMetrics().begin(), result.GetMetrics().end()};
}

/** A background of clvl-loss. */
class ClvlLoss : public testing::TestWithParam<ParameterTexts>
{
};

TEST_P(ClvlLoss, RecoversMostLossesAndAccountsForEveryPacket)
{
    const auto metrics = Measure("clvl-loss", GetParam());
    EXPECT_EQ(metrics.at("leftover"), 0);
    EXPECT_EQ(metrics.at("corrupted"), 0);
    EXPECT_GT(metrics.at("raw_loss"), 0.001);
    EXPECT_LT(metrics.at("residual_outside"), metrics.at("raw_loss") / 5) << "seed 1";
    EXPECT_GT(metrics.at("overhead_packets"), metrics.at("raw_loss") / 2);
    EXPECT_NEAR(metrics.at("residual_over_raw2"),
                metrics.at("residual_loss") / std::pow(metrics.at("raw_loss"), 2),
                1e-9);
}

INSTANTIATE_TEST_SUITE_P(
    Backgrounds,
    ClvlLoss,
    testing::Values(ParameterTexts{{"background", "gilbert"}, {"packets", "30000"}},
                    ParameterTexts{{"background", "epoch"}, {"packets", "30000"}},
                    ParameterTexts{{"background", "outage"}, {"packets", "200000"}},
                    ParameterTexts{{"background", "tcp"}, {"packets", "5000"}},
                    ParameterTexts{{"background", "selfsimilar"}, {"packets", "5000"}},
                    ParameterTexts{{"background", "web"}, {"packets", "5000"}, {"warm_up", "20s"}}),
    [](const auto& values) { return values.param.at("background"); });

TEST(ClvlLossExperiment, LosesTheSameWithBytesAsWithoutThem)
{
    for (const char* mode : {"hybrid", "fec"})
    {
        const ParameterTexts parameters{{"loss", "0.05"}, {"packets", "20000"}, {"mode", mode}};
        ParameterTexts real = parameters;
        real["codec"] = "real";
        auto counted = Measure("clvl-loss", parameters);
        auto coded = Measure("clvl-loss", real);
        EXPECT_EQ(coded.at("corrupted"), 0);
        EXPECT_GT(coded.at("overhead_bytes"), 0);
        EXPECT_EQ(counted, coded) << mode;
    }
}

TEST(ClvlLossExperiment, CountsFramesPacketsAndRedundancySinceTheEndOfSlowStart)
{
    // no recovery: each lost frame is a lost packet, if the same ones are looked at
    const auto metrics =
        Measure("clvl-loss", {{"background", "tcp"}, {"packets", "5000"}, {"mode", "none"}});
    EXPECT_LT(metrics.at("counted"), 5000);
    EXPECT_EQ(metrics.at("overhead_packets"), 0);
    EXPECT_NEAR(metrics.at("residual_loss") / metrics.at("raw_loss"), 1, 0.002) << "seed 1";
}

TEST(ClvlLossExperiment, FailsIfTheBundleStarves)
{
    const ParameterTexts starved{{"background", "selfsimilar"},
                                 {"load", "20Mbps"},
                                 {"packets", "100000"},
                                 {"warm_up", "1s"},
                                 {"longest", "10s"}};
    EXPECT_THROW(Measure("clvl-loss", starved), std::runtime_error);
}

TEST(ClvlLossExperiment, RefusesALoadThatItsSourcesDoNotHave)
{
    for (const char* load : {"30Mbps", "0bps"})
    {
        EXPECT_THROW(Measure("clvl-loss", {{"background", "selfsimilar"}, {"load", load}}),
                     ParameterError)
            << load;
    }
}

TEST(ClvlOverheadExperiment, KeepsTheTargetOnMostLinksForLittleMoreThanTheirLoss)
{
    const auto metrics = Measure("clvl-overhead", {{"links", "10"}, {"packets", "20000"}});
    EXPECT_GE(metrics.at("share_below_q"), 0.8);
    EXPECT_GE(metrics.at("share_below_5pct"), 0.8);
    EXPECT_GT(metrics.at("median_excess"), 0);
    EXPECT_LT(metrics.at("median_excess"), 0.005);
}

TEST(ClvlOverheadExperiment, RefusesALeastLossAboveTheLargest)
{
    EXPECT_THROW(Measure("clvl-overhead", {{"least_loss", "0.4"}, {"most_loss", "0.1"}}),
                 ParameterError);
}

/** A pipe, its connections, and what they are worth by the notes on the paper. */
struct PipeCase
{
    const char* pipe;
    const char* flows;
    double sawtooth;   //!< sqrt(alpha (2 - beta) / (2 beta)) / sqrt(0.75)
    double randomness; //!< what random losses add: simulated apart, 2 million losses
};

TEST(ClvlPipeExperiment, IsWorthTheConnectionsThatThePapersConstantsMean)
{
    for (const PipeCase& known : {PipeCase{"multcp", "1", 1.000, 1.069},
                                  PipeCase{"multcp", "4", 4.472, 1.017},
                                  PipeCase{"multcp", "32", 36.81, 1.002},
                                  PipeCase{"multcp-smooth", "1", 1.000, 1.113},
                                  PipeCase{"multcp-smooth", "4", 4.000, 1.020}})
    {
        SCOPED_TRACE(testing::Message() << known.pipe << " flows=" << known.flows << ", seed 1");
        for (const bool isRandom : {true, false})
        {
            const auto metrics = Measure("clvl-pipe",
                                         {{"pipe", known.pipe},
                                          {"flows", known.flows},
                                          {"losses", isRandom ? "random" : "regular"}});
            const double expected = known.sawtooth * (isRandom ? known.randomness : 1);
            EXPECT_NEAR(metrics.at("sawtooth") / known.sawtooth, 1, 0.001);
            EXPECT_NEAR(metrics.at("expected") / expected, 1, 0.002);
            EXPECT_NEAR(metrics.at("connections") / expected, 1, 0.05);
        }
    }
}

/** Gets a byte of the last packet wrong that it rebuilds, while it is careless. */
class CarelessCode : public ErasureCode
{
  public:
    static constexpr const char* NAME = "careless";
    static inline bool isCareless = false; //!< other tests get all codes, and this one among them

    std::string Name() const override
    {
        return NAME;
    }

    bool HasBytes() const override
    {
        return true;
    }

  private:
    void DoAccumulate(std::size_t source, ByteView bytes, const ParityRows& parity) override
    {
        m_code.Accumulate(source, bytes, parity);
    }

    void DoEncode(ArrayView<const ByteView> sources, const ParityRows& parity) override
    {
        m_code.Encode(sources, parity);
    }

    void DoReconstruct(const ErasedBlock& block, ArrayView<uint8_t* const> rebuilt) override
    {
        m_code.Reconstruct(block, rebuilt);
        rebuilt[rebuilt.size - 1][0] ^= isCareless ? 1 : 0;
    }

    PlainErasureCode m_code;
};

TEST(ClvlCodecExperiment, LooksAtEveryPacketThatIsRebuilt)
{
    ErasureCodes().Register(CarelessCode::NAME, [](const ErasureCodeSetup& /* setup */) {
        return std::make_unique<CarelessCode>();
    });
    const auto rebuilt = [](const std::string& code) {
        return Measure("clvl-codec", {{"code", code}, {"blocks", "5"}}).at("rebuilt");
    };
    CarelessCode::isCareless = true;
    EXPECT_EQ(rebuilt(CarelessCode::NAME), 0);
    CarelessCode::isCareless = false;
    EXPECT_EQ(rebuilt(CarelessCode::NAME), 1);
    EXPECT_EQ(rebuilt(PlainErasureCode::NAME), 1);
    EXPECT_EQ(rebuilt(DefaultErasureCode()), 1);
}

TEST(ClvlStartupExperiment, IsSilentWithoutTrafficAndBeginsWithoutRecovery)
{
    const auto metrics = Measure("clvl-startup", {});
    EXPECT_EQ(metrics.at("frames_silent"), 0);
    EXPECT_EQ(metrics.at("reports_silent"), 0);
    EXPECT_EQ(metrics.at("slow_start_again"), 1);
    EXPECT_EQ(metrics.at("repairs_in_slow_start"), 0);
    EXPECT_GT(metrics.at("repairs_later"), 100);
}

} // namespace
} // namespace qos
} // namespace ns3
