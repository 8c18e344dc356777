/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-tcp-network.h"

#include "ns3/rtt-estimator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-linux-reno.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/tcp-rx-buffer.h"

#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

/**
 * @file
 * Receivers that cheat (Savage et al., "TCP Congestion Control with a Misbehaving Receiver", 1999)
 * get no more out of TCP/CM than honest ones.
 */

namespace ns3
{
namespace qos
{
namespace
{

/** How a receiver cheats. */
enum class Cheat
{
    None,      //!< it does not
    Divide,    //!< several acknowledgments, each for a part of a segment
    Duplicate, //!< every acknowledgment several times
    Anticipate //!< acknowledges segments that are still on their way, or were lost
};

/** A TCP that cheats as soon as data come in. */
class CheatingTcpSocket : public TcpSocketBase
{
  public:
    /** What all connections of a cheating host know. */
    struct Plan
    {
        Cheat cheat = Cheat::None;       //!< how it cheats
        uint32_t degree = 1;             //!< how many acknowledgments it makes of one
        SequenceNumber32 highestSent{1}; //!< a spy tells it what the sender has sent
    };

    /** @param plan how it cheats */
    void SetPlan(std::shared_ptr<const Plan> plan)
    {
        m_plan = std::move(plan);
    }

  protected:
    Ptr<TcpSocketBase> Fork() override
    {
        return CopyObject<CheatingTcpSocket>(this);
    }

    uint16_t AdvertisedWindowSize(bool scale) const override
    {
        // data behind a hole that is never filled must not close the window
        return m_plan->cheat == Cheat::Anticipate ? 65535
                                                  : TcpSocketBase::AdvertisedWindowSize(scale);
    }

    void SendEmptyPacket(uint8_t flags) override
    {
        const SequenceNumber32 next = m_tcb->m_rxBuffer->NextRxSequence();
        const bool isAck = flags == TcpHeader::ACK && m_state == ESTABLISHED;
        if (isAck && m_plan->cheat == Cheat::Anticipate)
        {
            // whole segments from the beginning, as far as was sent
            const auto segment = static_cast<int32_t>(m_tcb->m_segmentSize);
            const int32_t sent = m_plan->highestSent - SequenceNumber32(1);
            AcknowledgeUpTo(SequenceNumber32(1) + sent / segment * segment);
            return;
        }
        const auto parts = static_cast<int32_t>(m_plan->degree);
        for (int32_t i = 1; isAck && m_plan->cheat == Cheat::Divide && next > m_last && i < parts;
             ++i)
        {
            AcknowledgeUpTo(m_last + (next - m_last) * i / parts);
        }
        TcpSocketBase::SendEmptyPacket(flags);
        for (int32_t i = 1; isAck && m_plan->cheat == Cheat::Duplicate && i < parts; ++i)
        {
            TcpSocketBase::SendEmptyPacket(flags);
        }
        m_last = next;
    }

  private:
    /** @param sequence what it says it expects next */
    void AcknowledgeUpTo(const SequenceNumber32& sequence)
    {
        const SequenceNumber32 next = m_tcb->m_rxBuffer->NextRxSequence();
        m_tcb->m_rxBuffer->SetNextRxSequence(sequence);
        TcpSocketBase::SendEmptyPacket(TcpHeader::ACK);
        m_tcb->m_rxBuffer->SetNextRxSequence(next);
    }

    std::shared_ptr<const Plan> m_plan; //!< how it cheats
    SequenceNumber32 m_last{0};         //!< what it expected before
};

/** What a sender did for a receiver in one run. */
struct Service
{
    double packets = 0;     //!< data packets sent
    uint64_t falseAcks = 0; //!< acknowledgments that no honest receiver sends
};

/** What it did over several runs. */
struct Services
{
    std::vector<double> packets; //!< data packets sent, by run
    uint64_t falseAcks = 0;      //!< acknowledgments that no honest receiver sends

    /** @return data packets in a run, the mean */
    double Mean() const
    {
        return std::accumulate(packets.begin(), packets.end(), 0.0) /
               static_cast<double>(packets.size());
    }

