/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-tcp-socket.h"

#include "ns3/flow-key-conversion.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-linux-reno.h"
#include "ns3/tcp-option-sack.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/tcp-tx-buffer.h"
#include "ns3/time-conversion.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmTcpSocket);

TypeId
CmTcpSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CmTcpSocket")
                            .SetParent<TcpSocketBase>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CmTcpSocket>();
    return tid;
}

CmTcpSocket::CmTcpSocket() = default;

CmTcpSocket::CmTcpSocket(const CmTcpSocket& listening)
    : TcpSocketBase(listening),
      CmSender(),
      m_manager(listening.m_manager),
      m_estimator(DynamicCast<CmRttEstimator>(m_rtt))
{
}

CmTcpSocket::~CmTcpSocket()
{
    CloseFlow();
    m_ask.Cancel();
}

void
CmTcpSocket::SetCongestionManager(Ptr<CongestionManager> manager, Ptr<CmRttEstimator> estimator)
{
    m_manager = manager;
    m_estimator = estimator;
}

void
CmTcpSocket::DoDispose()
{
    CloseFlow();
    m_ask.Cancel();
    m_manager = nullptr;
    TcpSocketBase::DoDispose();
}

int
CmTcpSocket::Connect(const Address& address)
{
    const Ptr<CmTcpSocket> self(this);
    const int result = TcpSocketBase::Connect(address);
    // for an IPv4 address in IPv6 that calls this again
    if (result == 0 && m_flow == CM_NONE)
    {
        OpenFlow();
    }
    return result;
}

Ptr<TcpSocketBase>
CmTcpSocket::Fork()
{
    return CopyObject<CmTcpSocket>(this);
}

void
CmTcpSocket::CompleteFork(Ptr<Packet> packet,
                          const TcpHeader& header,
                          const Address& fromAddress,
                          const Address& toAddress)
{
    TcpSocketBase::CompleteFork(packet, header, fromAddress, toAddress);
    OpenFlow();
}

void
CmTcpSocket::OpenFlow()
{
    constexpr uint8_t PROTOCOL_TCP = 6;
    constexpr uint32_t DSCP_SHIFT = 2;
    Address local;
    Address remote;
    GetSockName(local);
    GetPeerName(remote);
    const auto key = MakeFlowKey(local, remote, PROTOCOL_TCP);
    FlowDescription description;
    if (key)
    {
        description.key = *key;
    }
    description.dscp =
        static_cast<uint8_t>((m_endPoint ? GetIpTos() : GetIpv6Tclass()) >> DSCP_SHIFT);
    description.isKernelFed = true;
    description.mtu = m_tcb->m_segmentSize;
    if (!key || m_manager->Open(description, m_flow) != CmStatus::Ok)
    {
        RunWithoutManager();
        return;
    }
    m_manager->RegisterSend(m_flow, this);
    m_guard = AckGuard();
    m_repeated.reset();
    NetworkState state;
    m_manager->Query(m_flow, state);
    m_estimator->Adopt(state);
}

void
CmTcpSocket::RunWithoutManager()
{
    m_flow = CM_NONE;
    m_isAsking = false;
    SetCongestionControlAlgorithm(CreateObject<TcpLinuxReno>());
}

void
CmTcpSocket::CloseFlow()
{
    if (m_flow != CM_NONE)
    {
        m_manager->Close(m_flow);
        m_flow = CM_NONE;
        m_isAsking = false;
        m_hasGrant = false;
    }
}

void
CmTcpSocket::CloseFlowIfDone()
{
    if (m_state == CLOSED || m_state == TIME_WAIT || (!m_endPoint && !m_endPoint6))
    {
        CloseFlow();
    }
}

uint32_t
CmTcpSocket::Window() const
{
    return m_flow == CM_NONE ? TcpSocketBase::Window() : m_rWnd.Get();
}

uint32_t
CmTcpSocket::AvailableWindow() const
{
    // what this socket sends it sends by CmappSend()
    return m_flow == CM_NONE ? TcpSocketBase::AvailableWindow() : 0;
}

uint32_t
CmTcpSocket::SendDataPacket(SequenceNumber32 seq, uint32_t maxSize, bool withAck)
{
    if (m_flow == CM_NONE)
    {
        return TcpSocketBase::SendDataPacket(seq, maxSize, withAck);
    }
    if (!std::exchange(m_hasGrant, false))
    {
        // a retransmission; NextSegment() finds it, unless it is the head that was repeated before
        if (seq == m_txBuffer->HeadSequence())
        {
            m_repeated = seq;
        }
        return maxSize;
    }
    if (BytesInFlight() == 0)
    {
        // it runs since the last acknowledgment, and the grant may have come long after that
        m_retxEvent.Cancel();
    }
    const uint32_t sent = TcpSocketBase::SendDataPacket(seq, DrawSize(seq, maxSize), withAck);
    m_guard.Sent((seq + static_cast<int32_t>(sent)).GetValue());
    return sent;
}

