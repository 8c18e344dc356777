/* SPDX-License-Identifier: GPL-2.0-only */

#include "picture-server.h"

#include "ns3/frame-header.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(PictureServer);

TypeId
PictureServer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::PictureServer")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<PictureServer>();
    return tid;
}

PictureServer::PictureServer()
    : m_sequence(PictureParams()),
      m_phase(CreateObject<UniformRandomVariable>()),
      m_sizes(CreateObject<NormalRandomVariable>())
{
}

PictureServer::~PictureServer() = default;

void
PictureServer::SetParams(const PictureServerParams& params)
{
    m_params = params;
    m_sequence = PictureSequence(params.pictures);
    m_phase->SetStream(params.stream);
    m_sizes->SetStream(params.stream + 1);
}

void
PictureServer::AddReceiver(const Address& to)
{
    Outlet outlet;
    outlet.to = to;
    m_outlets.push_back(outlet);
}

void
PictureServer::DoDispose()
{
    m_outlets.clear();
    Application::DoDispose();
}

void
PictureServer::StartApplication()
{
    const Ptr<QSocketManager> manager = QSocketManager::Of(GetNode());
    for (Outlet& outlet : m_outlets)
    {
        const auto made = m_params.qos ? manager->CreateQSocket(m_params.sockets, *m_params.qos)
                                       : manager->OpenSocket(m_params.sockets);
        if (!made)
        {
            throw std::runtime_error("the video server has no socket: " + made.status.message);
        }
        outlet.socket = made.value;
        outlet.socket->SetSendBuffer(0);
        outlet.socket->SetBlocking(false);
        outlet.socket->SetReportCallback(MakeCallback(&PictureServer::Reported, this));
        if (outlet.socket->GetSocket()->Connect(outlet.to) != 0)
        {
            throw std::runtime_error("the video server cannot connect to a receiver");
        }
        outlet.managed = DynamicCast<CmUdpSocket>(outlet.socket->GetSocket());
        if (outlet.managed)
        {
            outlet.managed->SetSendCallback(MakeCallback(&PictureServer::Left, this));
        }
    }
    m_tick = Simulator::Schedule(Seconds(m_phase->GetValue(0, 1) / m_params.pictures.fps),
                                 &PictureServer::Tick,
                                 this);
}

void
PictureServer::StopApplication()
{
    Simulator::Cancel(m_tick);
}

void
PictureServer::Tick()
{
    Picture picture;
    picture.coded = m_sequence.Next(m_sizes->GetValue(0, 1));
    picture.made = Simulator::Now();
    const std::size_t room = m_params.pieceBytes - FrameHeader::BYTES;
    picture.pieces = static_cast<uint32_t>((picture.coded.bytes + room - 1) / room);
    m_pictures.push_back(picture);
    const std::size_t index = m_pictures.size() - 1;
    for (Outlet& outlet : m_outlets)
    {
        outlet.offered += picture.pieces;
        if (outlet.managed)
        {
            outlet.backlog.push_back({index, 0});
            Pump(outlet);
            continue;
        }
        for (uint32_t i = 0; i < picture.pieces; ++i)
        {
            Send(outlet, index, i);
        }
    }
    m_tick = Simulator::Schedule(Seconds(1 / m_params.pictures.fps), &PictureServer::Tick, this);
}

void
PictureServer::Send(Outlet& outlet, std::size_t index, uint32_t piece)
{
    const Picture& picture = m_pictures[index];
    const std::size_t room = m_params.pieceBytes - FrameHeader::BYTES;
    const std::size_t rest = picture.coded.bytes - piece * room;
    FrameHeader header;
    header.number = index + 1;
    header.kind = static_cast<uint8_t>(picture.coded.type);
    header.sent = picture.made;
    header.deadline = Simulator::Now() + m_params.deadline;
    MessageFlags flags;
    // a drop behind a grant would look like congestion to the Congestion Manager
    flags.droppable = picture.coded.type != PictureType::I && !outlet.managed;
    flags.deadline = header.deadline;
    flags.kind = header.kind;
    if (!outlet.managed)
    {
        flags.messageBytes =
            static_cast<uint32_t>(picture.coded.bytes) + picture.pieces * FrameHeader::BYTES;
        flags.endOfMessage = piece + 1 == picture.pieces;
    }
    const auto packet = Create<Packet>(static_cast<uint32_t>(std::min(rest, room)));
    packet->AddHeader(header);
    outlet.refused += outlet.socket->Send(packet, flags) < 0 ? 1 : 0;
}

void
PictureServer::GiveUpOld(Outlet& outlet)
{
    const Time now = Simulator::Now();
    auto& backlog = outlet.backlog;
    const auto isOld = [&](const Backlog& waiting) {
        const Picture& picture = m_pictures[waiting.picture];
        const int64_t times = picture.coded.type == PictureType::I ? 2 : 1;
        return now - picture.made > m_params.patience * times;
    };
    for (const Backlog& waiting : backlog)
    {
        if (isOld(waiting))
        {
            outlet.abandoned += m_pictures[waiting.picture].pieces - waiting.next;
            ++outlet.abandonedPictures;
        }
    }
    backlog.erase(std::remove_if(backlog.begin(), backlog.end(), isOld), backlog.end());
}

void
PictureServer::Pump(Outlet& outlet)
{
    constexpr std::size_t AHEAD = 2; // so that a grant never waits for an event
    GiveUpOld(outlet);
    while (!outlet.backlog.empty() && outlet.managed->GetWaiting() < AHEAD)
    {
        Backlog& first = outlet.backlog.front();
        Send(outlet, first.picture, first.next);
        if (++first.next == m_pictures[first.picture].pieces)
        {
            outlet.backlog.pop_front();
        }
    }
}

void
PictureServer::Left(Ptr<Socket> socket, uint32_t /* room */)
{
    for (Outlet& outlet : m_outlets)
    {
        if (outlet.managed == socket)
        {
            Pump(outlet);
        }
    }
}

void
PictureServer::Reported(Ptr<QSocket> socket, const MessageReport& report)
{
    if (report.end != MessageReport::End::Dropped)
    {
        return;
    }
    for (Outlet& outlet : m_outlets)
    {
        if (outlet.socket == socket)
        {
            ++outlet.dropped;
            outlet.droppedIntra += report.kind == static_cast<uint8_t>(PictureType::I) ? 1 : 0;
        }
    }
}

} // namespace qos
} // namespace ns3
