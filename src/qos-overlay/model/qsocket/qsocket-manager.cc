/* SPDX-License-Identifier: GPL-2.0-only */

#include "qsocket-manager.h"

#include "device-table.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/socket-factory.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("QSocketManager");
NS_OBJECT_ENSURE_REGISTERED(QSocketManager);

namespace
{

const QStatus BAD_SOCKET{EBADF, "the socket is not an open socket of this host"};
const QStatus NOT_ATTACHED{ENOTCONN, "the socket is not attached; attach it with qattach first"};

/** @return the present time, for a core */
Nanoseconds
Now()
{
    return ToCore(Simulator::Now());
}

} // namespace

TypeId
QSocketManager::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::QSocketManager")
            .SetParent<Object>()
            .SetGroupName("QosOverlay")
            .AddConstructor<QSocketManager>()
            .AddAttribute("SendBuffer",
                          "Bytes that a datagram socket may have in the host (65536, as Linux 2.4 "
                          "had); 0 for no limit.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&QSocketManager::m_sendBuffer),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Blocking",
                          "Whether a message that does not fit blocks the sender; otherwise it is "
                          "refused with EAGAIN.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&QSocketManager::m_isBlocking),
                          MakeBooleanChecker())
            .AddAttribute(
                "OneDiscipline",
                "Whether all devices of the host must run the same discipline, as in the paper.",
                BooleanValue(false),
                MakeBooleanAccessor(&QSocketManager::m_oneDiscipline),
                MakeBooleanChecker());
    return tid;
}

QSocketManager::QSocketManager() = default;

QSocketManager::~QSocketManager() = default;

Ptr<QSocketManager>
QSocketManager::Of(Ptr<Node> node)
{
    Ptr<QSocketManager> manager = node->GetObject<QSocketManager>();
    if (!manager)
    {
        manager = CreateObject<QSocketManager>();
        node->AggregateObject(manager);
    }
    return manager;
}

void
QSocketManager::NotifyNewAggregate()
{
    if (!m_node)
    {
        m_node = GetObject<Node>();
        if (m_node)
        {
            m_nodeId = m_node->GetId();
            m_devices = std::make_unique<DeviceTable>(m_node);
            m_departures =
                std::make_unique<DepartureMonitor>(m_node, [this](SocketKey key, uint32_t bytes) {
                    BytesLeft(key, bytes);
                });
        }
    }
    Object::NotifyNewAggregate();
}

void
QSocketManager::DoDispose()
{
    for (QSocket* socket : m_sockets)
    {
        if (socket)
        {
            socket->m_device = nullptr;
            socket->m_manager = nullptr;
        }
    }
    m_sockets.clear();
    m_wrapped.clear();
    Simulator::Cancel(m_watch);
    m_departures.reset();
    m_devices.reset();
    m_node = nullptr;
    Object::DoDispose();
}

QStatus
QSocketManager::Init(const std::string& device,
                     const std::string& scheduler,
                     const QSockInitSettings& settings)
{
    if (!settings.isPrivileged)
    {
        return {EPERM,
                "qsockinit changes the network configuration and needs the privilege to do so"};
    }
    // packets that are moved from one root disc to the other have not left
    m_departures->Pause();
    const QResult<ManagedDevice*> made =
        m_devices->Init(device, scheduler, settings, m_oneDiscipline);
    m_departures->Watch();
    if (made)
    {
        made.value->GetPoint().Start();
    }
    return made.status;
}

QResult<Ptr<QSocket>>
QSocketManager::OpenSocket(TypeId factory)
{
    const Ptr<SocketFactory> sockets = m_node->GetObject<SocketFactory>(factory);
    if (!sockets)
    {
        return {
            nullptr,
            {EPROTONOSUPPORT, "node " + std::to_string(m_nodeId) + " has no " + factory.GetName()}};
    }
    return Wrap(sockets->CreateSocket());
}

