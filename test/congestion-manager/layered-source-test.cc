/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/boolean.h"
#include "ns3/cm-helper.h"
#include "ns3/double.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/experiment-registry.h"
#include "ns3/feedback-receiver.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/layered-alf-source.h"
#include "ns3/layered-rate-source.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** Sees grants and charges of a host, and checks each grant against the window. */
class Watch : public MacroflowObserver
{
  public:
    void Granted(const Macroflow& macroflow, const CmFlow& /* flow */) override
    {
        const auto used = static_cast<double>(macroflow.Outstanding() + macroflow.Reserved());
        violations +=
            used > std::max(macroflow.Window(), static_cast<double>(macroflow.Mtu())) ? 1 : 0;
        ++grants;
    }

    /**
     * @param flow a flow
     * @param bytes that it is charged
     */
    void Charged(CmFlowId /* flow */, uint32_t bytes)
    {
        chargedBytes += bytes;
    }

    uint64_t grants = 0;       //!< so far
    uint64_t violations = 0;   //!< grants beyond the window
    uint64_t chargedBytes = 0; //!< so far
};

/**
 * A layered source and its client. With cross traffic, that is 6 of 10 Mb/s, 1 s on and 1 s off;
 * without it the path has 20 Mb/s:
 *
 *     source (left 0) -- queue of 25 packets, 20 ms -- client (right 0)
 *     cross (left 1) --/                                    \-- sink (right 1)
 */
class LayeredSources : public testing::Test
{
  protected:
    static constexpr uint16_t PORT = 9000;
    static constexpr uint32_t BYTES = 1000; //!< of a datagram

