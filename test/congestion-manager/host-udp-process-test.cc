/* SPDX-License-Identifier: GPL-2.0-only */

#include "../../examples/cm/host-alf-process.h"
#include "../../examples/cm/host-metered.h"

#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** A client that acknowledges every datagram, and before that with a time that cannot be. */
class ForgingClient
{
  public:
    /**
     * @param node where it is
     * @param port where it listens
     */
    ForgingClient(const Ptr<Node>& node, uint16_t port)
        : m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
    {
        m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        m_socket->SetRecvCallback(MakeCallback(&ForgingClient::Read, this));
    }

    /** @return acknowledgments that were forged */
    uint64_t Forged() const
    {
        return m_forged;
    }

  private:
    /** @param socket has a datagram */
    void Read(Ptr<Socket> socket)
    {
        // before the process began, in the future, and before the simulation began
        const std::array<int64_t, 3> times{0,
                                           (Simulator::Now() + Seconds(1)).GetTimeStep(),
                                           std::numeric_limits<int64_t>::min()};
        Address from;
        while (const Ptr<Packet> packet = socket->RecvFrom(from))
        {
            // four bytes of a number and eight of a time
            std::array<uint8_t, 12> bytes{};
            packet->CopyData(bytes.data(), bytes.size());
            const auto acknowledgment = Create<Packet>(bytes.data(), bytes.size());
            auto time = static_cast<uint64_t>(times.at(m_forged % times.size()));
            for (std::size_t i = bytes.size(); i > 4; --i)
            {
                bytes[i - 1] = static_cast<uint8_t>(time);
                time >>= 8U;
            }
            ++m_forged;
            socket->SendTo(Create<Packet>(bytes.data(), bytes.size()), 0, from);
            socket->SendTo(acknowledgment, 0, from);
        }
    }

    Ptr<Socket> m_socket;  //!< receives and acknowledges
    uint64_t m_forged = 0; //!< acknowledgments
};

TEST(HostUdpProcess, ReportsNothingOfAnAcknowledgmentWithATimeThatCannotBe)
{
    for (const uint32_t batch : {1U, 4U})
    {
        SCOPED_TRACE("batch " + std::to_string(batch));
        {
            MeteredHost host(MeteredHost::Params{});
            HostUdpProcess::Params params;
            params.port = 9;
            params.size = 500;
            params.packets = 400;
            params.batch = batch;
            std::vector<std::unique_ptr<ForgingClient>> clients;
            for (uint32_t i = 0; i < batch; ++i)
            {
                clients.push_back(
                    std::make_unique<ForgingClient>(host.GetClient(),
                                                    static_cast<uint16_t>(params.port + i)));
            }
            HostAlfProcess process(host, params, true);
            Simulator::Schedule(Seconds(1), [&process] { process.Start({}, [] {}); });
            Simulator::Stop(Seconds(100));
            Simulator::Run();
            uint64_t forged = 0;
            for (const auto& client : clients)
            {
                forged += client->Forged();
            }
            EXPECT_TRUE(process.IsDone());
            EXPECT_EQ(forged, params.packets);
            EXPECT_EQ(process.GetRefused(), forged);
            const MacroflowCounters counters = host.GetManager()->GetCounters();
            EXPECT_EQ(counters.sentBytes, params.packets * params.size);
            EXPECT_EQ(counters.receivedBytes, params.packets * params.size);
        }
        Simulator::Destroy();
    }
}

} // namespace
} // namespace qos
} // namespace ns3
