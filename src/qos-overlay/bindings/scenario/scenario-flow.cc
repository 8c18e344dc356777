/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-flow.h"

#include "../option-arguments.h"
#include "../quantity-argument.h"

#include "ns3/address.h"
#include "ns3/boolean.h"
#include "ns3/byte-count.h"
#include "ns3/feedback-receiver.h"
#include "ns3/inet-socket-address.h"
#include "ns3/packet-sink.h"
#include "ns3/parameter-error.h"
#include "ns3/random-variable-stream.h"
#include "ns3/seq-ts-size-header.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/time-conversion.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <pybind11/stl.h>

#include <limits>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param host of the applications
 * @param application starts so long from now
 * @param start how long
 */
void
Install(const ScenarioHost& host, const Ptr<Application>& application, Time start)
{
    application->SetStartTime(start);
    host.GetNode()->AddApplication(application);
}

/**
 * @param sender of a flow
 * @param receiver of the flow
 * @throws ParameterError if they are the same
 */
void
RequireDifferent(const ScenarioHost& sender, const ScenarioHost& receiver)
{
    if (sender.GetNode() == receiver.GetNode())
    {
        throw ParameterError("host " + receiver.Name() + " is at both ends, allowed: two hosts");
    }
}

/**
 * @param given options of a connection
 * @return the options
 */
TcpOptions
ReadTcpOptions(const py::kwargs& given)
{
    constexpr uint64_t LARGEST_SEGMENT = 65000;
    constexpr uint64_t LEAST_BUFFER = 4096;
    constexpr uint64_t LARGEST_BUFFER = 1U << 30U;
    constexpr uint64_t MOST_SEGMENTS = 10000;
    TcpOptions options;
    OptionArguments arguments("a transfer", given);
    const auto count =
        [&arguments](const char* name, uint32_t& knob, uint64_t least, uint64_t most) {
            if (const py::object value = arguments.Take(name))
            {
                knob = static_cast<uint32_t>(ReadWhole(value, name, least, most));
            }
        };
    const auto truth = [&arguments](const char* name, bool& knob) {
        if (const py::object value = arguments.Take(name))
        {
            if (!py::isinstance<py::bool_>(value))
            {
                throw ParameterError(std::string(name) + " is " +
                                     py::repr(value).cast<std::string>() +
                                     ", allowed: True or False");
            }
            knob = value.cast<bool>();
        }
    };
    const auto time = [&arguments](const char* name, Time& knob) {
        if (const py::object value = arguments.Take(name))
        {
            knob = ToSimulator(ReadTime(value, name));
        }
    };
    count("segment_bytes", options.segmentBytes, 1, LARGEST_SEGMENT);
    count("buffer_bytes", options.bufferBytes, LEAST_BUFFER, LARGEST_BUFFER);
    count("initial_window", options.initialWindow, 1, MOST_SEGMENTS);
    count("delayed_ack_count", options.delAckCount, 1, MOST_SEGMENTS);
    time("delayed_ack_timeout", options.delAckTimeout);
    time("min_rto", options.minRto);
    truth("sack", options.hasSack);
    truth("ecn", options.hasEcn);
    truth("nagle", options.hasNagle);
    arguments.RequireAllTaken();
    return options;
}

/**
 * @param value bytes of a file: a number, a text with a unit, or None for no end
 * @return the number; 0 for no end
 */
uint64_t
ReadFileBytes(const py::object& value)
{
    if (value.is_none())
    {
        return 0;
    }
    if (PyUnicode_Check(value.ptr()) != 0)
    {
        const auto text = value.cast<std::string>();
        const auto bytes = ByteCount::Parse(text);
        if (bytes && bytes->Get() > 0)
        {
            return bytes->Get();
        }
        throw ParameterError("bytes is '" + text +
                             "', allowed: a number above 0, also with a unit such as 64KiB or 1MB, "
                             "or None for a transfer without end");
    }
    return ReadWhole(value, "bytes", 1, std::numeric_limits<int64_t>::max());
}

} // namespace

std::shared_ptr<ScenarioTransfer>
ScenarioTransfer::Start(ScenarioHost& sender, ScenarioHost& receiver, const Params& params)
{
    SimulatedWorld& world = sender.World();
    RequireDifferent(sender, receiver);
    const ScenarioTransport transport = sender.Transport(params.transport);
    if (!transport.isByteStream)
    {
        throw ParameterError("transport is '" + params.transport +
                             "', allowed: cm, coupled, tcp, which carry files");
    }
    const std::shared_ptr<ScenarioTransfer> made(new ScenarioTransfer(world, params.bytes));
    world.Add(made);
    const std::weak_ptr<ScenarioTransfer> weak = made;
    const uint16_t port = receiver.FreePort();

    const auto sink = CreateObject<FileSink>();
    sink->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), port)));
    sink->SetTcpOptions(params.tcp);
    sink->TraceConnectWithoutContext(
        "Rx",
        Callback<void, std::size_t, uint32_t>([weak](std::size_t /* connection */, uint32_t bytes) {
            if (const auto self = weak.lock())
            {
                self->Arrived(bytes);
            }
        }));
    Install(receiver, sink, Time(0));
    made->m_source = CreateObject<FileSource>();
    made->m_source->SetAttribute("Remote",
                                 AddressValue(InetSocketAddress(receiver.Address(), port)));
    made->m_source->SetAttribute("SocketFactory", TypeIdValue(transport.factory));
    made->m_source->SetAttribute("Bytes", UintegerValue(params.bytes));
    made->m_source->SetTcpOptions(params.tcp);
    made->m_start = world.Now() + ToCore(params.start);
    Simulator::Schedule(params.start, [weak] {
        // behind the start of the application, which is at this instant too
        Simulator::ScheduleNow([weak] {
            if (const auto self = weak.lock())
            {
                self->WatchWindow();
            }
        });
    });
    Install(sender, made->m_source, params.start);
    return made;
}

