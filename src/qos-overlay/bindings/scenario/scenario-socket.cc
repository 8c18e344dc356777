/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-socket.h"

#include "../quantity-argument.h"
#include "payload-argument.h"

#include "ns3/inet-socket-address.h"
#include "ns3/parameter-error.h"
#include "ns3/tcp-options.h"

#include <pybind11/stl.h>

#include <limits>
#include <sstream>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param address of IPv4 with a port
 * @return text and number
 */
py::tuple
ToPython(const Address& address)
{
    if (!InetSocketAddress::IsMatchingType(address))
    {
        return py::make_tuple("", 0);
    }
    const auto socket = InetSocketAddress::ConvertFrom(address);
    std::ostringstream text;
    text << socket.GetIpv4();
    return py::make_tuple(text.str(), socket.GetPort());
}

} // namespace

void
ScenarioSocket::BindSocket(const ScenarioHost& host,
                           const Ptr<Socket>& socket,
                           bool isByteStream,
                           uint16_t port)
{
    host.TakePort(port);
    if (isByteStream)
    {
        TcpOptions().Apply(socket);
    }
    if (socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port)) != 0)
    {
        throw ParameterError("port " + std::to_string(port) + " of host " + host.Name() +
                             " is taken, allowed: one that is free, or 0 for any of those");
    }
}

ScenarioSocket::ScenarioSocket(ScenarioHost& host, const Ptr<Socket>& socket, bool isByteStream)
    : SimulatedPart(host.World()),
      m_socket(socket),
      m_whose(host.Whose()),
      m_isByteStream(isByteStream)
{
}

std::shared_ptr<ScenarioSocket>
ScenarioSocket::Open(ScenarioHost& host, const std::string& transport, uint16_t port)
{
    const ScenarioTransport found = host.Transport(transport);
    host.World().Begin();
    const Ptr<Socket> socket = Socket::CreateSocket(host.GetNode(), found.factory);
    BindSocket(host, socket, found.isByteStream, port);
    return Adopt(host, socket, found.isByteStream);
}

std::shared_ptr<ScenarioSocket>
ScenarioSocket::Adopt(ScenarioHost& host, const Ptr<Socket>& socket, bool isByteStream)
{
    std::shared_ptr<ScenarioSocket> made(new ScenarioSocket(host, socket, isByteStream));
    made->Attach();
    return made;
}

void
ScenarioSocket::Attach(bool hearsOfRoom)
{
    World().Add(shared_from_this());
    const std::weak_ptr<ScenarioSocket> weak = weak_from_this();
    m_socket->SetRecvCallback(Callback<void, Ptr<Socket>>([weak](Ptr<Socket> socket) {
        if (const auto self = weak.lock())
        {
            self->Read(socket);
        }
    }));
    if (!m_isByteStream)
    {
        return;
    }
    if (hearsOfRoom)
    {
        m_socket->SetSendCallback(
            Callback<void, Ptr<Socket>, uint32_t>([weak](Ptr<Socket>, uint32_t) {
                if (const auto self = weak.lock())
                {
                    self->Writable();
                }
            }));
    }
    using Told = Callback<void, Ptr<Socket>>;
    const Told connected([weak](Ptr<Socket>) { Tell(weak, &ScenarioSocket::m_onConnected); });
    const Told closed([weak](Ptr<Socket>) { Tell(weak, &ScenarioSocket::m_onClosed); });
    m_socket->SetConnectCallback(connected, closed);
    m_socket->SetCloseCallbacks(closed, closed);
}

void
ScenarioSocket::Tell(const std::weak_ptr<ScenarioSocket>& weak, py::object ScenarioSocket::*member)
{
    if (const auto self = weak.lock())
    {
        self->World().Call(self->m_whose, (*self).*member);
    }
}

void
ScenarioSocket::Writable()
{
    World().Call(m_whose, m_onWritable);
}