    LayeredSources()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }

    ~LayeredSources() override
    {
        Simulator::Destroy();
    }

    /**
     * @param hasCross whether there is cross traffic
     * @param hasIpv6 whether there is IPv6
     */
    void Build(bool hasCross, bool hasIpv6 = false)
    {
        DumbbellTopology::Params params;
        params.pairs = 2;
        params.bottleneckRate = DataRate(hasCross ? "10Mbps" : "20Mbps");
        params.bottleneckDelay = MilliSeconds(20);
        params.queuePackets = 25;
        params.hasIpv6 = hasIpv6;
        params.firstStream = 100;
        m_network.emplace(params);
        m_manager = CmHelper().Install(m_network->Left().Get(0));
        m_manager->AssignStreams(1);
        m_manager->AddObserver(m_watch);
        m_manager->TraceConnectWithoutContext("Charge", MakeCallback(&Watch::Charged, &m_watch));
        if (hasCross)
        {
            DumbbellTopology::CbrParams cross;
            cross.pair = 1;
            cross.rate = DataRate("6Mbps");
            cross.start = Seconds(1);
            cross.on = Seconds(1);
            cross.off = Seconds(1);
            m_network->AddCbr(cross);
        }
    }

    /**
     * Add a source and its client; the source stops after 6 s.
     * @tparam Source the kind of source
     * @param remote where the client is
     * @return the source
     */
    template <typename Source>
    Ptr<Source> Add(const Address& remote)
    {
        const auto source = CreateObject<Source>();
        source->SetAttribute("Remote", AddressValue(remote));
        source->AssignStreams(2);
        source->TraceConnectWithoutContext("State", MakeCallback(&LayeredSources::Learned, this));
        source->TraceConnectWithoutContext("Layer", MakeCallback(&LayeredSources::Switched, this));
        source->SetStopTime(STOP);
        m_network->Left().Get(0)->AddApplication(source);
        m_client = CreateObject<FeedbackReceiver>();
        m_client->SetAttribute("Local", AddressValue(remote));
        m_client->TraceConnectWithoutContext("Rx", MakeCallback(&LayeredSources::Received, this));
        m_network->Right().Get(0)->AddApplication(m_client);
        return source;
    }

    /**
     * @tparam Source the kind of source
     * @return the source
     */
    template <typename Source>
    Ptr<Source> Add()
    {
        return Add<Source>(InetSocketAddress(m_network->RightAddress(0), PORT));
    }

    /** Run until nothing is in the network any more; nothing may be accounted for then. */
    void Run()
    {
        Simulator::Stop(STOP + Seconds(5));
        Simulator::Run();
        for (const Macroflow* macroflow : m_manager->GetMacroflows())
        {
            EXPECT_EQ(macroflow->Outstanding() + macroflow->Reserved() + macroflow->Pending(), 0U);
            EXPECT_EQ(macroflow->Flows(), 0U);
        }
    }

    /** @return the only macroflow */
    const Macroflow& OnlyMacroflow() const
    {
        EXPECT_EQ(m_manager->GetMacroflows().size(), 1U);
        return *m_manager->GetMacroflows().front();
    }

    /** @param state what a source learned */
    void Learned(const NetworkState& state)
    {
        CheckLayer();
        m_known = state.rate;
    }

    /**
     * @param before the layer so far
     * @param after the new layer
     */
    void Switched(std::size_t before, std::size_t after)
    {
        EXPECT_EQ(before, m_layer);
        m_layer = after;
        ++m_switches;
    }

    /** The layer has to be the largest that fits: 2, 4, 8 and 16 Mb/s. */
    void CheckLayer()
    {
        ++m_checks;
        if (m_layer > 0)
        {
            EXPECT_LE(2e6 * std::pow(2, m_layer), m_known);
        }
        if (m_layer < 3)
        {
            EXPECT_GT(2e6 * std::pow(2, m_layer + 1), m_known);
        }
    }

    /**
     * @param packet that arrived
     * @param header its stamp
     * @param from its sender
     */
    void Received(Ptr<const Packet> packet, const CmDataHeader& header, const Address& from)
    {
        EXPECT_EQ(packet->GetSize() + header.GetSerializedSize(), BYTES);
        m_arrivals.push_back(Simulator::Now());
        m_from = from;
    }

    /** What sent and received have to be when everything has come to its end. */
    void CheckConservation(const LayeredSource& source)
    {
        EXPECT_GT(source.GetCounters().sent, 1000U);
        EXPECT_EQ(OnlyMacroflow().Counters().sentBytes, source.GetCounters().sent * BYTES);
        EXPECT_GE(source.GetCounters().sent, m_arrivals.size());
        EXPECT_LE(source.GetCounters().sent, m_arrivals.size() + m_network->Dropped());
    }

    /** All that a source on grants sends has one, and every grant has room in the window. */
    void CheckGrants(const LayeredSource& source) const
    {
        EXPECT_EQ(OnlyMacroflow().Counters().ungrantedBytes, 0U);
        EXPECT_EQ(OnlyMacroflow().Counters().declined, 0U);
        EXPECT_EQ(m_watch.grants, source.GetCounters().sent);
        EXPECT_EQ(m_watch.violations, 0U);
        EXPECT_EQ(m_watch.chargedBytes, source.GetCounters().sentBytes);
    }

    const Time STOP = Seconds(6);              //!< of the source
    Watch m_watch;                             //!< of the source's host
    std::optional<DumbbellTopology> m_network; //!< the network
    Ptr<CongestionManager> m_manager;          //!< of the source's host
    Ptr<FeedbackReceiver> m_client;            //!< the client
    double m_known = -1;                       //!< rate that the source knows, bit/s
    std::size_t m_layer = 0;                   //!< its layer
    uint64_t m_switches = 0;                   //!< changes of it
    uint64_t m_checks = 0;                     //!< calls of CheckLayer()
    std::vector<Time> m_arrivals;              //!< at the client
    Address m_from;                            //!< the source's
};

TEST_F(LayeredSources, OnGrantsSendNothingWithoutOne)
{
    Build(true);
    const auto source = Add<LayeredAlfSource>();
    Run();
    CheckConservation(*source);
    CheckGrants(*source);
}

/** Nobody but the source can tell whose its datagrams are; they must not be charged twice. */
TEST_F(LayeredSources, SayThemselvesWhatTheySendOnAnUnconnectedSocket)
{
    Build(true);
    const auto source = Add<LayeredAlfSource>();
    source->SetAttribute("Connected", BooleanValue(false));
    Run();
    CheckConservation(*source);
    CheckGrants(*source);
}

/** What the watchdog gives up before the source does is resolved again by the source's reports, at
 * the cost of newer packets. */
