/* SPDX-License-Identifier: GPL-2.0-only */

#include "dscp-classifier.h"

namespace ns3
{
namespace qos
{

DscpClassifier::DscpClassifier(const ClassifierSetup& setup)
    : Classifier(setup),
      m_priorities(setup.dscpPriorities)
{
    for (std::size_t code = 0; code < m_priorities.size(); ++code)
    {
        CheckPriority(m_priorities[code], "code point " + std::to_string(code));
    }
}

void
DscpClassifier::DoClassify(ByteView /* packet */,
                           const IpFields& fields,
                           Classification& classification) const
{
    constexpr unsigned ECN_BITS = 2;
    classification.priority = m_priorities[fields.trafficClass >> ECN_BITS];
    classification.mayDrop = classification.priority != 0;
}

} // namespace qos
} // namespace ns3
