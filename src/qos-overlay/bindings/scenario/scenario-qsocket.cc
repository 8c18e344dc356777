/* SPDX-License-Identifier: GPL-2.0-only */

#include "scenario-qsocket.h"

#include "../option-arguments.h"
#include "../quantity-argument.h"
#include "../scheduler-options-argument.h"
#include "../stream-counters-dict.h"
#include "payload-argument.h"
#include "scenario-link.h"

#include "ns3/device-queue.h"
#include "ns3/ipv4.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-size.h"
#include "ns3/queue.h"
#include "ns3/tcp-options.h"
#include "ns3/time-conversion.h"

#include <optional>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param host a host
 * @param name eth0, eth1, ... for its links in order
 * @return the device
 */
Ptr<PointToPointNetDevice>
FindDevice(const ScenarioHost& host, const std::string& name)
{
    uint32_t links = 0;
    const Ptr<Node>& node = host.GetNode();
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        const auto device = DynamicCast<PointToPointNetDevice>(node->GetDevice(i));
        if (device && "eth" + std::to_string(links++) == name)
        {
            return device;
        }
    }
    throw ParameterError("device of host " + host.Name() + " is '" + name + "', allowed: eth0" +
                         (links > 1 ? " to eth" + std::to_string(links - 1) : ""));
}

/**
 * @param demand as Python gave it
 * @return what a stream wants
 */
const StreamDemand&
ReadDemand(const py::object& demand)
{
    if (!py::isinstance<StreamDemand>(demand))
    {
        throw ParameterError("demand is " + py::repr(demand).cast<std::string>() +
                             ", allowed: a Demand of qos_overlay.schedulers");
    }
    return demand.cast<const StreamDemand&>();
}

} // namespace

ScenarioQSocket::ScenarioQSocket(ScenarioHost& host,
                                 const Ptr<QSocketManager>& manager,
                                 const Ptr<QSocket>& qsocket,
                                 std::string device)
    : ScenarioSocket(host, qsocket->GetSocket(), qsocket->IsByteStream()),
      m_manager(manager),
      m_qsocket(qsocket),
      m_device(std::move(device))
{
}

void
ScenarioQSocket::Require(const QStatus& status)
{
    if (!status)
    {
        throw ParameterError(status.message);
    }
}

void
ScenarioQSocket::InitDevice(const ScenarioHost& host,
                            const std::string& device,
                            const std::string& deviceQueue,
                            const std::string& scheduler,
                            const QSockInitSettings& settings)
{
    const Ptr<PointToPointNetDevice> found = FindDevice(host, device);
    const auto queue = DeviceQueue::FromText(deviceQueue);
    if (!queue)
    {
        throw ParameterError("device_queue is '" + deviceQueue +
                             "', allowed: " + DeviceQueue::ALLOWED);
    }
    const Ptr<QSocketManager> manager = QSocketManager::Of(host.GetNode());
    const QueueSize before = found->GetQueue()->GetMaxSize();
    queue->Install(found);
    const QStatus status = manager->Init(manager->NameOf(found), scheduler, settings);
    if (!status)
    {
        found->GetQueue()->SetMaxSize(before);
    }
    Require(status);
    ScenarioLink::FollowQueueDisc(host.World(), found);
}

std::shared_ptr<ScenarioQSocket>
ScenarioQSocket::Open(ScenarioHost& host,
                      const std::string& transport,
                      uint16_t port,
                      const std::string& device)
{
    const ScenarioTransport found = host.Transport(transport);
    host.World().Begin();
    const Ptr<QSocketManager> manager = QSocketManager::Of(host.GetNode());
    const std::string name = manager->NameOf(FindDevice(host, device));
    const QResult<Ptr<QSocket>> opened = manager->OpenSocket(found.factory);
    Require(opened.status);
    try
    {
        BindSocket(host, opened.value->GetSocket(), found.isByteStream, port);
    }
    catch (const ParameterError&)
    {
        manager->Close(opened.value);
        throw;
    }
    std::shared_ptr<ScenarioQSocket> made(new ScenarioQSocket(host, manager, opened.value, name));
    made->AttachQ();
    return made;
}

void
ScenarioQSocket::AttachQ()
{
    Attach(false); // QSocket hears of it, and tells
    const auto weak = std::weak_ptr<ScenarioQSocket>(
        std::static_pointer_cast<ScenarioQSocket>(shared_from_this()));
    m_qsocket->SetReportCallback(Callback<void, Ptr<QSocket>, const MessageReport&>(
        [weak](Ptr<QSocket>, const MessageReport& report) {
            if (const auto self = weak.lock())
            {
                self->Reported(report);
            }
        }));
    m_qsocket->SetWritableCallback(Callback<void, Ptr<QSocket>>([weak](Ptr<QSocket>) {
        if (const auto self = weak.lock())
        {
            self->Writable();
        }
    }));
}