QResult<Ptr<QSocket>>
QSocketManager::Wrap(Ptr<Socket> socket)
{
    if (!socket || socket->GetNode() != m_node)
    {
        return {nullptr, BAD_SOCKET};
    }
    if (m_wrapped.count(socket) != 0)
    {
        return {nullptr, {EEXIST, "the socket is a QSocket already"}};
    }
    if (!m_departures->IsWatching())
    {
        m_departures->Watch();
        // again when the set-up is over, for root queue discs that are still to be installed
        Simulator::Cancel(m_watch);
        m_watch = Simulator::ScheduleNow(&DepartureMonitor::Watch, m_departures.get());
    }
    const SocketKey key = m_keys.Take();
    const uint32_t slot = SocketKeys::SlotOf(key);
    if (slot >= m_sockets.size())
    {
        m_sockets.resize(static_cast<std::size_t>(slot) + 1);
    }
    const Ptr<QSocket> made = CreateObject<QSocket>();
    made->Open(this, key, socket, m_sendBuffer, m_isBlocking);
    m_sockets[slot] = PeekPointer(made);
    m_wrapped[socket] = key;
    return {made, {}};
}

QResult<Ptr<QSocket>>
QSocketManager::CreateQSocket(TypeId factory, const QosParams& params)
{
    QResult<Ptr<QSocket>> opened = OpenSocket(factory);
    if (!opened)
    {
        return opened;
    }
    const QStatus status = Attach(opened.value, params);
    if (!status)
    {
        Close(opened.value);
        return {nullptr, status};
    }
    return opened;
}

QStatus
QSocketManager::Attach(Ptr<QSocket> socket, const QosParams& params)
{
    if (const QStatus status = CheckOpen(socket); !status)
    {
        return status;
    }
    if (socket->IsAttached())
    {
        return {EISCONN, "the socket is attached already; change its attributes with qchange"};
    }
    const QResult<ManagedDevice*> found = m_devices->Find(params.device);
    if (!found)
    {
        return found.status;
    }
    ManagedDevice& device = *found.value;
    if (params.scheduler != device.GetSchedulerName())
    {
        return {EINVAL,
                "device " + params.device + " runs scheduler " + device.GetSchedulerName() +
                    ", not '" + params.scheduler + "'"};
    }
    if (!params.attributes)
    {
        return {EINVAL, "no attributes were given for scheduler " + device.GetSchedulerName()};
    }
    const bool isAbove = device.GetPoint().Position() == SchedulerPosition::AboveStack;
    if (isAbove && socket->IsByteStream())
    {
        return {EOPNOTSUPP,
                "a byte stream cannot be scheduled above the stack, where it has no messages"};
    }
    try
    {
        const StreamId stream =
            device.AddStream(*socket, socket->m_key, socket->m_socket, *params.attributes);
        socket->Join(&device, stream);
    }
    catch (const SchedulerError& error)
    {
        return {EINVAL, error.what()};
    }
    return {};
}

QStatus
QSocketManager::Detach(Ptr<QSocket> socket)
{
    if (const QStatus status = CheckAttached(socket); !status)
    {
        return status;
    }
    RemoveStream(*socket);
    return {};
}

QStatus
QSocketManager::Change(Ptr<QSocket> socket, const StreamAttributes& attributes)
{
    if (const QStatus status = CheckAttached(socket); !status)
    {
        return status;
    }
    try
    {
        socket->m_device->GetScheduler().ChangeStream(socket->m_stream, attributes, Now());
        socket->m_device->GetPoint().AskAgain();
    }
    catch (const SchedulerError& error)
    {
        return {EINVAL, error.what()};
    }
    return {};
}

QResult<QSocketInfo>
QSocketManager::GetInfo(Ptr<const QSocket> socket) const
{
    if (const QStatus status = CheckAttached(socket); !status)
    {
        return {{}, status};
    }
    const ManagedDevice& device = *socket->m_device;
    const StreamScheduler& scheduler = device.GetScheduler();
    QSocketInfo info;
    info.device = device.GetName();
    info.scheduler = device.GetSchedulerName();
    info.counters = scheduler.Counters(socket->m_stream);
    info.counters.rate = info.counters.RateAt(Now());
    info.specifics = scheduler.Specifics(socket->m_stream);
    socket->FillStackInfo(info);
    return {info, {}};
}