    /** @return variance of the mean */
    double VarianceOfMean() const
    {
        const double mean = Mean();
        const double sum = std::accumulate(packets.begin(),
                                           packets.end(),
                                           0.0,
                                           [mean](double squares, double value) {
                                               return squares + (value - mean) * (value - mean);
                                           });
        const auto runs = static_cast<double>(packets.size());
        return sum / (runs - 1) / runs;
    }
};

/**
 * Let a receiver download for twelve seconds over a path that loses every two hundredth packet.
 * @param plan how it cheats
 * @param hasSack whether it says what it has selectively
 * @param guards whether segments have random ends
 * @param run of the random streams
 * @return what it got
 */
Service
DownloadOnce(const CheatingTcpSocket::Plan& plan, bool hasSack, bool guards, uint64_t run)
{
    CmTcpNetwork::Params params;
    params.loss = 0.005;
    params.rate = "20Mbps";
    params.run = run;
    params.manager.Set("GuardAcknowledgments", BooleanValue(guards));
    CmTcpNetwork network(params);
    const auto tcp = network.Client()->GetObject<TcpL4Protocol>();
    const auto shared = std::make_shared<CheatingTcpSocket::Plan>(plan);
    const auto listening = CreateObject<CheatingTcpSocket>();
    listening->SetPlan(shared);
    listening->SetNode(network.Client());
    listening->SetTcp(tcp);
    listening->SetRtt(CreateObject<RttMeanDeviation>());
    listening->SetCongestionControlAlgorithm(CreateObject<TcpLinuxReno>());
    listening->SetRecoveryAlgorithm(CreateObject<TcpClassicRecovery>());
    tcp->AddSocket(listening);
    TcpOptions options;
    options.hasSack = hasSack;
    options.delAckCount = 1;
    options.Apply(listening);
    listening->Bind(network.At(1, 9));
    listening->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>([](Ptr<Socket> socket, const Address&) {
            socket->SetRecvCallback([](Ptr<Socket> ready) {
                while (ready->Recv())
                {
                }
            });
        }));
    listening->Listen();
    const auto source = network.AddSource(0, options);
    CmTcpNetwork::Do(MilliSeconds(11), [&] {
        source->GetSocket()->TraceConnectWithoutContext(
            "HighestSequence",
            Callback<void, SequenceNumber32, SequenceNumber32>(
                [shared](const SequenceNumber32& /* before */, const SequenceNumber32& sent) {
                    shared->highestSent = sent;
                }));
    });
    CmTcpNetwork::Run(Seconds(12));
    EXPECT_EQ(network.Monitor().UngrantedPackets(), 0U);
    EXPECT_EQ(network.Monitor().WindowViolations(), 0U);
    return {static_cast<double>(network.Monitor().Packets()),
            DynamicCast<CmTcpSocket>(source->GetSocket())->GetFalseAcknowledgments()};
}

/**
 * @param cheat how the receiver cheats
 * @param degree how much
 * @param hasSack whether it says what it has selectively
 * @param guards whether segments have random ends
 * @return what it got in runs 1 to 6
 */
Services
Download(Cheat cheat, uint32_t degree, bool hasSack, bool guards)
{
    constexpr uint64_t RUNS = 6;
    CheatingTcpSocket::Plan plan;
    plan.cheat = cheat;
    plan.degree = degree;
    Services all;
    for (uint64_t run = 1; run <= RUNS; ++run)
    {
        const Service once = DownloadOnce(plan, hasSack, guards, run);
        all.packets.push_back(once.packets);
        all.falseAcks += once.falseAcks;
    }
    return all;
}

/**
 * @param cheater what a receiver that cheats got
 * @param honest what an honest one got
 * @return by how much the cheater's mean is larger, less the half-width of its 95 % interval: if
 * that is above 0 it is no chance
 */
double
SureGain(const Services& cheater, const Services& honest)
{
    constexpr double QUANTILE = 2.228; // of Student's t for 10 degrees of freedom
    return cheater.Mean() - honest.Mean() -
           QUANTILE * std::sqrt(cheater.VarianceOfMean() + honest.VarianceOfMean());
}

class CmCheatingReceiver : public ::testing::TestWithParam<bool>
{
};

TEST_P(CmCheatingReceiver, GainsNothingByDividingAcknowledgments)
{
    const Services honest = Download(Cheat::None, 1, GetParam(), false);
    EXPECT_EQ(honest.falseAcks, 0U);
    for (const uint32_t degree : {2U, 20U})
    {
        const Services cheater = Download(Cheat::Divide, degree, GetParam(), false);
        EXPECT_LE(SureGain(cheater, honest), 0) << degree;
        EXPECT_GT(cheater.falseAcks, 0U) << degree;
    }
}

TEST_P(CmCheatingReceiver, GainsNothingByDuplicatingAcknowledgments)
{
    const Services honest = Download(Cheat::None, 1, GetParam(), false);
    for (const uint32_t degree : {2U, 20U})
    {
        const Services cheater = Download(Cheat::Duplicate, degree, GetParam(), false);
        EXPECT_LE(SureGain(cheater, honest), 0) << degree;
    }
}

TEST_P(CmCheatingReceiver, GainsNothingByAnticipatingDataIfSegmentsHaveRandomEnds)
{
    const Services honest = Download(Cheat::None, 1, GetParam(), true);
    EXPECT_EQ(honest.falseAcks, 0U);
    const Services cheater = Download(Cheat::Anticipate, 1, GetParam(), true);
    EXPECT_LE(SureGain(cheater, honest), 0);
    EXPECT_GT(cheater.falseAcks, 0U);
}

TEST(CmCheatingReceiverWithSack, GainsByAnticipatingDataIfSegmentsEndWhereItExpects)
{
    const Services honest = Download(Cheat::None, 1, true, false);
    const Services cheater = Download(Cheat::Anticipate, 1, true, false);
    EXPECT_GT(SureGain(cheater, honest), honest.Mean());
}

INSTANTIATE_TEST_SUITE_P(Sack, CmCheatingReceiver, ::testing::Bool());

} // namespace
} // namespace qos
} // namespace ns3