void
ScenarioQSocket::Demand(const StreamDemand& demand)
{
    World();
    const StreamScheduler* scheduler = m_manager->GetScheduler(m_device);
    if (scheduler == nullptr)
    {
        throw ParameterError("device of the socket has no scheduler, allowed: after qsockinit()");
    }
    QosParams params;
    params.device = m_device;
    params.scheduler = scheduler->Name();
    params.attributes = SchedulerRegistry::Instance().AttributesFor(params.scheduler, demand);
    World().Act([this, &params] {
        Require(m_qsocket->IsAttached() ? m_manager->Change(m_qsocket, *params.attributes)
                                        : m_manager->Attach(m_qsocket, params));
    });
}

void
ScenarioQSocket::Detach()
{
    World().Act([this] { Require(m_manager->Detach(m_qsocket)); });
}

uint32_t
ScenarioQSocket::Send(const Ptr<Packet>& payload, const MessageFlags& flags)
{
    int bytes = -1;
    World().Act([this, &payload, &flags, &bytes] { bytes = m_qsocket->Send(payload, flags); });
    if (bytes >= 0)
    {
        return Count(bytes);
    }
    const QStatus& status = m_qsocket->GetStatus();
    if (status.error != EAGAIN && status.error != EALREADY)
    {
        throw ParameterError(status.message);
    }
    return 0;
}

void
ScenarioQSocket::Close()
{
    World().Act([this] { Require(m_manager->Close(m_qsocket)); });
}

py::dict
ScenarioQSocket::Info() const
{
    World();
    const QResult<QSocketInfo> asked = m_manager->GetInfo(m_qsocket);
    Require(asked.status);
    const QSocketInfo& info = asked.value;
    py::dict dict = ToDict(info.counters);
    dict["device"] = info.device;
    dict["scheduler"] = info.scheduler;
    dict["rate_bps"] = info.counters.RateAt(World().Now());
    dict["send_buffer_bytes"] = info.sendBufferBytes;
    dict["send_buffer_used"] = info.sendBufferUsed;
    for (const auto& [name, value] : info.specifics)
    {
        dict[name.c_str()] = value;
    }
    return dict;
}

void
ScenarioQSocket::Reported(const MessageReport& report)
{
    constexpr int64_t NO_REASON = -1;
    const bool isDropped = report.end == MessageReport::End::Dropped;
    m_reports.Add({World().Now(),
                   report.message,
                   static_cast<uint32_t>(report.kind),
                   static_cast<uint32_t>(report.end),
                   isDropped ? static_cast<int64_t>(report.reason) : NO_REASON,
                   report.lateness});
    if (m_onReport && !m_onReport.is_none())
    {
        World().Call(Whose(), m_onReport, py::cast(report));
    }
}

void
ScenarioQSocket::DoLeave()
{
    ScenarioSocket::DoLeave();
    m_lastMessage = m_qsocket->GetLastMessage();
    m_qsocket = nullptr;
    m_manager = nullptr;
    m_onReport = py::none();
}

