/* SPDX-License-Identifier: GPL-2.0-only */

#include "qsocket-manager.h"

#include "device-scheduling.h"
#include "message-layer.h"

#include "ns3/boolean.h"
#include "ns3/channel.h"
#include "ns3/data-rate.h"
#include "ns3/join.h"
#include "ns3/log.h"
#include "ns3/loopback-net-device.h"
#include "ns3/names.h"
#include "ns3/simulator.h"
#include "ns3/socket-factory.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

#include <algorithm>

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

/** The root disciplines that ns-3 installs by itself and that hold no configuration of a user. */
const std::vector<std::string> REPLACEABLE{"ns3::FifoQueueDisc",
                                           "ns3::FqCoDelQueueDisc",
                                           "ns3::PfifoFastQueueDisc"};

/**
 * @param device a device
 * @return its rate or that of its channel; infinite if neither has one
 */
DataRate
LinkRateOf(Ptr<NetDevice> device)
{
    DataRateValue rate(DataRate(0));
    if (!device->GetAttributeFailSafe("DataRate", rate) && device->GetChannel())
    {
        device->GetChannel()->GetAttributeFailSafe("DataRate", rate);
    }
    return rate.Get();
}

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
            socket->m_point = nullptr;
            socket->m_manager = nullptr;
        }
    }
    m_sockets.clear();
    m_wrapped.clear();
    m_departures.reset();
    m_devices.clear();
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
    const Ptr<NetDevice> netDevice = FindDevice(device);
    if (!netDevice)
    {
        return {ENODEV, "there is no device '" + device + "' at node " + std::to_string(m_nodeId)};
    }
    if (const Device* entry = FindEntry(netDevice))
    {
        return {EEXIST,
                "device " + device + " is initialised already, with scheduler " + entry->scheduler};
    }
    const bool differs = !m_devices.empty() && m_devices.front()->scheduler != scheduler;
    if (m_oneDiscipline && differs)
    {
        return {EBUSY,
                "this host runs one discipline only, and that is " + m_devices.front()->scheduler};
    }
    if (settings.position == SchedulerPosition::BelowStack)
    {
        if (const QStatus status = CheckRootDisc(netDevice); !status)
        {
            return status;
        }
    }
    auto entry = std::make_unique<Device>();
    entry->device = netDevice;
    entry->name = device;
    entry->scheduler = scheduler;
    try
    {
        CreatePoint(*entry, settings);
    }
    catch (const SchedulerError& error)
    {
        return {EINVAL, error.what()};
    }
    m_devices.push_back(std::move(entry));
    m_departures->Watch();
    return {};
}

void
QSocketManager::CreatePoint(Device& entry, const QSockInitSettings& settings)
{
    Device* owner = &entry;
    const auto listener = [owner](const MessageReport& report) { MessageEnded(*owner, report); };
    const DataRate rate = LinkRateOf(entry.device);
    if (settings.position == SchedulerPosition::AboveStack)
    {
        auto scheduler =
            SchedulerRegistry::Instance().Create(entry.scheduler,
                                                 {ToCore(rate), settings.limits, settings.options});
        entry.point = std::make_unique<MessageLayer>(std::move(scheduler),
                                                     MessageLayer::DEFAULT_BYTES_BELOW,
                                                     listener);
        return;
    }
    const auto disc = CreateObject<SchedulerQueueDisc>();
    disc->SetAttribute("Scheduler", StringValue(entry.scheduler));
    disc->SetAttribute("LinkRate", DataRateValue(rate));
    disc->SetBestEffortLimit(settings.limits.bestEffortPackets);
    disc->SetStreamLimit(settings.limits.streamPackets);
    disc->SetOptions(settings.options);
    disc->CreateScheduler();
    entry.point = std::make_unique<DeviceScheduling>(entry.device, disc, listener);
}

