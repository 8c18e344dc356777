/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-network.h"

#include "ns3/cm-feedback-header.h"
#include "ns3/feedback-collector.h"
#include "ns3/time-conversion.h"

/**
 * @file
 * Receivers that cheat (Savage et al., "TCP Congestion Control with a Misbehaving Receiver", 1999)
 * get no more out of an acknowledged UDP socket than honest ones.
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
    None,       //!< it does not
    Divide,     //!< a report for every part of what arrived
    Duplicate,  //!< every report several times
    Anticipate, //!< claims what is still on its way
    Conceal,    //!< claims what was lost
    Hurry,      //!< claims to have held reports back, so that the round-trip time looks short
    Withhold    //!< does not mention what is behind a gap
};

/** A receiver of stamped datagrams that may cheat. */
class CheatingReceiver
{
  public:
    CheatingReceiver(const CmUdpNetwork& network, Cheat cheat)
        : m_cheat(cheat),
          m_collector(FeedbackPolicy()),
          m_socket(Socket::CreateSocket(network.Client(), UdpSocketFactory::GetTypeId()))
    {
        m_socket->Bind(network.At(1, 9));
        m_socket->SetRecvCallback(MakeCallback(&CheatingReceiver::Read, this));
    }

    /** @return bytes that arrived */
    uint64_t Bytes() const
    {
        return m_bytes;
    }

  private:
    static constexpr uint32_t DEGREE = 4; //!< how impudent it is

    void Read(Ptr<Socket> socket)
    {
        Address from;
        while (const Ptr<Packet> packet = socket->RecvFrom(from))
        {
            const auto header = CmDataHeader::Peek(packet);
            ASSERT_TRUE(header);
            m_bytes += packet->GetSize();
            m_stamps[header->sequence] = {*header, packet->GetSize()};
            m_stamps.erase(m_stamps.begin(), m_stamps.lower_bound(header->confirmed));
            const Nanoseconds now = ToCore(Simulator::Now());
            m_collector.Arrive(*header, packet->GetSize(), false, now);
            Report(m_collector.Report(now), from);
        }
    }

    void Report(FeedbackReport report, const Address& to)
    {
        switch (m_cheat)
        {
        case Cheat::None:
            break;
        case Cheat::Divide:
            for (const auto& [sequence, stamp] : m_stamps)
            {
                Send(UpTo(sequence, report), to);
            }
            break;
        case Cheat::Duplicate:
            for (uint32_t i = 1; i < DEGREE; ++i)
            {
                Send(report, to);
            }
            break;
        case Cheat::Anticipate:
            report.range.end += DEGREE;
            report.bytes += DEGREE * LastSize();
            break;
        case Cheat::Conceal:
            for (const SequenceRange& gap : report.missing)
            {
                report.bytes += gap.Size() * LastSize();
            }
            report.missing.clear();
            break;
        case Cheat::Hurry:
            report.held = Nanoseconds{std::chrono::milliseconds{59}};
            break;
        case Cheat::Withhold:
            if (!report.missing.empty())
            {
                if (report.missing.front().begin == report.range.begin)
                {
                    return;
                }
                report = UpTo(report.missing.front().begin - 1, report);
            }
            break;
        }
        Send(report, to);
    }

    /** @return bytes of a datagram that arrived, which are the same for all */
    uint64_t LastSize() const
    {
        return m_stamps.rbegin()->second.second;
    }

    /**
     * @param last a datagram that arrived
     * @param report about everything
     * @return a true report that ends with this datagram
     */
    FeedbackReport UpTo(uint32_t last, FeedbackReport report) const
    {
        report.range.end = last + 1;
        while (!report.missing.empty() && report.missing.back().end > last)
        {
            report.missing.pop_back();
        }
        report.bytes = 0;
        report.nonceSum = 0;
        for (const auto& [sequence, stamp] : m_stamps)
        {
            if (sequence <= last && sequence >= report.range.begin)
            {
                report.bytes += stamp.second;
                report.nonceSum += stamp.first.nonce;
                report.last = sequence;
                report.echo = stamp.first.timestamp;
            }
        }
        return report;
    }

