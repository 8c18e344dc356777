/* SPDX-License-Identifier: GPL-2.0-only */

#include "frame-reader.h"

#include <unistd.h>

#include <cstdlib>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint32_t ETHERNET_BYTES = 14;
constexpr uint32_t TAG_BYTES = 4; // so that a frame that is too long shows as such

} // namespace

FrameReader::FrameReader(int descriptor,
                         uint32_t mtu,
                         uint32_t mostWaiting,
                         FrameCounters& counters)
    : m_descriptor(descriptor),
      m_mtu(mtu),
      m_mostWaiting(mostWaiting),
      m_counters(counters)
{
}

FrameFault
FrameReader::Check(ByteView frame)
{
    if (m_counters.waiting >= m_mostWaiting)
    {
        return FrameFault::QUEUE_FULL;
    }
    const FrameFault fault = CheckFrame(frame, m_mtu);
    if (fault != FrameFault::FRAGMENT)
    {
        return fault;
    }
    const ByteView packet(frame.data + ETHERNET_BYTES, frame.size - ETHERNET_BYTES);
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return m_guard.Admit(packet, now) ? FrameFault::SOUND : FrameFault::FRAGMENT;
}

FdReader::Data
FrameReader::DoRead()
{
    constexpr ssize_t NOTHING = -1; // 0 would end the thread
    const uint32_t room = ETHERNET_BYTES + m_mtu + TAG_BYTES;
    if (!m_buffer)
    {
        m_buffer.reset(static_cast<uint8_t*>(std::malloc(room))); // NOLINT: FdNetDevice frees it
    }
    const ssize_t size = read(m_descriptor, m_buffer.get(), room);
    if (size <= 0)
    {
        return {nullptr, NOTHING};
    }
    ++m_counters.received;
    const FrameFault fault = Check({m_buffer.get(), static_cast<std::size_t>(size)});
    if (fault != FrameFault::SOUND)
    {
        ++m_counters.refused[static_cast<std::size_t>(fault)];
        return {nullptr, NOTHING};
    }
    ++m_counters.waiting;
    return {m_buffer.release(), size};
}

} // namespace qos
} // namespace ns3
