/* SPDX-License-Identifier: GPL-2.0-only */

#include "qsocket-api.h"

#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace ns3
{
namespace qos
{

QSocketApi::QSocketApi(Ptr<Node> node, bool isPrivileged)
    : m_manager(QSocketManager::Of(node)),
      m_isPrivileged(isPrivileged)
{
}

int
QSocketApi::qsockinit(const std::string& device,
                      const std::string& scheduler,
                      std::shared_ptr<const SchedulerOptions> options)
{
    QSockInitSettings settings;
    settings.options = std::move(options);
    settings.isPrivileged = m_isPrivileged;
    return Return(m_manager->Init(device, scheduler, settings));
}

int
QSocketApi::socket(int domain, int type, int protocol)
{
    const auto factory = FactoryFor(domain, type, protocol);
    return factory ? Enter(m_manager->OpenSocket(factory.value)) : Return(factory.status);
}

int
QSocketApi::qsocket(int domain, int type, int protocol, const QosParams& params)
{
    const auto factory = FactoryFor(domain, type, protocol);
    return factory ? Enter(m_manager->CreateQSocket(factory.value, params))
                   : Return(factory.status);
}

int
QSocketApi::adopt(Ptr<Socket> socket)
{
    return Enter(m_manager->Wrap(socket));
}

int
QSocketApi::qattach(int fd, const QosParams& params)
{
    return Return(m_manager->Attach(Find(fd), params));
}

int
QSocketApi::qdetach(int fd)
{
    return Return(m_manager->Detach(Find(fd)));
}

int
QSocketApi::qchange(int fd, const StreamAttributes& attributes)
{
    return Return(m_manager->Change(Find(fd), attributes));
}

int
QSocketApi::qsend(int fd, Ptr<Packet> packet, const MessageFlags* flags)
{
    const Ptr<QSocket> socket = Find(fd);
    return socket ? ReturnSent(*socket, socket->Send(packet, flags ? *flags : MessageFlags()))
                  : ReturnNotOpen(fd);
}

int
QSocketApi::qsendto(int fd, Ptr<Packet> packet, const Address& to, const MessageFlags* flags)
{
    const Ptr<QSocket> socket = Find(fd);
    return socket ? ReturnSent(*socket, socket->SendTo(packet, flags ? *flags : MessageFlags(), to))
                  : ReturnNotOpen(fd);
}

int
QSocketApi::qinfo(int fd, QSocketInfo& info)
{
    const auto result = m_manager->GetInfo(Find(fd));
    if (result)
    {
        info = result.value;
    }
    return Return(result.status);
}

int
QSocketApi::qclose(int fd)
{
    const QStatus status = m_manager->Close(Find(fd));
    if (status)
    {
        m_sockets[static_cast<std::size_t>(fd)] = nullptr;
        m_free.push_back(fd);
    }
    return Return(status);
}

Ptr<QSocket>
QSocketApi::Find(int fd) const
{
    return fd >= 0 && static_cast<std::size_t>(fd) < m_sockets.size()
               ? m_sockets[static_cast<std::size_t>(fd)]
               : nullptr;
}

int
QSocketApi::Return(const QStatus& status)
{
    if (status)
    {
        return 0;
    }
    m_status = status;
    return -1;
}

int
QSocketApi::ReturnSent(const QSocket& socket, int sent)
{
    return sent < 0 ? Return(socket.GetStatus()) : sent;
}

int
QSocketApi::ReturnNotOpen(int fd)
{
    return Return({EBADF, "descriptor " + std::to_string(fd) + " is not open"});
}

int
QSocketApi::Enter(const QResult<Ptr<QSocket>>& made)
{
    if (!made)
    {
        return Return(made.status);
    }
    if (m_free.empty())
    {
        m_sockets.push_back(made.value);
        return static_cast<int>(m_sockets.size()) - 1;
    }
    const int fd = m_free.back();
    m_free.pop_back();
    m_sockets[static_cast<std::size_t>(fd)] = made.value;
    return fd;
}

QResult<TypeId>
QSocketApi::FactoryFor(int domain, int type, int protocol)
{
    if (domain != AF_INET && domain != AF_INET6)
    {
        return {TypeId(),
                {EAFNOSUPPORT,
                 "domain " + std::to_string(domain) +
                     " is not supported; allowed are AF_INET and AF_INET6"}};
    }
    const bool isUdp = type == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP);
    const bool isTcp = type == SOCK_STREAM && (protocol == 0 || protocol == IPPROTO_TCP);
    if (!isUdp && !isTcp)
    {
        return {TypeId(),
                {EPROTONOSUPPORT,
                 "type " + std::to_string(type) + " with protocol " + std::to_string(protocol) +
                     " is not supported; allowed are SOCK_DGRAM for UDP and SOCK_STREAM for TCP"}};
    }
    return {isUdp ? UdpSocketFactory::GetTypeId() : TcpSocketFactory::GetTypeId(), {}};
}

} // namespace qos
} // namespace ns3