TEST_F(LayeredSources, KeepTheSameAccountAsTheCongestionManagerWhenReportsAreLate)
{
    for (const int delay : {10, 30})
    {
        Build(false);
        const auto source = Add<LayeredAlfSource>();
        source->SetAttribute("FeedbackDelay", TimeValue(Seconds(delay)));
        source->SetStopTime(Seconds(200));
        m_client->SetAttribute("Packets", UintegerValue(500));
        m_client->SetAttribute("Delay", TimeValue(Seconds(delay)));
        for (int i = 1; i < 100; ++i)
        {
            Simulator::Schedule(Seconds(i), [&] {
                const SentWindowCounters sent = source->GetCounters();
                EXPECT_EQ(OnlyMacroflow().Outstanding(),
                          sent.sentBytes - sent.receivedBytes - sent.lostBytes);
            });
        }
        Simulator::Stop(Seconds(100));
        Simulator::Run();
        EXPECT_EQ(OnlyMacroflow().Counters().watchdog, 0U);
        EXPECT_EQ(OnlyMacroflow().Counters().persistent, 0U);
        EXPECT_GE(source->GetCounters().received, 3U);
        EXPECT_EQ(source->GetCounters().timeouts, 0U);
        Simulator::Destroy();
    }
}

TEST_F(LayeredSources, KeepTheSameAccountAsTheCongestionManagerThroughAnOutage)
{
    Build(false);
    const auto source = Add<LayeredAlfSource>();
    source->SetStopTime(Seconds(400));
    m_client->SetStopTime(Seconds(2));
    for (int i = 1; i < 140; ++i)
    {
        Simulator::Schedule(Seconds(i), [&] {
            const SentWindowCounters sent = source->GetCounters();
            EXPECT_EQ(OnlyMacroflow().Outstanding(),
                      sent.sentBytes - sent.receivedBytes - sent.lostBytes);
        });
    }
    const auto again = CreateObject<FeedbackReceiver>();
    again->SetAttribute("Local", AddressValue(InetSocketAddress(m_network->RightAddress(0), PORT)));
    again->SetStartTime(Seconds(102));
    m_network->Right().Get(0)->AddApplication(again);
    Simulator::Stop(Seconds(140));
    Simulator::Run();
    EXPECT_EQ(OnlyMacroflow().Counters().watchdog, 0U) << "the source has given up by itself";
    EXPECT_GT(source->GetCounters().timeouts, 3U);
    EXPECT_GT(again->GetCounters().counted, 10000U);
}

TEST_F(LayeredSources, OnGrantsSendTheLargestLayerThatFits)
{
    Build(true);
    const auto source = Add<LayeredAlfSource>();
    Run();
    EXPECT_EQ(m_checks, source->GetCounters().sent) << "it asks at every grant";
    EXPECT_EQ(m_switches, source->GetSwitches());
    EXPECT_GE(m_switches, 5U);
}

TEST_F(LayeredSources, ByTheirClockSendTheLargestLayerThatFits)
{
    Build(true);
    const auto source = Add<LayeredRateSource>();
    Run();
    CheckLayer();
    CheckConservation(*source);
    EXPECT_EQ(m_checks, source->GetUpdates() + 1) << "it is told, and does not ask";
    EXPECT_EQ(m_switches, source->GetSwitches());
    EXPECT_GE(m_switches, 5U);
    EXPECT_EQ(m_watch.grants, 0U);
    EXPECT_EQ(OnlyMacroflow().Counters().ungrantedBytes, OnlyMacroflow().Counters().sentBytes);
}

TEST_F(LayeredSources, ByTheirClockSendAtTheRateOfTheirLayer)
{
    Build(false);
    const auto source = Add<LayeredRateSource>();
    Run();
    const Time settled = Seconds(3);
    for (std::size_t i = 1; i < m_arrivals.size(); ++i)
    {
        if (m_arrivals[i - 1] > settled)
        {
            ASSERT_EQ(m_arrivals[i] - m_arrivals[i - 1], MicroSeconds(500)) << "16 Mb/s";
        }
    }
    EXPECT_EQ(source->GetLayer(), 3U);
    EXPECT_GT(m_arrivals.back(), Seconds(5.9));
}

TEST_F(LayeredSources, ByTheirClockAreToldOfChangesBeyondTheirThresholdsOnly)
{
    struct Told
    {
        void Learned(const NetworkState& state)
        {
            rates.push_back(state.rate);
        }

        std::vector<double> rates;
    };

    Build(true);
    Told told;
    const auto source = Add<LayeredRateSource>();
    source->SetAttribute("RateDown", DoubleValue(0.5));
    source->SetAttribute("RateUp", DoubleValue(2));
    source->TraceConnectWithoutContext("State", MakeCallback(&Told::Learned, &told));
    Run();
    ASSERT_GT(told.rates.size(), 5U);
    for (std::size_t i = 1; i < told.rates.size(); ++i)
    {
        const double change = told.rates[i] / told.rates[i - 1];
        EXPECT_TRUE(change < 0.5 || change > 2) << change;
    }
}

