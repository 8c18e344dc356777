/* SPDX-License-Identifier: GPL-2.0-only */

#include "rtp-classifier.h"

#include "rtp-header.h"

namespace ns3
{
namespace qos
{

RtpClassifier::RtpClassifier(const ClassifierSetup& setup)
    : Classifier(setup),
      m_priorities(setup.rtpPriorities)
{
    for (std::size_t type = 0; type < m_priorities.size(); ++type)
    {
        CheckPriority(m_priorities[type], "payload type " + std::to_string(type));
    }
}

void
RtpClassifier::DoClassify(ByteView /* packet */,
                          const IpFields& fields,
                          Classification& classification) const
{
    if (IsRtcp(fields.payload))
    {
        classification.priority = 0;
        classification.mayDrop = false;
    }
    else if (const auto rtp = ParseRtp(fields.payload))
    {
        classification.priority = m_priorities[rtp->header.payloadType];
    }
}

} // namespace qos
} // namespace ns3