void
ScenarioTransfer::WatchWindow()
{
    const auto socket = DynamicCast<TcpSocketBase>(m_source->GetSocket());
    if (!socket)
    {
        return;
    }
    const std::weak_ptr<ScenarioTransfer> weak = weak_from_this();
    socket->TraceConnectWithoutContext(
        "CongestionWindow",
        Callback<void, uint32_t, uint32_t>([weak](uint32_t /* before */, uint32_t window) {
            if (const auto self = weak.lock())
            {
                self->m_window.Add({self->World().Now(), window});
            }
        }));
}

void
ScenarioTransfer::Arrived(uint32_t bytes)
{
    m_receivedBytes += bytes;
    m_received.Add({World().Now(), bytes});
    if (m_receivedBytes == m_bytes)
    {
        m_duration = World().Now() - m_start;
    }
}

void
ScenarioTransfer::DoLeave()
{
    m_source = nullptr;
}

void
ScenarioDatagrams::InstallReceiver(const ScenarioHost& receiver,
                                   const std::string& transport,
                                   uint16_t port)
{
    const std::weak_ptr<ScenarioDatagrams> weak = weak_from_this();
    const AddressValue local(InetSocketAddress(Ipv4Address::GetAny(), port));
    const auto arrived = [weak](const Ptr<const Packet>& packet) {
        if (const auto self = weak.lock())
        {
            self->Arrived(packet);
        }
    };
    if (transport == "cm_udp")
    {
        const auto sink = CreateObject<FeedbackReceiver>();
        sink->SetAttribute("Local", local);
        sink->TraceConnectWithoutContext(
            "Rx",
            Callback<void, Ptr<const Packet>, const CmDataHeader&, const Address&>(
                [arrived](Ptr<const Packet> packet, const CmDataHeader&, const Address&) {
                    arrived(packet);
                }));
        Install(receiver, sink, Time(0));
        return;
    }
    const auto sink = CreateObject<PacketSink>();
    sink->SetAttribute("Local", local);
    sink->SetAttribute("Protocol", TypeIdValue(UdpSocketFactory::GetTypeId()));
    sink->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, const Address&>(
            [arrived](Ptr<const Packet> packet, const Address&) { arrived(packet); }));
    Install(receiver, sink, Time(0));
}

std::shared_ptr<ScenarioDatagrams>
ScenarioDatagrams::Start(ScenarioHost& sender, ScenarioHost& receiver, const Params& params)
{
    SimulatedWorld& world = sender.World();
    RequireDifferent(sender, receiver);
    const ScenarioTransport transport = sender.Transport(params.transport);
    if (transport.isByteStream)
    {
        throw ParameterError("transport is '" + params.transport +
                             "', allowed: cm_udp, udp, which carry datagrams");
    }
    const std::shared_ptr<ScenarioDatagrams> made(new ScenarioDatagrams(world, params.packetBytes));
    world.Add(made);
    const std::weak_ptr<ScenarioDatagrams> weak = made;
    const uint16_t port = receiver.FreePort();
    made->InstallReceiver(receiver, params.transport, port);

    const auto source = CreateObject<OnOffApplication>();
    source->SetAttribute("Remote", AddressValue(InetSocketAddress(receiver.Address(), port)));
    source->SetAttribute("Protocol", TypeIdValue(transport.factory));
    source->SetAttribute("DataRate", DataRateValue(params.rate));
    source->SetAttribute("PacketSize", UintegerValue(params.packetBytes));
    source->SetAttribute("OnTime", StringValue("ns3::ConstantRandomVariable[Constant=1e9]"));
    source->SetAttribute("OffTime", StringValue("ns3::ConstantRandomVariable[Constant=0]"));
    source->SetAttribute("EnableSeqTsSizeHeader", BooleanValue(true));
    source->TraceConnectWithoutContext("Tx",
                                       Callback<void, Ptr<const Packet>>([weak](Ptr<const Packet>) {
                                           if (const auto self = weak.lock())
                                           {
                                               ++self->m_sent;
                                           }
                                       }));
    world.UseStreams(source->AssignStreams(world.NextStream()));
    const auto phase = CreateObject<UniformRandomVariable>();
    phase->SetStream(world.NextStream());
    world.UseStreams(1);
    const Time spacing = params.rate.CalculateBytesTxTime(params.packetBytes);
    Install(sender, source, params.start + Seconds(phase->GetValue(0, spacing.GetSeconds())));
    if (params.stop)
    {
        source->SetStopTime(*params.stop);
    }
    return made;
}

