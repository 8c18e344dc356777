/* SPDX-License-Identifier: GPL-2.0-only */

#include "picture-source.h"

#include "ns3/payload-reader.h"
#include "ns3/payload-writer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace qos
{

Payload
PictureMark::Write() const
{
    return PayloadWriter().Write32(shown).Write8(static_cast<uint8_t>(type)).Finish();
}

std::optional<PictureMark>
PictureMark::Read(ByteView bytes)
{
    PayloadReader reader(ByteView(bytes.data, std::min(bytes.size, BYTES)));
    PictureMark mark;
    mark.shown = reader.Read32();
    mark.type = static_cast<PictureType>(reader.Read8());
    const bool isSound =
        reader.IsWhole() && mark.type >= PictureType::I && mark.type <= PictureType::B;
    return isSound ? std::make_optional(mark) : std::nullopt;
}

PictureSource::PictureSource(const PictureSourceParams& params)
    : m_params(params),
      m_sequence(params.video),
      m_random(params.seed)
{
    if (!PictureSequence::IsGroup(params.video.gop))
    {
        throw std::invalid_argument("a group of pictures is '" + params.video.gop +
                                    "'; allowed is I, then P or B");
    }
    if (!(params.video.fps > 0))
    {
        throw std::invalid_argument("the rate of pictures is " + std::to_string(params.video.fps) +
                                    " per second; it has to be above 0");
    }
}

Nanoseconds
PictureSource::NextAt(Nanoseconds now)
{
    constexpr double SECOND = 1e9;
    m_began = m_began < Nanoseconds{0} ? now : m_began;
    const double place = SECOND * m_taken / m_params.video.fps;
    return m_taken < m_params.pictures ? m_began + Nanoseconds{std::llround(place)} : FOREVER;
}

SourceMessage
PictureSource::Take(uint32_t /* sequence */, Nanoseconds /* now */)
{
    constexpr std::size_t MOST = 65536;
    constexpr double TURN = 6.283185307179586;
    ++m_taken;
    // Box and Muller
    const double radius = std::sqrt(-2 * std::log(1 - m_random.Uniform()));
    const CodedPicture picture = m_sequence.Next(radius * std::cos(TURN * m_random.Uniform()));
    const PictureMark mark{static_cast<uint32_t>(picture.shown), picture.type};
    const std::size_t bytes = std::clamp(picture.bytes, PictureMark::BYTES, MOST);
    return {static_cast<uint32_t>(bytes), mark.Write()};
}

} // namespace qos
} // namespace ns3