QStatus
QSocketManager::CheckRootDisc(Ptr<NetDevice> device) const
{
    const Ptr<TrafficControlLayer> control = m_node->GetObject<TrafficControlLayer>();
    if (!control)
    {
        return {ENODEV, "node " + std::to_string(m_nodeId) + " has no traffic control layer"};
    }
    const Ptr<QueueDisc> root = control->GetRootQueueDiscOnDevice(device);
    if (!root)
    {
        return {};
    }
    const std::string type = root->GetInstanceTypeId().GetName();
    const bool isDefault =
        std::find(REPLACEABLE.begin(), REPLACEABLE.end(), type) != REPLACEABLE.end();
    if (!isDefault || root->GetNPacketFilters() > 0)
    {
        return {EBUSY,
                "the device has an incompatible root discipline, " + type + "; only " +
                    Join(REPLACEABLE) + " without filters are replaced"};
    }
    return {};
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
    if (m_wrapped.empty())
    {
        m_departures->Watch();
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
    const QResult<Device*> found = FindInitialised(params.device);
    if (!found)
    {
        return found.status;
    }
    Device* entry = found.value;
    if (params.scheduler != entry->scheduler)
    {
        return {EINVAL,
                "device " + params.device + " runs scheduler " + entry->scheduler + ", not '" +
                    params.scheduler + "'"};
    }
    if (!params.attributes)
    {
        return {EINVAL, "no attributes were given for scheduler " + entry->scheduler};
    }
    if (entry->point->TakesMessages() && socket->IsByteStream())
    {
        return {EOPNOTSUPP,
                "a byte stream cannot be scheduled above the stack, where it has no messages"};
    }
    try
    {
        const StreamId stream = entry->point->GetScheduler().AddStream(*params.attributes, Now());
        entry->owners.resize(
            std::max<std::size_t>(entry->owners.size(), static_cast<std::size_t>(stream) + 1));
        entry->owners[stream] = PeekPointer(socket);
        entry->point->Bind(socket->m_key, stream, socket->m_socket);
        socket->Join(entry->point.get(), stream, entry->device->GetMtu());
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
        socket->m_point->GetScheduler().ChangeStream(socket->m_stream, attributes, Now());
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
    const Device& entry = EntryOf(*socket);
    const StreamScheduler& scheduler = entry.point->GetScheduler();
    QSocketInfo info;
    info.device = entry.name;
    info.scheduler = entry.scheduler;
    info.counters = scheduler.Counters(socket->m_stream);
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
        if (socket->m_point != sockets.front()->m_point)
        {
            return {EINVAL,
                    "the sockets are attached to different devices; a group belongs to one device"};
        }
        streams.push_back(socket->m_stream);
    }
    try
    {
        sockets.front()->m_point->GetScheduler().LinkStreams(streams, attributes);
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
    Forget(*socket);
    socket->m_manager = nullptr;
    socket->m_socket->Close();
    return {};
}

void
QSocketManager::Forget(QSocket& socket)
{
    if (socket.m_point)
    {
        RemoveStream(socket);
    }
    m_wrapped.erase(socket.m_socket);
    m_sockets[SocketKeys::SlotOf(socket.m_key)] = nullptr;
    m_keys.Release(socket.m_key);
}

void
QSocketManager::RemoveStream(QSocket& socket)
{
    Device& entry = EntryOf(socket);
    entry.point->GetScheduler().RemoveStream(socket.m_stream, Now());
    entry.point->Unbind(socket.m_key);
    if (entry.point->TakesMessages())
    {
        static_cast<MessageLayer&>(*entry.point).BytesLeft(socket.m_sendBuffer.Used());
    }
    entry.owners[socket.m_stream] = nullptr;
    socket.m_point = nullptr;
    socket.m_stream = BEST_EFFORT;
}

QStatus
QSocketManager::SetFilter(const std::string& device, const Filter& filter)
{
    const QResult<Device*> found = FindInitialised(device);
    if (!found)
    {
        return found.status;
    }
    Device* entry = found.value;
    SocketClassifier::Filter toStream;
    if (filter)
    {
        const SchedulingPoint* point = entry->point.get();
        toStream = [filter,
                    point](const SocketClassifier::PacketView& view) -> std::optional<StreamId> {
            const Ptr<QSocket> socket = filter(view);
            return socket && socket->m_point == point ? std::optional<StreamId>(socket->m_stream)
                                                      : std::nullopt;
        };
    }
    if (!entry->point->SetFilter(toStream))
    {
        return {EOPNOTSUPP,
                "device " + device + " is scheduled above the stack, where there are no headers"};
    }
    return {};
}

std::string
QSocketManager::NameOf(Ptr<NetDevice> device) const
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < m_node->GetNDevices(); ++i)
    {
        if (m_node->GetDevice(i) == device)
        {
            return "eth" + std::to_string(number);
        }
        number += DynamicCast<LoopbackNetDevice>(m_node->GetDevice(i)) ? 0 : 1;
    }
    return "";
}

StreamScheduler*
QSocketManager::GetScheduler(const std::string& device) const
{
    const Device* entry = FindEntry(FindDevice(device));
    return entry ? &entry->point->GetScheduler() : nullptr;
}

Ptr<NetDevice>
QSocketManager::FindDevice(const std::string& name) const
{
    for (uint32_t i = 0; i < m_node->GetNDevices(); ++i)
    {
        const Ptr<NetDevice> device = m_node->GetDevice(i);
        const bool isLoopback = DynamicCast<LoopbackNetDevice>(device) != nullptr;
        const bool isNamed = !name.empty() && Names::FindName(device) == name;
        if (isNamed || (!isLoopback && NameOf(device) == name))
        {
            return device;
        }
    }
    return nullptr;
}

QSocketManager::Device*
QSocketManager::FindEntry(Ptr<NetDevice> device) const
{
    for (const auto& entry : m_devices)
    {
        if (entry->device == device)
        {
            return entry.get();
        }
    }
    return nullptr;
}

QResult<QSocketManager::Device*>
QSocketManager::FindInitialised(const std::string& name) const
{
    for (const auto& entry : m_devices)
    {
        if (entry->name == name)
        {
            return {entry.get(), {}};
        }
    }
    const Ptr<NetDevice> device = FindDevice(name);
    if (!device)
    {
        return {nullptr,
                {ENODEV, "there is no device '" + name + "' at node " + std::to_string(m_nodeId)}};
    }
    Device* entry = FindEntry(device);
    if (!entry)
    {
        return {nullptr,
                {ENOTCONN, "device " + name + " is not initialised; call qsockinit first"}};
    }
    return {entry, {}};
}

QSocketManager::Device&
QSocketManager::EntryOf(const QSocket& socket) const
{
    for (const auto& entry : m_devices)
    {
        if (entry->point.get() == socket.m_point)
        {
            return *entry;
        }
    }
    NS_FATAL_ERROR("an attached socket has no device");
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
    if (socket->m_point && socket->m_point->TakesMessages())
    {
        static_cast<MessageLayer*>(socket->m_point)->BytesLeft(bytes);
    }
}

void
QSocketManager::MessageEnded(const Device& entry, const MessageReport& report)
{
    QSocket* socket = report.stream < entry.owners.size() ? entry.owners[report.stream] : nullptr;
    if (socket)
    {
        socket->Report(report);
    }
}

} // namespace qos
} // namespace ns3
