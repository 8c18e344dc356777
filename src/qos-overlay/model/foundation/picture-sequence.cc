/* SPDX-License-Identifier: GPL-2.0-only */

#include "picture-sequence.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

bool
PictureSequence::IsGroup(const std::string& gop)
{
    return !gop.empty() && gop[0] == 'I' && gop.find_first_not_of("PB", 1) == std::string::npos;
}

double
PictureSequence::MeanBytes(PictureType type) const
{
    return type == PictureType::I   ? m_params.intraBytes
           : type == PictureType::P ? m_params.forwardBytes
                                    : m_params.bothBytes;
}

PictureType
PictureSequence::TypeOf(std::size_t shown) const
{
    const char letter = m_params.gop[shown % m_params.gop.size()];
    return letter == 'I' ? PictureType::I : letter == 'P' ? PictureType::P : PictureType::B;
}

std::size_t
PictureSequence::NextShown()
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

CodedPicture
PictureSequence::Next(double normal)
{
    CodedPicture picture;
    picture.shown = NextShown();
    picture.type = TypeOf(picture.shown);
    if (picture.type == PictureType::B)
    {
        picture.needs = m_references;
    }
    else
    {
        picture.needs[0] = picture.type == PictureType::P ? m_references[1] : CodedPicture::NONE;
        m_references = {m_references[1], m_coded};
    }
    ++m_coded;

    // a log-normal number with the mean and the coefficient of variation that are wanted
    const double variance = std::log1p(m_params.sizeSpread * m_params.sizeSpread);
    const double factor = std::exp(std::sqrt(variance) * normal - variance / 2);
    picture.bytes = std::max<std::size_t>(
        1,
        static_cast<std::size_t>(std::lround(MeanBytes(picture.type) * factor)));
    return picture;
}

} // namespace qos
} // namespace ns3
