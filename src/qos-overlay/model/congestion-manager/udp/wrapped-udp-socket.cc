/* SPDX-License-Identifier: GPL-2.0-only */

#include "wrapped-udp-socket.h"

#include "ns3/boolean.h"
#include "ns3/integer.h"
#include "ns3/ipv4-packet-info-tag.h"
#include "ns3/ipv6-packet-info-tag.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(WrappedUdpSocket);

namespace
{

/**
 * @tparam PacketTag the tag
 * @param packet loses it
 * @param isAskedFor unless this is true
 */
template <typename PacketTag>
void
RemoveUnless(bool isAskedFor, const Ptr<Packet>& packet)
{
    PacketTag tag;
    if (!isAskedFor)
    {
        packet->RemovePacketTag(tag);
    }
}

} // namespace

TypeId
WrappedUdpSocket::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::WrappedUdpSocket").SetParent<UdpSocket>().SetGroupName("QosOverlay");
    return tid;
}

WrappedUdpSocket::WrappedUdpSocket() = default;

WrappedUdpSocket::~WrappedUdpSocket()
{
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->Close();
    }
}

void
WrappedUdpSocket::DoDispose()
{
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->Close();
        m_socket = nullptr;
    }
    UdpSocket::DoDispose();
}

void
WrappedUdpSocket::Wrap(Ptr<Socket> socket)
{
    m_socket = socket;
    // all of them: an application may ask at any time, and nobody says when it does
    m_socket->SetRecvPktInfo(true);
    m_socket->SetIpRecvTos(true);
    m_socket->SetIpRecvTtl(true);
    m_socket->SetIpv6RecvTclass(true);
    m_socket->SetIpv6RecvHopLimit(true);
    m_socket->SetRecvCallback(MakeCallback(&WrappedUdpSocket::WrappedReceived, this));
}

void
WrappedUdpSocket::WrappedReceived(Ptr<Socket> /* socket */)
{
    Received();
}

void
WrappedUdpSocket::Received()
{
    NotifyDataRecv();
}

void
WrappedUdpSocket::Connected(const Address& /* peer */)
{
}

int
WrappedUdpSocket::Fail(SocketErrno error)
{
    m_errno = error;
    return -1;
}

int
WrappedUdpSocket::Result(int result)
{
    return result < 0 ? Fail(m_socket->GetErrno()) : result;
}

void
WrappedUdpSocket::PassSendOptions()
{
    if (m_socket->GetIpTos() != GetIpTos())
    {
        m_socket->SetIpTos(GetIpTos());
    }
    if (m_socket->GetPriority() != GetPriority())
    {
        m_socket->SetPriority(GetPriority());
    }
    if (IsManualIpv6Tclass())
    {
        m_socket->SetIpv6Tclass(GetIpv6Tclass());
    }
}

void
WrappedUdpSocket::AdoptTos()
{
    if (m_socket->GetIpTos() != GetIpTos())
    {
        SetIpTos(m_socket->GetIpTos());
    }
}

Ptr<Packet>
WrappedUdpSocket::WithTagsAskedFor(Ptr<Packet> packet) const
{
    if (packet)
    {
        RemoveUnless<Ipv4PacketInfoTag>(IsRecvPktInfo(), packet);
        RemoveUnless<Ipv6PacketInfoTag>(IsRecvPktInfo(), packet);
        RemoveUnless<SocketIpTosTag>(IsIpRecvTos(), packet);
        RemoveUnless<SocketIpTtlTag>(IsIpRecvTtl(), packet);
        RemoveUnless<SocketIpv6TclassTag>(IsIpv6RecvTclass(), packet);
        RemoveUnless<SocketIpv6HopLimitTag>(IsIpv6RecvHopLimit(), packet);
    }
    return packet;
}

Socket::SocketErrno
WrappedUdpSocket::GetErrno() const
{
    return m_errno;
}

Socket::SocketType
WrappedUdpSocket::GetSocketType() const
{
    return NS3_SOCK_DGRAM;
}

Ptr<Node>
WrappedUdpSocket::GetNode() const
{
    return m_socket->GetNode();
}

int
WrappedUdpSocket::FinishBind(int result)
{
    m_isBound = m_isBound || result == 0;
    return Result(result);
}

int
WrappedUdpSocket::Bind()
{
    return m_isBound ? Fail(ERROR_INVAL) : FinishBind(m_socket->Bind());
}

int
WrappedUdpSocket::Bind6()
{
    return m_isBound ? Fail(ERROR_INVAL) : FinishBind(m_socket->Bind6());
}

int
WrappedUdpSocket::Bind(const Address& address)
{
    if (m_isBound)
    {
        return Fail(ERROR_INVAL);
    }
    PassSendOptions();
    const int result = FinishBind(m_socket->Bind(address));
    AdoptTos();
    return result;
}

int
WrappedUdpSocket::Close()
{
    return Result(m_socket->Close());
}

int
WrappedUdpSocket::ShutdownSend()
{
    return Result(m_socket->ShutdownSend());
}

int
WrappedUdpSocket::ShutdownRecv()
{
    return Result(m_socket->ShutdownRecv());
}

int
WrappedUdpSocket::Connect(const Address& address)
{
    PassSendOptions();
    const int result = m_socket->Connect(address);
    AdoptTos();
    if (result == 0)
    {
        Connected(address);
        NotifyConnectionSucceeded();
        return 0;
    }
    NotifyConnectionFailed();
    return Fail(ERROR_AFNOSUPPORT);
}