void
ScenarioDatagrams::Arrived(const Ptr<const Packet>& packet)
{
    SeqTsSizeHeader header;
    if (packet->GetSize() != m_packetBytes || packet->PeekHeader(header) == 0)
    {
        return; // somebody else's
    }
    const Nanoseconds now = World().Now();
    m_received.Add({now, header.GetSeq(), now - ToCore(header.GetTs())});
}

void
BindFlows(py::module_& module, HostClass& host)
{
    py::class_<ScenarioTransfer, std::shared_ptr<ScenarioTransfer>>(
        module,
        "Transfer",
        "A file that is sent over a connection of its own.")
        .def_property_readonly("received_bytes",
                               &ScenarioTransfer::ReceivedBytes,
                               "Bytes that arrived so far.")
        .def_property_readonly(
            "duration",
            [](const ScenarioTransfer& transfer) -> std::optional<double> {
                const auto duration = transfer.Duration();
                return duration ? std::optional(InSeconds(*duration)) : std::nullopt;
            },
            "Seconds from the begin of the connection to the last byte; None if it is not done.")
        .def_property_readonly(
            "received",
            [](const ScenarioTransfer& transfer) { return transfer.Received().ToNumpy(); },
            "What arrived: time_s, bytes.")
        .def_property_readonly(
            "window",
            [](const ScenarioTransfer& transfer) { return transfer.Window().ToNumpy(); },
            "The sender's congestion window: time_s, bytes. With cm, see "
            "CongestionManager.window.");

    py::class_<ScenarioDatagrams, std::shared_ptr<ScenarioDatagrams>>(
        module,
        "Datagrams",
        "Datagrams at a constant rate.")
        .def_property_readonly("sent_packets",
                               &ScenarioDatagrams::SentPackets,
                               "How many were given to the sender's socket so far.")
        .def_property_readonly(
            "received",
            [](const ScenarioDatagrams& datagrams) { return datagrams.Received().ToNumpy(); },
            "What arrived: time_s, sequence (from 0), delay_s (one way).");

    host.def(
            "transfer",
            [](ScenarioHost& self,
               ScenarioHost& to,
               const py::object& bytes,
               const std::string& transport,
               const py::object& start,
               const py::kwargs& options) {
                ScenarioTransfer::Params params;
                params.transport = transport;
                params.bytes = ReadFileBytes(bytes);
                params.start = ToSimulator(ReadTime(start, "start"));
                params.tcp = ReadTcpOptions(options);
                return ScenarioTransfer::Start(self, to, params);
            },
            py::arg("to"),
            py::arg("bytes") = py::none(),
            py::kw_only(),
            py::arg("transport") = "tcp",
            py::arg("start") = 0,
            "Send a file to a host, by tcp, cm or coupled; without `bytes` it has no end. Options "
            "of the connection: segment_bytes, buffer_bytes, initial_window, delayed_ack_count, "
            "delayed_ack_timeout, min_rto, sack, ecn, nagle.")
        .def(
            "datagrams",
            [](ScenarioHost& self,
               ScenarioHost& to,
               const py::object& rate,
               const py::object& packetBytes,
               const std::string& transport,
               const py::object& start,
               const py::object& stop) {
                constexpr uint64_t MOST = 65000;
                ScenarioDatagrams::Params params;
                params.transport = transport;
                if (rate.is_none())
                {
                    throw ParameterError("rate is None, allowed: a rate above 0 with a unit, such "
                                         "as '1Mbps'");
                }
                params.rate = DataRate(ReadRate(rate, "rate").BitsPerSecond());
                params.packetBytes = static_cast<uint32_t>(
                    ReadWhole(packetBytes, "packet_bytes", ScenarioDatagrams::LEAST_BYTES, MOST));
                params.start = ToSimulator(ReadTime(start, "start"));
                if (!stop.is_none())
                {
                    params.stop = ToSimulator(ReadTime(stop, "stop"));
                    if (*params.stop <= params.start)
                    {
                        throw ParameterError("stop is " + py::repr(stop).cast<std::string>() +
                                             ", allowed: a time above start, which is " +
                                             py::repr(start).cast<std::string>());
                    }
                }
                return ScenarioDatagrams::Start(self, to, params);
            },
            py::arg("to"),
            py::arg("rate"),
            py::kw_only(),
            py::arg("packet_bytes") = ScenarioDatagrams::Params().packetBytes,
            py::arg("transport") = "udp",
            py::arg("start") = 0,
            py::arg("stop") = py::none(),
            "Send datagrams to a host at a constant rate of payload, by udp or cm_udp; they "
            "begin at a random time within that of one packet.");
}

} // namespace qos
} // namespace ns3
