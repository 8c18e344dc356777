/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-socket-factory.h"

#include "cm-udp-socket.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmUdpSocketFactory);

TypeId
CmUdpSocketFactory::GetTypeId()
{
    using Self = CmUdpSocketFactory;
    static TypeId tid =
        TypeId("ns3::qos::CmUdpSocketFactory")
            .SetParent<SocketFactory>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("SendBuffer",
                          "Bytes of payload that may wait in a socket for each destination.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&Self::m_sendBuffer),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Drop",
                          "What a socket with a full buffer does: drop from its head, or take "
                          "nothing more (tail).",
                          compat::EnumValue<DropChoice>(TAIL),
                          compat::EnumAccessor<DropChoice>(&Self::m_drop),
                          MakeEnumChecker(HEAD, "head", TAIL, "tail"))
            .AddAttribute("Acknowledged",
                          "Whether the sockets stamp datagrams and learn from a FeedbackReceiver "
                          "what arrived; otherwise the application reports it.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Self::m_isAcknowledged),
                          MakeBooleanChecker())
            .AddAttribute("FeedbackDelay",
                          "How long receivers may keep reports back.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_feedbackDelay),
                          MakeTimeChecker(Time(0), Days(365)))
            .AddAttribute("LargestTable",
                          "Destinations that a socket remembers; beyond, the flow that was idle "
                          "for longest is closed, and datagrams are refused while none is.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&Self::m_largestTable),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Principal",
                          "The user of the sockets, for a CongestionManager that keeps users "
                          "apart.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_principal),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

CmUdpSocketFactory::CmUdpSocketFactory()
    : m_nonces(CreateObject<UniformRandomVariable>())
{
}

Ptr<Socket>
CmUdpSocketFactory::CreateSocket()
{
    const auto udp = GetObject<UdpSocketFactory>();
    const auto manager = GetObject<CongestionManager>();
    NS_ABORT_MSG_UNLESS(udp && manager,
                        "a congestion-controlled UDP socket needs a node with an Internet stack "
                        "and a CongestionManager; CmHelper::Install sees to the latter");
    CmUdpOptions options;
    options.sendBuffer = m_sendBuffer;
    options.dropFrom = m_drop == HEAD ? DropFrom::Head : DropFrom::Tail;
    options.isAcknowledged = m_isAcknowledged;
    options.feedbackDelay = m_feedbackDelay;
    options.largestTable = m_largestTable;
    options.principal = m_principal;
    const auto socket = CreateObject<CmUdpSocket>();
    socket->Init(udp->CreateSocket(), manager, options, m_nonces);
    return socket;
}

int64_t
CmUdpSocketFactory::AssignStreams(int64_t stream)
{
    m_nonces->SetStream(stream);
    return 1;
}

} // namespace qos
} // namespace ns3
