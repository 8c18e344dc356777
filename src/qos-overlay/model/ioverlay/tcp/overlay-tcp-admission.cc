/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-tcp-admission.h"

#include "ns3/inet-socket-address.h"

#include <optional>
#include <utility>

namespace ns3
{
namespace qos
{

OverlayTcpAdmission::OverlayTcpAdmission(OverlayTcpEnds& ends, IsLocal isLocal)
    : m_ends(ends),
      m_isLocal(std::move(isLocal))
{
}

uint32_t
OverlayTcpAdmission::Meet(const Address& from)
{
    const uint32_t number = m_ends.Add();
    ++m_strangers;
    m_ends[number].from = from;
    m_ends[number].isStranger = true;
    m_ends[number].state = OverlayTcpState::Greeting;
    return number;
}

std::variant<NodeId, OverlayTcpRefusal>
OverlayTcpAdmission::Judge(uint32_t number, const OverlayMessage& message) const
{
    const OverlayTcpNodeEnd& end = m_ends[number];
    const auto hello = message.header.type == MessageType::Hello
                           ? HelloMessage::FromBytes(message.Bytes())
                           : std::nullopt;
    if (!hello)
    {
        return OverlayTcpRefusal::NoHello;
    }
    if (end.IsOwn() ? hello->id != end.peer : !CanBe(end.from, hello->id))
    {
        return OverlayTcpRefusal::Liar;
    }
    if (hello->bufferMessages != m_self.bufferMessages)
    {
        return OverlayTcpRefusal::Buffer;
    }
    return hello->id;
}

bool
OverlayTcpAdmission::CanBe(const Address& from, NodeId id) const
{
    if (id.port == 0 || id == m_self.id)
    {
        return false;
    }
    const Ipv4Address address = InetSocketAddress::ConvertFrom(from).GetIpv4();
    return address.IsLocalhost() ? m_isLocal(Ipv4Address(id.ip)) : id.ip == address.Get();
}

OverlayTcpAdmission::Way
OverlayTcpAdmission::WayOf(NodeId peer) const
{
    const uint32_t known = m_ends.Find(peer);
    if (known == OverlayTcpEnds::NONE)
    {
        return Way::Free;
    }
    const OverlayTcpNodeEnd& end = m_ends[known];
    if (end.IsOwn() && m_self.id < peer)
    {
        return Way::Stays;
    }
    // the peer would not open another one if it had not lost one that is up
    return end.state == OverlayTcpState::Up ? Way::Lost : Way::Yields;
}

void
OverlayTcpAdmission::Admit(uint32_t number, NodeId peer)
{
    m_ends[number].isStranger = false;
    --m_strangers;
    m_ends.Introduce(number, peer);
}

void
OverlayTcpAdmission::Leave(uint32_t number)
{
    m_strangers -= m_ends[number].isStranger ? 1 : 0;
}

} // namespace qos
} // namespace ns3