TEST_F(LayeredSources, SendTheLowestLayerWhenNobodyAnswers)
{
    Build(false);
    const auto source = Add<LayeredRateSource>();
    m_client->SetStartTime(Seconds(20));
    Run();
    EXPECT_EQ(source->GetLayer(), 0U);
    EXPECT_NEAR(static_cast<double>(source->GetCounters().sent), 6 * 2e6 / 8 / BYTES, 1);
    EXPECT_EQ(source->GetCounters().received, 0U);
    EXPECT_GT(source->GetCounters().timeouts, 0U);
}

TEST_F(LayeredSources, OnGrantsProbeWhileNobodyAnswersAndGoOnAfterwards)
{
    Build(false);
    const auto source = Add<LayeredAlfSource>();
    m_client->SetStartTime(Seconds(3));
    Simulator::Schedule(Seconds(3), [source] {
        EXPECT_GE(source->GetCounters().sent, 2U);
        EXPECT_LE(source->GetCounters().sent, 10U);
    });
    Run();
    EXPECT_GT(m_arrivals.size(), 1000U);
    EXPECT_GE(source->GetLayer(), 2U);
}

TEST_F(LayeredSources, FallToTheLowestLayerWhenAnswersCease)
{
    Build(false);
    const auto source = Add<LayeredRateSource>();
    m_client->SetStopTime(Seconds(2.5));
    Simulator::Schedule(Seconds(2.4), [source] { EXPECT_EQ(source->GetLayer(), 3U); });
    Run();
    EXPECT_EQ(source->GetLayer(), 0U);
    CheckLayer();
}

TEST_F(LayeredSources, TakeAReportForTheirOwnOnlyIfItIs)
{
    Build(false);
    const auto source = Add<LayeredAlfSource>();
    Simulator::Schedule(Seconds(3), [this, source] {
        const uint64_t reports = source->GetCounters().reports;
        const auto socket =
            Socket::CreateSocket(m_network->Right().Get(1), UdpSocketFactory::GetTypeId());
        socket->Bind();
        for (uint32_t size = 0; size < 200; ++size)
        {
            const std::vector<uint8_t> bytes(size, static_cast<uint8_t>(size));
            socket->SendTo(Create<Packet>(bytes.data(), size), 0, m_from);
        }
        EXPECT_GT(reports, 0U);
    });
    Run();
    EXPECT_EQ(source->GetCounters().untrue + source->GetCounters().impossible, 0U);
    EXPECT_GE(source->GetLayer(), 2U);
    CheckConservation(*source);
}

TEST_F(LayeredSources, WorkOverIpv6)
{
    Build(true, true);
    const auto source =
        Add<LayeredAlfSource>(Inet6SocketAddress(m_network->RightAddress6(0), PORT));
    Run();
    CheckConservation(*source);
    CheckGrants(*source);
}

TEST_F(LayeredSources, CloseTheirFlowWhenTheyStop)
{
    Build(false);
    const auto alf = Add<LayeredAlfSource>();
    const auto rate = CreateObject<LayeredRateSource>();
    rate->SetAttribute("Remote", AddressValue(InetSocketAddress(m_network->RightAddress(0), PORT)));
    rate->SetStopTime(STOP);
    m_network->Left().Get(0)->AddApplication(rate);
    Simulator::Schedule(Seconds(5), [this, alf, rate] {
        EXPECT_NE(alf->GetFlow(), CM_NONE);
        EXPECT_NE(rate->GetFlow(), CM_NONE);
        EXPECT_EQ(m_manager->GetMacroflow(alf->GetFlow()),
                  m_manager->GetMacroflow(rate->GetFlow()));
        EXPECT_EQ(OnlyMacroflow().Flows(), 2U);
    });
    Run();
    EXPECT_EQ(alf->GetFlow(), CM_NONE);
    EXPECT_EQ(rate->GetFlow(), CM_NONE);
}

TEST_F(LayeredSources, SayThatTheyNeedTheCongestionManager)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    Build(false);
    const auto source = CreateObject<LayeredAlfSource>();
    source->SetAttribute("Remote",
                         AddressValue(InetSocketAddress(m_network->LeftAddress(0), PORT)));
    m_network->Right().Get(0)->AddApplication(source);
    EXPECT_DEATH(Simulator::Run(), "needs a CongestionManager; CmHelper::Install sees to it");
}