int
WrappedUdpSocket::Listen()
{
    return Result(m_socket->Listen());
}

uint32_t
WrappedUdpSocket::GetTxAvailable() const
{
    return m_socket->GetTxAvailable();
}

int
WrappedUdpSocket::Send(Ptr<Packet> packet, uint32_t flags)
{
    PassSendOptions();
    return Result(m_socket->Send(packet, flags));
}

int
WrappedUdpSocket::SendTo(Ptr<Packet> packet, uint32_t flags, const Address& to)
{
    PassSendOptions();
    return Result(m_socket->SendTo(packet, flags, to));
}

uint32_t
WrappedUdpSocket::GetRxAvailable() const
{
    return m_socket->GetRxAvailable();
}

Ptr<Packet>
WrappedUdpSocket::Recv(uint32_t maxSize, uint32_t flags)
{
    Address from;
    return RecvFrom(maxSize, flags, from);
}

Ptr<Packet>
WrappedUdpSocket::RecvFrom(uint32_t maxSize, uint32_t flags, Address& from)
{
    const Ptr<Packet> packet = m_socket->RecvFrom(maxSize, flags, from);
    if (!packet)
    {
        m_errno = m_socket->GetErrno();
    }
    return WithTagsAskedFor(packet);
}

int
WrappedUdpSocket::GetSockName(Address& address) const
{
    return m_socket->GetSockName(address);
}

int
WrappedUdpSocket::GetPeerName(Address& address) const
{
    return m_socket->GetPeerName(address);
}

void
WrappedUdpSocket::BindToNetDevice(Ptr<NetDevice> device)
{
    UdpSocket::BindToNetDevice(device);
    m_socket->BindToNetDevice(device);
}

bool
WrappedUdpSocket::SetAllowBroadcast(bool isAllowed)
{
    return m_socket->SetAllowBroadcast(isAllowed);
}

bool
WrappedUdpSocket::GetAllowBroadcast() const
{
    return m_socket->GetAllowBroadcast();
}

void
WrappedUdpSocket::SetIpTtl(uint8_t ttl)
{
    UdpSocket::SetIpTtl(ttl);
    // also an attribute, which is set before there is a socket
    if (m_socket)
    {
        m_socket->SetIpTtl(ttl);
    }
}

void
WrappedUdpSocket::SetIpv6HopLimit(uint8_t hopLimit)
{
    UdpSocket::SetIpv6HopLimit(hopLimit);
    m_socket->SetIpv6HopLimit(hopLimit);
}

void
WrappedUdpSocket::Ipv6JoinGroup(Ipv6Address address,
                                Ipv6MulticastFilterMode filterMode,
                                std::vector<Ipv6Address> sources)
{
    m_socket->Ipv6JoinGroup(address, filterMode, sources);
}

void
WrappedUdpSocket::Ipv6LeaveGroup()
{
    m_socket->Ipv6LeaveGroup();
}

int
WrappedUdpSocket::MulticastJoinGroup(uint32_t interface, const Address& group)
{
    return Result(DynamicCast<UdpSocket>(m_socket)->MulticastJoinGroup(interface, group));
}

int
WrappedUdpSocket::MulticastLeaveGroup(uint32_t interface, const Address& group)
{
    return Result(DynamicCast<UdpSocket>(m_socket)->MulticastLeaveGroup(interface, group));
}

void
WrappedUdpSocket::SetOption(const char* name, const AttributeValue& value)
{
    if (m_socket)
    {
        m_socket->SetAttribute(name, value);
    }
}

template <typename Value>
Value
WrappedUdpSocket::Option(const char* name) const
{
    Value value;
    if (m_socket)
    {
        m_socket->GetAttribute(name, value);
    }
    return value;
}

void
WrappedUdpSocket::SetRcvBufSize(uint32_t size)
{
    SetOption("RcvBufSize", UintegerValue(size));
}

uint32_t
WrappedUdpSocket::GetRcvBufSize() const
{
    return static_cast<uint32_t>(Option<UintegerValue>("RcvBufSize").Get());
}

void
WrappedUdpSocket::SetIpMulticastTtl(uint8_t ttl)
{
    SetOption("IpMulticastTtl", UintegerValue(ttl));
}

uint8_t
WrappedUdpSocket::GetIpMulticastTtl() const
{
    return static_cast<uint8_t>(Option<UintegerValue>("IpMulticastTtl").Get());
}

void
WrappedUdpSocket::SetIpMulticastIf(int32_t interface)
{
    SetOption("IpMulticastIf", IntegerValue(interface));
}

int32_t
WrappedUdpSocket::GetIpMulticastIf() const
{
    return static_cast<int32_t>(Option<IntegerValue>("IpMulticastIf").Get());
}

void
WrappedUdpSocket::SetIpMulticastLoop(bool loop)
{
    SetOption("IpMulticastLoop", BooleanValue(loop));
}

bool
WrappedUdpSocket::GetIpMulticastLoop() const
{
    return Option<BooleanValue>("IpMulticastLoop").Get();
}

void
WrappedUdpSocket::SetMtuDiscover(bool discover)
{
    SetOption("MtuDiscover", BooleanValue(discover));
}

bool
WrappedUdpSocket::GetMtuDiscover() const
{
    return Option<BooleanValue>("MtuDiscover").Get();
}

} // namespace qos
} // namespace ns3