uint32_t
CmTcpSocket::DrawSize(const SequenceNumber32& sequence, uint32_t size)
{
    const bool isNewAndFull = sequence == m_tcb->m_highTxMark.Get() &&
                              size == m_tcb->m_segmentSize &&
                              m_txBuffer->SizeFromSequence(sequence) > size;
    return isNewAndFull && m_manager->DrawsShortSegment() ? size - 1 : size;
}

void
CmTcpSocket::CmappSend(CmFlowId flow)
{
    const Ptr<CmTcpSocket> self(this);
    m_isAsking = false;
    const auto segment = NextSegment();
    if (!segment)
    {
        m_manager->Notify(flow, 0, GrantDelivery::Now);
        return;
    }
    m_hasGrant = true;
    m_repeated.reset();
    m_tcb->m_nextTxSequence = segment->begin;
    m_tcb->m_nextTxSequence +=
        static_cast<int32_t>(SendDataPacket(segment->begin, segment->size, m_connected));
    Ask();
}

void
CmTcpSocket::Ask()
{
    if (m_flow == CM_NONE || m_isAsking || !NextSegment())
    {
        return;
    }
    m_isAsking = true; // before the call, which may grant at once
    if (m_manager->Request(m_flow, 1, GrantDelivery::Now) == CmStatus::UnknownFlow)
    {
        RunWithoutManager();
        SendPendingData(m_connected);
    }
}

std::optional<CmTcpSocket::Segment>
CmTcpSocket::NextSegment() const
{
    if (m_txBuffer->Size() == 0 || (!m_endPoint && !m_endPoint6) || m_state < ESTABLISHED)
    {
        return std::nullopt;
    }
    const SequenceNumber32 head = m_txBuffer->HeadSequence();
    const uint32_t segment = m_tcb->m_segmentSize;
    if (m_repeated == head)
    {
        return Segment{head, std::min(segment, m_txBuffer->SizeFromSequence(head))};
    }
    const bool isRecovering = m_tcb->m_congState == TcpSocketState::CA_RECOVERY;
    if (isRecovering || m_txBuffer->GetLost() > 0)
    {
        SequenceNumber32 begin;
        SequenceNumber32 end;
        if (!m_txBuffer->NextSeg(&begin, &end, m_sackEnabled && isRecovering))
        {
            return std::nullopt;
        }
        if (begin < m_tcb->m_highTxMark.Get())
        {
            const uint32_t size = std::min(segment, m_txBuffer->SizeFromSequence(begin));
            return Segment{begin, std::min(size, static_cast<uint32_t>(end - begin))};
        }
    }
    else if (m_tcb->m_congState == TcpSocketState::CA_OPEN && m_state == FIN_WAIT_1)
    {
        return std::nullopt;
    }
    return NewSegment();
}

std::optional<CmTcpSocket::Segment>
CmTcpSocket::NewSegment() const
{
    const SequenceNumber32 head = m_txBuffer->HeadSequence();
    const SequenceNumber32 begin = std::max(m_tcb->m_highTxMark.Get(), head);
    const auto sent = static_cast<uint32_t>(begin - head);
    const uint32_t room = m_rWnd.Get() - std::min(m_rWnd.Get(), sent);
    const uint32_t data = m_txBuffer->SizeFromSequence(begin);
    const uint32_t segment = m_tcb->m_segmentSize;
    const uint32_t size = std::min({room, data, segment});
    const bool isSilly = room < segment && data > room;
    const bool isNagled = !m_noDelay && data < segment && sent > 0;
    if (size == 0 || isSilly || isNagled)
    {
        return std::nullopt;
    }
    return Segment{begin, size};
}

int
CmTcpSocket::Send(Ptr<Packet> packet, uint32_t flags)
{
    const int sent = TcpSocketBase::Send(packet, flags);
    if (sent > 0 && m_flow != CM_NONE && !m_isAsking && m_ask.IsExpired())
    {
        // not now: the application is in a call of its own, and may have more to send
        m_ask = Simulator::Schedule(TimeStep(1), &CmTcpSocket::Ask, this);
    }
    return sent;
}