void
ScenarioSocket::Read(const Ptr<Socket>& socket)
{
    Address from;
    while (const Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (m_isByteStream && packet->GetSize() == 0)
        {
            break; // the end of a stream
        }
        m_receivedBytes += packet->GetSize();
        m_received.Add({World().Now(), packet->GetSize()});
        if (m_onReceive && !m_onReceive.is_none())
        {
            World().Call(m_whose, m_onReceive, ToBytes(packet), ToPython(from));
        }
    }
}

void
ScenarioSocket::Connect(const ScenarioHost& to, uint16_t port)
{
    to.RequireOpen();
    World().Begin();
    if (m_socket->Connect(InetSocketAddress(to.Address(), port)) != 0)
    {
        throw ParameterError("port " + std::to_string(port) + " of host " + to.Name() +
                             " cannot be connected to, allowed: hosts to which there is a route");
    }
}

uint32_t
ScenarioSocket::Count(int bytes)
{
    if (bytes >= 0)
    {
        m_sentBytes += static_cast<uint32_t>(bytes);
        return static_cast<uint32_t>(bytes);
    }
    switch (m_socket->GetErrno())
    {
    case Socket::ERROR_NOTCONN:
        throw ParameterError("the socket is not connected, allowed: after connect()");
    case Socket::ERROR_SHUTDOWN:
        throw ParameterError("the socket is closed, allowed: before close()");
    default:
        return 0;
    }
}

uint32_t
ScenarioSocket::Send(const Ptr<Packet>& payload)
{
    World();
    constexpr uint32_t MOST = 65507;
    if (!m_isByteStream && payload->GetSize() > MOST)
    {
        throw ParameterError("payload has " + std::to_string(payload->GetSize()) +
                             " bytes, allowed: 0 to " + std::to_string(MOST) + " in a datagram");
    }
    const uint32_t room = m_isByteStream ? m_socket->GetTxAvailable() : payload->GetSize();
    const uint32_t bytes = std::min(payload->GetSize(), room);
    if (m_isByteStream && bytes == 0)
    {
        return 0;
    }
    const Ptr<Packet> part =
        bytes == payload->GetSize() ? payload : payload->CreateFragment(0, bytes);
    int taken = -1;
    World().Act([this, &part, &taken] { taken = m_socket->Send(part); });
    return Count(taken);
}

void
ScenarioSocket::Close()
{
    World().Act([this] { m_socket->Close(); });
}

uint16_t
ScenarioSocket::Port() const
{
    if (!m_socket)
    {
        return m_port;
    }
    Address own;
    m_socket->GetSockName(own);
    return InetSocketAddress::ConvertFrom(own).GetPort();
}

void
ScenarioSocket::DoLeave()
{
    m_port = Port();
    m_socket = nullptr;
    for (auto* callback : {&m_onReceive, &m_onWritable, &m_onConnected, &m_onClosed})
    {
        *callback = py::none();
    }
}

ScenarioListener::ScenarioListener(const std::shared_ptr<ScenarioHost>& host,
                                   const Ptr<Socket>& socket,
                                   py::object onAccept)
    : SimulatedPart(host->World()),
      m_host(host),
      m_socket(socket),
      m_onAccept(std::move(onAccept))
{
}

std::shared_ptr<ScenarioListener>
ScenarioListener::Open(const std::shared_ptr<ScenarioHost>& host,
                       uint16_t port,
                       const std::string& transport,
                       const py::object& onAccept)
{
    const ScenarioTransport found = host->Transport(transport);
    if (!found.isByteStream)
    {
        throw ParameterError("transport is '" + transport +
                             "', allowed: cm, coupled, tcp, which have connections");
    }
    host->World().Begin();
    const Ptr<Socket> socket = Socket::CreateSocket(host->GetNode(), found.factory);
    ScenarioSocket::BindSocket(*host, socket, true, port);
    std::shared_ptr<ScenarioListener> made(new ScenarioListener(host, socket, onAccept));
    host->World().Add(made);
    const std::weak_ptr<ScenarioListener> weak = made;
    socket->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>([weak](Ptr<Socket> accepted, const Address&) {
            if (const auto self = weak.lock())
            {
                self->Accept(accepted);
            }
        }));
    socket->Listen();
    return made;
}