QStatus
QSocketManager::Link(const std::vector<Ptr<QSocket>>& sockets, const StreamAttributes& attributes)
{
    if (sockets.size() < 2)
    {
        return {EINVAL, "at least two sockets are needed for a group"};
    }
    std::vector<StreamId> streams;
    for (const Ptr<QSocket>& socket : sockets)
    {
        if (const QStatus status = CheckAttached(socket); !status)
        {
            return status;
        }
        if (socket->m_device != sockets.front()->m_device)
        {
            return {EINVAL,
                    "the sockets are attached to different devices; a group belongs to one device"};
        }
        streams.push_back(socket->m_stream);
    }
    try
    {
        sockets.front()->m_device->GetScheduler().LinkStreams(streams, attributes);
    }
    catch (const SchedulerError& error)
    {
        return {EINVAL, error.what()};
    }
    return {};
}

QStatus
QSocketManager::Close(Ptr<QSocket> socket)
{
    if (const QStatus status = CheckOpen(socket); !status)
    {
        return status;
    }
    socket->Abandon();
    Forget(*socket);
    socket->m_manager = nullptr;
    socket->m_socket->Close();
    return {};
}

void
QSocketManager::Forget(QSocket& socket)
{
    m_wrapped.erase(socket.m_socket);
    m_sockets[SocketKeys::SlotOf(socket.m_key)] = nullptr;
    m_keys.Release(socket.m_key);
    if (socket.m_device)
    {
        RemoveStream(socket);
    }
}

void
QSocketManager::RemoveStream(QSocket& socket)
{
    // whoever hears of dropped packets meanwhile finds a socket without a stream
    ManagedDevice* device = std::exchange(socket.m_device, nullptr);
    const StreamId stream = std::exchange(socket.m_stream, BEST_EFFORT);
    device->RemoveStream(stream, socket.m_key);
}

QStatus
QSocketManager::SetFilter(const std::string& device, const Filter& filter)
{
    const QResult<ManagedDevice*> found = m_devices->Find(device);
    if (!found)
    {
        return found.status;
    }
    const ManagedDevice* managed = found.value;
    SocketClassifier::Filter toStream;
    if (filter)
    {
        toStream = [filter,
                    managed](const SocketClassifier::PacketView& view) -> std::optional<StreamId> {
            const Ptr<QSocket> socket = filter(view);
            return socket && socket->m_device == managed ? std::optional<StreamId>(socket->m_stream)
                                                         : std::nullopt;
        };
    }
    if (!managed->GetPoint().SetFilter(toStream))
    {
        return {EOPNOTSUPP,
                "device " + device + " is scheduled above the stack, where there are no headers"};
    }
    return {};
}

std::string
QSocketManager::NameOf(Ptr<NetDevice> device) const
{
    return m_devices->NameOf(device);
}

const StreamScheduler*
QSocketManager::GetScheduler(const std::string& device) const
{
    const QResult<ManagedDevice*> found = m_devices->Find(device);
    return found ? &found.value->GetScheduler() : nullptr;
}

QStatus
QSocketManager::CheckOpen(Ptr<const QSocket> socket) const
{
    return socket && FindSocket(socket->m_key) == PeekPointer(socket) ? QStatus() : BAD_SOCKET;
}

QStatus
QSocketManager::CheckAttached(Ptr<const QSocket> socket) const
{
    if (const QStatus status = CheckOpen(socket); !status)
    {
        return status;
    }
    return socket->IsAttached() ? QStatus() : NOT_ATTACHED;
}

QSocket*
QSocketManager::FindSocket(SocketKey key) const
{
    const uint32_t slot = SocketKeys::SlotOf(key);
    QSocket* socket = slot < m_sockets.size() ? m_sockets[slot] : nullptr;
    return socket && socket->m_key == key ? socket : nullptr;
}

void
QSocketManager::BytesLeft(SocketKey key, uint32_t bytes)
{
    QSocket* socket = FindSocket(key);
    if (!socket)
    {
        return;
    }
    socket->BytesLeft(bytes);
    if (socket->m_device)
    {
        socket->m_device->GetPoint().BytesLeft(socket->m_stream, bytes);
    }
}

} // namespace qos
} // namespace ns3