void
BindQSockets(py::module_& module, HostClass& host)
{
    py::class_<ScenarioQSocket, ScenarioSocket, std::shared_ptr<ScenarioQSocket>>(
        module,
        "QSocket",
        "A socket whose messages a scheduler of its host knows (QSockets, section 2.2).")
        .def(
            "send",
            [](ScenarioQSocket& socket,
               const py::object& payload,
               const py::object& deadline,
               bool droppable,
               const py::object& kind,
               bool endOfMessage,
               const py::object& unit,
               const py::object& messageBytes) {
                constexpr uint64_t MOST_KIND = 255;
                MessageFlags flags;
                flags.droppable = droppable;
                if (!deadline.is_none())
                {
                    flags.deadline =
                        ToSimulator(socket.World().Now() + ReadTime(deadline, "deadline"));
                }
                flags.kind = static_cast<uint8_t>(ReadWhole(kind, "kind", 0, MOST_KIND));
                flags.endOfMessage = endOfMessage;
                flags.unit = ReadWhole(unit, "unit", 0, UINT64_MAX);
                flags.messageBytes = ReadWhole32(messageBytes, "message_bytes");
                return socket.Send(ReadPayload(payload), flags);
            },
            py::arg("payload"),
            py::kw_only(),
            py::arg("deadline") = py::none(),
            py::arg("droppable") = true,
            py::arg("kind") = 0,
            py::arg("end_of_message") = true,
            py::arg("unit") = 0,
            py::arg("message_bytes") = 0,
            "Send a message (qsend); returns how many bytes were taken, 0 if there is no room. "
            "deadline: how long from now it is of use; droppable: whether it may be dropped; "
            "kind: your mark, for reports; unit: messages of linked sockets with the same one "
            "belong together; end_of_message, message_bytes: for one in several datagrams.")
        .def(
            "demand",
            [](ScenarioQSocket& socket, const py::object& demand) {
                socket.Demand(ReadDemand(demand));
            },
            py::arg("demand"),
            "Give the socket a stream that wants this (qattach), or want something else "
            "(qchange); a Demand of qos_overlay.schedulers.")
        .def("detach", &ScenarioQSocket::Detach, "Take the stream away (qdetach).")
        .def("close", &ScenarioQSocket::Close, "Close the socket; what is queued is dropped.")
        .def("info", &ScenarioQSocket::Info, "What scheduler and stack know of it (qinfo).")
        .def_property_readonly("last_message",
                               &ScenarioQSocket::LastMessage,
                               "Number of the message that was taken last, from 1.")
        .def("on_report",
             &ScenarioQSocket::OnReport,
             py::arg("callback"),
             "Call callback(report) with a MessageReport of qos_overlay.schedulers for what became "
             "of each message; None for nobody.")
        .def_property_readonly(
            "reports",
            [](const ScenarioQSocket& socket) { return socket.Reports().ToNumpy(); },
            "What became of messages: time_s, message, kind, end (of schedulers.End), reason (of "
            "schedulers.DropReason, -1 unless dropped), lateness_s.");

    host.def(
            "qsockinit",
            [](const ScenarioHost& self,
               const std::string& scheduler,
               const std::string& device,
               const std::string& deviceQueue,
               const std::string& position,
               const py::object& bestEffortPackets,
               const py::object& streamPackets,
               const py::kwargs& options) {
                QSockInitSettings settings;
                settings.options = ReadSchedulerOptions(scheduler, options);
                settings.limits.bestEffortPackets =
                    ReadWhole32(bestEffortPackets, "best_effort_packets", 1);
                settings.limits.streamPackets = ReadWhole32(streamPackets, "stream_packets", 1);
                settings.position =
                    ReadWord<SchedulerPosition>(py::str(position),
                                                "position",
                                                {{"below_stack", SchedulerPosition::BelowStack},
                                                 {"above_stack", SchedulerPosition::AboveStack}});
                ScenarioQSocket::InitDevice(self, device, deviceQueue, scheduler, settings);
            },
            py::arg("scheduler"),
            py::kw_only(),
            py::arg("device") = "eth0",
            py::arg("device_queue") = "1p",
            py::arg("position") = "below_stack",
            py::arg("best_effort_packets") = SchedulerLimits().bestEffortPackets,
            py::arg("stream_packets") = SchedulerLimits().streamPackets,
            "Run a scheduler at a link of the host (qsockinit): one of schedulers.names(), and its "
            "options as of schedulers.create(). device_queue: what waits below it, such as 1p, 16p "
            "or bql; position: below_stack, where packets are seen, or above_stack, where whole "
            "messages are.")
        .def(
            "qsocket",
            [](ScenarioHost& self,
               const py::object& demand,
               const std::string& transport,
               const py::object& port,
               const std::string& device,
               const py::object& sendBuffer,
               bool blocking) {
                const std::optional<uint32_t> buffer =
                    sendBuffer.is_none() ? std::nullopt
                                         : std::optional(ReadWhole32(sendBuffer, "send_buffer"));
                auto socket = ScenarioQSocket::Open(self, transport, ReadPort(port, 0), device);
                if (buffer)
                {
                    socket->SetSendBuffer(*buffer);
                }
                socket->SetBlocking(blocking);
                if (!demand.is_none())
                {
                    try
                    {
                        socket->Demand(ReadDemand(demand));
                    }
                    catch (const std::exception&)
                    {
                        socket->Close();
                        throw;
                    }
                }
                return socket;
            },
            py::arg("demand") = py::none(),
            py::kw_only(),
            py::arg("transport") = "udp",
            py::arg("port") = 0,
            py::arg("device") = "eth0",
            py::arg("send_buffer") = py::none(),
            py::arg("blocking") = true,
            "Open a socket with a stream that wants this (qsocket); without a demand its messages "
            "are best effort. send_buffer: bytes that it may have in the host, 0 for no limit; "
            "blocking: take one message more than fits, and wait.");
}

} // namespace qos
} // namespace ns3