void
ScenarioListener::Accept(const Ptr<Socket>& socket)
{
    m_accepted.push_back(ScenarioSocket::Adopt(*m_host, socket, true));
    World().Call(m_host->Whose(), m_onAccept, m_accepted.back());
}

void
ScenarioListener::DoLeave()
{
    m_socket = nullptr;
    m_onAccept = py::none();
}

void
BindSockets(py::module_& module, HostClass& host)
{
    py::class_<ScenarioSocket, std::shared_ptr<ScenarioSocket>>(
        module,
        "Socket",
        "A socket of a host. What arrives is read at once and recorded.")
        .def(
            "connect",
            [](ScenarioSocket& socket, const ScenarioHost& to, const py::object& port) {
                socket.Connect(to, ReadPort(port));
            },
            py::arg("to"),
            py::arg("port"),
            "Connect to a host; with TCP it takes a round trip.")
        .def(
            "send",
            [](ScenarioSocket& socket, const py::object& payload) {
                return socket.Send(ReadPayload(payload));
            },
            py::arg("payload"),
            "Send bytes, or so many of them; returns how many were taken, 0 if there is no room.")
        .def("close",
             &ScenarioSocket::Close,
             "End the connection when all that was sent has arrived.")
        .def("on_receive",
             &ScenarioSocket::OnReceive,
             py::arg("callback"),
             "Call callback(data, (address, port)) for what arrives; None for nobody.")
        .def("on_writable",
             &ScenarioSocket::OnWritable,
             py::arg("callback"),
             "Call callback() when there is room again; None for nobody.")
        .def("on_connected",
             &ScenarioSocket::OnConnected,
             py::arg("callback"),
             "Call callback() when the connection stands; None for nobody.")
        .def("on_closed",
             &ScenarioSocket::OnClosed,
             py::arg("callback"),
             "Call callback() when the peer has closed, or the connection failed; None for nobody.")
        .def_property_readonly("port", &ScenarioSocket::Port, "The port of this end.")
        .def_property_readonly("sent_bytes",
                               &ScenarioSocket::SentBytes,
                               "Bytes that send() has taken so far.")
        .def_property_readonly("received_bytes",
                               &ScenarioSocket::ReceivedBytes,
                               "Bytes that arrived so far.")
        .def_property_readonly(
            "received",
            [](const ScenarioSocket& socket) { return socket.Received().ToNumpy(); },
            "What arrived: time_s, bytes.");

    py::class_<ScenarioListener, std::shared_ptr<ScenarioListener>>(module,
                                                                    "Listener",
                                                                    "Takes connections.")
        .def_property_readonly("accepted",
                               &ScenarioListener::Accepted,
                               "The connections, in the order in which they came.");

    host.def(
            "socket",
            [](ScenarioHost& self, const std::string& transport, const py::object& port) {
                return ScenarioSocket::Open(self, transport, ReadPort(port, 0));
            },
            py::arg("transport") = "udp",
            py::kw_only(),
            py::arg("port") = 0,
            "Open a socket: udp, tcp, or with the Congestion Manager cm (TCP/CM) or cm_udp, or "
            "coupled.")
        .def(
            "listen",
            [](const std::shared_ptr<ScenarioHost>& self,
               const py::object& port,
               const std::string& transport,
               const py::object& onAccept) {
                return ScenarioListener::Open(self,
                                              ReadPort(port),
                                              transport,
                                              ReadCallback(onAccept));
            },
            py::arg("port"),
            py::kw_only(),
            py::arg("transport") = "tcp",
            py::arg("on_accept") = py::none(),
            "Take connections, and call on_accept(socket) for each.");
}

} // namespace qos
} // namespace ns3
