/* SPDX-License-Identifier: GPL-2.0-only */

#include "real-device.h"

#include "raw-socket.h"

#include "ns3/drop-tail-queue.h"
#include "ns3/ethernet-header.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(RealDevice);

TypeId
RealDevice::GetTypeId()
{
    using Self = RealDevice;
    static TypeId tid =
        TypeId("ns3::qos::RealDevice")
            .SetParent<FdNetDevice>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute(
                "DataRate",
                "Rate at which frames are transmitted; 0: as fast as the host takes them.",
                DataRateValue(DataRate(0)),
                MakeDataRateAccessor(&Self::m_rate),
                MakeDataRateChecker())
            .AddAttribute("TxQueue",
                          "Frames that wait for the transmitter.",
                          PointerValue(),
                          MakePointerAccessor(&Self::m_queue),
                          MakePointerChecker<Queue<Packet>>())
            .AddAttribute("ReceiveQueue",
                          "Frames that may wait for the simulator.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&Self::m_mostWaiting),
                          MakeUintegerChecker<uint32_t>(1, 1000000));
    return tid;
}

RealDevice::RealDevice()
    : m_queue(CreateObject<DropTailQueue<Packet>>())
{
}

void
RealDevice::DoDispose()
{
    m_queue->Dispose();
    FdNetDevice::DoDispose();
}

void
RealDevice::Open(std::string name, Descriptor descriptor)
{
    m_name = std::move(name);
    fcntl(descriptor.Get(), F_SETFL, fcntl(descriptor.Get(), F_GETFL) | O_NONBLOCK);
    SetFileDescriptor(descriptor.Release());
}

uint64_t
RealDevice::GetKernelDrops()
{
    m_kernelDrops += ReadKernelDrops(GetFileDescriptor());
    return m_kernelDrops;
}

Ptr<FdReader>
RealDevice::DoCreateFdReader()
{
    // ns-3 has a limit of its own, which is not to be reached
    SetAttribute("RxQueueSize", UintegerValue(m_mostWaiting + 1));
    return Create<FrameReader>(GetFileDescriptor(), GetMtu(), m_mostWaiting, m_received);
}

void
RealDevice::FreeBuffer(uint8_t* buffer)
{
    if (!m_isWriting)
    {
        --m_received.waiting;
    }
    FdNetDevice::FreeBuffer(buffer);
}

bool
RealDevice::Send(Ptr<Packet> packet, const Address& destination, uint16_t protocol)
{
    return SendFrom(packet, GetAddress(), destination, protocol);
}

bool
RealDevice::SendFrom(Ptr<Packet> packet,
                     const Address& source,
                     const Address& destination,
                     uint16_t protocol)
{
    if (!IsLinkUp() || packet->GetSize() > GetMtu())
    {
        ++m_unsent;
        return false;
    }
    if (m_rate.GetBitRate() == 0)
    {
        return Transmit(packet, source, destination, protocol);
    }
    EthernetHeader header(false);
    header.SetSource(Mac48Address::ConvertFrom(source));
    header.SetDestination(Mac48Address::ConvertFrom(destination));
    header.SetLengthType(protocol);
    packet->AddHeader(header);
    if (!m_queue->Enqueue(packet))
    {
        ++m_unsent;
        return false;
    }
    if (!m_isTransmitting)
    {
        TransmitNext();
    }
    return true;
}

void
RealDevice::TransmitNext()
{
    m_isTransmitting = false;
    const Ptr<Packet> frame = m_queue->Dequeue();
    if (!frame)
    {
        return;
    }
    m_isTransmitting = true;
    Simulator::Schedule(m_rate.CalculateBytesTxTime(frame->GetSize()),
                        &RealDevice::TransmitNext,
                        this);
    EthernetHeader header(false);
    frame->RemoveHeader(header);
    Transmit(frame, header.GetSource(), header.GetDestination(), header.GetLengthType());
}

bool
RealDevice::Transmit(const Ptr<Packet>& packet,
                     const Address& source,
                     const Address& destination,
                     uint16_t protocol)
{
    m_isWriting = true;
    const bool isWritten = FdNetDevice::SendFrom(packet, source, destination, protocol);
    m_isWriting = false;
    return isWritten;
}

ssize_t
RealDevice::Write(uint8_t* buffer, size_t length)
{
    const ssize_t written = write(GetFileDescriptor(), buffer, length);
    ++(written == static_cast<ssize_t>(length) ? m_sent : m_unsent);
    return written;
}

} // namespace qos
} // namespace ns3
