/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/double.h"
#include "ns3/epoch-error-model.h"
#include "ns3/gilbert-elliott-error-model.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/outage-error-model.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-error-model.h"
#include "ns3/uinteger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::HasSubstr;
using testing::ThrowsMessage;

/** Models in simulated time. */
class LossErrorModels : public testing::Test
{
  protected:
    LossErrorModels()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }

    ~LossErrorModels() override
    {
        Simulator::Destroy();
    }

    /**
     * @param model gets packets from now on
     * @param packets how many
     * @param spacing of the packets
     * @return a digit for each, 1 if it is lost
     */
    static std::string Run(const Ptr<ErrorModel>& model, int packets, Time spacing)
    {
        std::string digits;
        for (int i = 0; i < packets; ++i)
        {
            Simulator::Schedule(i * spacing, [&digits, model] {
                digits += model->IsCorrupt(Create<Packet>()) ? '1' : '0';
            });
        }
        Simulator::Run();
        return digits;
    }

    /** @return a model of each class with losses, but for that of traces */
    static std::vector<Ptr<LossErrorModel>> MakeAll()
    {
        const auto gilbert = CreateObject<GilbertErrorModel>();
        gilbert->SetAttribute("LossRate", DoubleValue(0.1));
        gilbert->SetAttribute("MeanBurst", DoubleValue(4));
        const auto elliott = CreateObject<GilbertElliottErrorModel>();
        elliott->SetAttribute("ToBad", DoubleValue(0.01));
        elliott->SetAttribute("ToGood", DoubleValue(0.1));
        elliott->SetAttribute("GoodLoss", DoubleValue(0.01));
        elliott->SetAttribute("BadLoss", DoubleValue(0.5));
        const auto epoch = CreateObject<EpochErrorModel>();
        epoch->SetAttribute("BusyLoss", DoubleValue(0.5));
        const auto outage = CreateObject<OutageErrorModel>();
        outage->SetAttribute("Interval", TimeValue(Seconds(5)));
        outage->SetAttribute("Other", PointerValue(CreateObject<EpochErrorModel>()));
        return {gilbert, elliott, epoch, outage};
    }
};

// The draws are those of two uniform variables, one of which is asked on a good path, and the other
// on a bad one: results that used the model keep their bytes.
TEST_F(LossErrorModels, GilbertDrawsFromTwoStreamsAndInThatOrder)
{
    constexpr double LOSS = 0.07;
    constexpr double BURST = 3;
    const auto model = CreateObject<GilbertErrorModel>();
    model->SetAttribute("LossRate", DoubleValue(LOSS));
    model->SetAttribute("MeanBurst", DoubleValue(BURST));
    EXPECT_EQ(model->AssignStreams(40), 2);
    const auto begin = CreateObject<UniformRandomVariable>();
    begin->SetStream(40);
    const auto end = CreateObject<UniformRandomVariable>();
    end->SetStream(41);
    bool isBad = false;
    for (int i = 0; i < 100000; ++i)
    {
        isBad = isBad || begin->GetValue(0, 1) < LOSS / (BURST * (1 - LOSS) + LOSS);
        ASSERT_EQ(model->IsCorrupt(Create<Packet>()), isBad) << "packet " << i;
        isBad = isBad && end->GetValue(0, 1) >= 1 / BURST;
    }
}

TEST_F(LossErrorModels, UseAStreamForEachPurpose)
{
    const std::vector<int64_t> expected{2, 2, 3, 2 + 3};
    const auto models = MakeAll();
    for (std::size_t i = 0; i < models.size(); ++i)
    {
        EXPECT_EQ(models[i]->AssignStreams(100), expected[i]) << "model " << i;
    }
    EXPECT_EQ(CreateObject<OutageErrorModel>()->AssignStreams(100), 2);
    EXPECT_EQ(CreateObject<TraceErrorModel>()->AssignStreams(100), 0);
}

