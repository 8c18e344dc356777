/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"
#include "report/thread-time.h"

#include "ns3/dwcs-scheduler.h"
#include "ns3/inet-socket-address.h"
#include "ns3/qsocket-manager.h"
#include "ns3/simulator.h"
#include "ns3/two-host-topology.h"
#include "ns3/udp-socket-factory.h"

#include <chrono>
#include <memory>
#include <vector>

/**
 * @file
 * What qsendto costs beside a plain SendTo on the same path: UDP, IP, a root queue disc that runs
 * DWCS, the device.
 *
 * The plain socket sends from a host whose scheduler has no managed stream, so that nothing of
 * QSockets burdens it but the queue disc.
 */

namespace
{

using namespace ns3;
using namespace ns3::qos;

constexpr uint32_t BATCH =
    50; //!< messages sent before they leave the host, fewer than fill a queue
constexpr uint32_t PAYLOAD = 1000;

/** A host that runs DWCS, and its client. */
class Host
{
  public:
    /** @param network of the link */
    explicit Host(const char* network)
        : m_topology(MakeParams(network)),
          m_manager(QSocketManager::Of(m_topology.Server()))
    {
        m_manager->Init(TwoHostTopology::ServerDeviceName(), DwcsScheduler::NAME);
    }

    /** @return a plain socket */
    Ptr<Socket> OpenPlain() const
    {
        const Ptr<Socket> socket =
            Socket::CreateSocket(m_topology.Server(), UdpSocketFactory::GetTypeId());
        socket->Bind();
        return socket;
    }

    /** @return a socket with a stream, as in the paper's example (section 3.1) */
    Ptr<QSocket> OpenManaged() const
    {
        const auto attributes = std::make_shared<DwcsAttributes>();
        attributes->ipg = std::chrono::milliseconds(10);
        attributes->old = 10;
        attributes->streamFlags = DWCS_NON_DROPPABLE;
        const auto made = m_manager->CreateQSocket(
            UdpSocketFactory::GetTypeId(),
            {TwoHostTopology::ServerDeviceName(), DwcsScheduler::NAME, attributes});
        made.value->SetSendBuffer(0);
        made.value->GetSocket()->Bind();
        return made.value;
    }

    /** @return where to send */
    Address Remote() const
    {
        return InetSocketAddress(m_topology.ClientAddress(), 9);
    }

  private:
    /**
     * @param network of the link
     * @return a link fast enough not to matter
     */
    static TwoHostTopology::Params MakeParams(const char* network)
    {
        TwoHostTopology::Params params;
        params.rate = DataRate("100Gbps");
        params.network = Ipv4Address(network);
        return params;
    }

    TwoHostTopology m_topology;    //!< server and client
    Ptr<QSocketManager> m_manager; //!< of the server
};

/**
 * Time a batch of messages; afterwards they leave the host.
 * @tparam Send `void(const Ptr<Packet>&)`
 * @param send sends one message
 * @return CPU time of the batch in nanoseconds
 */
template <typename Send>
double
TimeBatch(const Send& send)
{
    std::vector<Ptr<Packet>> packets(BATCH);
    for (Ptr<Packet>& packet : packets)
    {
        packet = Create<Packet>(PAYLOAD);
    }
    const double begin = ThreadTime();
    for (const Ptr<Packet>& packet : packets)
    {
        send(packet);
    }
    const double elapsed = ThreadTime() - begin;
    Simulator::Run();
    return elapsed;
}

} // namespace

int
main(int argc, char** argv)
{
    constexpr double GOAL = 1.08;
    constexpr double REPETITION = 0.2; // seconds: the difference to see is some percent
    const Host plainHost("10.0.0.0");
    const Host managedHost("10.0.1.0");
    const Ptr<Socket> plain = plainHost.OpenPlain();
    const Ptr<QSocket> managed = managedHost.OpenManaged();

    BenchProgram program(argc, argv);
    const auto compare = [&](benchmark::State& state) {
        const Address plainTo = plainHost.Remote();
        const Address managedTo = managedHost.Remote();
        const MessageFlags flags;
        double plainTime = 0;
        double managedTime = 0;
        for (auto iteration : state)
        {
            plainTime +=
                TimeBatch([&](const Ptr<Packet>& packet) { plain->SendTo(packet, 0, plainTo); });
            managedTime += TimeBatch(
                [&](const Ptr<Packet>& packet) { managed->SendTo(packet, flags, managedTo); });
        }
        state.counters[BenchProgram::ITEMS] = BATCH;
        state.counters[BenchProgram::OWN_TIME] = managedTime;
        state.counters[BenchProgram::BASELINE_TIME] = plainTime;
    };
    BenchProgram::Add("qsendto", compare, REPETITION);
    program.Claim(
        {"qsendto", "qsendto", "", "plain SendTo on the same path (the paper: 1.16)", GOAL});
    return program.Run();
}