/** Metrics by name; -1 for no value. */
using Metrics = std::map<std::string, double>;

/**
 * @param parameters of cm-layered
 * @param seed of the run
 * @return its metrics
 */
Metrics
RunLayered(const ParameterTexts& parameters, uint64_t seed)
{
    const Result result =
        ExperimentRegistry::Instance().Get("cm-layered").Create(parameters)->Run(seed);
    Metrics metrics;
    for (const auto& [name, value] : result.GetMetrics())
    {
        metrics[name] = std::isnan(value) ? -1 : value;
    }
    return metrics;
}

const ParameterTexts DELAYED{{"api", "rate"},
                             {"feedback_packets", "500"},
                             {"feedback_delay", "2s"}};

/** The replay judges more seeds, other ones, and the whole length of the figures. */
TEST(LayeredFigures, ShowWhatTheCallbacksAndTheDelayOfFeedbackDo)
{
    constexpr uint64_t SEED = 1;
    const auto run = [](ParameterTexts parameters) {
        parameters["duration"] = "12s";
        return RunLayered(parameters, SEED);
    };
    Metrics alf = run({{"api", "alf"}});
    Metrics rate = run({{"api", "rate"}});
    EXPECT_LT(rate["layer_switches"], alf["layer_switches"]) << "seed " << SEED;
    EXPECT_LE(rate["leave_lowest_s"], 1) << "seed " << SEED;
    EXPECT_LE(rate["updates"], rate["packets"] / 100) << "seed " << SEED;

    Metrics delayed = run(DELAYED);
    EXPECT_GE(delayed["first_update_s"], 2.0) << "seed " << SEED;
    EXPECT_LE(delayed["first_update_s"], 2.0 + 2 * 0.075) << "seed " << SEED;
    EXPECT_GE(delayed["first_jump"], 10) << "seed " << SEED;
    EXPECT_GE(delayed["rate_cov"], 1.5 * rate["rate_cov"]) << "seed " << SEED;
    EXPECT_NEAR(delayed["report_spacing"], 1, 0.1) << "seed " << SEED;
}

TEST(LayeredFigures, AccountForEveryPacket)
{
    for (ParameterTexts parameters :
         {ParameterTexts{{"api", "alf"}},
          ParameterTexts{{"api", "alf"}, {"connected", "false"}, {"controller", "tfrc"}},
          ParameterTexts{{"api", "rate"}, {"queue", "10"}, {"cross_rate", "30Mbps"}},
          ParameterTexts{{"api", "rate"}, {"cross_rate", "0bps"}},
          ParameterTexts{{"api", "rate"}, {"cross_start", "10s"}},
          DELAYED})
    {
        parameters["duration"] = "5s";
        parameters.emplace("cross_start", "2s");
        parameters["cross_off"] = "1s";
        Metrics metrics = RunLayered(parameters, 3);
        EXPECT_EQ(metrics["unaccounted_packets"], 0);
        EXPECT_EQ(metrics["leftover"], 0);
        EXPECT_EQ(metrics["window_violations"], 0);
        // who keeps to its own clock needs no grants, and gets none
        const bool isGranted = parameters["api"] == "alf";
        EXPECT_EQ(metrics["ungranted_packets"], isGranted ? 0 : metrics["packets"]);
        EXPECT_GT(metrics["packets"], 1000);
    }
}

/**
 * @param result a result
 * @param name of a table of numbers
 * @return its rows
 */
std::vector<std::vector<double>>
RowsOf(const Result& result, const std::string& name)
{
    std::vector<std::vector<double>> rows;
    for (const auto& [own, table] : result.GetTables())
    {
        for (const std::vector<Cell>& cells : table.GetRows())
        {
            if (own == name)
            {
                rows.emplace_back();
                for (const Cell& cell : cells)
                {
                    rows.back().push_back(std::get<double>(cell.Get()));
                }
            }
        }
    }
    return rows;
}

