/* SPDX-License-Identifier: GPL-2.0-only */

#include "content-server.h"

#include "content-header.h"

#include "ns3/abort.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-tcp-socket.h"
#include "ns3/node.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(ContentServer);

TypeId
ContentServer::GetTypeId()
{
    using Self = ContentServer;
    static TypeId tid =
        AddServerAttributes(TypeId("ns3::qos::ContentServer")
                                .SetParent<RequestServer>()
                                .SetGroupName("QosOverlay")
                                .AddConstructor<Self>(),
                            CmTcpSocketFactory::GetTypeId())
            .AddAttribute("DefaultEncoding",
                          "Number of the encoding, from 0, that is sent while nothing is known of "
                          "the network, and always without TCP/CM.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_default),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

void
ContentServer::DoCheck() const
{
    NS_ABORT_MSG_UNLESS(m_default < m_encodings.Size(),
                        "the default encoding of the content server at node "
                            << GetNode()->GetId() << " is number " << m_default << ", but it has "
                            << m_encodings.Size());
}

uint32_t
ContentServer::RequestBytes() const
{
    return ContentRequestHeader::BYTES;
}

std::optional<uint64_t>
ContentServer::DoAnswer(const Ptr<Socket>& socket, const Ptr<Packet>& request)
{
    const auto header = ContentRequestHeader::Peek(request);
    if (!header)
    {
        return std::nullopt;
    }
    const std::size_t encoding = ChooseEncoding(socket, header->target);
    ContentReplyHeader reply;
    reply.encoding = static_cast<uint32_t>(encoding);
    reply.bytes = m_encodings.BytesOf(encoding);
    const auto packet = Create<Packet>();
    packet->AddHeader(reply);
    socket->Send(packet);
    return reply.bytes;
}

std::size_t
ContentServer::ChooseEncoding(const Ptr<Socket>& socket, Time target)
{
    const auto connection = DynamicCast<CmTcpSocket>(socket);
    const CmFlowId flow = connection ? connection->GetFlow() : CM_NONE;
    NetworkState state;
    if (flow == CM_NONE || !IsPathKnown(flow) ||
        CongestionManager::Of(GetNode())->Query(flow, state) != CmStatus::Ok || !state.IsValid())
    {
        ++m_counters.blind;
        return m_default;
    }
    ++m_counters.informed;
    return m_encodings.Choose(state, ToCore(target));
}

bool
ContentServer::IsPathKnown(CmFlowId flow) const
{
    const auto manager = CongestionManager::Of(GetNode());
    const Macroflow* const macroflow = manager->GetMacroflowState(manager->GetMacroflow(flow));
    return macroflow->Counters().receivedBytes > 0;
}

} // namespace qos
} // namespace ns3
