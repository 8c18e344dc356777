/* SPDX-License-Identifier: GPL-2.0-only */

#include "mpeg-stream.h"

#include "ns3/double.h"
#include "ns3/rtp-header.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double CLOCK = 90000; // ticks per second of the payload type (RFC 2250)

} // namespace

MpegStream::MpegStream(const MpegStreamParams& params, int64_t stream)
    : m_params(params),
      m_sequence(params),
      m_random(CreateObject<NormalRandomVariable>())
{
    m_random->SetStream(stream);
}

void
MpegStream::Next(std::vector<Packet>& packets)
{
    const CodedPicture coded = m_sequence.Next(m_random->GetValue(0, 1));
    const std::size_t shown = coded.shown;
    const std::size_t bytes = coded.bytes;
    const std::size_t self = m_pictures.size();
    Picture picture;
    picture.type = coded.type;
    picture.group = shown / m_params.gop.size();
    picture.first = m_packets;
    picture.needs = coded.needs;
    picture.packets = (bytes + m_params.packetBytes - 1) / m_params.packetBytes;
    const double frame = 1e9 / m_params.fps; // ns
    for (std::size_t i = 0; i < picture.packets; ++i)
    {
        RtpHeader rtp;
        rtp.isMarked = i + 1 == picture.packets;
        rtp.payloadType = RTP_PAYLOAD_MPEG_VIDEO;
        rtp.sequence = static_cast<uint16_t>(m_packets + i);
        rtp.timestamp = static_cast<uint32_t>(
            static_cast<uint64_t>(static_cast<double>(shown) * CLOCK / m_params.fps));
        MpegVideoHeader video;
        video.temporalReference = static_cast<uint16_t>(shown % m_params.gop.size());
        video.hasSequenceHeader = picture.type == PictureType::I && i == 0;
        video.beginsSlice = true;
        video.endsSlice = true;
        video.type = picture.type;
        Packet packet;
        rtp.AppendTo(packet.payload);
        video.AppendTo(packet.payload);
        const std::size_t rest = bytes - i * m_params.packetBytes;
        packet.payload.resize(packet.payload.size() +
                              std::min<std::size_t>(rest, m_params.packetBytes));
        const double place = static_cast<double>(i) / static_cast<double>(picture.packets) +
                             static_cast<double>(self);
        packet.time = Nanoseconds{std::llround(place * frame)};
        packets.push_back(std::move(packet));
    }
    m_packets += picture.packets;
    m_pictures.push_back(picture);
}

} // namespace qos
} // namespace ns3
