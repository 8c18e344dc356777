/* SPDX-License-Identifier: GPL-2.0-only */

#include "mpeg-classifier.h"

#include "mpeg-video-header.h"
#include "rtp-header.h"

#include <stdexcept>

namespace ns3
{
namespace qos
{

MpegClassifier::MpegClassifier(const ClassifierSetup& setup)
    : Classifier(setup),
      m_payloadType(setup.mpegPayloadType),
      m_intraPriority(setup.intraPriority),
      m_forwardPriority(setup.forwardPriority),
      m_bothPriority(setup.bothPriority)
{
    constexpr uint8_t GREATEST_TYPE = 127;
    if (m_payloadType > GREATEST_TYPE)
    {
        throw std::invalid_argument("the payload type of MPEG video is " +
                                    std::to_string(m_payloadType) + "; it must be 0 to 127");
    }
    CheckPriority(m_intraPriority, "I pictures");
    CheckPriority(m_forwardPriority, "P pictures");
    CheckPriority(m_bothPriority, "B pictures");
}

void
MpegClassifier::DoClassify(ByteView /* packet */,
                           const IpFields& fields,
                           Classification& classification) const
{
    const auto rtp = ParseRtp(fields.payload);
    if (!rtp || rtp->header.payloadType != m_payloadType)
    {
        return;
    }
    const auto video = ParseMpegVideo(rtp->payload);
    if (!video)
    {
        return;
    }
    const bool isIntra = video->type == PictureType::I || video->type == PictureType::D;
    if (isIntra || video->hasSequenceHeader)
    {
        classification.priority = m_intraPriority;
        classification.mayDrop = false;
    }
    else if (video->type == PictureType::P)
    {
        classification.priority = m_forwardPriority;
    }
    else if (video->type == PictureType::B)
    {
        classification.priority = m_bothPriority;
    }
}

} // namespace qos
} // namespace ns3
