/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"
#include "report/thread-time.h"

#include "ns3/cm-helper.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/file-sink.h"
#include "ns3/file-source.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address-generator.h"
#include "ns3/names.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-linux-reno.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/two-host-topology.h"
#include "ns3/uinteger.h"

#include <cstdlib>
#include <iostream>
#include <string>

/**
 * @file
 * What a simulated transfer with TCP/CM costs beside one with stock TCP: both ends, the network,
 * all of it. Nothing is lost, so that both send the same packets.
 */

namespace
{

using namespace ns3;
using namespace ns3::qos;

constexpr uint64_t BYTES = 10000000;

/**
 * Simulate a transfer.
 * @param factory of the sender's sockets
 * @param flows that share the bytes
 * @return CPU time of the simulation in nanoseconds
 */
double
TimeTransfer(TypeId factory, uint32_t flows)
{
    constexpr uint16_t PORT = 9;
    constexpr uint32_t BUFFER = 131072;
    RngSeedManager::SetRun(1);
    TwoHostTopology::Params params;
    params.rate = DataRate("100Mbps");
    params.delay = MilliSeconds(5);
    params.bestEffortPackets = 5000;
    const TwoHostTopology network(params);
    network.Server()->GetObject<TcpL4Protocol>()->SetAttribute(
        "SocketType",
        TypeIdValue(TcpLinuxReno::GetTypeId()));
    if (factory == CmTcpSocketFactory::GetTypeId())
    {
        CmHelper().Install(network.Server())->AssignStreams(network.NextStream());
    }
    TcpOptions options;
    options.bufferBytes = BUFFER;
    const InetSocketAddress address(network.ClientAddress(), PORT);
    const auto sink = CreateObject<FileSink>();
    sink->SetAttribute("Local", AddressValue(address));
    sink->SetTcpOptions(options);
    network.Client()->AddApplication(sink);
    for (uint32_t i = 0; i < flows; ++i)
    {
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote", AddressValue(address));
        source->SetAttribute("SocketFactory", TypeIdValue(factory));
        source->SetAttribute("Bytes", UintegerValue(BYTES / flows));
        source->SetTcpOptions(options);
        source->SetStartTime(MilliSeconds(1 + i));
        network.Server()->AddApplication(source);
    }
    Simulator::Stop(Seconds(20));
    const double begin = ThreadTime();
    Simulator::Run();
    const double elapsed = ThreadTime() - begin;
    if (sink->GetReceivedBytes() != BYTES / flows * flows)
    {
        std::cerr << "the transfer is not complete\n";
        std::exit(1);
    }
    Simulator::Destroy();
    Names::Clear();
    Ipv4AddressGenerator::Reset();
    return elapsed;
}

} // namespace

int
main(int argc, char** argv)
{
    constexpr double GOAL_ONE = 1.03;
    constexpr double GOAL_MANY = 1.05;
    constexpr double REPETITION = 0.5; // seconds: the difference to see is some percent
    BenchProgram program(argc, argv);
    const auto add = [&program](const std::string& name, uint32_t flows, double goal) {
        const auto compare = [flows](benchmark::State& state) {
            double own = 0;
            double stock = 0;
            for (auto iteration : state)
            {
                stock += TimeTransfer(TcpSocketFactory::GetTypeId(), flows);
                own += TimeTransfer(CmTcpSocketFactory::GetTypeId(), flows);
            }
            constexpr double SEGMENT = 1448;
            state.counters[BenchProgram::ITEMS] = static_cast<double>(BYTES) / SEGMENT;
            state.counters[BenchProgram::OWN_TIME] = own;
            state.counters[BenchProgram::BASELINE_TIME] = stock;
        };
        BenchProgram::Add(name, compare, REPETITION);
        program.Claim({name, name, "", "the same transfer with stock TCP", goal});
    };
    add("cm-tcp-1-flow", 1, GOAL_ONE);
    add("cm-tcp-16-flows", 16, GOAL_MANY);
    return program.Run();
}
