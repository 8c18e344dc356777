/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-tcp-node.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/time-conversion.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("OverlayTcpNode");

NS_OBJECT_ENSURE_REGISTERED(OverlayTcpNode);

TypeId
OverlayTcpNode::GetTypeId()
{
    using Self = OverlayTcpNode;
    static TypeId tid =
        TypeId("ns3::qos::OverlayTcpNode")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Port",
                          "Published TCP port of the node.",
                          UintegerValue(PORT),
                          MakeUintegerAccessor(&Self::m_port),
                          MakeUintegerChecker<uint32_t>(1, UINT16_MAX))
            .AddAttribute("Silence",
                          "After which an upstream that has sent data may be gone: it is asked for "
                          "a sign of life; 0: never. For engines without a time of their own.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&Self::m_silence),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("SegmentSize",
                          "Payload bytes of a TCP segment.",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&Self::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(1, UINT16_MAX))
            .AddAttribute("SocketBuffer",
                          "Bytes of the send buffer and of the receive buffer of a socket.",
                          UintegerValue(131072),
                          MakeUintegerAccessor(&Self::m_socketBuffer),
                          MakeUintegerChecker<uint32_t>(2048))
            .AddAttribute("DataRetries",
                          "How often TCP repeats a segment before it gives the peer up.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&Self::m_dataRetries),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("ConnectRetries",
                          "How often TCP tries to open a connection.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&Self::m_connectRetries),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("ConnectTimeout",
                          "From the first try to open a connection to the second; it doubles then.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Self::m_connectTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("HelloTimeout",
                          "How long the peer of an open connection has for its hello.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&Self::m_helloTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("FinishTimeout",
                          "How long the peer of a connection that ends in peace has to take what "
                          "still waits for it.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_finishTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MostPayload",
                          "Bytes of the largest payload that is taken from a peer.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&Self::m_mostPayload),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MostBacklog",
                          "Control messages that may wait for the socket of a peer; one that does "
                          "not read them is given up.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&Self::m_mostBacklog),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MostGreeting",
                          "Connections of peers that have not said hello yet.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Self::m_mostGreeting),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Tx",
                            "A message begins to wait for its socket.",
                            MakeTraceSourceAccessor(&Self::m_txTrace),
                            "ns3::qos::OverlayTcpNode::MessageTracedCallback")
            .AddTraceSource("Rx",
                            "A message came.",
                            MakeTraceSourceAccessor(&Self::m_rxTrace),
                            "ns3::qos::OverlayTcpNode::MessageTracedCallback")
            .AddTraceSource("Refuse",
                            "A connection is broken off.",
                            MakeTraceSourceAccessor(&Self::m_refuseTrace),
                            "ns3::qos::OverlayTcpNode::RefuseTracedCallback");
    return tid;
}

OverlayTcpNode::OverlayTcpNode()
    : m_admission(m_ends, [this](Ipv4Address address) {
          return GetNode()->GetObject<Ipv4>()->GetInterfaceForAddress(address) >= 0;
      })
{
}

OverlayTcpNode::~OverlayTcpNode() = default;

void
OverlayTcpNode::SetUp(Ipv4Address address,
                      OverlayEngineParams params,
                      std::unique_ptr<Algorithm> algorithm)
{
    NS_ABORT_MSG_IF(m_engine, "the overlay node has an engine already");
    params.self = {address.Get(), static_cast<uint16_t>(m_port)};
    m_admission.SetSelf({params.self, params.bufferMessages});
    if (params.silence == Nanoseconds{0})
    {
        params.silence = ToCore(m_silence);
    }
    m_engine = std::make_unique<OverlayEngine>(params, *this, std::move(algorithm));
}

void
OverlayTcpNode::DoDispose()
{
    m_opening.Cancel();
    m_clearing.Cancel();
    if (m_listening)
    {
        m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                       MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listening = nullptr;
    }
    m_ends.Clear();
    m_over.clear();
    m_engine.reset();
    Application::DoDispose();
}

