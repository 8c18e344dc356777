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

bool
MpegStream::IsGroup(const std::string& gop)
{
    return !gop.empty() && gop[0] == 'I' && gop.find_first_not_of("PB", 1) == std::string::npos;
}

MpegStream::MpegStream(const MpegStreamParams& params, int64_t stream)
    : m_params(params),
      m_random(CreateObject<NormalRandomVariable>())
{
    m_random->SetStream(stream);
}

double
MpegStream::MeanBytes(PictureType type) const
{
    return type == PictureType::I   ? m_params.intraBytes
           : type == PictureType::P ? m_params.forwardBytes
                                    : m_params.bothBytes;
}

PictureType
MpegStream::TypeOf(std::size_t shown) const
{
    const char letter = m_params.gop[shown % m_params.gop.size()];
    return letter == 'I' ? PictureType::I : letter == 'P' ? PictureType::P : PictureType::B;
}

std::size_t
MpegStream::NextShown()
{
    if (m_held.empty())
    {
        while (TypeOf(m_nextShown) == PictureType::B)
        {
            m_held.push_back(m_nextShown++);
        }
        std::reverse(m_held.begin(), m_held.end());
        return m_nextShown++; // what they are predicted from
    }
    const std::size_t shown = m_held.back();
    m_held.pop_back();
    return shown;
}

void
MpegStream::Next(std::vector<Packet>& packets)
{
    const std::size_t shown = NextShown();
    Picture picture;
    picture.type = TypeOf(shown);
    picture.group = shown / m_params.gop.size();
    picture.first = m_packets;
    const std::size_t self = m_pictures.size();
    if (picture.type == PictureType::B)
    {
        picture.needs = m_references;
    }
    else
    {
        picture.needs[0] = picture.type == PictureType::P ? m_references[1] : NONE;
        m_references = {m_references[1], self};
    }

    // a log-normal number with the mean and the coefficient of variation that are wanted
    const double variance = std::log1p(m_params.sizeSpread * m_params.sizeSpread);
    const double factor = std::exp(std::sqrt(variance) * m_random->GetValue(0, 1) - variance / 2);
    const auto bytes = std::max<std::size_t>(
        1,
        static_cast<std::size_t>(std::lround(MeanBytes(picture.type) * factor)));
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