TEST_F(LossErrorModels, LoseTheSamePacketsOnTheSameStreams)
{
    const auto run = [](std::size_t which, int64_t stream) {
        const auto model = MakeAll()[which];
        model->AssignStreams(stream);
        return Run(model, 5000, MilliSeconds(5));
    };
    for (std::size_t i = 0; i < MakeAll().size(); ++i)
    {
        const std::string first = run(i, 10);
        EXPECT_THAT(first, HasSubstr("1")) << "model " << i;
        EXPECT_EQ(first, run(i, 10)) << "model " << i;
        EXPECT_NE(first, run(i, 20)) << "model " << i;
    }
}

TEST_F(LossErrorModels, FollowTheirAttributesWhenTheyAreChanged)
{
    const auto model = CreateObject<GilbertErrorModel>();
    EXPECT_FALSE(model->IsCorrupt(Create<Packet>()));
    model->SetAttribute("LossRate", DoubleValue(1));
    EXPECT_TRUE(model->IsCorrupt(Create<Packet>()));
    model->Disable();
    EXPECT_FALSE(model->IsCorrupt(Create<Packet>()));
}

TEST_F(LossErrorModels, EpochsTakeModelsByTheirParameters)
{
    const auto model = CreateObject<EpochErrorModel>();
    const auto defaults = EpochLoss::ModelA(std::chrono::milliseconds{100});
    TimeValue time;
    DoubleValue loss;
    model->GetAttribute("BusyTime", time);
    model->GetAttribute("BusyLoss", loss);
    EXPECT_EQ(time.Get().GetNanoSeconds(), defaults.busy.duration.count());
    EXPECT_EQ(loss.Get(), defaults.busy.loss.loss);
    model->SetParams(EpochLoss::ModelB(std::chrono::milliseconds{50}, 4));
    model->GetAttribute("QuietTime", time);
    EXPECT_EQ(time.Get(), Seconds(5));
    model->GetAttribute("QuietBurst", loss);
    EXPECT_EQ(loss.Get(), 4);
}

// Sent every 10 ms: whatever is lost is lost in an outage, and an outage leaves nothing.
TEST_F(LossErrorModels, OutagesSayThatTheyAreOnes)
{
    const auto model = CreateObject<OutageErrorModel>();
    model->SetAttribute("Interval", TimeValue(Seconds(4)));
    model->AssignStreams(3);
    int lost = 0;
    for (int i = 0; i < 3000; ++i)
    {
        Simulator::Schedule(i * MilliSeconds(10), [&lost, model] {
            const bool isLost = model->IsCorrupt(Create<Packet>());
            EXPECT_EQ(isLost, model->IsOut());
            lost += isLost ? 1 : 0;
        });
    }
    Simulator::Run();
    EXPECT_GT(lost, 50);
    EXPECT_LT(lost, 2900);
}

TEST_F(LossErrorModels, TracesComeFromAFileOrFromTheProgram)
{
    const std::string path = testing::TempDir() + "qos-error-models-test.txt";
    std::ofstream(path) << "00111010";
    const auto model = CreateObject<TraceErrorModel>();
    model->SetAttribute("File", StringValue(path));
    EXPECT_EQ(Run(model, 10, Seconds(1)), "0011101000");
    model->Reset();
    EXPECT_EQ(Run(model, 4, Seconds(1)), "0011");
    model->SetAttribute("Offset", UintegerValue(2));
    EXPECT_EQ(Run(model, 10, Seconds(1)), "1110100011");
    std::remove(path.c_str());
    model->SetAttribute("TimeOffset", TimeValue(MilliSeconds(1500)));
    model->SetTrace(std::make_shared<const LossTrace>(
        LossTrace(LossTrace::Unit::Times, {2'000'000'000, 1'000'000'000})));
    EXPECT_EQ(Run(model, 6, Seconds(1)), "010010");
    model->SetAttribute("File", StringValue("no-such-file"));
    EXPECT_THAT([&model] { model->IsCorrupt(Create<Packet>()); },
                ThrowsMessage<std::invalid_argument>("the loss trace 'no-such-file' cannot be "
                                                     "read"));
}

} // namespace
} // namespace qos
} // namespace ns3