void
OverlayTcpNode::StartApplication()
{
    NS_ABORT_MSG_UNLESS(m_engine, "an overlay node starts that has no engine; see SetUp()");
    if (m_listening || !m_engine->IsAlive())
    {
        return;
    }
    m_listening = MakeSocket();
    const int status =
        m_listening->Bind(InetSocketAddress(Ipv4Address::GetAny(), static_cast<uint16_t>(m_port)));
    NS_ABORT_MSG_IF(status != 0, "TCP port " << m_port << " is taken");
    m_listening->Listen();
    m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                   MakeCallback(&OverlayTcpNode::HandleAccept, this));
    OpenPlanned();
}

void
OverlayTcpNode::StopApplication()
{
    if (!m_listening)
    {
        return;
    }
    m_listening->Close();
    m_listening = nullptr;
    if (m_engine->IsAlive())
    {
        m_engine->Terminate();
    }
    for (uint32_t number = 0; number < m_ends.Last(); ++number)
    {
        if (m_ends[number].isStranger)
        {
            Discard(number);
        }
    }
}

Nanoseconds
OverlayTcpNode::Now() const
{
    return ToCore(Simulator::Now());
}

void
OverlayTcpNode::Wake(OverlayEngine& /* engine */, Nanoseconds at, Wakening why, uint32_t argument)
{
    const Nanoseconds after = std::max(at - Now(), Nanoseconds{0});
    Simulator::Schedule(ToSimulator(after),
                        &OverlayTcpNode::HandleWake,
                        Ptr<OverlayTcpNode>(this),
                        why,
                        argument);
}

void
OverlayTcpNode::HandleWake(Wakening why, uint32_t argument)
{
    if (m_engine)
    {
        m_engine->OnWake(why, argument);
    }
}

Transport::Handle
OverlayTcpNode::Connect(OverlayEngine& /* engine */, uint32_t link, NodeId peer)
{
    const uint32_t number = m_ends.Add();
    m_ends.Introduce(number, peer);
    m_ends[number].link = link;
    m_planned.push_back(number);
    if (m_listening && m_opening.IsExpired())
    {
        m_opening = Simulator::ScheduleNow(&OverlayTcpNode::OpenPlanned, this);
    }
    return number;
}

void
OverlayTcpNode::OpenPlanned()
{
    for (const uint32_t number : std::exchange(m_planned, {}))
    {
        End& end = m_ends[number];
        if (end.state != State::Planned || end.link == End::NO_LINK)
        {
            continue; // the engine wants it no more
        }
        AddConnection(number, MakeSocket());
        end.state = State::Opening;
        if (!end.connection->Open(InetSocketAddress(Ipv4Address(end.peer.ip), end.peer.port)))
        {
            end.connection->Close();
            Drop(number, LinkEnd::Refused);
        }
    }
}

void
OverlayTcpNode::Close(Handle handle, bool isPeaceful)
{
    End& end = m_ends[handle];
    end.link = End::NO_LINK;
    const bool isTold =
        isPeaceful && (end.state == State::Up || (end.state == State::Greeting && end.connection));
    if (!isTold)
    {
        Discard(handle);
        return;
    }
    MessagePtr bye = MakeOwn(MessageType::Bye, 0);
    Count(*bye, end);
    if (end.connection->Finish(std::move(bye)))
    {
        Remove(handle);
        return;
    }
    m_ends.Estrange(handle);
    end.departure.Cancel();
    end.leaving.clear();
    end.state = State::Finishing;
    SetDeadline(handle, m_finishTimeout);
}

void
OverlayTcpNode::Submit(Handle handle, MessagePtr message, Nanoseconds at)
{
    if (at <= Now())
    {
        m_ends[handle].unanswered += message->header.IsControl() ? 0 : 1;
        Send(handle, std::move(message));
        return;
    }
    std::deque<OverlayTcpLeaving>& leaving = m_ends[handle].leaving;
    auto place = leaving.end();
    while (place != leaving.begin() && std::prev(place)->at > at)
    {
        --place;
    }
    leaving.insert(place, {at, std::move(message)});
    EventId& departure = m_ends[handle].departure;
    departure.Cancel();
    departure = Simulator::Schedule(ToSimulator(leaving.front().at - Now()),
                                    &OverlayTcpNode::SendLeaving,
                                    this,
                                    handle);
}