/** Everything is calculated once more from the tables of events. */
TEST(LayeredFigures, HaveTablesThatAgreeWithTheMetrics)
{
    constexpr double END = 12;
    constexpr double BIN = 0.25;
    const Result result = ExperimentRegistry::Instance()
                              .Get("cm-layered")
                              .Create({{"api", "rate"}, {"duration", "12s"}})
                              ->Run(6);
    const auto updates = RowsOf(result, "updates");
    ASSERT_GT(updates.size(), 10U);
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < updates.size(); ++i)
    {
        const double length = (i + 1 < updates.size() ? updates[i + 1][0] : END) - updates[i][0];
        sum += length * updates[i][1];
        squares += length * updates[i][1] * updates[i][1];
    }
    const double known = END - updates[0][0];
    const double deviation = std::sqrt(squares / known - std::pow(sum / known, 2));
    EXPECT_NEAR(result.GetMetric("rate_cov"), deviation / (sum / known), 1e-6);
    EXPECT_EQ(result.GetMetric("updates"), static_cast<double>(updates.size()));

    const auto layers = RowsOf(result, "layers");
    EXPECT_EQ(result.GetMetric("layer_switches"), static_cast<double>(layers.size() - 1));
    double layerMegabits = 0;
    for (std::size_t i = 0; i < layers.size(); ++i)
    {
        layerMegabits +=
            layers[i][1] * ((i + 1 < layers.size() ? layers[i + 1][0] : END) - layers[i][0]);
    }
    double received = 0;
    double reported = 0;
    double layer = 0;
    for (const std::vector<double>& bin : RowsOf(result, "rate"))
    {
        received += bin[1] * BIN;
        reported += bin[0] - BIN / 2 >= updates[0][0] ? bin[2] * BIN : 0;
        layer += bin[3] * BIN;
        // nothing is available to a source that has not begun
        EXPECT_TRUE(std::isnan(bin[4]) || (bin[4] > 7.4 && bin[4] < 19.5)) << bin[4];
    }
    const double sent = result.GetMetric("packets");
    EXPECT_NEAR(received, sent * (1 - result.GetMetric("lost_ratio")) * 0.008, 0.008 * 400)
        << "what is in the network at the end comes later";
    EXPECT_NEAR(layer, layerMegabits, 1e-6);
    EXPECT_NEAR(reported, sum, 2 * BIN) << "without the beginning of the slow start";

    double least = 1e9;
    double most = 0;
    for (const std::vector<double>& phase : RowsOf(result, "phases"))
    {
        EXPECT_NEAR(phase[3], phase[2] == 1 ? 20 / 1.03 - 12 : 20 / 1.03, 1e-9);
        EXPECT_NEAR(phase[5], phase[4] / phase[3], 1e-9);
        least = std::min(least, phase[5]);
        most = std::max(most, phase[5]);
    }
    EXPECT_EQ(result.GetMetric("phase_ratio_min"), least);
    EXPECT_EQ(result.GetMetric("phase_ratio_max"), most);
}

TEST(LayeredFigures, AreTheSameForTheSameSeed)
{
    const ParameterTexts parameters{{"api", "alf"}, {"duration", "4s"}};
    EXPECT_EQ(RunLayered(parameters, 4), RunLayered(parameters, 4));
    EXPECT_NE(RunLayered(parameters, 4), RunLayered(parameters, 5));
}

TEST(LayeredParameters, HaveToFitTogether)
{
    const ExperimentInfo& info = ExperimentRegistry::Instance().Get("cm-layered");
    const auto sentence = [&info](const std::string& name, const std::string& value) {
        try
        {
            info.Create({{name, value}})->CheckParameters();
        }
        catch (const std::invalid_argument& error)
        {
            return std::string(error.what());
        }
        return std::string("no error");
    };
    EXPECT_NE(sentence("layers", "2:4:4").find("have to be positive and strictly ascending"),
              std::string::npos);
    EXPECT_NE(sentence("layers", "1:1.0000001").find("strictly ascending"), std::string::npos);
    EXPECT_NE(sentence("layers", "0:4").find("each from 0.001"), std::string::npos);
    for (const char* bad : {"0.8", "0.8:1.25:2", "1.1:1.25", "0.8:0.9"})
    {
        EXPECT_NE(sentence("thresholds", bad).find("such as 0.8:1.25"), std::string::npos) << bad;
    }
    EXPECT_NE(sentence("jitter", "25s").find("jitter is not shorter than duration"),
              std::string::npos);
    EXPECT_NE(sentence("cross_start", "3s").find("cross_off is longer than cross_start"),
              std::string::npos);
}

} // namespace
} // namespace qos
} // namespace ns3