int
CmTcpSocket::Close()
{
    const Ptr<CmTcpSocket> self(this);
    const int result = TcpSocketBase::Close();
    CloseFlowIfDone();
    return result;
}

void
CmTcpSocket::Abort()
{
    const Ptr<CmTcpSocket> self(this);
    const bool isConnection = m_state != CLOSED && m_state != LISTEN && m_state != TIME_WAIT;
    if (isConnection && (m_endPoint || m_endPoint6))
    {
        SendRST();
        CloseFlow();
    }
}

void
CmTcpSocket::DoForwardUp(Ptr<Packet> packet, const Address& fromAddress, const Address& toAddress)
{
    const Ptr<CmTcpSocket> self(this);
    TcpSocketBase::DoForwardUp(packet, fromAddress, toAddress);
    CloseFlowIfDone();
    Ask();
}

void
CmTcpSocket::EstimateRtt(const TcpHeader& header)
{
    TcpSocketBase::EstimateRtt(header);
    if (m_flow != CM_NONE && !m_estimator->HasSample() &&
        header.GetAckNumber() > m_txBuffer->HeadSequence() &&
        header.GetAckNumber() <= m_tcb->m_highTxMark.Get())
    {
        SampleTimestamp(header);
    }
}

void
CmTcpSocket::SampleTimestamp(const TcpHeader& header)
{
    if (!m_timestampEnabled || !header.HasOption(TcpOption::TS))
    {
        return;
    }
    constexpr int DEVIATIONS = 4;
    const auto stamp = DynamicCast<const TcpOptionTS>(header.GetOption(TcpOption::TS));
    m_rtt->Measurement(Max(TcpOptionTS::ElapsedTimeFromTsValue(stamp->GetEcho()), MilliSeconds(1)));
    m_rto = Max(m_rtt->GetEstimate() + Max(m_clockGranularity, DEVIATIONS * m_rtt->GetVariation()),
                m_minRto);
}

void
CmTcpSocket::ReceivedAck(Ptr<Packet> packet, const TcpHeader& header)
{
    if (m_flow == CM_NONE)
    {
        TcpSocketBase::ReceivedAck(packet, header);
        return;
    }
    const Verdict verdict = Judge(header);
    if (verdict != Verdict::Honest)
    {
        if (packet->GetSize() > 0)
        {
            ReceivedData(packet, header);
        }
        m_estimator->TakeSample(); // is worth as much
        if (verdict == Verdict::False)
        {
            ++m_falseAcks;
            Report(CM_LOSS_FEEDBACK, 0, 0);
        }
        else if (const uint64_t probe = Resolved(); probe > 0)
        {
            Report(CM_NO_CONGESTION, probe, probe);
        }
        return;
    }
    const auto head = m_txBuffer->HeadSequence();
    const uint32_t sacked = m_txBuffer->GetSacked();
    const uint32_t lost = m_txBuffer->GetLost();
    const auto state = m_tcb->m_congState.Get();
    const SequenceNumber32 recover = m_recover;
    TcpSocketBase::ReceivedAck(packet, header);
    m_guard.Acknowledged(m_txBuffer->HeadSequence().GetValue());
    if (!m_manager->GetFlowState(m_flow))
    {
        return;
    }
    uint8_t lossMode = CM_NO_CONGESTION;
    const auto stateNow = m_tcb->m_congState.Get();
    const bool isNew = stateNow != state || m_recover != recover;
    if ((isNew && stateNow == TcpSocketState::CA_RECOVERY) || m_txBuffer->GetLost() > lost)
    {
        lossMode = CM_LOSS_FEEDBACK;
    }
    else if (isNew && stateNow == TcpSocketState::CA_CWR)
    {
        lossMode = CM_EXPLICIT_CONGESTION;
    }
    // what a cumulative acknowledgment covers and a selective one reported before is not new
    const int64_t received = (m_txBuffer->HeadSequence() - head) +
                             static_cast<int64_t>(m_txBuffer->GetSacked()) - sacked;
    Report(lossMode, Resolved(), static_cast<uint64_t>(std::max<int64_t>(received, 0)));
}

uint64_t
CmTcpSocket::Resolved() const
{
    const CmFlow* const flow = m_manager->GetFlowState(m_flow);
    const uint64_t outstanding = flow ? flow->outstanding : 0;
    return outstanding - std::min<uint64_t>(outstanding, m_txBuffer->BytesInFlight());
}