void
OverlayTcpNode::SendLeaving(uint32_t number)
{
    End& end = m_ends[number];
    while (!end.leaving.empty() && end.leaving.front().at <= Now())
    {
        MessagePtr message = std::move(end.leaving.front().message);
        end.leaving.pop_front();
        end.unanswered += message->header.IsControl() ? 0 : 1;
        Send(number, std::move(message));
    }
    if (!end.leaving.empty())
    {
        end.departure = Simulator::Schedule(ToSimulator(end.leaving.front().at - Now()),
                                            &OverlayTcpNode::SendLeaving,
                                            this,
                                            number);
    }
}

void
OverlayTcpNode::GrantCredit(Handle handle, uint32_t messages)
{
    m_ends[handle].allowed += messages;
    m_ends[handle].grants += messages;
    SendGrants(handle);
}

uint32_t
OverlayTcpNode::CollectCredit(Handle handle)
{
    End& end = m_ends[handle];
    end.isCreditAwaited = end.credit == 0;
    return std::exchange(end.credit, 0);
}

Ptr<Socket>
OverlayTcpNode::MakeSocket() const
{
    const auto socket = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    socket->SetAttribute("SegmentSize", UintegerValue(m_segmentSize));
    socket->SetAttribute("SndBufSize", UintegerValue(m_socketBuffer));
    socket->SetAttribute("RcvBufSize", UintegerValue(m_socketBuffer));
    socket->SetAttribute("DataRetries", UintegerValue(m_dataRetries));
    socket->SetAttribute("ConnCount", UintegerValue(m_connectRetries));
    socket->SetAttribute("ConnTimeout", TimeValue(m_connectTimeout));
    // ns-3 echoes old timestamps while all acknowledgments ride on data, as they do here: the peer
    // would take the round-trip time for ever longer, and never notice a loss by a timeout
    socket->SetAttribute("Timestamp", BooleanValue(false));
    return socket;
}

void
OverlayTcpNode::AddConnection(uint32_t number, const Ptr<Socket>& socket)
{
    OverlayTcpOwner& owner = *this;
    m_ends[number].connection =
        std::make_unique<OverlayTcpConnection>(owner, number, socket, m_pool, m_mostPayload);
}

void
OverlayTcpNode::Remove(uint32_t number)
{
    m_admission.Leave(number);
    if (auto connection = m_ends.Remove(number))
    {
        m_over.push_back(std::move(connection)); // it may be at work at this moment
        if (m_clearing.IsExpired())
        {
            m_clearing = Simulator::ScheduleNow(&OverlayTcpNode::Clear, this);
        }
    }
}

void
OverlayTcpNode::Clear()
{
    m_over.clear();
}

void
OverlayTcpNode::Discard(uint32_t number)
{
    if (m_ends[number].connection)
    {
        m_ends[number].connection->Reset();
    }
    Remove(number);
}

void
OverlayTcpNode::Drop(uint32_t number, LinkEnd why)
{
    const uint32_t link = m_ends[number].link;
    Remove(number);
    if (link != End::NO_LINK)
    {
        m_engine->OnDown(link, why);
    }
}

void
OverlayTcpNode::SetDeadline(uint32_t number, Time after)
{
    m_ends[number].deadline.Cancel();
    m_ends[number].deadline =
        Simulator::Schedule(after, &OverlayTcpNode::HandleDeadline, this, number);
}