    void Send(const FeedbackReport& report, const Address& to)
    {
        const auto packet = Create<Packet>();
        packet->AddHeader(CmFeedbackHeader(report));
        m_socket->SendTo(packet, 0, to);
    }

    Cheat m_cheat;
    FeedbackCollector m_collector;
    Ptr<Socket> m_socket;
    std::map<uint32_t, std::pair<DataStamp, uint32_t>> m_stamps; //!< of what arrived, unconfirmed
    uint64_t m_bytes = 0;
};

/** What came of a run. */
struct Outcome
{
    double bytes = 0;          //!< that arrived
    SentWindowCounters window; //!< what the sender thinks
    Nanoseconds srtt{0};       //!< what the Congestion Manager thinks
};

/**
 * @param cheat how the receiver cheats
 * @param run number of the random streams
 * @return what comes of half a minute with three percent loss
 */
Outcome
Transfer(Cheat cheat, uint64_t run)
{
    CmTcpNetwork::Params params;
    params.run = run;
    params.loss = 0.03;
    CmUdpNetwork network(params);
    CheatingReceiver receiver(network, cheat);
    const auto socket = network.Connect(CmUdpNetwork::Acknowledged());
    const auto refill = [socket] {
        while (socket->Send(Create<Packet>(1400)) > 0)
        {
        }
    };
    socket->SetSendCallback(
        Callback<void, Ptr<Socket>, uint32_t>([refill](Ptr<Socket>, uint32_t) { refill(); }));
    CmUdpNetwork::Do(Time(0), refill);
    CmUdpNetwork::Run(Seconds(30));
    Outcome outcome;
    outcome.bytes = static_cast<double>(receiver.Bytes());
    outcome.window = socket->GetFeedback(network.At(1, 9))->GetWindow().Counters();
    outcome.srtt = network.Manager()->GetMacroflows().front()->Rtt().Srtt();
    EXPECT_EQ(network.Monitor().UngrantedPackets(), 0U);
    EXPECT_EQ(network.Monitor().WindowViolations(), 0U);
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->Close();
    return outcome;
}

/** The mean over some runs; a single one varies by chance. */
double
MeanBytes(Cheat cheat)
{
    constexpr uint64_t RUNS = 5;
    double sum = 0;
    for (uint64_t run = 1; run <= RUNS; ++run)
    {
        sum += Transfer(cheat, run).bytes;
    }
    return sum / RUNS;
}

TEST(CmUdpCheating, ReceiversThatCheatGetNoMoreThanHonestOnes)
{
    const double honest = MeanBytes(Cheat::None);
    EXPECT_GT(honest, 2e6);
    for (const Cheat cheat : {Cheat::Divide,
                              Cheat::Duplicate,
                              Cheat::Anticipate,
                              Cheat::Conceal,
                              Cheat::Hurry,
                              Cheat::Withhold})
    {
        EXPECT_LT(MeanBytes(cheat), 1.1 * honest) << "cheat " << static_cast<int>(cheat);
    }
}

TEST(CmUdpCheating, LiesAreNoticed)
{
    EXPECT_EQ(Transfer(Cheat::None, 1).window.untrue, 0U);
    EXPECT_GT(Transfer(Cheat::Anticipate, 1).window.untrue +
                  Transfer(Cheat::Anticipate, 1).window.impossible,
              0U);
    EXPECT_GT(Transfer(Cheat::Conceal, 1).window.untrue, 0U);
    EXPECT_GT(Transfer(Cheat::Duplicate, 1).window.stale, 0U);
    EXPECT_GT(Transfer(Cheat::Hurry, 1).srtt, Nanoseconds{std::chrono::milliseconds{60}});
}

} // namespace
} // namespace qos
} // namespace ns3
