/* SPDX-License-Identifier: GPL-2.0-only */

#include "web-server.h"

#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <array>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(WebServer);

TypeId
WebServer::GetTypeId()
{
    using Self = WebServer;
    static TypeId tid = AddServerAttributes(TypeId("ns3::qos::WebServer")
                                                .SetParent<RequestServer>()
                                                .SetGroupName("QosOverlay")
                                                .AddConstructor<Self>(),
                                            TcpSocketFactory::GetTypeId())
                            .AddAttribute("LargestFile",
                                          "Bytes of the largest file that is served.",
                                          UintegerValue(1U << 30U),
                                          MakeUintegerAccessor(&Self::m_largestFile),
                                          MakeUintegerChecker<uint64_t>(1));
    return tid;
}

uint32_t
WebServer::RequestBytes() const
{
    return sizeof(uint64_t);
}

std::optional<uint64_t>
WebServer::DoAnswer(const Ptr<Socket>& /* socket */, const Ptr<Packet>& request)
{
    constexpr uint32_t BYTE = 8;
    std::array<uint8_t, sizeof(uint64_t)> bytes{};
    request->CopyData(bytes.data(), bytes.size());
    uint64_t size = 0;
    for (const uint8_t byte : bytes)
    {
        size = size << BYTE | byte;
    }
    return size <= m_largestFile ? std::optional<uint64_t>(size) : std::nullopt;
}

} // namespace qos
} // namespace ns3