void
OverlayTcpNode::HandleDeadline(uint32_t number)
{
    const End& end = m_ends[number];
    const uint32_t known = m_ends.Find(end.peer);
    if (end.state == State::Yielding && known != OverlayTcpEnds::NONE &&
        m_ends[known].state == State::Up)
    {
        const NodeId peer = end.peer; // it has not closed this one: it has lost the other one
        Lose(known);
        if (MakeWay(number, peer))
        {
            Admit(number, peer);
        }
        return;
    }
    const bool isUp = end.state == State::Up;
    BreakOff(number, isUp ? OverlayTcpRefusal::Backlog : OverlayTcpRefusal::Late);
}

void
OverlayTcpNode::BreakOff(uint32_t number, OverlayTcpRefusal reason)
{
    End& end = m_ends[number];
    Refuse(reason, end.from);
    end.connection->Reset();
    Drop(number, end.state == State::Up ? LinkEnd::Reset : LinkEnd::Refused);
}

void
OverlayTcpNode::Refuse(OverlayTcpRefusal reason, const Address& from)
{
    NS_LOG_INFO(ToText(GetId()) << " breaks off, reason " << static_cast<int>(reason));
    ++m_counters.refusals[static_cast<std::size_t>(reason)];
    m_refuseTrace(reason, from);
}

void
OverlayTcpNode::HandleAccept(Ptr<Socket> socket, const Address& from)
{
    if (!m_engine->IsAlive())
    {
        OverlayTcpConnection::Refuse(socket);
        return;
    }
    if (m_admission.Strangers() >= m_mostGreeting)
    {
        Refuse(OverlayTcpRefusal::Crowd, from);
        OverlayTcpConnection::Refuse(socket);
        return;
    }
    const uint32_t number = m_admission.Meet(from);
    AddConnection(number, socket);
    SetDeadline(number, m_helloTimeout);
}

void
OverlayTcpNode::OnTcpOpen(uint32_t number)
{
    m_ends[number].state = State::Greeting;
    SetDeadline(number, m_helloTimeout);
    Send(number, MakeHello());
}

void
OverlayTcpNode::OnTcpMessage(uint32_t number, MessagePtr message)
{
    const State state = m_ends[number].state;
    ++m_counters.received;
    m_rxTrace(*message, m_ends[number].peer);
    if (state == State::Up)
    {
        HandleMessage(number, std::move(message));
    }
    else if (state == State::Greeting)
    {
        HandleHello(number, *message);
    }
    else if (state == State::Yielding)
    {
        BreakOff(number, OverlayTcpRefusal::Again);
    }
}

void
OverlayTcpNode::OnTcpDrained(uint32_t number)
{
    if (m_ends[number].state == State::Up)
    {
        SendGrants(number);
    }
}

void
OverlayTcpNode::OnTcpEnd(uint32_t number, OverlayTcpEnd how)
{
    End& end = m_ends[number];
    if (how == OverlayTcpEnd::Fault)
    {
        Refuse(OverlayTcpRefusal::Fault, end.from);
    }
    Drop(number, end.state == State::Up ? LinkEnd::Reset : LinkEnd::Refused);
}

void
OverlayTcpNode::HandleHello(uint32_t number, const OverlayMessage& message)
{
    const auto judgement = m_admission.Judge(number, message);
    if (const auto* const refusal = std::get_if<OverlayTcpRefusal>(&judgement))
    {
        BreakOff(number, *refusal);
        return;
    }
    const NodeId peer = std::get<NodeId>(judgement);
    if (m_ends[number].IsOwn())
    {
        BringUp(number);
        m_engine->OnUp(m_ends[number].link, m_engine->BufferMessages());
    }
    else if (MakeWay(number, peer))
    {
        Admit(number, peer);
    }
}

bool
OverlayTcpNode::MakeWay(uint32_t number, NodeId peer)
{
    using Way = OverlayTcpAdmission::Way;
    if (m_admission.WayOf(peer) == Way::Lost)
    {
        Lose(m_ends.Find(peer)); // the engine may open one meanwhile
    }
    if (!m_engine->IsAlive())
    {
        Discard(number);
        return false;
    }
    const Way way = m_admission.WayOf(peer);
    if (way == Way::Stays)
    {
        m_ends[number].peer = peer;
        m_ends[number].state = State::Yielding;
        SetDeadline(number, m_helloTimeout / 2); // before the peer loses patience
        return false;
    }
    if (way != Way::Free)
    {
        const uint32_t own = m_ends.Find(peer);
        if (m_ends[own].connection)
        {
            m_ends[own].connection->Close();
        }
        Remove(own);
    }
    return true;
}