CmTcpSocket::Verdict
CmTcpSocket::Judge(const TcpHeader& header)
{
    const SequenceNumber32 head = m_txBuffer->HeadSequence();
    const SequenceNumber32 acknowledged = header.GetAckNumber();
    const SequenceNumber32 sent = m_tcb->m_highTxMark;
    const bool isFinSent = m_state != ESTABLISHED && m_state != CLOSE_WAIT;
    if (acknowledged > sent + static_cast<int32_t>(isFinSent))
    {
        // that may be the probe of a closed window, which ns-3's TCP does not count as sent
        return acknowledged == SequenceNumber32(m_guard.LastEdge()) ? Verdict::Ignored
                                                                    : Verdict::False;
    }
    // after a timeout anything is welcome that gets the connection going
    const bool isStuck = m_tcb->m_congState == TcpSocketState::CA_LOSS;
    if (acknowledged > head && acknowledged <= sent && !isStuck &&
        !m_guard.IsEdge(acknowledged.GetValue()))
    {
        return Verdict::False;
    }
    if (m_sackEnabled)
    {
        return isStuck || HasHonestSacks(header) ? Verdict::Honest : Verdict::False;
    }
    const bool isDuplicate = acknowledged == head && acknowledged < sent;
    return isDuplicate && !m_guard.AcceptDuplicate() ? Verdict::Ignored : Verdict::Honest;
}

bool
CmTcpSocket::HasHonestSacks(const TcpHeader& header) const
{
    if (!header.HasOption(TcpOption::SACK))
    {
        return true;
    }
    const auto option = DynamicCast<const TcpOptionSack>(header.GetOption(TcpOption::SACK));
    const auto blocks = option->GetSackList();
    return std::all_of(blocks.begin(), blocks.end(), [this](const auto& block) {
        return block.second <= m_txBuffer->HeadSequence() ||
               (m_guard.IsEdge(block.first.GetValue()) && m_guard.IsEdge(block.second.GetValue()));
    });
}

void
CmTcpSocket::Report(uint8_t lossMode, uint64_t resolved, uint64_t received)
{
    CmFeedback feedback;
    feedback.sent = resolved;
    feedback.received = received;
    feedback.lossMode = lossMode;
    const Nanoseconds sample = m_estimator->TakeSample();
    feedback.rtt = sample <= CM_LARGEST_RTT ? sample : CM_NO_RTT;
    // doubled by a timeout; afterwards the macroflow's own is long enough
    feedback.reportTimeout =
        (lossMode & CM_NO_FEEDBACK) != 0 ? ToCore(m_rto.Get()) : Nanoseconds{0};
    const CmFlowId flow = m_flow;
    m_manager->Update(flow, feedback, GrantDelivery::Now);
    NetworkState state;
    if (m_flow == flow && m_manager->Query(flow, state) == CmStatus::Ok)
    {
        m_estimator->Adopt(state);
        const double window = m_manager->GetFlowState(flow)->macroflow->Window();
        m_tcb->m_cWnd = static_cast<uint32_t>(std::min(window, 4294967295.0));
    }
}

void
CmTcpSocket::ReTxTimeout()
{
    const Ptr<CmTcpSocket> self(this); // who gives up may hold the last reference
    const bool hasData = m_flow != CM_NONE && m_state >= ESTABLISHED && m_txBuffer->Size() > 0;
    if (hasData && BytesInFlight() == 0)
    {
        // nothing is in the network: this waits for a grant, not for an acknowledgment
        Ask();
        return;
    }
    TcpSocketBase::ReTxTimeout();
    CloseFlowIfDone();
    const CmFlow* const flow = m_manager ? m_manager->GetFlowState(m_flow) : nullptr;
    if (hasData && flow)
    {
        Report(CM_NO_FEEDBACK, flow->outstanding, 0);
        Ask();
    }
}

void
CmTcpSocket::PersistTimeout()
{
    // the probe has no grant, because it is no load: one byte, which may be taken
    m_guard.Sent((m_tcb->m_nextTxSequence.Get() + 1).GetValue());
    TcpSocketBase::PersistTimeout();
}

void
CmTcpSocket::LastAckTimeout()
{
    const Ptr<CmTcpSocket> self(this);
    TcpSocketBase::LastAckTimeout();
    CloseFlowIfDone();
}

void
CmTcpSocket::SendEmptyPacket(uint8_t flags)
{
    const Ptr<CmTcpSocket> self(this);
    TcpSocketBase::SendEmptyPacket(flags);
    // it gives up when nobody answers its SYN
    CloseFlowIfDone();
}

} // namespace qos
} // namespace ns3