void
OverlayTcpNode::Lose(uint32_t number)
{
    m_ends[number].connection->Reset();
    Drop(number, LinkEnd::Reset);
}

void
OverlayTcpNode::Admit(uint32_t number, NodeId peer)
{
    End& end = m_ends[number];
    m_admission.Admit(number, peer);
    Send(number, MakeHello());
    BringUp(number);
    const uint32_t link = m_engine->Accept(peer, number, m_engine->BufferMessages());
    if (end.state == State::Up)
    {
        end.link = link;
    }
}

void
OverlayTcpNode::BringUp(uint32_t number)
{
    End& end = m_ends[number];
    end.deadline.Cancel();
    end.state = State::Up;
    end.allowed = m_admission.Self().bufferMessages;
    ++m_counters.opened;
}

void
OverlayTcpNode::HandleMessage(uint32_t number, MessagePtr message)
{
    End& end = m_ends[number];
    switch (message->header.type)
    {
    case MessageType::Hello:
        BreakOff(number, OverlayTcpRefusal::Again);
        break;
    case MessageType::Credit:
        HandleCredit(number, *message);
        break;
    case MessageType::Bye:
        end.connection->Close();
        Drop(number, LinkEnd::Bye);
        break;
    case MessageType::Data:
        if (end.allowed == 0)
        {
            BreakOff(number, OverlayTcpRefusal::Excess);
            break;
        }
        --end.allowed;
        m_engine->OnMessage(end.link, std::move(message));
        break;
    default:
        m_engine->OnMessage(end.link, std::move(message));
    }
}

void
OverlayTcpNode::HandleCredit(uint32_t number, const OverlayMessage& message)
{
    End& end = m_ends[number];
    const uint32_t credit = message.header.hasParameters ? message.header.sequence : 0;
    if (credit == 0 || credit > end.unanswered)
    {
        BreakOff(number, OverlayTcpRefusal::Credit);
        return;
    }
    end.unanswered -= credit;
    if (std::exchange(end.isCreditAwaited, false))
    {
        m_engine->OnCredit(end.link, credit);
    }
    else
    {
        end.credit += credit;
    }
}

MessagePtr
OverlayTcpNode::MakeOwn(MessageType type, uint32_t parameter)
{
    MessageHeader header;
    header.type = type;
    header.originator = GetId();
    header.isFree = true;
    header.SetParameters(static_cast<int32_t>(parameter), 0);
    return m_pool.Make(header, nullptr, Now());
}

MessagePtr
OverlayTcpNode::MakeHello()
{
    MessageHeader header;
    header.type = MessageType::Hello;
    header.originator = GetId();
    header.isFree = true;
    return m_pool.Make(header, m_admission.Self().ToPayload(), Now());
}

void
OverlayTcpNode::Count(const OverlayMessage& message, const End& end)
{
    ++m_counters.sent;
    m_txTrace(message, end.peer);
}

void
OverlayTcpNode::Send(uint32_t number, MessagePtr message)
{
    End& end = m_ends[number];
    Count(*message, end);
    end.connection->Send(std::move(message));
    if (end.connection->WaitingControl() > m_mostBacklog && end.deadline.IsExpired())
    {
        SetDeadline(number, Time(0));
    }
}

void
OverlayTcpNode::SendGrants(uint32_t number)
{
    End& end = m_ends[number];
    if (end.grants > 0 && end.connection->WaitingControl() == 0)
    {
        Send(number, MakeOwn(MessageType::Credit, std::exchange(end.grants, 0)));
    }
}

} // namespace qos
} // namespace ns3
